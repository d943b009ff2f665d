import type { ModelRef, Target } from './model.ts'

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
