import type { AnswerAssembly } from '../adapters/answer-assembly.ts'
import { openAnswer } from '../adapters/answer-reader.ts'
import type { AssemblyOptions } from '../adapters/assembly-options.ts'
import type { Protocol } from '../adapters/protocol.ts'
import type { CallLog } from '../state/call-state.ts'
import { GuardedAnswer } from './guarded-answer.ts'
import { exchange, type ExchangeRequest, type OpenAnswer } from '../transport/exchange.ts'
import { startWatchdog, type AttemptLimits, type PassedLimit, type Watchdog } from '../transport/watchdog.ts'
import type { WireFailure } from '../vocabulary/failure.ts'
import type { Redact } from '../vocabulary/known-values.ts'
import type { AssistantPart, Citation, Json } from '../vocabulary/message.ts'
import { redactData } from '../vocabulary/redact-data.ts'
import { RouterError, type RouterErrorCode } from '../vocabulary/router-error.ts'
import type { Runtime } from '../vocabulary/runtime.ts'
import type { Frame } from '../vocabulary/wire.ts'
import type { WrittenAttempt } from './write-attempt.ts'
import type { TextSeam } from '../vocabulary/text-seam.ts'

/** Everything one exchange needs: the request written for its target, and what its answer is read with. */
export interface AttemptOrder {
  readonly number: number
  readonly protocol: Protocol
  readonly written: Pick<WrittenAttempt, 'origin' | 'warnings' | 'toolNames' | 'outputTool' | 'outputLimit'>
  readonly request: ExchangeRequest
  /** Takes out what the request holds that is secret: providers repeat what they are sent. */
  readonly redact: Redact
  readonly firstIndex: number
  readonly seam: TextSeam | undefined
  /** The tool whose calls the router answers itself. */
  readonly routersTool: string | undefined
  readonly restoreArguments: AssemblyOptions['restoreArguments']
  /** Finds in a text what it cites. */
  readonly cite: ((text: string) => readonly Citation[]) | undefined
  readonly limits: AttemptLimits
  readonly includeRaw: boolean
  readonly detectEmpty: boolean
  /** Looks at the answer as it grows, after each chunk; a problem ends the attempt. */
  readonly watch: ((assembly: AnswerAssembly) => AttemptProblem | undefined) | undefined
  /** Bytes of the body that are read. */
  readonly maxAnswerBytes: number
  /** Called with every read after the one that brought the first token: what the end of the answer needs can be fetched now. */
  readonly underway: () => void
  /** Called when it begins, with what ends it from outside; what it returns is called when it is over. */
  readonly onStart: (stop: (message: string) => void) => () => void
}

/** How an attempt failed: what the provider said, or what the router saw itself. */
export type AttemptProblem =
  | { readonly type: 'provider'; readonly failure: WireFailure }
  | {
      readonly type: 'local'
      readonly code: RouterErrorCode
      readonly message: string
      /** No token had come: asking again would only be silent again. */
      readonly silent: boolean
      /** It had gone silent for long in the middle: another target is better than the same once more. */
      readonly stalled?: boolean
      /** It had only its share of the call's time: the haste was the caller's. */
      readonly hurried?: boolean
      /** Nothing was sent: it fails on purpose. */
      readonly isDrill?: boolean
      /** Id of the rule that decides, where the code does not say it. */
      readonly rule?: string
      readonly cause?: unknown
    }
  /** Its target was switched off. */
  | { readonly type: 'disabled'; readonly message: string }
  | { readonly type: 'aborted' }

/** What one exchange gave. */
export interface AttemptReport {
  readonly assembly: AnswerAssembly
  /** Absent: the answer is complete. */
  readonly problem: AttemptProblem | undefined
  readonly status: number | undefined
  /** Of the response, lower-case names; empty when none came. */
  readonly headers: Readonly<Record<string, string>>
  /** The provider's id of the request, where a header has it. */
  readonly requestId: string | undefined
  readonly startedAt: number
  readonly endedAt: number
  readonly firstTokenAt: number | undefined
}

/** What this needs of the outside: the provider's fetch, the clock, timers. */
export type AttemptRuntime = Pick<Runtime, 'fetch' | 'now' | 'setTimer'>

/** Names of the headers in which providers put the id of a request. */
const requestIdHeaders = [
  'request-id',
  'x-request-id',
  'x-amzn-requestid',
  'x-generation-id',
  'apim-request-id',
] as const

function requestIdOf(headers: Readonly<Record<string, string>>, redact: Redact): string | undefined {
  for (const name of requestIdHeaders) {
    const id = headers[name]
    if (id !== undefined) return redact(id)
  }
  return undefined
}

/**
 * Runs one exchange with one target: sends the request, reads the answer into parts and events, and says how it ended.
 * Never throws. It knows nothing of other attempts, retries or health.
 */
export async function runAttempt(
  order: AttemptOrder,
  log: CallLog,
  runtime: AttemptRuntime,
  signal: AbortSignal,
): Promise<AttemptReport> {
  const startedAt = runtime.now()
  const controller = new AbortController()
  const abort = (): void => controller.abort(signal.reason)
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  let passed: PassedLimit | undefined
  const watchdog = startWatchdog(runtime, order.limits, (limit) => {
    passed = limit
    controller.abort(new Error(`the ${limit} limit has passed`))
  })
  let stopped: string | undefined
  const over = order.onStart((message) => {
    stopped = message
    controller.abort(new Error(message))
  })
  const { redact } = order
  const assembly = assemblyFor(order, log)
  for (const warning of order.written.warnings) assembly.note(warning)
  log.readOpenPartsFrom((index) => assembly.openContent(index))

  const attempt: RunningAttempt = {
    order,
    log,
    runtime,
    assembly,
    watchdog,
    signal: controller.signal,
    firstTokenAt: undefined,
  }
  let problem: AttemptProblem | undefined
  let status: number | undefined
  let headers: Readonly<Record<string, string>> = {}
  const came = await exchange(order.request, runtime, controller.signal)
  watchdog.headersArrived()
  if (came.type === 'no-answer') {
    problem = {
      type: 'local',
      code: 'network',
      message: connectionMessage(came.error),
      silent: false,
      cause: came.error,
    }
  } else if (came.type === 'error-answer') {
    ;({ status, headers } = came)
    problem = { type: 'provider', failure: redacted(came, redact) }
  } else {
    ;({ status, headers } = came.answer)
    problem = await readAnswer(attempt, came.answer)
  }
  watchdog.stop()
  over()
  signal.removeEventListener('abort', abort)
  if (signal.aborted && problem !== undefined) problem = { type: 'aborted' }
  else if (problem !== undefined && stopped !== undefined) problem = { type: 'disabled', message: stopped }
  else if (problem !== undefined && passed !== undefined) problem = timeoutProblem(passed, order.limits, assembly)
  const requestId = requestIdOf(headers, redact)
  return {
    assembly,
    problem,
    status,
    headers,
    requestId,
    startedAt,
    endedAt: runtime.now(),
    firstTokenAt: attempt.firstTokenAt,
  }
}

/** What an answer is read into. */
export function assemblyFor(order: AttemptOrder, log: CallLog): GuardedAnswer {
  const { origin, toolNames, outputTool, outputLimit } = order.written
  return new GuardedAnswer(
    {
      origin,
      firstIndex: order.firstIndex,
      sink: log,
      toolNames,
      outputTool,
      outputLimit: outputLimit?.tokens,
      seam: order.seam,
      routersTool: order.routersTool,
      restoreArguments: order.restoreArguments,
      cite: order.cite,
    },
    order.redact,
  )
}

/** Redacted as it came, before anybody cuts a text in the middle of a secret. */
function redacted({ status, headers, body }: WireFailure, redact: Redact): WireFailure {
  return { status, headers: redactData(headers, redact) as WireFailure['headers'], body: redactData(body, redact) }
}

interface RunningAttempt {
  readonly order: AttemptOrder
  readonly log: CallLog
  readonly runtime: AttemptRuntime
  readonly assembly: AnswerAssembly
  readonly watchdog: Watchdog
  readonly signal: AbortSignal
  firstTokenAt: number | undefined
}

async function readAnswer(attempt: RunningAttempt, answer: OpenAnswer): Promise<AttemptProblem | undefined> {
  const { order, assembly, log, watchdog, signal } = attempt
  const reader = openAnswer(order.protocol, assembly, order.includeRaw ? rawEvents(order, log) : undefined)
  let length = 0
  try {
    for (;;) {
      // Only what comes between the first token and the end waits for a consumer: before and after, the clock runs against the target.
      const waitsForConsumer = assembly.progress > 0 && assembly.finishReason === undefined
      const demand = waitsForConsumer ? log.demand() : undefined
      if (demand !== undefined) await demand
      watchdog.readStarted()
      const chunk = await answer.read()
      if (attempt.firstTokenAt !== undefined) order.underway()
      if (chunk === undefined) break
      length += chunk.length
      if (length > order.maxAnswerBytes) throw tooLong(order.maxAnswerBytes)
      reader.push(chunk)
      if (attempt.firstTokenAt === undefined && assembly.progress > 0) attempt.firstTokenAt = attempt.runtime.now()
      watchdog.readEnded(assembly.progress)
      const seen = order.watch?.(assembly)
      if (seen !== undefined) {
        answer.cancel()
        return seen
      }
      if (assembly.isClosed || isMalformed(assembly)) break
      if (assembly.finishReason !== undefined) watchdog.answerComplete()
    }
    if (!assembly.isClosed && !signal.aborted && !isMalformed(assembly)) reader.end()
  } catch (error) {
    // Once the terminal marker has come, whatever happens to the connection changes nothing.
    if (assembly.finishReason === undefined) {
      answer.cancel()
      if (RouterError.is(error))
        return { type: 'local', code: error.code, message: error.message, silent: false, cause: error }
      // What nests too deep to be looked at: connections do not fail like that.
      if (error instanceof RangeError)
        return { type: 'local', code: 'malformed-stream', message: describe(error), silent: false, cause: error }
      return cutOff(attempt, `The connection failed in the middle of the answer: ${describe(error)}`, error)
    }
  }
  // Asked once more here: the end may have come in the same chunk as what could not be read.
  if (assembly.failure === undefined && assembly.finishReason !== undefined && !isMalformed(assembly)) {
    answer.release()
    assembly.complete()
    return emptiness(order, assembly)
  }
  answer.cancel()
  if (assembly.failure !== undefined) {
    const headers = redactData(answer.headers, order.redact) as WireFailure['headers']
    return { type: 'provider', failure: { headers, ...assembly.failure } }
  }
  if (isMalformed(assembly)) {
    const where = assembly.malformedInToolCall ? 'inside a tool call' : 'for the second time'
    return {
      type: 'local',
      code: 'malformed-stream',
      message: `The stream could not be read, ${where}.`,
      silent: false,
    }
  }
  return cutOff(attempt, 'The stream ended before the answer was complete.', undefined)
}

function tooLong(maxBytes: number): RouterError {
  return new RouterError('malformed-stream', `The answer is longer than ${maxBytes} bytes (routing.maxAnswerBytes).`)
}

/** One unreadable event outside of a tool call is passed over; more than that is no answer to rely on. */
function isMalformed(assembly: AnswerAssembly): boolean {
  return assembly.malformedFrames > 1 || assembly.malformedInToolCall
}

/**
 * An end that says `stop`, or gives no reason at all, over an answer that holds nothing. The rest of a cut answer may repeat
 * what was given, which tells that this was whole; one that says nothing at all proves nothing.
 */
function emptiness(order: AttemptOrder, assembly: AnswerAssembly): AttemptProblem | undefined {
  if (!order.detectEmpty) return undefined
  const saysStop = assembly.finishReason === 'stop' || assembly.rawFinishReason === undefined
  if (!saysStop || assembly.hasSpoken || !assembly.parts.every(isBlank)) return undefined
  return {
    type: 'local',
    code: 'empty-response',
    message: `The answer is empty (finish reason ${assembly.rawFinishReason ?? assembly.finishReason}).`,
    silent: false,
  }
}

function isBlank(part: AssistantPart): boolean {
  if (part.type !== 'text' && part.type !== 'reasoning') return false
  return part.text.trim() === '' && part.replay === undefined
}

/** Silence before a cut that is no pause between two tokens any more, in milliseconds. */
const longSilenceMs = 10_000

function cutOff({ assembly, watchdog }: RunningAttempt, message: string, cause: unknown): AttemptProblem {
  const isUnread = assembly.malformedFrames > 0 && assembly.progress === 0
  const stalled = watchdog.silenceMs() >= longSilenceMs
  return {
    type: 'local',
    code: isUnread ? 'malformed-stream' : 'stream-truncated',
    message,
    silent: false,
    stalled,
    cause,
  }
}

function timeoutProblem(limit: PassedLimit, limits: AttemptLimits, assembly: AnswerAssembly): AttemptProblem {
  const silent = assembly.progress === 0
  const passedMs = {
    headers: limits.headersMs,
    'first-token': limits.firstTokenMs,
    idle: limits.idleMs,
    stall: limits.stallMs,
  }
  const hurried = limit !== 'tail' && passedMs[limit] === limits.shareMs
  const words: Record<PassedLimit, string> = {
    headers: `no response headers within ${limits.headersMs} ms`,
    'first-token': `no first token within ${limits.firstTokenMs} ms`,
    idle: `no byte for ${limits.idleMs} ms in the middle of the answer`,
    stall: `nothing but keep-alives for ${limits.stallMs} ms in the middle of the answer`,
    tail: 'the answer did not end',
  }
  return { type: 'local', code: 'timeout', message: `Timed out: ${words[limit]}.`, silent, stalled: !silent, hurried }
}

function connectionMessage(error: unknown): string {
  return `The request got no answer: ${describe(error)}`
}

/** An error's words with those of its cause, where network errors keep what really happened. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : ''
  return error.cause === undefined ? `${error.message}${code}` : `${error.message}${code}: ${describe(error.cause)}`
}

function rawEvents({ number, redact }: AttemptOrder, log: CallLog): (frame: Frame) => void {
  return (frame) => {
    // The reader uses what it holds again.
    const data = redactData(frame.data === undefined ? frame.text : structuredClone(frame.data), redact)
    log.push({ type: 'raw', attempt: number, event: redact(frame.event), data: data as Json })
  }
}
