import type { ModelInfo, ReasoningEffort } from '../vocabulary/model.ts'
import { thinkingTokens } from '../vocabulary/thinking-tokens.ts'
import { nearestEffort, thinkingEfforts } from './nearest-effort.ts'
import type { TargetedRequest } from './protocol.ts'

/** How a Claude model thinks, in Anthropic's words: `thinking` of its own protocol, and of Bedrock's model fields. */
export type WireThinking =
  | { readonly type: 'adaptive'; readonly display?: 'summarized' | undefined }
  | { readonly type: 'enabled'; readonly budget_tokens: number }
  | { readonly type: 'disabled' }
  | { readonly type: 'between_tools' }

/** What a Claude model, or another behind a protocol made for Claude, can be asked for. */
export interface ModelRules {
  /** A Claude model: what it takes does not depend on the host. */
  readonly isClaude: boolean
  /** `adaptive`: an effort is said; `budget`: a number of tokens; `none`: it does not think. */
  readonly thinking: 'adaptive' | 'budget' | 'none'
  /** It thinks when nothing is said. */
  readonly thinksByDefault: boolean
  /** Its thoughts can be asked for as readable summaries. */
  readonly display: boolean
  /** How it is kept from thinking; `lowest-effort`: it cannot be. */
  readonly off: 'disabled' | 'between-tools' | 'lowest-effort'
  /** The efforts it takes. */
  readonly efforts: readonly ReasoningEffort[]
  /** Whether a tool call can be demanded at all. Where it can, then only while the model does not think. */
  readonly forcedToolChoice: boolean
  /** Takes temperature, top_p and top_k. */
  readonly sampling: boolean
  /** Takes temperature beside top_p. */
  readonly bothSamplings: boolean
}

const wordsTo46: readonly ReasoningEffort[] = ['low', 'medium', 'high', 'max']
const words: readonly ReasoningEffort[] = ['low', 'medium', 'high', 'xhigh', 'max']

const adaptive: ModelRules = {
  isClaude: true,
  thinking: 'adaptive',
  thinksByDefault: true,
  display: true,
  off: 'disabled',
  efforts: words,
  forcedToolChoice: true,
  sampling: false,
  bothSamplings: false,
}
const always: ModelRules = { ...adaptive, off: 'lowest-effort', forcedToolChoice: false }
const budget: ModelRules = {
  isClaude: true,
  thinking: 'budget',
  thinksByDefault: false,
  display: false,
  off: 'disabled',
  efforts: thinkingEfforts,
  forcedToolChoice: true,
  sampling: true,
  bothSamplings: false,
}

/**
 * Claude models by id, written as `claude-opus-4-5` wherever the host puts dots and version; the first row that matches counts.
 * Sources: Anthropic's model and what's-new pages and SDK 1.10.0, as of 2026-11-17; efforts also pi-ai 1.5.2 (2026-11-10).
 * Temperature beside top_p: a 400 since Opus 4.1, Sonnet 4.5 and Haiku 4.5 (BerriAI/litellm#15097, 2025-10).
 */
const models: readonly (readonly [pattern: RegExp, rules: ModelRules])[] = [
  [/claude-(?:fable|mythos)-|claude-opus-5-5/, always],
  [/claude-sonnet-5-5/, { ...adaptive, off: 'between-tools', forcedToolChoice: false }],
  [/claude-haiku-5-5|claude-(?:opus|sonnet)-5(?!\d)/, adaptive],
  [/claude-opus-4-[78](?!\d)/, { ...adaptive, thinksByDefault: false }],
  [/claude-(?:opus|sonnet)-4-6(?!\d)/, { ...adaptive, thinksByDefault: false, efforts: wordsTo46, sampling: true }],
  [/claude-(?:opus-4-[15]|sonnet-4-5|haiku-4-5)(?!\d)/, budget],
  [/claude-(?:opus|sonnet|haiku)-4(?!\d)|claude-sonnet-3-7/, { ...budget, bothSamplings: true }],
  [
    /claude-(?:opus|sonnet|haiku)-3(?!\d)|claude-(?:v?[12](?!\d)|instant)/,
    { ...budget, thinking: 'none', bothSamplings: true },
  ],
  // Newer than this table: what the newest of it refuse is not tried.
  [/claude-/, always],
]

/** Models of other vendors behind this protocol: a budget is the form that most hosts take (pi-ai 1.5.2, 2026-11-10). */
const unknownModel: ModelRules = { ...budget, isClaude: false, bothSamplings: true }

/** Of a model that is no Claude: what the catalogue knows of how it thinks. */
function unknownRules(info: ModelInfo | undefined): ModelRules {
  const kinds = info?.thinking
  if (kinds === undefined) return unknownModel
  if (kinds.length === 0) return { ...unknownModel, thinking: 'none' }
  return kinds.includes('budget') || !kinds.includes('adaptive')
    ? unknownModel
    : { ...unknownModel, thinking: 'adaptive' }
}

/** The rules of a model: the table's for Claude, else what the catalogue knows of it; the catalogue wins on sampling and efforts. */
export function modelRules(model: string, info: ModelInfo | undefined): ModelRules {
  const id = model
    .toLowerCase()
    .replaceAll('.', '-')
    .replace(/claude-(\d{1,2}(?:-\d{1,2})?)-([a-z]+)/, 'claude-$2-$1')
  const known = models.find(([pattern]) => pattern.test(id))?.[1]
  let rules = known ?? unknownRules(info)
  if (known === undefined && info?.capabilities?.reasoning === false) rules = { ...rules, thinking: 'none' }
  if (info === undefined) return rules
  const { efforts } = info
  if (efforts !== undefined && Object.values(efforts).some((word) => typeof word === 'string')) {
    // Words for its efforts mean that it is asked by effort. A level that the catalogue does not mention is taken unchanged.
    const base = known === undefined ? (['low', 'medium', 'high'] as const) : rules.efforts
    rules = {
      ...rules,
      thinking: known === undefined ? 'adaptive' : rules.thinking,
      off: known === undefined && efforts.none === null ? 'lowest-effort' : rules.off,
      efforts: thinkingEfforts.filter((effort) =>
        efforts[effort] === undefined ? base.includes(effort) : efforts[effort] !== null,
      ),
    }
  }
  return info.sampling === undefined ? rules : { ...rules, sampling: info.sampling }
}

/** The least budget that is accepted, and what is left for the answer, in tokens. */
const leastBudget = 1024

/** What is said about thinking. */
export interface ThinkingPlan {
  readonly thinking: WireThinking | undefined
  /** `output_config.effort`. */
  readonly effort: string | undefined
  /** The model will think. */
  readonly isOn: boolean
}

/**
 * Maps the wanted effort to what the model takes, with a warning where that differs. `forced`: a tool call is demanded, which
 * no model does while it thinks; an effort that was asked for wins over it, the habit of thinking does not.
 */
export function planThinking(
  request: TargetedRequest,
  rules: ModelRules,
  maxTokens: number,
  forced: boolean,
  warn: (code: string, message: string) => void,
): ThinkingPlan {
  const wanted = request.reasoningEffort
  if (rules.thinking === 'none') {
    if (wanted !== undefined && wanted !== 'none')
      warn('effort-adjusted', `${request.model} does not think; the effort ${wanted} is not sent.`)
    return { thinking: undefined, effort: undefined, isOn: false }
  }
  if (wanted === undefined) return unasked(request, rules, forced, warn)
  if (wanted === 'none') return withoutThinking(request, rules, warn)
  return rules.thinking === 'budget' ? byBudget(wanted, maxTokens, warn) : byEffort(wanted, request, rules, warn)
}

function unasked(
  request: TargetedRequest,
  rules: ModelRules,
  forced: boolean,
  warn: (code: string, message: string) => void,
): ThinkingPlan {
  if (!rules.thinksByDefault) return { thinking: undefined, effort: undefined, isOn: false }
  if (forced && rules.off === 'disabled') {
    warn(
      'thinking-disabled',
      `${request.model} cannot be made to call a tool while it thinks, so thinking is off for this request.`,
    )
    return { thinking: { type: 'disabled' }, effort: undefined, isOn: false }
  }
  // It thinks anyway; without this its thoughts would arrive as empty blocks (default since Opus 4.7), and look like silence.
  return { thinking: adaptiveThinking(rules), effort: undefined, isOn: true }
}

function adaptiveThinking(rules: ModelRules): WireThinking {
  return rules.display ? { type: 'adaptive', display: 'summarized' } : { type: 'adaptive' }
}

function withoutThinking(
  request: TargetedRequest,
  rules: ModelRules,
  warn: (code: string, message: string) => void,
): ThinkingPlan {
  if (rules.off === 'disabled') return { thinking: { type: 'disabled' }, effort: undefined, isOn: false }
  if (rules.off === 'between-tools') return { thinking: { type: 'between_tools' }, effort: undefined, isOn: true }
  return byEffort('none', request, rules, warn)
}

function byEffort(
  wanted: ReasoningEffort,
  request: TargetedRequest,
  rules: ModelRules,
  warn: (code: string, message: string) => void,
): ThinkingPlan {
  const thinking = adaptiveThinking(rules)
  const effort = nearestEffort(wanted, (candidate) => rules.efforts.includes(candidate))
  if (effort === undefined) return { thinking, effort: undefined, isOn: true }
  if (effort !== wanted)
    warn('effort-adjusted', `${request.model} does not take the effort ${wanted}; ${effort} is sent.`)
  return { thinking, effort: request.modelInfo?.efforts?.[effort] ?? effort, isOn: true }
}

function byBudget(
  wanted: Exclude<ReasoningEffort, 'none'>,
  maxTokens: number,
  warn: (code: string, message: string) => void,
): ThinkingPlan {
  const tokens = fittingBudget(thinkingTokens[wanted], maxTokens, warn)
  if (tokens === undefined) return { thinking: { type: 'disabled' }, effort: undefined, isOn: false }
  return { thinking: { type: 'enabled', budget_tokens: tokens }, effort: undefined, isOn: true }
}

/** The budget is part of max_tokens and must be smaller. `undefined`, with a warning: the limit leaves no room to think. */
export function fittingBudget(
  wanted: number,
  maxTokens: number,
  warn: (code: string, message: string) => void,
): number | undefined {
  const tokens = Math.min(wanted, maxTokens - leastBudget)
  if (tokens >= leastBudget) return tokens
  warn(
    'effort-adjusted',
    `An output limit of ${maxTokens} tokens leaves no room to think beside an answer (at least ${leastBudget} each).`,
  )
  return undefined
}
