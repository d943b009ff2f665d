import type { CompactionMode, CompactionOptions } from '../vocabulary/compaction.ts'
import { compactionMode } from './compaction-mode.ts'
import type { OutputLimit } from './output-limit.ts'

/** How conversations of a request are made shorter, with every default in place. */
export interface CompactionSettings {
  readonly mode: CompactionMode
  /** Up to 1 a share, above 1 tokens. */
  readonly trigger: number
  readonly target: number
  readonly instructions: string | undefined
  readonly model: string | readonly string[] | undefined
  readonly native: boolean
}

/** Full at 90 %, brought down to 55 %: room for as many turns again before the next time (requirements B7). */
const usualTrigger = 0.9
const usualTarget = 0.55

/** The request's options, else the configuration's, else the defaults. */
export function compactionSettings(
  given: CompactionMode | CompactionOptions | undefined,
  configured: CompactionOptions | undefined,
): CompactionSettings {
  const own: CompactionOptions = typeof given === 'object' ? given : {}
  const trigger = own.trigger ?? configured?.trigger ?? usualTrigger
  return {
    mode: compactionMode(given, configured),
    trigger,
    target: own.target ?? configured?.target ?? (trigger * usualTarget) / usualTrigger,
    instructions: own.instructions ?? configured?.instructions,
    model: own.model ?? configured?.model,
    native: own.native ?? configured?.native ?? true,
  }
}

/** Trigger and target in tokens. */
export interface CompactionTokens {
  readonly trigger: number
  readonly target: number
}

/**
 * The tokens that settings mean where there is room for `room` tokens of input; `undefined` where that is not known and they
 * are shares of it.
 */
export function compactionTokens(
  { trigger, target }: Pick<CompactionSettings, 'trigger' | 'target'>,
  room: number | undefined,
): CompactionTokens | undefined {
  const tokensOf = (value: number): number | undefined => {
    if (value > 1) return Math.floor(Math.min(value, room ?? value))
    return room === undefined ? undefined : Math.floor(value * room)
  }
  const from = tokensOf(trigger)
  const to = tokensOf(target)
  if (to === undefined) return undefined
  // A share beside a number of tokens may turn out to be the larger one.
  return from === undefined ? { trigger: to, target: to } : { trigger: from, target: Math.min(to, from) }
}

/** What an answer is left beside the input where nobody says how long it may be: tokens, and at most a share of the window. */
const usualAnswer = { tokens: 8_000, share: 0.1 } as const
/** The most of a window that is kept for an answer: what the request itself asks for is meant, other limits give way. */
const mostForAnswer = { wanted: 0.9, other: 0.5 } as const

/** How much of a window is kept for the answer: the limit that somebody has set, else enough for a usual one. */
export function answerTokens({ maxOutputTokens, source }: OutputLimit, windowTokens: number): number {
  const usual = Math.min(usualAnswer.tokens, windowTokens * usualAnswer.share)
  if (maxOutputTokens === undefined || source === 'model') return Math.floor(Math.min(usual, maxOutputTokens ?? usual))
  const most = source === 'request' ? mostForAnswer.wanted : mostForAnswer.other
  return Math.floor(Math.min(maxOutputTokens, windowTokens * most))
}
