import type { GuidanceCode } from '../vocabulary/completion-result.ts'

/** Why an answer stays cut. */
export type CutCode = Exclude<GuidanceCode, 'search-limit'>

/** What is known of an answer that the output limit has cut. */
export interface Truncation {
  /** The call takes it as it is. */
  readonly accepts: boolean
  /** The window is full: no limit gives more. */
  readonly windowIsFull: boolean
  /** Estimate of the visible text so far, in tokens. 0: there is nothing to go on from. */
  readonly visibleTokens: number
  /** This step brought more of it than the one before. */
  readonly hasGrown: boolean
  /** There was a tool call, whole or cut. */
  readonly hasToolCall: boolean
  /** Somebody was given a whole tool call, and may have run it. */
  readonly toolCallWasGiven: boolean
  /** Somebody was given text that cannot be taken back. */
  readonly textWasGiven: boolean
  /** The answer has to fit a schema: a piece of it is worth nothing. */
  readonly isStructured: boolean
  /** A larger limit than the one that cut it is there to be asked for, and was not yet. */
  readonly canEscalate: boolean
  readonly continuationsLeft: number
}

/** What to do about it: ask again with the larger limit, ask for the rest, or leave it. */
export type RecoveryStep =
  | { readonly type: 'escalate' }
  | { readonly type: 'continue' }
  | { readonly type: 'stop'; readonly code: CutCode }

/**
 * From so much visible text on, in tokens, an answer is gone on with instead of being made again: it was paid for. Half of an
 * agent's first limit.
 */
const largeTextTokens = 4_000

/**
 * The next step for a cut answer. While nobody was given text that cannot be taken back, the larger limit comes first, once;
 * then the rest of visible text is asked for, as often as is allowed and as long as there is more of it each time. Thoughts
 * alone are not gone on with, and after a whole tool call that may have been run nothing is asked again.
 */
export function decideTruncation(cut: Truncation): RecoveryStep {
  if (cut.accepts) return stop(cut)
  if (cut.windowIsFull || cut.toolCallWasGiven) return stop(cut)
  const canContinue = cut.visibleTokens > 0 && !cut.isStructured && cut.hasGrown && cut.continuationsLeft > 0
  const isLarge = canContinue && !cut.hasToolCall && cut.visibleTokens >= largeTextTokens
  if (cut.canEscalate && !cut.textWasGiven && !isLarge) return { type: 'escalate' }
  // The rest of a tool call cannot be asked for, but with more room the call can be made again after the text.
  const mayCallAgain = !cut.hasToolCall || cut.canEscalate
  return canContinue && mayCallAgain ? { type: 'continue' } : stop(cut)
}

function stop(cut: Truncation): RecoveryStep {
  if (cut.windowIsFull) return { type: 'stop', code: 'context-full' }
  if (cut.hasToolCall) return { type: 'stop', code: 'tool-call-truncated' }
  if (cut.visibleTokens === 0) return { type: 'stop', code: 'reasoning-exhausted' }
  return { type: 'stop', code: 'output-truncated' }
}

const texts: Readonly<Record<CutCode, string>> = {
  'output-truncated':
    'The output limit cut the answer. Ask for the rest in a new turn, split the task, or give it a higher output budget (maxOutputTokens, budget.output).',
  'reasoning-exhausted':
    'The output limit was spent on reasoning before any usable answer. Give it a higher output budget (maxOutputTokens, budget.output), or lower reasoningEffort.',
  'tool-call-truncated':
    'The output limit cut a tool call, which must not be run. Have large writes split over several calls, or give it a higher output budget (maxOutputTokens, budget.output).',
  'context-full':
    'The context window is full, so no output limit gives more. Shorten or compact the conversation, or use a model with a larger window.',
  'recovery-failed':
    'The output limit cut the answer, and asking for the rest failed (see attempts). The answer is what had come by then.',
  paused:
    'The provider paused the answer in the middle of its own tools and did not finish it. Send the conversation with this answer again to go on.',
}

/** What the caller is told. */
export function guidanceFor(code: CutCode): { readonly code: CutCode; readonly text: string } {
  return { code, text: texts[code] }
}
