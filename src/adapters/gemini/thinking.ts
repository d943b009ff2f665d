import type { JsonObject } from '../../vocabulary/message.ts'
import type { ReasoningEffort } from '../../vocabulary/model.ts'
import type { Warn } from '../function-plan.ts'
import { nearestEffort } from '../nearest-effort.ts'
import type { TargetedRequest } from '../protocol.ts'
import type { ModelRules } from './model-rules.ts'
import type { ThinkingConfig } from './wire-types.ts'

type ThinkingEffort = Exclude<ReasoningEffort, 'none'>

/** Tokens to think with, by effort, for models that take a budget (pi-ai, 2026-03-15); the other efforts take the bounds. */
const budgetTokens: Readonly<Partial<Record<ThinkingEffort, number>>> = { low: 2048, medium: 8192 }

/** What is left of an output limit for the answer, where the limit allows it, in tokens: thoughts count against it. */
const tokensForAnswer = 1024

/**
 * What `generationConfig` says of thinking: the host's own fields where its row has such, else level or budget after what the
 * model takes, with a warning where that is not what was asked for.
 */
export function encodeThinking(request: TargetedRequest, rules: ModelRules, warn: Warn): JsonObject {
  const { effortFields } = request.quirks
  const { reasoningEffort: wanted, model } = request
  if (effortFields !== undefined) {
    const sent =
      wanted === undefined || effortFields[wanted] !== undefined
        ? wanted
        : nearestEffort(wanted, (effort) => effortFields[effort] !== undefined)
    if (wanted !== undefined && sent !== wanted) warnNearest(model, wanted, sent, warn)
    return sent === undefined ? {} : (effortFields[sent] ?? {})
  }
  const config = thinkingConfig(request, rules, warn)
  return config === undefined ? {} : { thinkingConfig: config }
}

function thinkingConfig(request: TargetedRequest, rules: ModelRules, warn: Warn): ThinkingConfig | undefined {
  const { reasoningEffort: wanted, model } = request
  if (rules.thinking === 'none' || rules.thinking === 'unknown') {
    if (wanted !== undefined && wanted !== 'none') {
      warn('effort-adjusted', `${model} is not known to think; the effort ${wanted} is not sent.`)
    }
    return undefined
  }
  // It thinks unasked. Without this its thoughts would not arrive, and a long thought would look like silence.
  if (wanted === undefined) return { includeThoughts: true }
  if (wanted === 'none' && rules.thinking === 'budget' && rules.budget.mayBeOff) return { thinkingBudget: 0 }
  const effort = nearestEffort(wanted, (candidate) => rules.efforts.includes(candidate))
  if (effort !== wanted) warnNearest(model, wanted, effort, warn)
  if (effort === undefined) return { includeThoughts: true }
  if (rules.thinking === 'budget') return withBudget(effort, request, rules, warn)
  const word = request.modelInfo?.efforts?.[effort] ?? effort
  return { includeThoughts: true, thinkingLevel: word.toUpperCase() }
}

/** The budget within what the model takes, and small enough for an answer to fit behind it; off where there is no room for both. */
function withBudget(
  effort: ThinkingEffort,
  { maxOutputTokens, model }: TargetedRequest,
  { budget }: ModelRules,
  warn: Warn,
): ThinkingConfig {
  const { least, most, mayBeOff } = budget
  const wanted = effort === 'minimal' ? Math.max(least, 512) : (budgetTokens[effort] ?? most)
  const room = maxOutputTokens === undefined ? most : maxOutputTokens - tokensForAnswer
  if (room < least) {
    const instead = mayBeOff ? 'it does not think' : `it thinks with ${least} tokens`
    warn(
      'effort-adjusted',
      `An output limit of ${maxOutputTokens} tokens leaves ${model} no room for ${effort}; ${instead}.`,
    )
    if (mayBeOff) return { thinkingBudget: 0 }
  }
  return { includeThoughts: true, thinkingBudget: Math.min(Math.max(Math.min(wanted, room), least), most) }
}

function warnNearest(model: string, wanted: ReasoningEffort, sent: ReasoningEffort | undefined, warn: Warn): void {
  const instead = sent === undefined ? 'none is sent' : `${sent} is sent`
  warn('effort-adjusted', `${model} does not take the effort ${wanted}; ${instead}.`)
}
