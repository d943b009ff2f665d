import type { FailureDescription, WireFailure } from '../../vocabulary/failure.ts'
import { describeOpenaiFailure } from '../error-envelope.ts'
import { isJsonObject } from '../plain-json.ts'
import { parseJson } from '../server-sent-events.ts'
import { exceptionName, statusOfException } from '../aws-exceptions.ts'

/**
 * Reads the facts out of an error: AWS's `{ message }` with its type in `x-amzn-errortype` or `__type`, an exception of the stream
 * in the same form, and the envelopes of gateways in front of it. `code` is the name of the exception, e.g. `ThrottlingException`.
 * `now` (milliseconds since the epoch) is for dates in wait hints.
 */
export function describeFailure(failure: WireFailure, now: number): FailureDescription {
  const body = typeof failure.body === 'string' ? parseJson(failure.body) : failure.body
  const { code: foreignCode, ...described } = describeOpenaiFailure(failure, now)
  const name = nameIn(failure.headers, body)
  const status = described.status ?? (name === undefined ? undefined : statusOfException(name))
  // A code that only repeats the HTTP status says nothing.
  const code = name ?? (foreignCode === String(status) ? undefined : foreignCode)
  const requestId = textOf(failure.headers?.['x-amzn-requestid']) ?? described.requestId
  const message = wordsIn(body) ?? described.message
  return {
    ...described,
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(requestId === undefined ? {} : { requestId }),
  }
}

/** The header first: it is there even where the body is another's. */
function nameIn(headers: WireFailure['headers'], body: unknown): string | undefined {
  const output = memberOf(body, 'Output')
  const name = [headers?.['x-amzn-errortype'], memberOf(body, '__type'), memberOf(output, '__type')]
    .map(textOf)
    .find((candidate) => candidate !== undefined)
  return name === undefined ? undefined : exceptionName(name)
}

/** AWS writes `message` or `Message`; a stream's error quotes what the model's own server said. */
function wordsIn(body: unknown): string | undefined {
  const own = textOf(memberOf(body, 'message')) ?? textOf(memberOf(body, 'Message'))
  const original = textOf(memberOf(body, 'originalMessage'))
  if (own === undefined || original === undefined || own.includes(original)) return own ?? original
  return `${own} (${original})`
}

function memberOf(value: unknown, name: string): unknown {
  return isJsonObject(value) ? value[name] : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}
