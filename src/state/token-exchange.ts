import type { Fetch } from '../vocabulary/fetch.ts'
import type { ConfiguredProvider } from '../adapters/provider.ts'
import type { ExchangeSurroundings } from '../credentials/ask-for-token.ts'
import type { KeptAnswers } from '../transport/kept-answers.ts'
import { requestText } from '../transport/request-text.ts'
import type { GrantedToken, TokenExchange } from '../vocabulary/credential.ts'
import { cleanCause } from '../vocabulary/clean-cause.ts'
import { redactKnown } from '../vocabulary/known-values.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { Runtime } from '../vocabulary/runtime.ts'
import { hashOf } from '../vocabulary/text-hash.ts'

/** What came of an exchange: a token, or why there is none. */
export type Granted = { readonly token: GrantedToken } | { readonly error: RouterError }

/** A key that is exchanged before it is shown. */
export interface ExchangedKey {
  readonly exchange: TokenExchange
  readonly key: string
  readonly provider: {
    readonly id: string
    readonly baseUrl?: string | undefined
    readonly fetch?: Fetch | undefined
    readonly options?: ConfiguredProvider['options'] | undefined
  }
}

/** What an exchange needs of the router. */
export interface TokenStore {
  readonly runtime: Runtime
  readonly accessTokens: KeptAnswers<Granted>
}

/** How long a key that was refused is not exchanged again, in milliseconds. */
const refusedMs = 60_000

/**
 * The token for a key: kept while it holds, and got once for all calls that want it. Every key has its own. Throws a `RouterError`
 * in which nothing of the key appears, and the signal's reason.
 */
export async function exchangeKey(store: TokenStore, asked: ExchangedKey, signal: AbortSignal): Promise<GrantedToken> {
  const granted = await store.accessTokens.get(await nameOf(asked), () => exchanged(store, asked), signal)
  if ('error' in granted) throw granted.error
  return granted.token
}

/** Drops the token of a key that was refused, unless another has taken its place. */
export async function dropToken(store: TokenStore, asked: ExchangedKey, token: string): Promise<void> {
  store.accessTokens.drop(await nameOf(asked), (granted) => 'token' in granted && granted.token.token === token)
}

async function nameOf({ exchange, key, provider }: ExchangedKey): Promise<string> {
  return `${exchange} ${provider.id} ${await hashOf(key)}`
}

async function exchanged(
  { runtime }: TokenStore,
  { exchange, key, provider }: ExchangedKey,
): Promise<{ readonly value: Granted; readonly until: number }> {
  const now = runtime.now()
  const fetching = { ...runtime, ...(provider.fetch === undefined ? {} : { fetch: provider.fetch }) }
  const surroundings: ExchangeSurroundings = { now, ask: (request) => requestText(request, fetching) }
  try {
    const token = await grant(exchange, key, surroundings, provider)
    return { value: { token }, until: token.until }
  } catch (error) {
    if (!RouterError.is(error)) throw error
    const clean = withoutKey(error, key)
    const isFinal = clean.code === 'authentication' || clean.code === 'permission' || clean.code === 'rate-limit'
    return { value: { error: clean }, until: isFinal ? now + refusedMs : now }
  }
}

async function grant(
  exchange: TokenExchange,
  key: string,
  surroundings: ExchangeSurroundings,
  { baseUrl, options }: ExchangedKey['provider'],
): Promise<GrantedToken> {
  switch (exchange) {
    case 'google':
      return (await import('../credentials/google-credentials.ts')).exchangeGoogle(key, surroundings)
    case 'github-copilot': {
      const domain = typeof options?.['domain'] === 'string' ? options['domain'] : 'github.com'
      const { exchangeGithub } = await import('../credentials/github-copilot.ts')
      return exchangeGithub(key, surroundings, { domain, baseUrl })
    }
    case 'chatgpt':
      return (await import('../credentials/chatgpt.ts')).readChatgptToken(key)
  }
}

/** The other side may repeat what it was sent. */
function withoutKey(error: RouterError, key: string): RouterError {
  const redact = redactKnown([key, ...membersOf(key)])
  return new RouterError(error.code, redact(error.message), {
    hints: error.hints,
    status: error.status,
    cause: cleanCause(error.cause, redact),
  })
}

/** What a key holds that is an object. */
function membersOf(key: string): readonly string[] {
  if (!key.startsWith('{')) return []
  const members: readonly unknown[] = Object.values(JSON.parse(key) as Record<string, unknown>)
  return members.filter((member) => typeof member === 'string').filter((member) => member.length >= 20)
}
