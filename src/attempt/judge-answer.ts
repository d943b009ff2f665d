import type { AnswerAssembly } from '../adapters/answer-assembly.ts'
import type { AskedTarget } from './attempt-once.ts'
import type { CallState } from '../state/call-state.ts'
import { isPromptTruncated } from '../routing/silent-truncation.ts'
import type { AttemptProblem } from './run-attempt.ts'
import type { Warning } from '../vocabulary/completion-result.ts'
import { nameOf } from '../vocabulary/model-ref.ts'

/**
 * Why an answer that came whole is not to be taken, as far as nobody was given it who cannot forget it. Only detectors that are
 * off by default are waited for.
 */
export function unwantedAnswer(
  state: CallState,
  asked: AskedTarget,
  assembly: AnswerAssembly,
): AttemptProblem | undefined | Promise<AttemptProblem | undefined> {
  const { loop, toolCallAsText } = state.router.config.routing.detectors
  return loop || toolCallAsText ? detected(state, asked, assembly) : unwantedVerdict(state, asked, assembly)
}

async function detected(
  state: CallState,
  asked: AskedTarget,
  assembly: AnswerAssembly,
): Promise<AttemptProblem | undefined> {
  const { judgeDegeneration } = await import('./degenerate-answer.ts')
  const judged = judgeDegeneration(state, assembly)
  if (judged !== undefined && 'problem' in judged) return judged.problem
  if (judged !== undefined) warn(state, judged.warning)
  return unwantedVerdict(state, asked, assembly)
}

/**
 * Tells what a good answer leaves to be known: another model made it, it only thought, or not all of the prompt was read. The first
 * and the last are waited for where it may be so.
 */
export function warnOfAnswer(
  state: CallState,
  asked: AskedTarget,
  assembly: AnswerAssembly,
): Promise<void> | undefined {
  const { detectors } = state.router.config.routing
  const { target, provider } = asked
  if (detectors.reasoningOnly && isReasoningOnly(assembly)) {
    const message = `${nameOf(target)} thought and said nothing: the answer holds reasoning alone.`
    warn(state, { code: 'reasoning-only', message, target })
  }
  const { wireModel } = assembly
  const mayBeOther = detectors.wrongModel && wireModel !== undefined && wireModel !== target.model && !provider.local
  const mayCut = detectors.truncatedPrompt && (provider.local || provider.protocol === 'ollama-chat')
  return mayBeOther || mayCut ? warnLater(state, asked, assembly, { mayBeOther, mayCut }) : undefined
}

async function warnLater(
  state: CallState,
  asked: AskedTarget,
  assembly: AnswerAssembly,
  { mayBeOther, mayCut }: { readonly mayBeOther: boolean; readonly mayCut: boolean },
): Promise<void> {
  const wrongModel = mayBeOther
    ? (await import('./wrong-model-warning.ts')).wrongModelWarning(state, asked, assembly)
    : undefined
  if (wrongModel !== undefined) warn(state, wrongModel)
  if (mayCut) await warnTruncatedPrompt(state, asked, assembly)
}

/** The model is done, by its own word, and what it made is reasoning. */
function isReasoningOnly({ finishReason, hasSpoken, parts }: AnswerAssembly): boolean {
  return finishReason === 'stop' && !hasSpoken && parts.length > 0 && parts.every(({ type }) => type === 'reasoning')
}

/** A refusal inside of a 200 that nobody was given, where the route asks another target for a second opinion. */
function unwantedVerdict(
  { rules, log }: CallState,
  asked: AskedTarget,
  assembly: AnswerAssembly,
): AttemptProblem | undefined {
  if (assembly.finishReason !== 'content-filter' || rules.onContentFilter !== 'next' || !asked.otherTargetsLeft)
    return undefined
  if (log.wasGiven(assembly.visibleAt, ['text', 'append-only'])) return undefined
  const words = assembly.visibleText === '' ? '' : `: ${assembly.visibleText.slice(0, 200)}`
  return {
    type: 'local',
    code: 'content-filter',
    message: `The answer was withheld (${assembly.rawFinishReason ?? 'refusal'})${words}`,
    silent: false,
  }
}

/** Servers on this machine, and Ollama anywhere, may leave out the beginning of a prompt that is too long, and say nothing. */
async function warnTruncatedPrompt(state: CallState, asked: AskedTarget, assembly: AnswerAssembly): Promise<void> {
  const { prepared } = state
  const reportedInputTokens = assembly.reportedUsage?.inputTokens
  if (!isPromptTruncated({ estimatedInputTokens: prepared.inputTokens, reportedInputTokens })) return
  const { truncatedPrompt } = await import('./truncated-prompt.ts')
  const warning = truncatedPrompt(prepared, asked, reportedInputTokens)
  if (warning === undefined) return
  warn(state, warning)
}

/** Puts a warning where the caller finds it. */
export function warn({ warnings, log }: CallState, warning: Warning): void {
  warnings.push(warning)
  log.push({ type: 'warning', warning })
}
