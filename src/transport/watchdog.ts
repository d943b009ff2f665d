import type { Runtime, Timer } from '../vocabulary/runtime.ts'

/** The limits that one attempt is watched for, in milliseconds. `Infinity` switches one off. */
export interface AttemptLimits {
  readonly headersMs: number
  readonly firstTokenMs: number
  /** Silence after the first token; before it `firstTokenMs` governs, since a model that thinks unseen sends nothing. */
  readonly idleMs: number
  readonly stallMs: number
  /** The part of the call's time that this attempt has; the limits above are cut to it. `Infinity`: all that is left. */
  readonly shareMs: number
}

/** Which limit was passed. `tail`: the answer is complete, and its usage did not come in time. */
export type PassedLimit = 'headers' | 'first-token' | 'idle' | 'stall' | 'tail'

/** How long is waited for usage once an answer is complete, in milliseconds. */
const tailMs = 2_000

/** Watches one attempt. It keeps one timer and moves it only when it fires, so that a chunk costs two look-ups of the clock. */
export interface Watchdog {
  headersArrived(): void
  /** A read is pending: only such time counts as silence. */
  readStarted(): void
  /** It gave bytes; `progress` rises whenever they meant something. */
  readEnded(progress: number): void
  /** How long nothing has come that meant something, in milliseconds; only time in which a read was pending counts. */
  silenceMs(): number
  /** The terminal marker came. */
  answerComplete(): void
  stop(): void
}

/** Starts to watch. `onPassed` is called once, with the limit that was passed first. */
export function startWatchdog(
  runtime: Pick<Runtime, 'now' | 'setTimer'>,
  limits: AttemptLimits,
  onPassed: (limit: PassedLimit) => void,
): Watchdog {
  const startedAt = runtime.now()
  let phase: 'headers' | 'first-token' | 'stream' | 'tail' = 'headers'
  let readAt: number | undefined
  let silentMs = 0
  let completeAt = 0
  let seenProgress = 0
  let timer: Timer | undefined
  let timerAt = Infinity
  let phaseChanged = false

  /** When the next limit that is in force now is passed. */
  function nextDeadline(): number {
    switch (phase) {
      case 'headers':
        return startedAt + Math.min(limits.headersMs, limits.firstTokenMs)
      case 'first-token':
        return startedAt + limits.firstTokenMs
      case 'stream':
        // Time in which nobody read is the consumer's, not the model's: only reads add to the silence.
        return readAt === undefined ? Infinity : readAt + Math.min(limits.idleMs, limits.stallMs - silentMs)
      case 'tail':
        return completeAt + tailMs
    }
  }

  /** Which limit that is. */
  function nextLimit(): PassedLimit {
    if (phase === 'headers' && limits.firstTokenMs < limits.headersMs) return 'first-token'
    if (phase !== 'stream') return phase
    return limits.idleMs <= limits.stallMs - silentMs ? 'idle' : 'stall'
  }

  function arm(): void {
    const next = nextDeadline()
    // A timer that fires too early only looks again; one that fires too late must be moved.
    if (next >= timerAt || next === Infinity) return
    timer?.cancel()
    timerAt = next
    timer = runtime.setTimer(Math.max(0, next - runtime.now()), fired)
  }

  function fired(): void {
    timer = undefined
    timerAt = Infinity
    if (nextDeadline() <= runtime.now()) onPassed(nextLimit())
    else arm()
  }

  arm()
  return {
    headersArrived() {
      if (phase === 'headers') phase = 'first-token'
    },
    readStarted() {
      readAt = runtime.now()
      // A read only moves deadlines on: the timer that runs already is early enough.
      if (timer !== undefined && !phaseChanged) return
      phaseChanged = false
      arm()
    },
    readEnded(progress) {
      if (progress === seenProgress) {
        silentMs += readAt === undefined ? 0 : runtime.now() - readAt
        readAt = undefined
        return
      }
      readAt = undefined
      silentMs = 0
      seenProgress = progress
      if (phase !== 'first-token') return
      phase = 'stream'
      phaseChanged = true
    },
    silenceMs: () => silentMs + (readAt === undefined ? 0 : runtime.now() - readAt),
    answerComplete() {
      if (phase === 'tail') return
      phase = 'tail'
      completeAt = runtime.now()
      arm()
    },
    stop() {
      timer?.cancel()
      timer = undefined
      timerAt = -Infinity
    },
  }
}
