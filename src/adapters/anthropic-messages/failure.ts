import type { FailureDescription, WireFailure } from '../../vocabulary/failure.ts'
import { parseWaitHint } from '../../vocabulary/wait-hint.ts'
import { isJsonObject } from '../plain-json.ts'
import { parseJson } from '../server-sent-events.ts'

/** The longest text that stands for a message, in UTF-16 units. */
const longestMessage = 2000

/**
 * Reads the facts out of an error: Anthropic's envelope, and those of the gateways, clouds and local servers that stand in
 * front of it or imitate it. Of the codes, `details.error_code` is the one to branch on (Anthropic, 2026-11).
 */
export function describeFailure(failure: WireFailure, now: number): FailureDescription {
  const headers = failure.headers ?? {}
  const body = parsed(failure.body)
  const { error, code, type, message } = readEnvelope(body)
  // Inside a 200 the only status is the one that some envelopes repeat.
  const isHttpError = failure.status !== undefined && failure.status >= 300
  const status = isHttpError ? failure.status : (statusOf(code) ?? statusOf(member(error, 'status')))
  const words = message ?? plainWords(failure.body)
  return {
    status,
    code: codeOf(member(member(error, 'details'), 'error_code')) ?? ownCode(code, status),
    type,
    message: words,
    requestId: headers['request-id'] ?? headers['x-request-id'] ?? textOf(member(body, 'request_id')),
    wait: parseWaitHint({ headers, body, message: words }, now),
    shouldRetry: shouldRetry(headers['x-should-retry']),
  }
}

interface Envelope {
  readonly error: unknown
  readonly code: string | undefined
  readonly type: string | undefined
  readonly message: string | undefined
}

function readEnvelope(body: unknown): Envelope {
  // Google's front ends wrap the error of a stream into a list.
  const document: unknown = Array.isArray(body) ? body[0] : body
  const error = member(document, 'error') ?? document
  if (typeof error === 'string') return { error, code: codeOf(member(document, 'code')), type: undefined, message: textOf(error) }
  const status = member(document, 'base_resp')
  const type = textOf(member(error, 'type'))
  const message =
    textOf(member(error, 'message')) ?? detailOf(member(document, 'detail')) ?? textOf(member(status, 'status_msg'))
  const code = codeOf(member(error, 'code')) ?? codeOf(member(error, 'statusCode')) ?? codeOf(member(status, 'status_code'))
  // A gateway may quote the whole envelope of its upstream as its own message.
  const quoted = message?.startsWith('{') === true ? parseJson(message) : undefined
  if (isJsonObject(member(quoted, 'error'))) {
    const inner = readEnvelope(quoted)
    return { error: inner.error, code: inner.code ?? code, type: inner.type ?? type, message: inner.message ?? message }
  }
  return { error, code, type: error === document && type === 'error' ? undefined : type, message }
}

/** FastAPI's `detail`: a sentence, or a list of what is wrong with which field. */
function detailOf(detail: unknown): string | undefined {
  if (!Array.isArray(detail)) return textOf(detail) ?? textOf(member(detail, 'message'))
  const words = detail.map((item: unknown) => textOf(item) ?? textOf(member(item, 'msg'))).filter((item) => item !== undefined)
  return textOf(words.join('; '))
}

/** A body that is no JSON: its text, of an HTML page the title or what can be read. */
function plainWords(body: unknown): string | undefined {
  if (typeof body !== 'string') return undefined
  const head = body.slice(0, 16 * longestMessage)
  if (!/^\s*</.test(head)) return textOf(head)
  const title = /<title[^>]*>([^<]*)/i.exec(head)?.[1]
  return textOf(title) ?? textOf(head.replaceAll(/<(script|style)\b[^>]*>[^<]*/gi, ' ').replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' '))
}

function parsed(body: unknown): unknown {
  return typeof body === 'string' ? (parseJson(body) ?? body) : body
}

function member(value: unknown, name: string): unknown {
  return isJsonObject(value) ? (value[name] ?? undefined) : undefined
}

function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  return text === '' ? undefined : text.slice(0, longestMessage)
}

function codeOf(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : textOf(value)
}

function statusOf(value: unknown): number | undefined {
  const status = typeof value === 'number' || (typeof value === 'string' && /^\d{3}$/.test(value)) ? Number(value) : undefined
  return status !== undefined && Number.isInteger(status) && status >= 400 && status <= 599 ? status : undefined
}

/** A code that only repeats the HTTP status (llama.cpp, OpenRouter, Azure's gateway) says nothing of its own. */
function ownCode(code: string | undefined, status: number | undefined): string | undefined {
  return code === String(status) ? undefined : code
}

function shouldRetry(header: string | undefined): boolean | undefined {
  if (header === 'true') return true
  return header === 'false' ? false : undefined
}
