import { shortenText } from '../budget/shorten-text.ts'
import { measureRequest } from '../budget/request-size.ts'
import { summaryInstructions, summaryQuestion } from '../budget/summary-request.ts'
import { estimateTokens } from '../budget/token-estimate.ts'
import { visibleText } from '../budget/visible-text.ts'
import type { CompactionProblem, CompactionQuestion } from './compact-messages.ts'
import { mergeConstraints } from '../routing/merge-constraints.ts'
import type { CompletionEvent } from '../vocabulary/completion-event.ts'
import type { CompletionRequest } from '../vocabulary/completion-request.ts'
import type { Attempt } from '../vocabulary/completion-result.ts'
import type { Message } from '../vocabulary/message.ts'
import { nameOf, parseModelRef } from '../vocabulary/model-ref.ts'
import { RouterError } from '../vocabulary/router-error.ts'

/** Where the attempts of summaries are booked. */
export interface SummaryAttempts {
  /** How many there are before them. */
  readonly count: number
  /** Told as they begin and end. */
  told(event: Extract<CompletionEvent, { type: 'attempt-start' | 'attempt-end' }>): void
}

/** What a model that may think gets for that beside the summary, in tokens. */
const thinkingRoom = 4_000
/** What is read by a model whose window is not known, and what is left of a known one for our own words, in tokens. */
const unknownWindow = 32_000
const frameTokens = 1_500

/**
 * Has a summary of messages written. It is a call of its own, so that everything holds for it that holds for any: admission,
 * retries, fallback, health and limits; of the request it has the constraints, keys, headers and tags. Says what the problem
 * is where none came. Throws when the call was aborted.
 */
export async function askSummary(
  question: CompactionQuestion,
  messages: readonly Message[],
  { summaryTokens, instructions }: { readonly summaryTokens: number; readonly instructions: string | undefined },
): Promise<{ readonly summary: string } | CompactionProblem> {
  const { router, signal, settings, targets } = question
  const model = settings.model ?? targets.map(nameOf)
  const first = parseModelRef(typeof model === 'string' ? model : (model[0] ?? ''))
  const info = first === undefined ? undefined : router.modelInfo(first)
  const window = Math.min(info?.contextWindow ?? unknownWindow, info?.maxInputTokens ?? Infinity)
  const thinking = info?.capabilities?.reasoning === true ? Math.min(thinkingRoom, Math.floor(window / 8)) : 0
  const request: CompletionRequest = {
    ...sharedOptions(question),
    model,
    system: summaryInstructions(instructions),
    messages: summaryQuestion(messages, {
      summaryTokens,
      maxTokens: Math.max(500, window - frameTokens - summaryTokens - thinking),
      count: first && ((text) => router.inputTokens({ size: measureRequest({ messages: asQuestion(text) }) }, first)),
    }),
    maxOutputTokens: summaryTokens + thinking,
    onTruncation: 'stop',
    caching: { mode: 'off' },
    compaction: 'off',
  }
  const completion = question.complete(request)
  try {
    for await (const event of completion.events) tellAttempt(event, question.attempts)
    const { text } = await completion
    const summary = visibleText(text).trim()
    if (summary === '') return { problem: 'the summary came without a word' }
    const tokens = estimateTokens(summary)
    if (tokens <= summaryTokens) return { summary }
    return { summary: shortenText(summary, Math.floor((summary.length * summaryTokens) / tokens)) }
  } catch (error) {
    if (!RouterError.is(error) || signal.aborted) throw error
    return { problem: `no summary could be made: ${error.message}`, error }
  }
}

function asQuestion(content: string): readonly Message[] {
  return [{ role: 'user', content }]
}

/** What a summary has of the request whose conversation it is of. */
function sharedOptions({ prepared, rules, floor, settings }: CompactionQuestion): Partial<CompletionRequest> {
  const { constraints, timeouts, tags, apiKeys, headers, providerOptions } = prepared.given
  // Whoever is named for summaries is meant, whatever tier the answer is to have.
  const minTier = settings.model === undefined ? floor : undefined
  const merged = mergeConstraints(rules.constraints, constraints, minTier === undefined ? undefined : { minTier })
  return {
    // A summary is text from text.
    ...(merged === undefined ? {} : { constraints: { ...merged, needs: undefined } }),
    timeouts,
    tags,
    apiKeys,
    headers,
    providerOptions,
  }
}

function tellAttempt(event: CompletionEvent, attempts: SummaryAttempts): void {
  const { count } = attempts
  if (event.type === 'attempt-start') attempts.told({ ...event, number: count + event.number, kind: 'compaction' })
  if (event.type !== 'attempt-end') return
  const attempt: Attempt = { ...event.attempt, number: count + event.attempt.number, kind: 'compaction' }
  attempts.told({ type: 'attempt-end', attempt })
}
