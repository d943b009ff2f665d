import type { GrantedToken } from '../vocabulary/credential.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { askForToken, earlyMs, type ExchangeSurroundings } from './ask-for-token.ts'

/** The one place where Google gives tokens. An address in the file is not asked: a file must not lead a key elsewhere. */
const tokenUrl = 'https://oauth2.googleapis.com/token'

/** The metadata server of Google's cloud; asked only where the configuration names it. */
const metadataUrl = 'http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token'

const scope = 'https://www.googleapis.com/auth/cloud-platform'
const metadataServer = 'metadata-server'

/** How long an assertion holds, in seconds; Google takes no more. */
const assertionSeconds = 3600

const what = 'Google gives no token for these credentials'

/**
 * Credentials as one text, so that they are told apart and kept out of sight like any other key. Throws a `RouterError`
 * `configuration` for what are none; nothing of them is repeated.
 */
export function googleKey(given: unknown): string {
  const text = typeof given === 'string' ? given.trim() : undefined
  if (text === metadataServer) return text
  const file: unknown = text === undefined ? given : parsed(text)
  const { type, ...members }: Readonly<Record<string, unknown>> = Object(file) as Record<string, unknown>
  if (file === undefined && text !== undefined)
    throw unusable('give what stands in the key file, which is JSON, not its path')
  if (type !== 'service_account' && type !== 'authorized_user') {
    throw unusable(
      `they are the content of a key file whose \`type\` is 'service_account' or 'authorized_user', or '${metadataServer}'`,
    )
  }
  const names = type === 'service_account' ? serviceAccountNames : authorizedUserNames
  const missing = names.find((name) => typeof members[name] !== 'string' || members[name] === '')
  if (missing !== undefined) throw unusable(`\`${missing}\` is no text, or an empty one`)
  const kept = [...names, 'private_key_id'].flatMap((name) => {
    const member = members[name]
    return typeof member === 'string' ? [[name, member.replaceAll(aroundKey, '').trim()] as const] : []
  })
  return JSON.stringify({ type, ...Object.fromEntries(kept) })
}

/** What stands around and between the lines of a key in PEM. A copy may have its line breaks as `\n`. */
const aroundKey = /-----(?:BEGIN|END) PRIVATE KEY-----|\\n|\s/g

const serviceAccountNames = ['client_email', 'private_key'] as const
const authorizedUserNames = ['client_id', 'client_secret', 'refresh_token'] as const

function unusable(problem: string): RouterError {
  return new RouterError('configuration', `Google credentials: ${problem}.`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A token for a text that `googleKey` made. Throws a `RouterError`. */
export async function exchangeGoogle(key: string, surroundings: ExchangeSurroundings): Promise<GrantedToken> {
  const answer = await askForToken(await tokenRequest(key, surroundings.now), surroundings, what)
  const { access_token: token, expires_in: seconds } = answer
  if (typeof token !== 'string' || token === '') throw new RouterError('server', `${what}: the answer holds none.`)
  const lifeMs = typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : assertionSeconds * 1000
  return { token, until: surroundings.now + Math.max(lifeMs - earlyMs, lifeMs / 2) }
}

type TokenRequest = Parameters<typeof askForToken>[0]

async function tokenRequest(key: string, now: number): Promise<TokenRequest> {
  if (key === metadataServer) return { url: metadataUrl, headers: { 'metadata-flavor': 'Google' } }
  const { type, ...file } = JSON.parse(key) as Readonly<Record<string, string>>
  const form =
    type === 'service_account'
      ? { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: await assertionOf(file, now) }
      : { grant_type: 'refresh_token', ...file }
  return {
    url: tokenUrl,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams(form).toString(),
  }
}

/** The JWT that asks for a token: who asks, for what, until when, signed with the account's key (RFC 7523). */
async function assertionOf(file: Readonly<Record<string, string>>, now: number): Promise<string> {
  const { client_email: issuer, private_key: base64 = '', private_key_id: id } = file
  const seconds = Math.floor(now / 1000)
  const header = { alg: 'RS256', typ: 'JWT', ...(id === undefined ? {} : { kid: id }) }
  const claims = { iss: issuer, scope, aud: tokenUrl, iat: seconds, exp: seconds + assertionSeconds }
  const text = `${base64Url(encoder.encode(JSON.stringify(header)))}.${base64Url(encoder.encode(JSON.stringify(claims)))}`
  const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', await privateKey(base64), encoder.encode(text))
  return `${text}.${base64Url(new Uint8Array(signature))}`
}

const encoder = new TextEncoder()

async function privateKey(base64: string): Promise<CryptoKey> {
  try {
    const der = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    return await crypto.subtle.importKey('pkcs8', der, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['sign'])
  } catch {
    // What the runtime says may quote the key.
    // Its first line written out would be redacted, and all behind it.
    throw unusable('`private_key` is no PKCS#8 key in PEM; give it as it stands in the key file')
  }
}

function base64Url(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
