import type { Secret } from '../vocabulary/completion-request.ts'
import { fixedKey, keyProblem } from '../vocabulary/credential.ts'
import type { AuthStyle, AwsAuth, CredentialSource, KeyPlaces, ProviderAuth } from '../vocabulary/credential.ts'
import type { Target } from '../vocabulary/model.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { optionPath } from '../vocabulary/unknown-option.ts'

/** What a Claude subscription's token begins with. Source: Anthropic SDK and Claude Code, 2026-11. */
const subscriptionToken = /^sk-ant-oat/

/** Without it Anthropic refuses a subscription's token, at whatever gateway it arrives. */
const subscriptionHeaders = { 'anthropic-beta': 'oauth-2025-04-20' } as const

/**
 * The headers that show a key to a provider: `authorization`, `x-api-key`, both, `x-goog-api-key`, `api-key` or none; lower-case
 * names. An empty key is none, and a key that signs is never shown.
 */
export function authHeaders(
  provider: { readonly auth: AuthStyle; readonly bearerHeaders?: Readonly<Record<string, string>> | undefined },
  key: string,
  /** How this key travels: `auth` of its `CredentialSource`. Default: the provider's way. */
  auth: AuthStyle = provider.auth,
): Record<string, string> {
  if (key === '' || auth === 'none' || auth === 'aws-signature') return {}
  const bearer = { authorization: `Bearer ${key}` }
  if (provider.auth === 'bearer') return bearer
  // A subscription's token is refused as x-api-key.
  if (subscriptionToken.test(key)) return { ...subscriptionHeaders, ...provider.bearerHeaders, ...bearer }
  if (auth === 'bearer') return { ...provider.bearerHeaders, ...bearer }
  if (auth === 'x-goog-api-key' || auth === 'api-key') return { [auth]: key }
  return auth === 'x-api-key' ? { 'x-api-key': key } : { 'x-api-key': key, ...bearer }
}

function unusable(where: string, problem: string): RouterError {
  return new RouterError('configuration', `${where} cannot be used: ${problem}.`)
}

function trimmed(key: string, where: string): string {
  const bare = key.trim()
  const problem = keyProblem(bare)
  if (problem !== undefined) throw unusable(where, problem)
  return bare
}

/** A key that is known now. */
function fixedSource(label: string, key: string, auth?: AuthStyle): CredentialSource {
  return Object.freeze({ label, isFixed: true, read: () => key, ...(auth === undefined ? {} : { auth }) })
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/** A key that a function of the caller's gives when it is needed. */
function askedSource(
  label: string,
  where: string,
  ask: () => string | Promise<string>,
  auth?: AuthStyle,
): CredentialSource {
  const check = (answer: unknown): string => {
    const key = typeof answer === 'string' ? trimmed(answer, where) : ''
    if (key === '')
      throw new RouterError(
        'missing-credential',
        `The function at ${where} gave no key; let it return one, or leave it out.`,
      )
    return key
  }
  const failed = async (cause: unknown): Promise<never> => {
    throw (await import('./failed-key-function.ts')).failedKeyFunction(where, cause)
  }
  return Object.freeze({
    label,
    isFixed: fixedKey in ask,
    ...(auth === undefined ? {} : { auth }),
    read: () => {
      let answer: unknown
      try {
        answer = ask()
      } catch (error) {
        return failed(error)
      }
      return isThenable(answer) ? Promise.resolve(answer).then(check, failed) : check(answer)
    },
  })
}

/**
 * One key as a source. A string is trimmed and checked now, a function is asked at every `read`.
 * `undefined` for an empty string. Throws `RouterError` `configuration`, naming `where`, for a key that cannot be sent; it is
 * never repeated.
 */
export function keySource(secret: Secret, label: string, where: string): CredentialSource | undefined {
  if (typeof secret === 'function') return askedSource(label, where, secret)
  const key = trimmed(secret, where)
  return key === '' ? undefined : fixedSource(label, key)
}

/** Credentials of AWS as a source. What reads them is loaded with the first request that they sign. */
function awsSource(
  label: string,
  where: string,
  credentials: AwsAuth['credentials'],
  region: string | undefined,
): CredentialSource {
  const ask = async (): Promise<string> => {
    const given = typeof credentials === 'function' ? await credentials() : credentials
    return (await import('./aws-key.ts')).awsKey(given, region ?? '')
  }
  return askedSource(label, where, ask, 'aws-signature')
}

/** The pair of keys that AWS's own variables hold: the id is there; without the secret it is no key. */
function awsVariables(name: string, id: string, { readEnv, region }: KeyPlaces): readonly CredentialSource[] {
  const read = (variable: string): string => trimmed(readEnv(variable) ?? '', variable)
  const secretAccessKey = read('AWS_SECRET_ACCESS_KEY')
  const sessionToken = read('AWS_SESSION_TOKEN')
  if (secretAccessKey === '') return []
  const credentials = { accessKeyId: id, secretAccessKey, ...(sessionToken === '' ? {} : { sessionToken }) }
  return [awsSource(name, name, credentials, region)]
}

/** Requests are signed, or show a token that was got elsewhere or that Google gives. */
function authSources(auth: ProviderAuth, { provider, region }: KeyPlaces): readonly CredentialSource[] {
  const member = auth.type === 'access-token' ? 'token' : 'credentials'
  const where = `\`${optionPath(['providers', provider, 'auth', member])}\``
  if (auth.type === 'aws') return [awsSource('auth', where, auth.credentials, region)]
  if (auth.type === 'access-token') {
    const source = keySource(auth.token, 'auth', where)
    return source === undefined ? [] : [Object.freeze({ ...source, auth: 'bearer', exchange: 'none' })]
  }
  const { credentials } = auth
  const ask = async (): Promise<string> => {
    const given = typeof credentials === 'function' ? await credentials() : credentials
    return (await import('./google-credentials.ts')).googleKey(given)
  }
  return [Object.freeze({ ...askedSource('auth', where, ask), auth: 'bearer', exchange: 'google' })]
}

/**
 * The keys of a provider: those of the configuration, or else that of the first environment variable that holds one.
 * A configured key, even an empty one, keeps the environment out. Empty when there is none.
 */
export function findKeys(places: KeyPlaces): readonly CredentialSource[] {
  const { apiKey, auth: authorised, variables, readEnv } = places
  const option = places.option ?? ['providers', places.provider]
  if (authorised !== undefined) return authSources(authorised, places)
  if (apiKey === undefined) {
    for (const { name, auth } of variables) {
      const key = trimmed(readEnv(name) ?? '', name)
      if (key === '') continue
      if (auth !== 'aws-signature') return [fixedSource(name, key, auth)]
      return awsVariables(name, key, places)
    }
    return []
  }
  const secrets: readonly (readonly [Secret, PropertyKey[]])[] =
    typeof apiKey === 'string' || typeof apiKey === 'function'
      ? [[apiKey, ['apiKey']]]
      : apiKey.map((secret, index) => [secret, ['apiKey', index]])
  return secrets
    .map(([secret, place]) => keySource(secret, optionPath(place), `\`${optionPath([...option, ...place])}\``))
    .filter((source) => source !== undefined)
}

/** The error for a provider that needs a key and has none: it names the provider, the variables and the option. */
export function missingCredential(
  provider: { readonly id: string; readonly keyVariables: readonly string[] },
  target?: Target,
): RouterError {
  const option = `\`${optionPath(['providers', provider.id, 'apiKey'])}\``
  const places = [...provider.keyVariables.map((name) => `the environment variable ${name}`), option]
  const fix = places.length === 1 ? places.join('') : `${places.slice(0, -1).join(', ')} or ${places.at(-1) ?? ''}`
  return new RouterError('missing-credential', `There is no key for the provider \`${provider.id}\`; set ${fix}.`, {
    target,
    hints: [
      provider.keyVariables.length === 0
        ? `Give the key in the configuration: createRouter({ providers: { ${JSON.stringify(provider.id)}: { apiKey: ... } } }).`
        : `Variables are read once, when the router is made: set ${provider.keyVariables[0] ?? ''} before that.`,
    ],
  })
}
