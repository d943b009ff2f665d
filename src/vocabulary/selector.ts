import type { ModelRef, Target } from './model.ts'
import { parseModelRef } from './model-ref.ts'
import { nearestName } from './nearest-name.ts'

/**
 * Picks out targets: all of a provider, a model at whichever provider, one target, or those that are asked with a key, named
 * by its provider and place (`openai/OPENAI_API_KEY`, `gateway/apiKey[1]`), never by the key itself.
 */
export type Selector =
  | { readonly provider: string }
  | { readonly model: string }
  | { readonly target: ModelRef }
  | { readonly key: string }

/**
 * Whether one of the selectors picks a target. `keys`: the places of the keys that it may be asked with; by `key` it is picked
 * when all of them are.
 */
export function selects(selectors: readonly Selector[], { provider, model }: Target, keys: readonly string[]): boolean {
  const picked = selectors.some(
    (selector) =>
      ('provider' in selector && selector.provider === provider) ||
      ('model' in selector && selector.model === model) ||
      ('target' in selector && selector.target === `${provider}/${model}`),
  )
  if (picked || keys.length === 0) return picked
  return keys.every((key) => selectors.some((selector) => 'key' in selector && selector.key === `${provider}/${key}`))
}

/** The names that a selector may hold. */
interface KnownNames {
  readonly providers: readonly string[]
  /** Other names of providers. */
  readonly aliases: ReadonlyMap<string, string>
}

/** Reads a selector of the caller's, with the one id of its provider; or says what is wrong with it. */
export function readSelector(
  given: unknown,
  { providers, aliases }: KnownNames,
): { readonly selector: Selector } | { readonly problem: string } {
  const entries: [string, unknown][] = typeof given === 'object' && given !== null ? Object.entries(given) : []
  const [entry, ...others] = entries
  const [word, value] = entry ?? ['', undefined]
  if (others.length > 0 || typeof value !== 'string' || !['provider', 'model', 'target', 'key'].includes(word)) {
    return { problem: 'expected one of { provider }, { model }, { target } or { key }, holding a text' }
  }
  if (word === 'model') return { selector: { model: value } }
  const parts = word === 'provider' ? { provider: value, model: '' } : parseModelRef(value)
  if (parts === undefined) {
    return { problem: `\`${word}\`: expected ${word === 'key' ? '`provider/place`' : '`provider/model`'}` }
  }
  const provider = aliases.get(parts.provider) ?? parts.provider
  if (!providers.includes(provider)) {
    const nearest = nearestName(provider, providers)
    const meant = nearest === undefined ? '' : `; did you mean \`${nearest}\`?`
    return { problem: `\`${word}\`: there is no provider \`${provider}\`${meant}` }
  }
  if (word === 'provider') return { selector: { provider } }
  const ref = `${provider}/${parts.model}` as const
  return { selector: word === 'key' ? { key: ref } : { target: ref } }
}
