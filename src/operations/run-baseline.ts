import { joinProblems } from '../vocabulary/join-problems.ts'
import { isRecord, isSignal } from '../vocabulary/option-kinds.ts'
import { sumCosts } from '../budget/cost.ts'
import { createCompletion } from '../call/completion.ts'
import type { RouterState } from '../state/router-state.ts'
import { runCall } from '../call/run-call.ts'
import type { BaselineOptions, BaselineReport, BaselineTarget, Percentiles } from '../vocabulary/baseline.ts'
import type { CompletionRequest } from '../vocabulary/completion-request.ts'
import type { Attempt } from '../vocabulary/completion-result.ts'
import type { ModelRef } from '../vocabulary/model.ts'
import { parseModelRef } from '../vocabulary/model-ref.ts'
import { RouterError, type RouterErrorCode } from '../vocabulary/router-error.ts'
import { unknownOptions } from '../vocabulary/unknown-option.ts'
import { sumUsage } from '../vocabulary/usage.ts'

/** Asks each target every prompt, one call after the other, and measures. Loaded with the first baseline. */
export async function runBaseline(router: RouterState, options: BaselineOptions): Promise<BaselineReport> {
  checkOptions(options)
  const { prompts, targets, repeat = 3 } = options
  const startedAt = router.runtime.now()
  // A measurement measures one target at a time, and nothing beside it.
  const routing = { ...router.config.routing, shadow: undefined, hedge: undefined }
  const plainRouter = { ...router, config: { ...router.config, routing } }
  const measured: BaselineTarget[] = []
  for (const target of targets) measured.push(await measure(plainRouter, target, options, repeat))
  const models = Object.fromEntries(
    measured.flatMap(({ target, score }) => (score === undefined ? [] : [[target, { score }] as const])),
  ) as BaselineReport['models']
  return { startedAt, prompts: prompts.length, repeat, targets: measured, models }
}

async function measure(
  router: RouterState,
  target: ModelRef,
  { prompts, score, signal }: BaselineOptions,
  repeat: number,
): Promise<BaselineTarget> {
  const attempts: Attempt[] = []
  const answers: Attempt[] = []
  const failed: Partial<Record<RouterErrorCode, number>> = {}
  const scores: number[] = []
  for (let round = 0; round < repeat; round++) {
    for (const [prompt, given] of prompts.entries()) {
      const question = typeof given === 'string' ? { messages: given } : given
      const request: CompletionRequest = { ...question, model: target }
      const outcome = await createCompletion((call) => runCall(router, request, call), { signal }).settled()
      if (outcome.ok) {
        const { result } = outcome
        attempts.push(...result.attempts)
        answers.push(...result.attempts.slice(-1))
        if (score !== undefined) scores.push(checkedScore(await score({ target, prompt, round, result })))
      } else {
        if (signal?.aborted === true || outcome.error.code === 'invalid-request') throw outcome.error
        attempts.push(...outcome.error.attempts)
        failed[outcome.error.code] = (failed[outcome.error.code] ?? 0) + 1
      }
    }
  }
  return {
    target,
    answered: answers.length,
    failed,
    firstTokenMs: percentiles(answers.map(({ firstTokenMs }) => firstTokenMs)),
    totalMs: percentiles(answers.map(({ durationMs }) => durationMs)),
    tokensPerSecond: percentiles(answers.map((answer) => speedOf(answer))),
    usage: sumUsage(attempts.map(({ usage }) => usage)),
    cost: sumCosts(attempts.map(({ cost }) => cost)),
    score: scores.length === 0 ? undefined : scores.reduce((sum, one) => sum + one, 0) / scores.length,
  }
}

/** A mean of anything else would be no number, and no score that the configuration takes. */
function checkedScore(given: unknown): number {
  if (typeof given === 'number' && Number.isFinite(given)) return given
  throw new RouterError('invalid-request', `baseline(): score: expected a number, got ${String(given)}.`)
}

function speedOf({ usage, durationMs, firstTokenMs }: Attempt): number | undefined {
  const seconds = (durationMs - (firstTokenMs ?? durationMs)) / 1_000
  return usage?.outputTokens === undefined || seconds <= 0 ? undefined : usage.outputTokens / seconds
}

/** By the nearest rank: each is a value that was measured. */
function percentiles(values: readonly (number | undefined)[]): Percentiles | undefined {
  const sorted = values.filter((value) => value !== undefined).toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
  return sorted.length === 0 ? undefined : { p50: at(0.5), p90: at(0.9), p99: at(0.99) }
}

function checkOptions(options: BaselineOptions): void {
  if (!isRecord(options)) throw new RouterError('invalid-request', 'baseline(): expected { targets, prompts }.')
  const problems = unknownOptions(options, ['prompts', 'targets', 'repeat', 'score', 'signal'])
  const { prompts, targets, repeat = 1, score, signal } = options
  if (signal !== undefined && !isSignal(signal)) problems.push('signal: expected an AbortSignal')
  if (!Array.isArray(prompts) || prompts.length === 0) problems.push('prompts: expected a list with at least one')
  const isRef = (ref: unknown): boolean => typeof ref === 'string' && parseModelRef(ref) !== undefined
  if (!Array.isArray(targets) || targets.length === 0 || !targets.every(isRef))
    problems.push('targets: expected a list of `provider/model` with at least one')
  if (!Number.isInteger(repeat) || repeat < 1 || repeat > 100)
    problems.push('repeat: expected a whole number, 1 to 100')
  if (score !== undefined && typeof score !== 'function') problems.push('score: expected a function')
  if (problems.length > 0) throw new RouterError('invalid-request', `baseline(): ${joinProblems(problems)}`)
}
