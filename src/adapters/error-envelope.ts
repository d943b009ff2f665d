import type { FailureDescription, WireFailure } from '../vocabulary/failure.ts'
import { parseWaitHint } from '../vocabulary/wait-hint.ts'
import { isJsonObject } from './plain-json.ts'
import { parseJson } from './server-sent-events.ts'

/** What an error body says, whatever its shape. */
interface ErrorEnvelope {
  readonly code: string | undefined
  readonly type: string | undefined
  readonly message: string | undefined
  /** An HTTP status inside the body: errors within a stream have no other. */
  readonly status: number | undefined
  readonly requestId: string | undefined
}

type Members = Readonly<Record<string, unknown>>

/** Headers with the id of a request: OpenAI and many; Azure; Mistral; OpenRouter; DeepSeek. */
const requestIdHeaders = [
  'x-request-id',
  'request-id',
  'apim-request-id',
  'x-ms-request-id',
  'mistral-correlation-id',
  'x-generation-id',
  'x-ds-trace-id',
] as const

/** Where the words are, in the order of preference. */
const messageMembers = ['message', 'detail', 'error', 'msg', 'status_msg', 'title'] as const

/**
 * Reads the facts out of an error of a host that speaks one of OpenAI's protocols: an HTTP error, or an error inside a 200,
 * whose own status then counts. A body that is no JSON is described in words, so that there is always a message. `now`
 * (milliseconds since the epoch) is for dates in wait hints.
 */
export function describeOpenaiFailure(failure: WireFailure, now: number): FailureDescription {
  const body = typeof failure.body === 'string' ? (parseJson(failure.body) ?? failure.body) : failure.body
  const envelope = readErrorEnvelope(body)
  const headers = failure.headers ?? {}
  const isHttpError = failure.status !== undefined && failure.status >= 300
  const status = isHttpError ? failure.status : envelope.status
  const message = envelope.message ?? describeBody(body, failure.status)
  const wait = parseWaitHint({ headers, body, message }, now)
  const shouldRetry = headers['x-should-retry']?.trim().toLowerCase()
  const requestId =
    requestIdHeaders.map((name) => headers[name]).find((id) => id !== undefined && id !== '') ?? envelope.requestId
  return {
    ...(status === undefined ? {} : { status }),
    ...(envelope.code === undefined ? {} : { code: envelope.code }),
    ...(envelope.type === undefined ? {} : { type: envelope.type }),
    message,
    ...(requestId === undefined ? {} : { requestId }),
    ...(wait === undefined ? {} : { wait }),
    ...(shouldRetry === 'true' || shouldRetry === 'false' ? { shouldRetry: shouldRetry === 'true' } : {}),
  }
}

/**
 * Reads an error envelope: OpenAI's `{ error: { message, type, code } }`, the flat `{ message, type, code }` (events of the
 * Responses protocol, Cerebras, Mistral, Doubleword), `{ error: text, code }` (xAI, Venice, Ollama), `{ detail }` (FastAPI,
 * ChatGPT), RFC 7807 (NVIDIA), `{ errors: [] }` (Cloudflare), `{ base_resp }` (MiniMax), and a list around any of them (Google).
 */
function readErrorEnvelope(body: unknown): ErrorEnvelope {
  const outer = asObject(Array.isArray(body) ? (body as unknown[])[0] : body) ?? {}
  const inner =
    asObject(outer['error']) ??
    writtenObject(outer['error']) ??
    asObject(asList(outer['errors'])[0]) ??
    asObject(outer['detail']) ??
    baseResponse(outer) ??
    outer
  const type = asText(inner['type']) || asText(inner['error_type']) || asText(outer['error_type'])
  return {
    code: codeOf(inner) ?? codeOf(outer),
    // In a flat event this is the type of the event.
    type: type === '' || (inner === outer && type === 'error') ? undefined : type,
    message: messageOf(inner, outer),
    status: [inner['status_code'], inner['status'], inner['code'], outer['status_code'], outer['status'], outer['code']]
      .map(statusOf)
      .find((status) => status !== undefined),
    requestId: asText(outer['request_id']) || undefined,
  }
}

/** Ollama hands on what its llama-server said as JSON within the text of its own error. */
function writtenObject(value: unknown): Members | undefined {
  if (typeof value !== 'string' || !value.startsWith('{')) return undefined
  const written = asObject(parseJson(value))
  return asObject(written?.['error']) ?? written
}

function baseResponse(outer: Members): Members | undefined {
  const base = asObject(outer['base_resp'])
  return base === undefined || base['status_code'] === 0 ? undefined : { ...base, code: base['status_code'] }
}

function codeOf(object: Members): string | undefined {
  const { code } = object
  if (typeof code === 'number' && Number.isFinite(code)) return String(code)
  return asText(code) || undefined
}

function statusOf(value: unknown): number | undefined {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value
  return typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599 ? status : undefined
}

function messageOf(inner: Members, outer: Members): string | undefined {
  const own = wordsOf(inner) ?? (inner === outer ? undefined : wordsOf(outer))
  const upstream = upstreamWords(inner)
  if (own === undefined || upstream === undefined || own.includes(upstream)) return own ?? upstream
  return `${own}: ${upstream}`
}

function wordsOf(object: Members): string | undefined {
  for (const member of messageMembers) {
    const words = inWords(object[member])
    if (words !== undefined) return words
  }
  return undefined
}

/** Text as it is, FastAPI's list of complaints as sentences, anything else as JSON. */
function inWords(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value
  if (typeof value !== 'object' || value === null) return undefined
  const sentences = asList(value).flatMap((item) => {
    const complaint = asObject(item)
    const words = asText(complaint?.['msg']) || asText(complaint?.['message'])
    const place = Array.isArray(complaint?.['loc']) ? complaint['loc'].join('.') : ''
    return words === '' ? [] : [place === '' ? words : `${place}: ${words}`]
  })
  if (sentences.length > 0) return sentences.join('; ')
  return Object.keys(value).length === 0 ? undefined : JSON.stringify(value)
}

/** OpenRouter keeps what the upstream said in `metadata.raw`, as text that is mostly JSON. */
function upstreamWords(inner: Members): string | undefined {
  const raw = asObject(inner['metadata'])?.['raw']
  const parsed = typeof raw === 'string' ? parseJson(raw) : raw
  if (typeof parsed === 'object' && parsed !== null) return readErrorEnvelope(parsed).message
  return typeof raw === 'string' && raw.trim() !== '' ? raw : undefined
}

function describeBody(body: unknown, status: number | undefined): string {
  const answer = status === undefined ? 'The provider answered' : `The provider answered with HTTP status ${status} and`
  if (body === undefined || body === null || body === '') return `${answer} an empty body.`
  if (typeof body !== 'string') return `${answer} a body without words: ${JSON.stringify(body).slice(0, 300)}`
  const text = body.trim()
  if (text === '') return `${answer} an empty body.`
  if (!text.startsWith('<')) return text.slice(0, 2_000)
  const title = /<(?:title|h1)[^>]{0,200}>([^<]{1,200})</i.exec(text)?.[1]?.trim()
  return title === undefined || title === '' ? `${answer} an HTML page.` : `${answer} an HTML page: ${title}`
}

function asObject(value: unknown): Members | undefined {
  return isJsonObject(value) ? value : undefined
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The value as a list; one object counts as a list of one. */
function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return isJsonObject(value) ? [value] : []
}
