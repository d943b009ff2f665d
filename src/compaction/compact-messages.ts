import { compactionPoint } from '../adapters/compaction-point.ts'
import { askSummary, type SummaryAttempts } from './ask-summary.ts'
import type { CompactionSettings } from '../budget/compaction-settings.ts'
import { planCompaction } from '../budget/plan-compaction.ts'
import { shortenResults } from '../budget/shorten-results.ts'
import { summaryLimit, summaryMessage } from '../budget/summary-request.ts'
import { measureRequest } from '../budget/request-size.ts'
import { tokensOf } from '../budget/token-estimate.ts'
import type { CompactionContext } from './compaction-stage.ts'
import { sizeOf, type PreparedRequest } from '../request/prepare-request.ts'
import { requiredCapabilities } from '../routing/admit.ts'
import type { RouteRules } from '../routing/select-targets.ts'
import type { CompletionRequest } from '../vocabulary/completion-request.ts'
import type { Message } from '../vocabulary/message.ts'
import type { Target, Tier } from '../vocabulary/model.ts'
import type { Completion } from '../vocabulary/completion.ts'
import type { RouterError } from '../vocabulary/router-error.ts'

/** A conversation to make shorter. */
export interface CompactionQuestion extends CompactionContext {
  readonly settings: CompactionSettings
  readonly rules: RouteRules
  readonly floor: Tier | undefined
  /** Who may write the summary where nobody is named for it, in order; the first is who the conversation is for. */
  readonly targets: readonly Target[]
  /** What all of it is to come to, in tokens. */
  readonly targetTokens: number
  /** What it must come to at most. */
  readonly mostTokens: number
  readonly signal: AbortSignal
  /** Makes the call that the summary is written in. */
  complete(request: CompletionRequest): Completion
  readonly attempts: SummaryAttempts
}

/** The same request with a shorter conversation. */
export interface CompactedRequest {
  readonly prepared: PreparedRequest
  /** Absent: cutting tool results was enough. */
  readonly summary: string | undefined
  /** How many messages it takes the place of. */
  readonly removed: number
  /** Tool results were cut. */
  readonly hasCutResults: boolean
}

/** Why a conversation could not be made shorter, in words that follow a colon, and with the error of the summary. */
export interface CompactionProblem {
  readonly problem: string
  readonly error?: RouterError | undefined
}

/**
 * Makes a conversation shorter: the older turns become a summary, and where what must stay is still too much, its tool results
 * are cut. Nothing is asked where that could not be enough. Returns why it was not done. Throws when the call was aborted.
 */
export async function compactMessages(question: CompactionQuestion): Promise<CompactedRequest | CompactionProblem> {
  const { prepared, targetTokens, mostTokens, settings } = question
  const sizes = sizesOf(question)
  const summaryTokens = summaryLimit(mostTokens)
  const tokens = prepared.messages.map((message) => sizes.of(message))
  const plan = planCompaction({
    messages: prepared.messages,
    tokens,
    otherTokens: sizes.other,
    targetTokens,
    summaryTokens,
  })
  const stays = plan === undefined ? prepared.messages : plan.kept.map((index) => prepared.messages[index] as Message)
  const room = mostTokens - sizes.other - (plan === undefined ? 0 : summaryTokens)
  const shortened = shortenResults(stays, room, (message) => sizes.of(message))
  const hasCutResults = shortened.messages !== stays
  if (shortened.tokens > room) return { problem: 'what has to stay of it is too long by itself' }
  if (plan === undefined) {
    if (!hasCutResults) return { problem: 'a summary would not make it shorter' }
    return {
      prepared: withMessages(prepared, shortened.messages),
      summary: undefined,
      removed: 0,
      hasCutResults,
    }
  }
  const older = plan.removed.map((index) => prepared.messages[index] as Message)
  const answer = await askSummary(question, older, { summaryTokens, instructions: settings.instructions })
  if ('problem' in answer) return answer
  const place = plan.kept.filter((index) => index < (plan.removed[0] ?? 0)).length
  const messages = shortened.messages.toSpliced(place, 0, summaryMessage(answer.summary, older.length))
  return {
    prepared: withMessages(prepared, messages),
    summary: answer.summary,
    removed: older.length,
    hasCutResults,
  }
}

/** How much each part of a request counts. */
interface Sizes {
  of(message: Message): number
  /** What is sent beside the messages. */
  readonly other: number
}

/** The target's own estimate of a request is better than that of its parts, which then count as much more or less. */
function sizesOf({ router, prepared, targets: [target] }: CompactionQuestion): Sizes {
  const raw = (messages: readonly Message[]): number => tokensOf(measureRequest({ ...prepared, messages }))
  // A message is measured alone: what stands beside it does not change what it counts.
  const alone = (messages: readonly Message[]): number => tokensOf(measureRequest({ messages }))
  const empty = raw([])
  const none = alone([])
  const whole = target === undefined ? prepared.inputTokens : router.inputTokens(prepared, target)
  const factor = whole / Math.max(1, raw(prepared.messages.slice(prepared.since)))
  return { of: (message) => Math.ceil((alone([message]) - none) * factor), other: Math.ceil(empty * factor) }
}

function withMessages(prepared: PreparedRequest, messages: readonly Message[]): PreparedRequest {
  const { tools, output, given } = prepared
  const since = compactionPoint(messages)
  return {
    ...prepared,
    messages,
    since,
    // Files that are gone need no model that can read them.
    needs: requiredCapabilities({
      messages,
      tools,
      output,
      toolChoice: given.toolChoice,
      constraints: given.constraints,
    }),
    ...sizeOf({ ...prepared, messages, since }),
  }
}
