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
}

const baseMs = 12_000
const perThousandTokensMs = 100
/** Where waiting is all that is left, or where a long silence is normal. */
const patientMs = 120_000

/** How long the first token of an attempt may take, in milliseconds from the start of the attempt. */
export function firstTokenLimitMs(question: FirstTokenQuestion): number {
  if (question.configuredMs !== undefined) return question.configuredMs
  if (!question.otherTargetsLeft || question.isReasoning || question.isLocal) return patientMs
  return Math.min(patientMs, baseMs + perThousandTokensMs * Math.ceil(question.inputTokens / 1_000))
}
