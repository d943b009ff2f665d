import type { CheckedConfig } from '../configuration/checked-config.ts'
import type { RouterFoundation } from '../state/router-state.ts'
import type { ModelRef } from '../vocabulary/model.ts'
import { suggestion } from '../vocabulary/nearest-name.ts'
import { isRecord } from '../vocabulary/option-kinds.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { parseModelRef } from '../vocabulary/model-ref.ts'
import type { ProviderDefinition } from '../vocabulary/parsed-provider.ts'
import type { RouterConfig } from '../vocabulary/router-config.ts'

/** A configuration that is in force. */
interface InForce {
  readonly config: CheckedConfig
  /** As it was given. */
  readonly given: () => RouterConfig
  readonly known: RouterFoundation['known']
  /** The providers that a tier may pick from. */
  readonly providers: { readonly offered: readonly string[] }
  /** Providers that were removed. */
  readonly absent: readonly string[]
}

/** A configuration, and the providers that do not exist for it. */
type Changed = readonly [config: RouterConfig, absent: readonly string[]]

/**
 * The one with a provider more. What it says of its models takes the place of what was said of them. Throws `RouterError`
 * `configuration` for what is no definition.
 */
export function withProvider(inForce: InForce, definition: ProviderDefinition): Changed {
  const { id, provider, models } = (definition as ProviderDefinition | null | undefined) ?? ({} as ProviderDefinition)
  if (typeof id !== 'string' || (models !== undefined && !isRecord(models))) {
    const expected = "expected a name and what is configured, or { id, provider, models: { 'id/model': {} } }"
    throw new RouterError('configuration', `addProvider(): ${expected}.`)
  }
  const given = written(inForce)
  const name = idOf(inForce, id)
  return [
    {
      ...given,
      providers: { ...given.providers, [name]: provider },
      ...(models === undefined ? {} : { models: { ...modelsOfOthers(inForce, given, name), ...models } }),
    },
    inForce.absent.filter((one) => one !== name),
  ]
}

/** The one without a provider, and its id. Throws `RouterError` `configuration` where there is none of the name. */
export function withoutProvider(inForce: InForce, id: string): readonly [...Changed, id: string] {
  if (typeof id !== 'string')
    throw new RouterError('configuration', 'removeProvider(): expected the name of a provider.')
  const name = idOf(inForce, id)
  const { knownProviders } = inForce.known
  if (!knownProviders.includes(name)) {
    const meant = suggestion(name, knownProviders)
    throw new RouterError('configuration', `removeProvider(): there is no provider \`${id}\`${meant}.`)
  }
  const given = written(inForce)
  const others = Object.entries(given.providers ?? {}).filter(([one]) => idOf(inForce, one) !== name)
  const models = given.models === undefined ? {} : { models: modelsOfOthers(inForce, given, name) }
  return [{ ...given, ...models, providers: Object.fromEntries(others) }, [...inForce.absent, name], name]
}

/** What is configured of the models of all other providers. */
function modelsOfOthers(inForce: InForce, { models = {} }: RouterConfig, name: string): RouterConfig['models'] {
  return Object.fromEntries(
    Object.entries(models).filter(([ref]) => idOf(inForce, parseModelRef(ref)?.provider ?? '') !== name),
  )
}

/** The one with another route `default`. */
export function withDefault(inForce: InForce, chain: ModelRef | readonly ModelRef[]): RouterConfig {
  const given = inForce.given()
  const targets = typeof chain === 'string' ? [chain] : chain
  const before = given.routes?.['default']
  const route = before !== undefined && 'targets' in before ? { ...before, targets } : targets
  return { ...given, routes: { ...given.routes, default: route } }
}

/** The configuration with what was found rather than given written out: naming one provider must not take the others away. */
function written({ config, given, providers }: InForce): RouterConfig {
  const current = given()
  const isFound = current.providers === undefined
  const { default: found } = config.routes
  const routes =
    current.routes === undefined && found !== undefined
      ? { default: found.targets.map(({ provider, model }): ModelRef => `${provider}/${model}`) }
      : current.routes
  return {
    ...current,
    ...(routes === undefined ? {} : { routes }),
    ...(isFound ? { providers: Object.fromEntries(providers.offered.map((id) => [id, {}])) } : {}),
  }
}

function idOf({ known }: InForce, id: string): string {
  return known.providerAliases.get(id) ?? id
}
