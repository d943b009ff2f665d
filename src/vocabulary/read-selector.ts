import { parseModelRef } from './model-ref.ts'
import { nearestName } from './nearest-name.ts'
import type { Selector } from './selector.ts'

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
