import type { GrantedToken } from '../vocabulary/credential.ts'
import type { Json, JsonObject } from '../vocabulary/message.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { askForToken, earlyMs, type ExchangeSurroundings } from './ask-for-token.ts'

const what = 'GitHub gives no Copilot token for this GitHub token'

/** Hosts of Copilot that a token may name; whatever else it says is not asked. */
const copilotHost = /^[a-z0-9.-]+\.githubcopilot\.com$/

/** How long a token is shown that does not say when it ends, in milliseconds. */
const shortLifeMs = 20 * 60_000

/**
 * Exchanges a token of GitHub for one of Copilot (`GET /copilot_internal/v2/token`, facts of 2026-11-10), which says where it is
 * shown. `domain` is `github.com`, or that of a GitHub Enterprise with data of its own; a `baseUrl` that is not Copilot's is the
 * caller's own and stays. Throws a `RouterError`.
 */
export async function exchangeGithub(
  key: string,
  surroundings: ExchangeSurroundings,
  { domain, baseUrl }: { readonly domain: string; readonly baseUrl: string | undefined },
): Promise<GrantedToken> {
  const request = {
    url: `https://api.${domain}/copilot_internal/v2/token`,
    headers: { authorization: `Bearer ${key}`, accept: 'application/json', 'user-agent': 'trunkline' },
  }
  const { token, expires_at: expires, endpoints } = await askForToken(request, surroundings, what)
  if (typeof token !== 'string' || token === '') throw new RouterError('server', `${what}: the answer holds none.`)
  const expiresAt = inMilliseconds(expires)
  const until = expiresAt === undefined ? surroundings.now + shortLifeMs : expiresAt - earlyMs
  const named = addressIn(token) ?? ownAddress(isJsonObject(endpoints) ? endpoints['api'] : undefined)
  return named === undefined || ownAddress(baseUrl) === undefined ? { token, until } : { token, until, baseUrl: named }
}

/** Seconds or milliseconds, as a number or a text (seen of 2026). */
function inMilliseconds(expires: unknown): number | undefined {
  const number = typeof expires === 'string' ? Number(expires) : expires
  if (typeof number !== 'number' || !Number.isFinite(number) || number <= 0) return undefined
  return number < 1e11 ? number * 1000 : number
}

/** `proxy-ep=proxy.individual.githubcopilot.com` of a token stands for `api.individual.githubcopilot.com`. */
function addressIn(token: string): string | undefined {
  const host = /(?:^|;)\s*proxy-ep=([^;\s]+)/.exec(token)?.[1]
  return host === undefined
    ? undefined
    : ownAddress(`https://${host.replace(/^https?:\/\//, '').replace(/^proxy\./, 'api.')}`)
}

function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function ownAddress(address: unknown): string | undefined {
  if (typeof address !== 'string' || !URL.canParse(address)) return undefined
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' && copilotHost.test(hostname) ? `https://${hostname}` : undefined
}
