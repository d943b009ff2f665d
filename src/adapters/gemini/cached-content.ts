import { isJsonObject } from '../plain-json.ts'
import { pickMembers } from '../picked-members.ts'
import { wholeNumber } from '../whole-number.ts'
import type { JsonObject } from '../../vocabulary/message.ts'
import type { WireRequest } from '../protocol.ts'

/** What a request may not say again beside the cached content that holds it: a 400 (ai.google.dev, caching, 2026-07). */
const heldMembers = ['systemInstruction', 'tools', 'toolConfig'] as const

/** What of a body a cached content can hold; `undefined`: nothing. */
export function contentOf(body: JsonObject): JsonObject | undefined {
  const held = pickMembers(body, heldMembers)
  return held['systemInstruction'] === undefined && held['tools'] === undefined ? undefined : held
}

/** The body that names a cached content in the place of what it holds. */
export function withContent(body: JsonObject, name: string): JsonObject {
  const rest = Object.entries(body).filter(([member]) => !heldMembers.some((held) => held === member))
  return { ...Object.fromEntries(rest), cachedContent: name }
}

/** The request that makes a cached content for the model that `path` names. */
export function contentRequest(
  path: string,
  held: JsonObject,
  ttlSeconds: number,
): Pick<WireRequest, 'path' | 'headers' | 'body'> {
  const model = decodeURIComponent(path.replace(/:[^:]*$/, '').slice(1))
  return { path: '/cachedContents', headers: {}, body: { model, ...held, ttl: `${ttlSeconds}s` } }
}

/** A cached content, as its host tells of it. */
export interface MadeContent {
  readonly name: string
  readonly tokens: number | undefined
  /** Milliseconds since the epoch. */
  readonly until: number | undefined
}

/** Reads the answer to such a request; `undefined` where it names none. */
export function readContent(answer: unknown): MadeContent | undefined {
  if (!isJsonObject(answer)) return undefined
  const { name, usageMetadata, expireTime } = answer
  if (typeof name !== 'string' || !/^cachedContents\/[\w-]{1,200}$/.test(name)) return undefined
  const until = typeof expireTime === 'string' ? Date.parse(expireTime) : Number.NaN
  return {
    name,
    tokens: isJsonObject(usageMetadata) ? wholeNumber(usageMetadata['totalTokenCount']) : undefined,
    until: Number.isFinite(until) ? until : undefined,
  }
}
