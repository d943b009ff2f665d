import {
  contentOf,
  contentRequest,
  readContent,
  withContent,
  type MadeContent,
} from '../adapters/gemini/cached-content.ts'
import { bodyText } from '../adapters/body-text.ts'
import type { WireRequest } from '../adapters/protocol.ts'
import { measureRequest } from '../budget/request-size.ts'
import { computeCost } from '../budget/compute-cost.ts'
import { ratesOf, tokensOf } from '../budget/token-estimate.ts'
import { fingerprint } from '../caching/cache-key.ts'
import type { KeptContents } from '../caching/kept-contents.ts'
import type { CallState } from '../state/call-state.ts'
import { requestText } from '../transport/request-text.ts'
import type { JsonObject } from '../vocabulary/message.ts'
import { nameOf } from '../vocabulary/model-ref.ts'
import type { AskedTarget } from './attempt-once.ts'
import { openRequest } from './authorised-request.ts'
import type { ReadCredential } from '../state/choose-credential.ts'

/** For the answer, in milliseconds. */
const timeoutMs = 60_000

/** An answer holds a name and some numbers. */
const maxBytes: number = 64 * 1024

/** Where the catalogue does not know the least that a model caches: the largest of those that are known (facts of 2026-11-20). */
const leastTokens = 4_096

/** How an attempt is written whose prompt is kept at the provider. */
export interface ContentOrder {
  readonly contents: KeptContents
  readonly credential: ReadCredential | undefined
  readonly ttlSeconds: number
}

/**
 * Puts the name of a cached content in the place of the prompt that it holds. Where there is none, and the same prompt came before, one
 * is made beside this request, which goes on without. Nothing is made under a spending limit: what its storage costs is not
 * known. It is left to its lifetime: closing a router waits for nothing.
 */
export function contentWriter(
  state: CallState,
  asked: AskedTarget,
  order: ContentOrder,
): (wire: WireRequest) => JsonObject {
  const { router, prepared } = state
  const { target, provider } = asked
  return (wire) => {
    const held = contentOf(wire.body)
    if (held === undefined) return wire.body
    const key = fingerprint(JSON.stringify([provider.baseUrl, ownerOf(state, asked), wire.path, held]))
    const name = order.contents.find(key)
    if (name !== undefined) return withContent(wire.body, name)
    const { system, tools, given } = prepared
    const size = { ...measureRequest({ system, tools, messages: [] }), requests: 0 }
    const isLarge = tokensOf(size, ratesOf(target)) >= (router.modelInfo(target)?.cacheMinTokens ?? leastTokens)
    const mayMake = !router.spending.concerns(given) && router.killSwitch.of(target, () => []) === undefined
    if (isLarge && mayMake && order.contents.begin(key)) {
      void make(state, asked, order, contentRequest(wire.path, held, order.ttlSeconds)).then((made) => {
        if (made === undefined) return order.contents.failed(key)
        const until = made.until ?? router.runtime.now() + order.ttlSeconds * 1_000
        order.contents.made(key, { name: made.name, owner: nameOf(target), until })
        book(state, asked, made)
      })
    }
    return wire.body
  }
}

/** Whose they are: what one key has made another cannot see. A key of the call's own user has no place of its own, so its number tells it. */
function ownerOf({ prepared }: CallState, { target, credential }: AskedTarget): readonly unknown[] {
  const { credential: place, fingerprint: number } = credential.healthKey
  return prepared.given.apiKeys?.[target.provider] === undefined ? [place] : [place, number]
}

/** Asks for it. Never rejects; `undefined`: there is none. */
async function make(
  { router, prepared }: CallState,
  { provider }: AskedTarget,
  { credential }: ContentOrder,
  wire: Pick<WireRequest, 'path' | 'headers' | 'body'>,
): Promise<MadeContent | undefined> {
  const closing = new AbortController()
  const abort = (reason: unknown): void => closing.abort(reason)
  router.running.add(abort)
  try {
    const head = router.makeHead({
      provider,
      framing: { accept: 'application/json' },
      wire,
      credential,
      headers: prepared.given.headers,
    })
    const { request } = openRequest({ head, body: bodyText(wire.body), region: undefined })
    const answer = await requestText(
      { ...request, timeoutMs, maxBytes },
      { ...router.runtime, ...(provider.fetch === undefined ? {} : { fetch: provider.fetch }) },
      closing.signal,
    )
    return answer.type === 'answer' ? readContent(JSON.parse(answer.text)) : undefined
  } catch {
    return undefined
  } finally {
    router.running.delete(abort)
  }
}

/** Its tokens are charged like any other input (cloud.google.com, context caching, 2026); what storage costs is not known. */
function book({ router, account }: CallState, { target, provider }: AskedTarget, { tokens }: MadeContent): void {
  const usage = { inputTokens: tokens, outputTokens: 0 }
  const at = router.runtime.now()
  const cost = computeCost(usage, router.modelInfo(target), provider.billing, { at })
  router.usage.countAttempt(
    {
      number: 0,
      target: { provider: target.provider, model: target.model },
      protocol: provider.protocol,
      kind: 'first',
      outcome: 'success',
      startedAt: at,
      durationMs: 0,
      usage: { ...usage, source: 'reported' },
      cost: { ...cost, incomplete: true },
    },
    account,
    'cached-content',
  )
}
