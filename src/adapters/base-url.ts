import type { ProtocolId } from '../vocabulary/model.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { classifyHost } from './host-policy.ts'

/** What decides about a base URL beside its text. */
export interface BaseUrlRules {
  readonly protocol: ProtocolId
  /** The protocol's own endpoint paths, e.g. `/chat/completions`; one at the end of a pasted URL is cut off. */
  readonly endpoints: readonly string[]
  readonly allowHttp: boolean
  /** A server on the caller's machine or network: `host:port` means plain http, and a bare address gets the path of `own`. */
  readonly local: boolean
  /** Where the text comes from, as errors begin: an option's path in backticks, or a variable. */
  readonly path: string
  /** The option that would allow plain http, for errors: `providers.x.allowHttp`. */
  readonly allowHttpPath?: string | undefined
  /** The provider's usual base URL. Its host without its path, or with the beginning of it, is completed to it. */
  readonly own?: string | undefined
  /** Further hosts that are the provider's, and the path of its base URL, which their bare addresses get. */
  readonly ownHosts?: RegExp | undefined
  readonly ownPath?: string | undefined
}

/** Endpoints of any protocol that people copy together with the base. */
const pastedEndpoints: readonly string[] = [
  '/chat/completions',
  '/completions',
  '/responses',
  '/messages/count_tokens',
  '/embeddings',
  '/models',
]

/** Endpoints of Gemini and Bedrock hold a model: `/models/<id>:generateContent`, `/model/<id>/converse`. */
const pastedModelEndpoint =
  /\/(?:models\/[^/]+:\w+|model\/[^/]+\/(?:converse|invoke|count-tokens)(?:-stream|-with-response-stream)?)$/

/** Azure's base URL for models of all vendors ends in `/models` (`https://<resource>.services.ai.azure.com/models`). */
const modelsIsABase = /\.azure\.com$/

/** Query parameters that carry a key. A URL is shown in errors and listings, so a key has no place in it. */
const secretParameter =
  /^(?:api[-_]?key|key|token|access[-_]?token|auth|sig|signature|secret|password|subscription-key)$/i

/** Hosts that do not speak a protocol people try there. */
const misplaced: readonly { readonly host: RegExp; readonly protocol: ProtocolId; readonly problem: string }[] = [
  {
    // bedrock-runtime takes signed Converse and InvokeModel calls; Messages are at bedrock-mantle.<region>.api.aws (2026-11).
    host: /^bedrock-runtime[.-].*\.amazonaws\.com(?:\.cn)?$/,
    protocol: 'anthropic-messages',
    problem:
      'this host needs AWS credentials and does not speak the Anthropic Messages protocol; use protocol `bedrock-converse` or the provider `bedrock`, or a proxy such as LiteLLM in front of it',
  },
]

/** The text without what comes along when it is copied: blanks, invisible characters, quotes, angle brackets. */
function unwrap(text: string): string {
  let bare = text.replace(/^[\s\u200b-\u200d\u2060]+|[\s\u200b-\u200d\u2060]+$/g, '')
  const quoted = /^(?:"(.*)"|'(.*)'|`(.*)`|<(.*)>)$/s.exec(bare)
  if (quoted !== null) bare = unwrap(quoted[1] ?? quoted[2] ?? quoted[3] ?? quoted[4] ?? '')
  return bare
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}

/** Adds the scheme, and for a local server the port, that `host:port/path` leaves out. */
function withScheme(bare: string, rules: BaseUrlRules): URL | undefined {
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(bare)) return parse(bare)
  if (/^(?:https?:|\/(?!\/))/i.test(bare)) return undefined
  const rest = bare.replace(/^\/\//, '').replace(/^:(?=\d)/, 'localhost:')
  const plain = parse(`http://${rest}`)
  if (plain === undefined) return undefined
  if (!rules.local) return classifyHost(plain.hostname) === 'loopback' ? plain : parse(`https://${rest}`)
  const hasPort = /^(?:\[[^\]]*\]|[^:/?#]*):\d/.test(rest)
  if (!hasPort && rules.own !== undefined) plain.port = new URL(rules.own).port
  return plain
}

/** A server's "every address" is no address to call; on the same machine its loopback is. */
function callable(url: URL, rules: BaseUrlRules): URL {
  if (!rules.local) return url
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1'
  if (url.hostname === '[::]') url.hostname = '[::1]'
  return url
}

function problemOf(url: URL, rules: BaseUrlRules): string | undefined {
  const insecure =
    rules.allowHttpPath === undefined
      ? 'use https'
      : `use https, or set \`${rules.allowHttpPath}: true\` where the network is trusted`
  const host = classifyHost(url.hostname)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'only http and https addresses can be called'
  if (url.username !== '' || url.password !== '')
    return 'it holds a user name or password; remove it and give the key as `apiKey`'
  if ([...url.searchParams.keys()].some((name) => secretParameter.test(name)))
    return 'its query holds a key; remove it and give the key as `apiKey`'
  if (host === 'forbidden')
    return `${url.hostname} is a link-local or metadata address, which is never called; use the address of the provider`
  if (url.protocol === 'http:' && host !== 'loopback' && !rules.allowHttp)
    return `plain http to ${url.hostname} would send the key unencrypted; ${insecure}`
  return misplaced.find((known) => isMisplaced(known, url.hostname, rules))?.problem
}

/** A row that speaks the protocol at such a host knows how. */
function isMisplaced({ host, protocol }: (typeof misplaced)[number], hostname: string, rules: BaseUrlRules): boolean {
  if (protocol !== rules.protocol || !host.test(hostname)) return false
  return rules.own === undefined || !host.test(new URL(rules.own).hostname)
}

/** Cuts off, as often as it is there, what the endpoint's path will bring again. */
function basePath(url: URL, endpoints: readonly string[]): string {
  const versions = endpoints
    .map((endpoint) => /^\/v\d+(?=\/)/.exec(endpoint)?.[0])
    .filter((version) => version !== undefined)
  const pasted = pastedEndpoints.filter((endpoint) => endpoint !== '/models' || !modelsIsABase.test(url.hostname))
  const endings = [...endpoints, ...pasted, ...versions]
  let path = url.pathname.replace(/\/{2,}/g, '/')
  for (;;) {
    path = path.replace(/\/+$/, '').replace(pastedModelEndpoint, '')
    const ending = endings.find((candidate) => path.endsWith(candidate))
    if (ending === undefined) return path
    path = path.slice(0, -ending.length)
  }
}

/** The provider's own path where only its host, or the beginning of the path, was given. */
function completed(path: string, url: URL, rules: BaseUrlRules): string {
  const own = rules.own === undefined ? undefined : new URL(rules.own)
  const ownPath = own?.pathname.replace(/\/+$/, '') ?? rules.ownPath
  if (ownPath === undefined) return path
  const isTheirs =
    rules.ownHosts?.test(url.hostname) === true || (own !== undefined && (rules.local || own.hostname === url.hostname))
  return isTheirs && `${ownPath}/`.startsWith(`${path}/`) ? ownPath : path
}

/**
 * A base URL in its one form: scheme, host, path without a trailing slash, and the query if there is one. Takes every form
 * that people paste: blanks, quotes, trailing slashes, a fragment, no scheme (https; http for loopback and local servers),
 * whole endpoint URLs. For protocols whose endpoints begin with a version (`/v1/messages`) that version is cut off too; for
 * all others the version is part of the base and stays as given, none is made up. Doing it twice changes nothing. Join it
 * with a path by `endpointUrl` only.
 *
 * Throws `RouterError` `configuration`, naming `rules.path`, for what is no address, holds a key or password (never
 * repeated), is plain http elsewhere than on loopback without `allowHttp`, or is a link-local or metadata address.
 */
export function normaliseBaseUrl(text: string, rules: BaseUrlRules): string {
  const bare = unwrap(text)
  const parsed = bare === '' || /\s/.test(bare) ? undefined : withScheme(bare, rules)
  if (parsed === undefined) {
    throw new RouterError(
      'configuration',
      `${rules.path} is not a usable address; write it like https://api.example.com/v1.`,
    )
  }
  const url = callable(parsed, rules)
  const problem = problemOf(url, rules)
  if (problem !== undefined) throw new RouterError('configuration', `${rules.path} cannot be used: ${problem}.`)
  // It comes with the path that is asked for; only a pasted endpoint has it already.
  if (rules.protocol === 'gemini') url.searchParams.delete('alt')
  const path = completed(basePath(url, rules.endpoints), url, rules)
  return `${url.protocol}//${url.host}${path}${url.search}`
}

/**
 * A base URL with a protocol's path appended, before the query. A version that both bring (`/v2` and `/v1/messages`) is the
 * base's, and of an endpoint that the base already names nothing is repeated (`https://host/messages` stays as it is).
 * `baseUrl` must come from `normaliseBaseUrl`.
 */
export function endpointUrl(baseUrl: string, path: string): string {
  const [base = '', baseQuery] = baseUrl.split(/\?(.*)/s)
  const [route = '', routeQuery] = path.split(/\?(.*)/s)
  const query = [baseQuery, routeQuery].filter((part) => part !== undefined && part !== '').join('&')
  const version = /^\/v\d+(?=\/)/.exec(route)?.[0]
  let rest = route
  if (version !== undefined) {
    const unversioned = route.slice(version.length)
    const first = /^\/[^/]+/.exec(unversioned)?.[0] ?? unversioned
    const ownPath = base.replace(/^https?:\/\/[^/]*/, '')
    if (/\/v\d+[a-z\d]*$/.test(ownPath)) rest = unversioned
    else if (ownPath.endsWith(first)) rest = unversioned.slice(first.length)
  }
  return `${base}${rest}${query === '' ? '' : `?${query}`}`
}

/** Whether an address is this machine: `localhost`, 127.0.0.0/8 or `::1`. */
export function isLoopback(baseUrl: string): boolean {
  return classifyHost(new URL(baseUrl).hostname) === 'loopback'
}
