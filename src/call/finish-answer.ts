import type { AnswerAssembly } from '../adapters/answer-assembly.ts'
import { changeRoute, tellRestart } from '../attempt/begin-attempt.ts'
import { attemptLimit } from '../attempt/attempt-limit.ts'
import { estimateTokens } from '../budget/token-estimate.ts'
import { decideTruncation, guidanceFor, type CutCode, type Truncation } from '../budget/truncation-recovery.ts'
import { visibleText } from '../budget/visible-text.ts'
import { textOf } from '../state/assistant-parts.ts'
import { abortedError } from '../state/call-error.ts'
import type { CallState } from '../state/call-state.ts'
import { keepPaused, restartLater, resumeLater } from '../attempt/cut-answer.ts'
import { restOfPlan } from './rest-of-plan.ts'
import type { TargetPlan } from '../routing/plan-targets.ts'
import type { CompletionResult } from '../vocabulary/completion-result.ts'
import type { ToolMessage } from '../vocabulary/message.ts'
import { isSame } from '../vocabulary/model-ref.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { walkCandidates, type WalkedAnswer } from './walk-candidates.ts'

/** An answer as the call ends with it. */
export interface FinishedAnswer {
  readonly answer: WalkedAnswer
  /** Its parts are among the kept ones already. */
  readonly isKept: boolean
  readonly guidance: CompletionResult['guidance']
  /** What was found for the model beside calls of the caller's tools; it follows the answer. */
  readonly found?: ToolMessage | undefined
}

/** How often an answer that the provider pauses is sent back to it. Its own tools may run ten times in each turn. */
const mostPauses = 8

type Step = 'escalate' | 'continue' | 'resume-paused'

/**
 * Brings an answer to its end that came without it: the output limit cut it, or the provider paused. Every further step is a
 * walk of its own, so admission, waits, retries and fallbacks are those of any attempt. What has come is never lost to a step
 * that fails. Loaded with the first such answer. Throws the `RouterError` that ends the call: it was aborted, or its time is up.
 */
export async function finishAnswer(state: CallState, plan: TargetPlan, first: WalkedAnswer): Promise<FinishedAnswer> {
  const counts = { continuations: 0, pauses: 0 }
  let answer = first
  let seenLength = 0
  for (;;) {
    const text = textOf([...state.kept, ...answer.assembly.parts])
    const length = visibleText(text).trimEnd().length
    const decision = await nextStep(state, answer, { ...counts, hasGrown: length > seenLength, text })
    if (decision === undefined) return { answer, isKept: false, guidance: undefined }
    if ('code' in decision) return { answer, isKept: false, guidance: guidanceFor(decision.code) }
    const { step } = decision
    seenLength = step === 'escalate' ? 0 : length
    if (step === 'continue') counts.continuations++
    if (step === 'resume-paused') counts.pauses++
    const next = await take(step, state, plan, answer)
    if (next === undefined) {
      const code = step === 'resume-paused' ? 'paused' : 'recovery-failed'
      return { answer, isKept: state.kept.length > 0, guidance: guidanceFor(code) }
    }
    answer = next
  }
}

interface Progress {
  readonly continuations: number
  readonly pauses: number
  readonly hasGrown: boolean
  /** All text so far. */
  readonly text: string
}

async function nextStep(
  state: CallState,
  answer: WalkedAnswer,
  progress: Progress,
): Promise<{ readonly step: Step } | { readonly code: CutCode } | undefined> {
  const { assembly } = answer
  if (isPaused(answer)) {
    const isOurs = assembly.parts.some((part) => part.type === 'tool-call')
    if (isOurs) return undefined
    return progress.pauses < mostPauses ? { step: 'resume-paused' } : { code: 'paused' }
  }
  if (assembly.finishReason !== 'length') return undefined
  const decision = decideTruncation(await truncationOf(state, answer, progress))
  return decision.type === 'stop' ? { code: decision.code } : { step: decision.type }
}

function isPaused({ assembly }: WalkedAnswer): boolean {
  return assembly.rawFinishReason === 'pause_turn'
}

async function truncationOf(
  state: CallState,
  answer: WalkedAnswer,
  { continuations, hasGrown, text }: Progress,
): Promise<Truncation> {
  const { log, prepared, router } = state
  const { assembly } = answer
  const visible = visibleText(text)
  return {
    accepts: !recovers(state, answer),
    windowIsFull: windowIsFull(state, answer),
    visibleTokens: visible.trim() === '' ? 0 : Math.max(1, estimateTokens(visible)),
    hasGrown,
    hasToolCall: assembly.parts.some((part) => part.type === 'tool-call'),
    toolCallWasGiven: log.wasGiven(assembly.toolCallDoneAt, ['append-only', 'restartable']),
    textWasGiven: textWasGiven(state, answer),
    isStructured: prepared.output !== undefined,
    canEscalate: !state.isEscalated && (await hasLargerLimit(state, answer)),
    continuationsLeft: router.outputBudget.maxContinuations - continuations,
  }
}

/** Somebody who cannot unsay it has some of its text. */
function textWasGiven({ log, kept }: CallState, { assembly }: WalkedAnswer): boolean {
  return kept.length > 0 || log.wasGiven(assembly.visibleAt, ['text', 'append-only'])
}

/** The request decides; without it, an explicit limit is meant as one, and under `legacy` nothing is asked again. */
function recovers({ prepared, router }: CallState, { attempt }: WalkedAnswer): boolean {
  const { onTruncation, maxOutputTokens, providerOptions } = prepared.given
  if (onTruncation !== undefined) return onTruncation === 'recover'
  const ownFields = JSON.stringify(providerOptions?.[attempt.target.provider] ?? {})
  return maxOutputTokens === undefined && !limitField.test(ownFields) && router.outputBudget.policy !== 'legacy'
}

/** An output limit among the fields that the caller writes into the body. */
const limitField = /"(?:max_tokens|max_completion_tokens|max_output_tokens|maxOutputTokens|maxTokens|num_predict)":/

/** Reasons that say that it was the window, not the limit. */
const windowReasons: ReadonlySet<string> = new Set(['model_context_window_exceeded', 'model_length'])

/** Servers that stop at the end of the window may count a few tokens less. */
const windowSlack = 16

function windowIsFull({ router }: CallState, { assembly, attempt }: WalkedAnswer): boolean {
  if (windowReasons.has(assembly.rawFinishReason ?? '')) return true
  const window = router.modelInfo(attempt.target)?.contextWindow
  const { inputTokens, outputTokens } = assembly.reportedUsage ?? {}
  if (window === undefined || inputTokens === undefined || outputTokens === undefined) return false
  return inputTokens + outputTokens >= window - windowSlack
}

async function hasLargerLimit({ prepared, router }: CallState, { attempt, assembly }: WalkedAnswer): Promise<boolean> {
  const { target } = attempt
  const provider = await router.hostOf(target.provider)
  const { maxOutputTokens: larger } = attemptLimit(
    prepared,
    { target, provider, modelInfo: router.modelInfo(target) },
    {
      budget: router.outputBudget,
      adjustment: router.learnt.of(target, provider),
      inputTokens: router.inputTokens(prepared, target),
      isEscalated: true,
    },
  )
  // Where none was sent, the host's own limit is what came.
  const sent = attempt.outputLimit?.tokens ?? assembly.reportedUsage?.outputTokens ?? 0
  return larger !== undefined && larger > sent
}

/** Takes a step. `undefined`: it failed, and the answer stays as it was. */
async function take(
  wanted: Step,
  state: CallState,
  plan: TargetPlan,
  answer: WalkedAnswer,
): Promise<WalkedAnswer | undefined> {
  const { assembly } = answer
  if (wanted !== 'resume-paused') state.isEscalated ||= await hasLargerLimit(state, answer)
  // Somebody may have read on meanwhile.
  const step = wanted === 'escalate' && textWasGiven(state, answer) ? 'continue' : wanted
  if (step === 'escalate') {
    restartLater(state, assembly)
    setOutcome(state, answer, 'discarded')
  } else if (step === 'continue') resumeLater(state, assembly)
  else keepPaused(state, assembly)
  try {
    return await walkCandidates(
      state,
      restOfPlan(plan, answer, step !== 'resume-paused'),
      step === 'escalate' ? 'escalation' : 'continuation',
    )
  } catch (error) {
    if (!RouterError.is(error)) throw error
    const toolCallDoneAt = state.unkept?.toolCallDoneAt ?? -1
    if (!state.signal.aborted && state.log.wasGiven(toolCallDoneAt, ['append-only', 'restartable'])) throw error
    if (step !== 'escalate' || state.kept.length > 0) {
      if (state.signal.aborted) throw error
      return undefined
    }
    setOutcome(state, answer, 'success')
    state.unkept = assembly
    if (state.signal.aborted) throw abortedError(state)
    if (!isSame(state.previous ?? state.requested, answer.attempt.target)) changeRoute(state, answer.attempt.target)
    giveAgain(state, assembly)
    return undefined
  }
}

/** Parts that were taken back for an answer that never came: they are given again, as parts of their own. */
function giveAgain(state: CallState, { parts }: AnswerAssembly): void {
  const { log } = state
  tellRestart(state)
  for (const part of parts) {
    const index = state.nextIndex++
    if (part.type === 'text') {
      log.push({ type: 'text-start', index })
      log.push({ type: 'text-delta', index, delta: part.text })
    } else if (part.type === 'reasoning') {
      log.push({ type: 'reasoning-start', index })
      log.push({ type: 'reasoning-delta', index, delta: part.text })
    } else if (part.type === 'tool-call') {
      log.push({ type: 'tool-call-start', index, id: part.id, name: part.name })
      log.push({ type: 'tool-call-delta', index, delta: part.rawArgs })
    }
    log.push({ type: 'part-end', index, part })
  }
}

function setOutcome(state: CallState, { attempt }: WalkedAnswer, outcome: 'success' | 'discarded'): void {
  const place = state.attempts.findIndex(({ number }) => number === attempt.number)
  const known = state.attempts[place]
  if (known !== undefined) state.attempts[place] = { ...known, outcome }
}
