import type { Secret } from './completion-request.ts'

/**
 * How a key travels: `Authorization: Bearer`, `x-api-key`, both of them (hosts that speak the Anthropic protocol differ in
 * which they read), or not at all.
 */
export type AuthStyle = 'bearer' | 'x-api-key' | 'x-api-key-and-bearer' | 'none'

/** A place a key comes from. It lives in a closure: printing it shows no key. */
export interface CredentialSource {
  /** Names the key without showing it, e.g. `OPENAI_API_KEY`, `apiKey` or `apiKey[1]`. Health is kept by it. */
  readonly label: string
  /** How this key travels when it differs from the provider's own way; absent: the provider's. */
  readonly auth?: AuthStyle | undefined
  /** Called once an attempt. Throws `RouterError` `missing-credential` when it yields nothing. */
  read(): string | Promise<string>
}

/** An environment variable that may hold a key, and how that key travels when not in the provider's own way. */
export interface KeyVariable {
  readonly name: string
  readonly auth?: AuthStyle | undefined
}

/** Where the keys of one provider are looked for. */
export interface KeyPlaces {
  readonly provider: string
  /** What the configuration gives. Present, even empty, it keeps the environment out. */
  readonly apiKey: Secret | readonly Secret[] | undefined
  /** Looked at in order, the first that holds something wins. */
  readonly variables: readonly KeyVariable[]
  readonly readEnv: (name: string) => string | undefined
}

/** Finds the keys of a provider; each is checked and closed over. Throws `RouterError` `configuration` for one that cannot be sent. */
export type FindKeys = (places: KeyPlaces) => readonly CredentialSource[]

/** Why a key (already trimmed) cannot be sent as a header, or `undefined`. It never repeats the key. */
export function keyProblem(key: string): string | undefined {
  if (/\s/.test(key)) return 'the key holds whitespace or a line break; copy it again as one line'
  if (!/^[\x21-\x7e\xa1-\xff]*$/.test(key)) return 'the key holds characters that a header cannot carry; copy it again'
  return undefined
}
