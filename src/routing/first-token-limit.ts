import { inputAllowanceMs } from './first-token-times.ts'

/** What decides how long the first token may take. */
export interface FirstTokenQuestion {
  /** What the caller or the configuration says, in milliseconds; it wins. */
  readonly configuredMs: number | undefined
  /** Estimate, in tokens. */
  readonly inputTokens: number
  readonly otherTargetsLeft: boolean
  /** The model thinks before it answers. */
  readonly isReasoning: boolean
  /** The model runs on the caller's machine: it may have to be loaded first. */
  readonly isLocal: boolean
  /** A slow first token of this model and effort among the last, in milliseconds; `undefined`: too few were seen. */
  readonly slowMs?: number | undefined
}

const baseMs = 12_000
/** Where waiting is all that is left, or where a long silence is normal. */
const patientMs = 120_000

/** A first token may take so many times as long as the slow ones that were seen. */
const slack = 4

/**
 * How long the first token of an attempt may take, in milliseconds from the start of the attempt. With another target left it
 * adapts to what was seen of the model: never below the base for this input, never above what the last target is given.
 */
export function firstTokenLimitMs(question: FirstTokenQuestion): number {
  const { configuredMs, otherTargetsLeft, isReasoning, isLocal, slowMs } = question
  if (configuredMs !== undefined) return configuredMs
  if (!otherTargetsLeft || isLocal) return patientMs
  const allowanceMs = inputAllowanceMs(question.inputTokens)
  const leastMs = Math.min(patientMs, baseMs + allowanceMs)
  if (slowMs === undefined) return isReasoning ? patientMs : leastMs
  return Math.round(Math.min(patientMs, Math.max(leastMs, slack * slowMs + allowanceMs)))
}
