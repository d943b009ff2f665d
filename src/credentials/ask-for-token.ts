import type { JsonObject } from '../vocabulary/message.ts'
import { RouterError, type RouterErrorCode } from '../vocabulary/router-error.ts'
import { redactSecrets } from '../vocabulary/redact-secrets.ts'
import type { TextAnswer, TextRequest } from '../vocabulary/text-request.ts'

/** What an exchange of a key for a token needs of the outside. */
export interface ExchangeSurroundings {
  /** Sends one bounded request. Never throws. */
  ask(request: TextRequest): Promise<TextAnswer>
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** For an exchange, in milliseconds. */
const timeoutMs = 10_000

/** Answers hold a token and little else. */
const maxBytes: number = 64 * 1024

/** How long before its end a token is no longer shown, in milliseconds. */
export const earlyMs: number = 5 * 60_000

const codes: Readonly<Record<number, RouterErrorCode>> = {
  400: 'authentication',
  401: 'authentication',
  403: 'permission',
  404: 'permission',
  429: 'rate-limit',
}

/**
 * Asks for a token and gives the parsed answer. Throws a `RouterError` whose message begins with `what`; nothing of the request is
 * repeated in it.
 */
export async function askForToken(
  request: Pick<TextRequest, 'url' | 'headers' | 'body'>,
  surroundings: ExchangeSurroundings,
  what: string,
): Promise<JsonObject> {
  const answer = await surroundings.ask({ ...request, timeoutMs, maxBytes })
  if (answer.type === 'no-answer') {
    const code = answer.reason === 'timeout' || answer.reason === 'aborted' ? 'timeout' : 'network'
    throw new RouterError(code, `${what}: no answer (${answer.reason}).`)
  }
  if (answer.type === 'error-answer') {
    const code = codes[answer.status ?? 0] ?? 'server'
    throw new RouterError(code, `${what}: HTTP ${answer.status}${wordsOf(answer.body)}`, { status: answer.status })
  }
  const body = parsed(answer.text)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new RouterError('server', `${what}: the answer cannot be read.`)
  }
  return body as JsonObject
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What the other side says, as `: words`; a full stop when it says nothing. */
function wordsOf(body: unknown): string {
  const {
    error,
    error_description: description,
    message,
  }: Readonly<Record<string, unknown>> = Object(body) as object as Record<string, unknown>
  const words = [description, message, error].find((text) => typeof text === 'string' && text !== '')
  return typeof words === 'string' ? `: ${redactSecrets(words.slice(0, 300))}` : '.'
}
