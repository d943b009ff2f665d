import { parseModelRef } from './model-ref.ts'
import { suggestion } from './nearest-name.ts'
import type { Selector } from './selector.ts'

/** The names that a selector may hold. */
interface KnownNames {
  readonly providers: readonly string[]
  /** Other names of providers. */
  readonly aliases: ReadonlyMap<string, string>
  /** Where a provider has its keys. Absent: a selector may name a place where no key is any more. */
  readonly places?: ((provider: string) => readonly string[]) | undefined
}

/** Reads a selector of the caller's, with the one id of its provider; or says what is wrong with it. */
export function readSelector(
  given: unknown,
  { providers, aliases, places }: KnownNames,
): { readonly selector: Selector } | { readonly problem: string } {
  const entries: [string, unknown][] = Object.entries(given ?? {})
  const [word, value] = entries[0] ?? ['', '']
  const isKey = word === 'key'
  if (
    entries.length > 1 ||
    typeof value !== 'string' ||
    value === '' ||
    !['provider', 'model', 'target', 'key'].includes(word)
  ) {
    return { problem: 'expected one of { provider }, { model }, { target } or { key }, holding a text' }
  }
  if (word === 'model') return { selector: { model: value } }
  const parts = word === 'provider' ? { provider: value, model: '' } : parseModelRef(value)
  if (parts === undefined) {
    return { problem: `\`${word}\`: expected \`provider/${isKey ? 'place' : 'model'}\`` }
  }
  const provider = aliases.get(parts.provider) ?? parts.provider
  if (!providers.includes(provider)) {
    const meant = suggestion(provider, providers)
    return { problem: `\`${word}\`: there is no provider \`${provider}\`${meant}` }
  }
  if (word === 'provider') return { selector: { provider } }
  const known = isKey ? places?.(provider) : undefined
  // A request may bring its own.
  if (known !== undefined && ![...known, 'request'].includes(parts.model)) {
    return { problem: `\`key\`: \`${provider}\` has only ${known.join(', ')}` }
  }
  const ref = `${provider}/${parts.model}` as const
  return { selector: isKey ? { key: ref } : { target: ref } }
}
