import type { Attempt, SkippedTarget } from '../vocabulary/completion-result.ts'
import type { Target } from '../vocabulary/model.ts'
import { RouterError, type RouterErrorCode } from '../vocabulary/router-error.ts'
import { nameOf } from '../vocabulary/model-ref.ts'

/** What is known when a chain of targets or of search backends has come to its end without an answer. */
export interface EndedChain {
  /** What its links are called. */
  readonly noun: 'target' | 'search backend'
  readonly requested: Target
  readonly attempts: readonly Attempt[]
  readonly skipped: readonly SkippedTarget[]
  /** The first failure that was met. */
  readonly firstError: RouterError | undefined
  /** The chain has one link: its own error says it best. */
  readonly isAlone: boolean
  /** Milliseconds since the epoch. */
  readonly now: number
  /** What to do where nobody could be asked, by the code of the error, in sentences. */
  readonly advice?: Readonly<Partial<Record<RouterErrorCode, readonly string[]>>> | undefined
  /** What stands against other chains that the request might have taken, in sentences. */
  readonly others?: readonly string[] | undefined
}

/** Reasons that say more than that there is nobody to ask, where they are the reason everywhere. */
const tellingReasons: readonly RouterErrorCode[] = ['missing-credential', 'unsupported', 'configuration']

/** The error of a chain: it names everyone who was asked or passed over, each with its code or reason. */
export function chainError(chain: EndedChain): RouterError {
  const { noun, firstError, attempts, skipped, isAlone } = chain
  if (firstError === undefined) return nothingToAsk(chain)
  if (isAlone) return firstError
  const tried = attempts.map(({ target, failure }) => `${nameOf(target)} (${failure?.code ?? 'failed'})`)
  const left = skipped.map(({ target, reason }) => `${nameOf(target)} (skipped: ${reason})`)
  return new RouterError(
    'exhausted',
    `No ${noun} answered: ${[...tried, ...left].join(', ')}. First failure: ${firstError.message}`,
    {
      hints: firstError.hints,
      target: firstError.target,
      status: firstError.status,
      providerMessage: firstError.providerMessage,
      retryAfterMs: soonest(chain),
      cause: firstError,
    },
  )
}

/** Every link was passed over before a request. */
function nothingToAsk(chain: EndedChain): RouterError {
  const { noun, skipped, requested, others = [], advice = {} } = chain
  const reasons = [...skipped.map(({ target, message }) => `${nameOf(target)}: ${message}`), ...others]
  const code =
    tellingReasons.find((telling) => skipped.every(({ reason }) => reason === telling)) ??
    (skipped.some(({ reason }) => reason === 'cooldown' || reason === 'limit')
      ? 'exhausted'
      : skipped.some(({ reason }) => reason === 'budget')
        ? 'budget'
        : 'no-target')
  const summary =
    code === 'missing-credential'
      ? `No ${noun} has a key`
      : code === 'exhausted'
        ? `Every ${noun} that could answer is resting after failures, or at a limit`
        : code === 'budget'
          ? `No ${noun} may be asked under the limits on spending`
          : `No ${noun} can serve this request`
  return new RouterError(code, `${summary}. ${reasons.join(' ')}`, {
    hints: [...reasons, ...(advice[code] ?? [])],
    target: requested,
    retryAfterMs: soonest(chain),
  })
}

/** How long until the first of them can be asked again, in milliseconds. */
function soonest({ now, skipped, attempts }: EndedChain): number | undefined {
  const waits = [
    ...skipped.flatMap(({ until }) => (until === undefined ? [] : [Math.max(0, until - now)])),
    ...attempts.flatMap(({ failure }) => (failure?.retryAfterMs === undefined ? [] : [failure.retryAfterMs])),
  ]
  return waits.length === 0 ? undefined : Math.min(...waits)
}
