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
  return new RunningWatchdog(runtime, limits, onPassed)
}

class RunningWatchdog implements Watchdog {
  readonly #runtime: Pick<Runtime, 'now' | 'setTimer'>
  readonly #limits: AttemptLimits
  readonly #onPassed: (limit: PassedLimit) => void
  readonly #startedAt: number
  #phase: 'headers' | 'first-token' | 'stream' | 'tail' = 'headers'
  #readAt: number | undefined
  #silentMs = 0
  #completeAt = 0
  #seenProgress = 0
  #timer: Timer | undefined
  #timerAt = Infinity
  #phaseChanged = false

  constructor(
    runtime: Pick<Runtime, 'now' | 'setTimer'>,
    limits: AttemptLimits,
    onPassed: (limit: PassedLimit) => void,
  ) {
    this.#runtime = runtime
    this.#limits = limits
    this.#onPassed = onPassed
    this.#startedAt = runtime.now()
    this.#arm(this.#startedAt)
  }

  headersArrived(): void {
    if (this.#phase === 'headers') this.#phase = 'first-token'
  }

  readStarted(): void {
    const now = this.#runtime.now()
    this.#readAt = now
    // A read only moves deadlines on: the timer that runs already is early enough.
    if (this.#timer !== undefined && !this.#phaseChanged) return
    this.#phaseChanged = false
    this.#arm(now)
  }

  readEnded(progress: number): void {
    if (progress === this.#seenProgress) {
      this.#silentMs = this.silenceMs()
      this.#readAt = undefined
      return
    }
    this.#readAt = undefined
    this.#silentMs = 0
    this.#seenProgress = progress
    if (this.#phase !== 'first-token') return
    this.#phase = 'stream'
    this.#phaseChanged = true
  }

  silenceMs(): number {
    return this.#silentMs + (this.#readAt === undefined ? 0 : this.#runtime.now() - this.#readAt)
  }

  answerComplete(): void {
    if (this.#phase === 'tail') return
    this.#phase = 'tail'
    this.#completeAt = this.#runtime.now()
    this.#arm(this.#completeAt)
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#timerAt = -Infinity
  }

  /** When the next limit that is in force now is passed. */
  #nextDeadline(): number {
    const { headersMs, firstTokenMs, idleMs, stallMs } = this.#limits
    switch (this.#phase) {
      case 'headers':
        return this.#startedAt + Math.min(headersMs, firstTokenMs)
      case 'first-token':
        return this.#startedAt + firstTokenMs
      case 'stream':
        // Time in which nobody read is the consumer's, not the model's: only reads add to the silence.
        return this.#readAt === undefined ? Infinity : this.#readAt + Math.min(idleMs, stallMs - this.#silentMs)
      case 'tail':
        return this.#completeAt + tailMs
    }
  }

  /** Which limit that is. */
  #nextLimit(): PassedLimit {
    const { headersMs, firstTokenMs, idleMs, stallMs } = this.#limits
    if (this.#phase === 'headers' && firstTokenMs < headersMs) return 'first-token'
    if (this.#phase !== 'stream') return this.#phase
    return idleMs <= stallMs - this.#silentMs ? 'idle' : 'stall'
  }

  #arm(now: number): void {
    const next = this.#nextDeadline()
    // A timer that fires too early only looks again; one that fires too late must be moved.
    if (next >= this.#timerAt || next === Infinity) return
    this.#timer?.cancel()
    this.#timerAt = next
    this.#timer = this.#runtime.setTimer(Math.max(0, next - now), () => this.#fired())
  }

  #fired(): void {
    this.#timer = undefined
    this.#timerAt = Infinity
    const now = this.#runtime.now()
    if (this.#nextDeadline() <= now) this.#onPassed(this.#nextLimit())
    else this.#arm(now)
  }
}
