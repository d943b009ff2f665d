import type { FailedAttempt } from '../attempt/attempt-once.ts'
import type { Held, Overspent, SpendBook, SpendingIdentity, SpendOrder, SpendReader } from '../budget/spend-book.ts'
import { alertWords } from '../budget/spend-words.ts'
import type { AdmissionQuestion } from '../request/candidates.ts'
import type { CallState } from './call-state.ts'
import { type EstimatedAttempt, highestAttemptCost } from '../attempt/estimate-attempt-cost.ts'
import type { KnownTarget } from './known-target.ts'
import type { Notify } from './notifier.ts'
import type { Candidate } from '../routing/candidate.ts'
import { untilAborted } from '../transport/until-aborted.ts'
import type { SkippedTarget } from '../vocabulary/completion-result.ts'
import type { Target } from '../vocabulary/model.ts'
import { redactSecrets } from '../vocabulary/redact-secrets.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { Runtime } from '../vocabulary/runtime.ts'
import type { SpendLimit, SpendStore } from '../vocabulary/spend.ts'
import { nameOf } from '../vocabulary/model-ref.ts'

/** What the limits of a router are kept with. */
export interface SpendingParts {
  readonly book: SpendBook
  readonly spend: readonly SpendLimit[]
  readonly spendStore: SpendStore | undefined
  readonly runtime: Pick<Runtime, 'now'>
  readonly notify: Notify
}

/** What everything that belongs to one call spends under. */
export interface SpendingCall {
  /** The same object for all of it; absent: nothing was spent yet. */
  readonly identity: SpendingIdentity | undefined
  readonly maxCostUsd: number | undefined
}

/** Who spends. */
export interface Spender extends SpendingCall {
  readonly tags?: Readonly<Record<string, string>> | undefined
  readonly session?: string | undefined
}

/** A price that is known before anything is sent: that of a search. */
export interface PricedItem {
  readonly target: Target
  /** Absent: not known. */
  readonly usd: number | undefined
}

/** Money that is kept back for an attempt, or why it must not be made. */
type Holding = Held | FailedAttempt | undefined

/** What is done about limits on spending. */
export interface Spending {
  /** The most that a first attempt may cost; absent: not known. */
  mostUsd(question: AdmissionQuestion, known: KnownTarget, inputTokens: number): number | undefined
  /** The limit that stands against so much. */
  overspent(question: AdmissionQuestion, target: Target, usd: number | undefined): Candidate['overspent']
  /** Keeps back what an attempt may cost; or it must not be made, which is booked. `undefined`: the call was aborted meanwhile. */
  hold(state: CallState, target: Target, attempt: EstimatedAttempt): Holding | Promise<Holding>
  /** The same for a search. */
  holdPrice(spender: Spender, item: PricedItem, signal: AbortSignal): Promise<Held | SkippedTarget | undefined>
  /** What forbids a search, as far as this process knows. */
  judgePrice(spender: Spender, item: PricedItem): Candidate['overspent']
  /** Tells the operator that a limit stands against a target: once for each turn of the limit. */
  tellRefusal(skipped: SkippedTarget, tags: Spender['tags']): void
}

/** Refusals that are told once are remembered up to this number; then all are told once more. */
const mostTold = 1_000
/** An outside store that fails is told of once in this time. */
const storeNoticeEveryMs = 60_000

/** Joins estimates, limits and the book. Loaded with the first request that a limit concerns. */
export function createSpending({ book, spend, spendStore, runtime, notify }: SpendingParts): Spending {
  const told = new Set<string>()
  let storeToldAt = -Infinity

  function tellRefusal({ target, message, until }: SkippedTarget, tags: Spender['tags']): void {
    const once = JSON.stringify([target, until, tags])
    if (told.has(once)) return
    if (told.size >= mostTold) told.clear()
    told.add(once)
    notify({ type: 'budget', message, target, tags })
  }

  function orderFor(spender: Spender, { target, usd }: PricedItem): SpendOrder {
    const { tags, session, identity, maxCostUsd } = spender
    return {
      limits: maxCostUsd === undefined ? spend : [...spend, { usd: maxCostUsd, per: 'call', alertAt: [] }],
      store: spendStore,
      subject: { ...target, tags, session },
      call: identity,
      mostUsd: usd,
    }
  }

  function readerFor(target: Target, tags: Spender['tags']): SpendReader {
    return {
      onAlert: (alert) => notify({ type: 'budget', message: alertWords(alert), target, tags, spend: alert }),
      onStoreFailure(error) {
        const now = runtime.now()
        if (now - storeToldAt < storeNoticeEveryMs) return
        storeToldAt = now
        const words = redactSecrets(error instanceof Error ? error.message : String(error))
        notify({
          type: 'budget',
          message: `The spend store failed: ${words}. Hard limits that need it stop every call; limits with \`hard: false\` are not counted meanwhile.`,
        })
      },
    }
  }

  function refused(state: CallState, target: Target, overspent: Overspent): FailedAttempt {
    const skipped = skippedFor(target, overspent)
    state.skipped.push(skipped)
    tellRefusal(skipped, state.account.tags)
    return {
      type: 'failed',
      verdict: { code: 'budget', scope: 'request', action: 'next', rule: 'spend-limit' },
      hint: undefined,
      description: undefined,
      error: new RouterError('budget', `${nameOf(target)} was not asked. ${overspent.message}`, { target }),
    }
  }

  return {
    tellRefusal,
    mostUsd: ({ router, prepared }, known, inputTokens) => highestAttemptCost(router, prepared, known, { inputTokens }),
    overspent(question, target, usd) {
      const { prepared, account } = question
      const maxCostUsd = maxCostOf(question)
      const identity = account?.identity
      // Where nothing was spent on a call, what is within its own limit is within all of them.
      const isWithin =
        maxCostUsd === undefined || (identity?.store === undefined && usd !== undefined && usd <= maxCostUsd)
      if (spend.length === 0 && isWithin) return undefined
      const { tags, session } = account ?? prepared.given
      return book.forbids(orderFor({ tags, session, identity, maxCostUsd }, { target, usd }))
    },
    hold(state, target, attempt) {
      const { tags, session, identity } = state.account
      const usd = highestAttemptCost(state.router, state.prepared, state.router.known(target), attempt)
      const order = orderFor({ tags, session, identity, maxCostUsd: maxCostOf(state) }, { target, usd })
      const holding = book.hold(order, readerFor(target, tags))
      const conclude = (held: Held | Overspent | undefined): Holding =>
        held === undefined || held.type === 'held' ? held : refused(state, target, held)
      return 'type' in holding ? conclude(holding) : unlessAborted(holding, state.signal).then(conclude)
    },
    async holdPrice(spender, item, signal) {
      const holding = book.hold(orderFor(spender, item), readerFor(item.target, spender.tags))
      const held = await unlessAborted(holding, signal)
      if (held === undefined || held.type === 'held') return held
      const skipped = skippedFor(item.target, held)
      tellRefusal(skipped, spender.tags)
      return skipped
    },
    judgePrice: (spender, item) => book.forbids(orderFor(spender, item)),
  }
}

/** What comes of keeping money back; once the signal is aborted nobody waits for it, and it is given back. */
async function unlessAborted(
  holding: ReturnType<SpendBook['hold']>,
  signal: AbortSignal,
): Promise<Held | Overspent | undefined> {
  try {
    return await untilAborted(Promise.resolve(holding), signal)
  } catch (error) {
    if (!signal.aborted) throw error
    void giveBack(holding)
    return undefined
  }
}

async function giveBack(holding: ReturnType<SpendBook['hold']>): Promise<void> {
  const held = await holding
  if (held.type === 'held') await held.settle({ usd: 0 })
}

function maxCostOf({ prepared, rules }: Pick<AdmissionQuestion, 'prepared' | 'rules'>): number | undefined {
  const [one, other] = [rules.constraints?.maxCostUsd, prepared.given.constraints?.maxCostUsd]
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other)
}

function skippedFor(target: Target, { message, until }: Overspent): SkippedTarget {
  return { target, reason: 'budget', message, until }
}
