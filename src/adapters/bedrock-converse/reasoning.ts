import type { JsonObject } from '../../vocabulary/message.ts'
import type { ReasoningEffort } from '../../vocabulary/model.ts'
import { planThinking, type ModelRules } from '../claude-thinking.ts'
import type { Warn } from '../function-plan.ts'
import { nearestEffort } from '../nearest-effort.ts'
import type { TargetedRequest } from '../protocol.ts'
import { isGovCloud, type BedrockModelRules } from './model-rules.ts'

/** What is said about reasoning. */
export interface ReasoningPlan {
  /** Members of `additionalModelRequestFields`. */
  readonly fields: JsonObject
  /** Claude will think: that restricts sampling and the choice of tools. */
  readonly isThinking: boolean
  /** The model takes neither an output limit nor sampling parameters beside this effort. */
  readonly isUnlimited: boolean
}

/**
 * The output limit that thinking has to fit into when none is sent: the smallest cap of the Claude models that take a budget
 * (Opus 4.1; facts, models.json). Bedrock's own default is the model's cap.
 */
const fallbackMaxTokens = 32_000

/**
 * Maps the wanted effort to the fields of the model, with a warning where that is not what was asked for. `forced`: a tool call is
 * demanded that the model could give if it did not think.
 */
export function planReasoning(
  request: TargetedRequest,
  rules: BedrockModelRules,
  forced: boolean,
  warn: Warn,
): ReasoningPlan {
  if (rules.claude !== undefined) return planClaude(request, rules.claude, forced, warn)
  const fields = effortFields(request, rules.effort, warn)
  const { reasoningConfig } = fields
  // Amazon Nova 2 in its guide; langchain-aws leaves the limit out for the same reason (2026).
  const isUnlimited = JSON.stringify(reasoningConfig)?.includes('"high"') === true
  return { fields, isThinking: false, isUnlimited }
}

function planClaude(request: TargetedRequest, rules: ModelRules, forced: boolean, warn: Warn): ReasoningPlan {
  const maxTokens = request.maxOutputTokens ?? request.modelInfo?.maxOutputTokens ?? fallbackMaxTokens
  const { thinking, effort, isOn } = planThinking(request, rules, maxTokens, forced && rules.forcedToolChoice, warn)
  const isPlain = thinking?.type === 'adaptive' && isGovCloud(request.model)
  const fields = {
    ...(thinking === undefined ? {} : { thinking: isPlain ? { type: 'adaptive' } : thinking }),
    ...(effort === undefined ? {} : { output_config: { effort } }),
  }
  return { fields, isThinking: isOn, isUnlimited: false }
}

/** Words that models take where the catalogue names none. */
const commonEfforts: readonly ReasoningEffort[] = ['low', 'medium', 'high']

function effortFields(request: TargetedRequest, effort: BedrockModelRules['effort'], warn: Warn): JsonObject {
  const { model, reasoningEffort: wanted, modelInfo } = request
  if (wanted === undefined) return {}
  const known = modelInfo?.efforts
  const takes = (candidate: ReasoningEffort): boolean =>
    known?.[candidate] === undefined ? commonEfforts.includes(candidate) : known[candidate] !== null
  if (effort === 'none' || effort === 'claude') {
    if (wanted !== 'none') warn('effort-adjusted', `${model} takes no effort here; ${wanted} is not sent.`)
    return {}
  }
  // These do not think unless they are asked to.
  if (wanted === 'none' && (effort === 'nova' || effort === 'reasoning-config')) return {}
  const sent = wanted === 'none' && typeof known?.none === 'string' ? wanted : nearestEffort(wanted, takes)
  if (sent === undefined) return {}
  if (sent !== wanted) warn('effort-adjusted', `${model} does not take the effort ${wanted}; ${sent} is sent.`)
  const word = known?.[sent] ?? sent
  switch (effort) {
    case 'reasoning-effort':
      return { reasoning_effort: word }
    case 'reasoning-object':
      return { reasoning: { effort: word } }
    case 'reasoning-config':
      return { reasoning_config: word }
    case 'nova':
      return { reasoningConfig: { type: 'enabled', maxReasoningEffort: word } }
  }
}
