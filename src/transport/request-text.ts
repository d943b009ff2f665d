import type { Runtime } from '../vocabulary/runtime.ts'
import type { NoAnswerReason, TextAnswer, TextRequest } from '../vocabulary/text-request.ts'
import { exchange, type OpenAnswer } from './exchange.ts'

export type { TextAnswer, TextRequest } from '../vocabulary/text-request.ts'

const defaultMaxBytes: number = 1024 * 1024

/** Sends one bounded request and reads its whole answer as text. Never throws; never follows a redirect; no retries. */
export async function requestText(
  request: TextRequest,
  runtime: Pick<Runtime, 'fetch' | 'setTimer'>,
  signal?: AbortSignal,
): Promise<TextAnswer> {
  const controller = new AbortController()
  let reason: NoAnswerReason = 'network'
  const end = (why: NoAnswerReason, cause: unknown): void => {
    if (controller.signal.aborted) return
    reason = why
    controller.abort(cause)
  }
  const leave = (): void => end('aborted', signal?.reason)
  if (signal?.aborted === true) leave()
  signal?.addEventListener('abort', leave, { once: true })
  const timer = runtime.setTimer(request.timeoutMs, () =>
    end('timeout', new Error(`no answer within ${request.timeoutMs} ms`)),
  )
  try {
    const came = await exchange(request, runtime, controller.signal)
    if (came.type === 'no-answer') return { type: 'no-answer', reason, error: came.error }
    if (came.type === 'error-answer') return came
    const maxBytes = request.maxBytes ?? defaultMaxBytes
    const text = await readText(came.answer, maxBytes)
    if (controller.signal.aborted) return { type: 'no-answer', reason, error: controller.signal.reason }
    if (text === undefined) {
      return { type: 'no-answer', reason: 'too-long', error: new Error(`the answer is longer than ${maxBytes} bytes`) }
    }
    return { type: 'answer', status: came.answer.status, headers: came.answer.headers, text }
  } catch (error) {
    return { type: 'no-answer', reason, error }
  } finally {
    timer.cancel()
    signal?.removeEventListener('abort', leave)
  }
}

/** The whole body; `undefined` when it is longer than it may be. */
async function readText(answer: OpenAnswer, maxBytes: number): Promise<string | undefined> {
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for (;;) {
    const chunk = await answer.read()
    if (chunk === undefined) return text + decoder.decode()
    length += chunk.length
    if (length > maxBytes) {
      answer.cancel()
      return undefined
    }
    text += decoder.decode(chunk, { stream: true })
  }
}
