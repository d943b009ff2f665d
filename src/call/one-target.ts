import type { RouterState } from '../state/router-state.ts'
import { selectTargets } from '../routing/select-targets.ts'
import type { Target } from '../vocabulary/model.ts'
import { RouterError } from '../vocabulary/router-error.ts'

/**
 * The target that a caller names: `provider/model`, or both as an object. `defaultModel`: the name of a provider is enough where it has a
 * default model. Throws `RouterError` `configuration` for what names no target.
 */
export function oneTarget(
  router: RouterState,
  asked: unknown,
  { defaultModel = false }: { readonly defaultModel?: boolean } = {},
): Target {
  const ref = typeof asked === 'object' && asked !== null ? refOf(asked) : asked
  if (typeof ref !== 'string' || (!ref.includes('/') && !defaultModel)) {
    throw new RouterError('configuration', 'A target is a provider and a model.', {
      hints: ["Write 'openai/gpt-5.4', or { provider: 'openai', model: 'gpt-5.4' }."],
    })
  }
  const { targets } = selectTargets(ref, {
    routes: {},
    providers: router.knownProviders,
    aliases: router.providerAliases,
    modelOf: (id) => (defaultModel ? router.provider(id).defaultModel : undefined),
    defaults: router.config.routing,
  })
  return targets[0] ?? { provider: '', model: '' }
}

function refOf({ provider, model }: Partial<Target>): string | undefined {
  return typeof provider === 'string' && typeof model === 'string' ? `${provider}/${model}` : undefined
}
