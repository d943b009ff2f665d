import { inRegion } from '../adapters/aws-region.ts'
import { endpointUrl } from '../adapters/base-url.ts'
import type { ResolvedProvider } from '../adapters/provider.ts'
import { redactKnown, type Redact } from '../vocabulary/known-values.ts'
import type { Framing } from '../vocabulary/wire.ts'
import type { WireRequest } from '../adapters/protocol.ts'
import { headSecrets } from '../attempt/attempt-secrets.ts'
import type { ReadCredential } from './choose-credential.ts'
import { authHeaders } from '../credentials/api-key.ts'

/** Address and headers of a request, and how what they hold is kept out of sight. */
export interface RequestHead {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Takes the key, and whatever else of address and headers is secret, out of texts. */
  readonly redact: Redact
}

/** What a head is made of. */
export interface HeadOrder {
  readonly provider: ResolvedProvider
  readonly framing: Pick<Framing, 'accept'>
  readonly wire: Pick<WireRequest, 'path' | 'headers' | 'region'>
  readonly credential: ReadCredential | undefined
  /** The caller's own headers, merged last. */
  readonly headers: Readonly<Record<string, string>> | undefined
}

/** Makes heads. Calls of one target and key that add no headers of their own share one. */
export type HeadMaker = (order: HeadOrder) => RequestHead

/** A maker that remembers the last head of each provider. */
export function createHeadMaker(): HeadMaker {
  const made = new WeakMap<ResolvedProvider, { readonly order: HeadOrder; readonly head: RequestHead }>()
  return (order) => {
    if (order.headers !== undefined) return makeHead(order)
    const last = made.get(order.provider)
    if (last !== undefined && isSameOrder(last.order, order)) return last.head
    const head = makeHead(order)
    made.set(order.provider, { order, head })
    return head
  }
}

function isSameOrder(one: HeadOrder, other: HeadOrder): boolean {
  return (
    one.wire.path === other.wire.path &&
    one.credential?.key === other.credential?.key &&
    one.credential?.source === other.credential?.source &&
    one.framing.accept === other.framing.accept &&
    hasSameMembers(one.wire.headers, other.wire.headers)
  )
}

function hasSameMembers(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}

function makeHead({ provider, framing, wire, credential, headers }: HeadOrder): RequestHead {
  const url = inRegion(endpointUrl(credential?.granted?.baseUrl ?? provider.baseUrl, wire.path), wire.region)
  const joined = joinHeaders(
    { 'content-type': 'application/json', accept: framing.accept },
    wire.headers,
    provider.headers,
    credential === undefined ? {} : authHeaders(provider, credential.key, credential.source.auth),
    credential?.granted?.headers,
    headers,
  )
  const key = credential === undefined ? [] : [credential.key]
  return { url, headers: joined, redact: redactKnown([...key, ...headSecrets({ url, headers: joined })]) }
}

/** Headers whose values are lists: each layer adds to them. */
const listHeaders: ReadonlySet<string> = new Set(['anthropic-beta'])

/** Later ones win, whatever the case of their names. */
function joinHeaders(...layers: readonly (Readonly<Record<string, string>> | undefined)[]): Record<string, string> {
  const joined: Record<string, string> = {}
  for (const layer of layers) {
    for (const [given, value] of Object.entries(layer ?? {})) {
      const name = given.toLowerCase()
      const earlier = listHeaders.has(name) ? joined[name] : undefined
      joined[name] = earlier === undefined ? value : `${earlier},${value}`
    }
  }
  return joined
}
