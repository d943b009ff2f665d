import type { Answered, FailedAttempt } from '../attempt/attempt-once.ts'
import { changeRoute } from '../attempt/begin-attempt.ts'
import { lostRace } from '../attempt/lost-race.ts'
import type { CallLog, CallState } from '../state/call-state.ts'
import type { PlannedTarget } from '../routing/plan-targets.ts'
import type { AttemptKind } from '../vocabulary/completion-result.ts'

/** Asks one target with everything that belongs to it: admission, keys, retries, repairs. */
export type Ask = (
  state: CallState,
  planned: PlannedTarget,
  later: readonly PlannedTarget[],
  turn: { readonly waitedMs: number; readonly kind: AttemptKind | undefined },
) => Promise<Answered | FailedAttempt | undefined>

/** A target that was asked to the end. */
export interface AskedPlanned {
  readonly planned: PlannedTarget
  /** Absent: it was passed over. */
  readonly outcome: Answered | FailedAttempt | undefined
}

/** What came of a turn of the walk. */
export interface AskedTurn {
  /** Those that were asked to their end, the answer last. */
  readonly asked: readonly AskedPlanned[]
  /** Who can still be asked. */
  readonly left: readonly PlannedTarget[]
}

interface Racer {
  readonly planned: PlannedTarget
  readonly state: CallState
  readonly controller: AbortController
  /** An attempt of it runs. */
  isOpen: boolean
  done: Promise<void>
}

/**
 * Asks the first target, and beside it the next ones while all are silent. Who begins to answer first has won: the others are
 * cancelled, and booked as discarded attempts; nothing speaks against them, and they are left to be asked last. Only for a call that
 * has given nothing yet. Throws the `RouterError` that ends the call.
 */
export async function askHedged(
  state: CallState,
  queue: readonly PlannedTarget[],
  turn: Parameters<Ask>[3],
  ask: Ask,
): Promise<AskedTurn> {
  const { runtime, config } = state.router
  const { afterMs = 0, maxExtra = 0 } = config.routing.hedge ?? {}
  const live = new Set<Racer>()
  const ended: AskedPlanned[] = []
  let place = 0
  let extras = 0
  let winner: Racer | undefined
  /** Who was asked first: the others only take its place. */
  let first: Racer | undefined
  let firstThrown: { readonly error: unknown } | undefined
  let wake = (): void => undefined

  function win(racer: Racer): boolean {
    if (winner !== undefined) return winner === racer
    winner = racer
    for (const other of live) if (other !== racer) other.controller.abort(lostRace)
    if (racer !== first) {
      const isSlow = first !== undefined && live.has(first)
      const own = { ...racer.state, log: state.log, previous: queue[0]?.target }
      changeRoute(own, racer.planned.target, isSlow ? 'hedge' : undefined)
    }
    return true
  }

  const running = (than: Racer): number => [...live].filter((racer) => racer !== than && racer.isOpen).length

  function start(): void {
    const planned = queue[place++]
    if (planned === undefined) return
    const racer = racerOf(state, planned, { isFirst: planned === queue[0], win, running })
    first ??= racer
    live.add(racer)
    const kind = planned === queue[0] ? turn.kind : 'hedge'
    racer.done = ask(racer.state, planned, queue.slice(place), planned === queue[0] ? turn : { waitedMs: 0, kind })
      .then(
        (outcome) => {
          ended.push({ planned, outcome })
          if (outcome?.type === 'answered') win(racer)
          if (outcome === undefined && kind === 'hedge') extras--
        },
        (error: unknown) => {
          if (racer.controller.signal.reason !== lostRace) firstThrown ??= { error }
        },
      )
      .finally(() => {
        live.delete(racer)
        // Whoever has lost may end after the one that won: the call goes on from what that gave.
        if (winner === undefined ? live.size === 0 : winner === racer) {
          keep(state, racer)
          // Whoever has not won has taken nobody's place.
          if (winner === undefined) state.previous = first?.state.previous
        }
        wake()
      })
  }

  const mayStart = (): boolean =>
    winner === undefined &&
    live.size > 0 &&
    extras < maxExtra &&
    place < queue.length &&
    state.failures + live.size < config.routing.maxAttempts
  let nextAt = runtime.now() + afterMs
  start()
  for (;;) {
    const woken = new Promise<void>((resolve) => {
      wake = resolve
    })
    const timer = mayStart() ? runtime.setTimer(Math.max(0, nextAt - runtime.now()), () => wake()) : undefined
    await woken
    timer?.cancel()
    const isOver = winner === undefined ? live.size === 0 : !live.has(winner)
    if (isOver || state.signal.aborted) break
    if (!mayStart() || runtime.now() < nextAt) continue
    extras++
    nextAt = runtime.now() + afterMs
    start()
  }
  // Who has lost is over at once; it is waited for where there is something to book.
  await Promise.all([...live].filter(({ isOpen }) => isOpen).map(({ done }) => done))
  const answered = ended.find(({ outcome }) => outcome?.type === 'answered')
  if (answered === undefined && firstThrown !== undefined) throw firstThrown.error
  const cancelled = queue.slice(0, place).filter((planned) => ended.every((one) => one.planned !== planned))
  return {
    asked: answered === undefined ? ended : [...ended.filter((one) => one !== answered), answered],
    left: [...queue.slice(place), ...cancelled],
  }
}

/** What a racer has to do with the race. */
interface RaceOfOne {
  readonly isFirst: boolean
  /** It begins to answer; whether it may. */
  readonly win: (racer: Racer) => boolean
  /** How many of the others have an attempt that runs. */
  readonly running: (racer: Racer) => number
}

/** The call as one racer sees it: what it has learnt is its own until it has won, what is counted is everybody's. */
function racerOf(state: CallState, planned: PlannedTarget, { isFirst, win, running }: RaceOfOne): Racer {
  const controller = new AbortController()
  const racer: Racer = {
    planned,
    controller,
    isOpen: false,
    done: Promise.resolve(),
    state: {
      ...state,
      continuation: isFirst ? state.continuation : undefined,
      signal: AbortSignal.any([state.signal, controller.signal]),
      log: heldLog(state.log, {
        mayGive: () => win(racer),
        onAttempt: (isOpen) => {
          racer.isOpen = isOpen
        },
      }),
      // Whatever else runs may fail as well: it counts before anything is tried again.
      get failures() {
        return state.failures + running(racer)
      },
      set failures(count) {
        state.failures = count - running(racer)
      },
      get started() {
        return state.started
      },
      set started(count) {
        state.started = count
      },
      get firstFailure() {
        return state.firstFailure
      },
      set firstFailure(failure: CallState['firstFailure']) {
        state.firstFailure = failure
      },
    },
  }
  return racer
}

/** What the call goes on from. */
function keep(state: CallState, { state: own }: Racer): void {
  state.nextIndex = own.nextIndex
  state.previous = own.previous
  state.continuation = own.continuation
  state.resumption = own.resumption
  state.unkept = own.unkept
  state.dropped = own.dropped
  state.overflowedWindow = own.overflowedWindow
  state.redact = own.redact
}

/** A log that gives nothing of an answer before its racer has won, and nothing at all of it once another has. */
function heldLog(
  log: CallLog,
  { mayGive, onAttempt }: { readonly mayGive: () => boolean; readonly onAttempt: (isOpen: boolean) => void },
): CallLog {
  let reader: Parameters<CallLog['readOpenPartsFrom']>[0] | undefined
  let isWon = false
  const has = (): boolean => {
    if (isWon) return true
    if (!mayGive()) return false
    isWon = true
    if (reader !== undefined) log.readOpenPartsFrom(reader)
    return true
  }
  return {
    push(event) {
      if (event.type === 'attempt-start' || event.type === 'attempt-end') onAttempt(event.type === 'attempt-start')
      if ('index' in event && !has()) return -1
      return log.push(event)
    },
    readOpenPartsFrom(read) {
      reader = read
      if (isWon) log.readOpenPartsFrom(read)
    },
    demand: () => log.demand(),
    wasGiven: (position, kinds) => log.wasGiven(position, kinds),
    // Before it has won, what stands there is of another.
    retract: (isDiscarded) => isWon && log.retract(isDiscarded),
  }
}
