import type { Warning } from '../vocabulary/completion-result.ts'
import type { ModelInfo, ProtocolId, ReasoningEffort } from '../vocabulary/model.ts'
import { thinkingTokens } from '../vocabulary/thinking-tokens.ts'
import type { OutputBudget, OutputLimitSource } from './output-budget.ts'

/** Everything that decides how long an answer may be. */
export interface OutputLimitInput {
  /** `maxOutputTokens` of the request. */
  readonly requested: number | undefined
  readonly budget: OutputBudget
  readonly purpose: 'chat' | 'agent'
  readonly provider: string
  readonly protocol: ProtocolId
  /** The id that is sent. */
  readonly modelId: string
  readonly model: ModelInfo | undefined
  /** The largest limit that the target has said it takes. */
  readonly learntCap?: number | undefined
  /** The protocol refuses a request without a limit (Anthropic). */
  readonly protocolRequiresLimit: boolean
  /** Estimate or count of the input. */
  readonly inputTokens: number
  readonly lastMessageIsToolResult: boolean
  readonly offersTools: boolean
  readonly reasoningEffort: ReasoningEffort | undefined
  /** The first answer was too long: ask for the larger limit. */
  readonly isEscalated: boolean
}

/** The limit to send, and who set it. */
export interface OutputLimit {
  /** Absent: send none. */
  readonly maxOutputTokens: number | undefined
  /** Absent with no limit. */
  readonly source: OutputLimitSource | undefined
  readonly warnings: readonly Warning[]
}

/** First turn of an agent, and a turn after a tool result: small at first, for most turns are short (requirements R75, R76). */
const agentFirstTurn = 8_000
const agentAfterToolResult = 16_000

/** The larger limit for an answer that was cut, by family (requirements R77 to R79). */
const escalatedLimit = { anthropic: 64_000, known: 48_000, generic: 16_000 } as const

/** Providers whose models are known to give long answers, beside the Anthropic family (requirements R74). */
const knownProviders: ReadonlySet<string> = new Set([
  'openai',
  'openai-chatgpt',
  'azure-openai',
  'gemini',
  'google-vertex',
  'google-gemini-cli',
  'google-antigravity',
  'openrouter',
])

/**
 * For a model whose cap nobody knows where a limit must be sent: the smallest cap of all models that are served with
 * Anthropic's protocol (model facts, 2026-11: 8 192 for one, 32 000 and more for the others).
 */
const unknownModelLimit = 8_192

/** The room an answer keeps when the estimate says that the window is full: the estimate may be off by more than this. */
const minHeadroom = 1_024

/** What an answer keeps beside the thinking that was asked for, in tokens, where the policy sets the limit. */
const answerFloor = 4_096

/**
 * Decides how many tokens an answer may have, in one place for every protocol. In order: the request, configuration or
 * environment, the policy. An agent gets 8 000 tokens, 16 000 after a tool result, more where the effort that was asked for
 * needs it, and a larger limit when its answer was cut; a chat gets a limit only where the protocol needs one, and then the
 * model's cap. All are clamped to the model's cap, to what the target has taught, and to what the window leaves beside the
 * input; a warning says so when the caller's own number was clamped. Per attempt.
 */
export function resolveOutputLimit(input: OutputLimitInput): OutputLimit {
  const wanted = wantedLimit(input)
  if (wanted === undefined) return { maxOutputTokens: undefined, source: undefined, warnings: [] }
  const { tokens, source } = wanted
  const bound = smallestBound(input)
  if (bound === undefined || tokens <= bound.tokens) return { maxOutputTokens: tokens, source, warnings: [] }
  const isCallersOwn = source !== 'policy' && source !== 'model'
  return {
    maxOutputTokens: bound.tokens,
    source,
    warnings: isCallersOwn ? [clampedWarning(tokens, bound, input)] : [],
  }
}

function clampedWarning(tokens: number, bound: Bound, input: OutputLimitInput): Warning {
  const message = `The output limit of ${tokens} tokens was lowered to ${bound.tokens}: ${boundWords(bound.by, input)}.`
  return { code: 'output-limit-clamped', message }
}

/** Which limits the policy sets: for this request, `adaptive`, `legacy`, or those of a chat. */
function kindOf({ budget, purpose }: OutputLimitInput): 'adaptive' | 'legacy' | 'chat' {
  return budget.policy ?? (purpose === 'agent' ? 'adaptive' : 'chat')
}

function wantedLimit(
  input: OutputLimitInput,
): { readonly tokens: number; readonly source: OutputLimitSource } | undefined {
  const { requested, budget, model } = input
  if (requested !== undefined) return { tokens: requested, source: 'request' }
  if (budget.limit !== undefined) return budget.limit
  const kind = kindOf(input)
  if (kind === 'adaptive') return { tokens: withThinking(adaptiveLimit(input), input), source: 'policy' }
  const toolTokens = kind === 'legacy' && (input.offersTools || input.lastMessageIsToolResult)
  if (toolTokens && budget.legacyToolTokens !== undefined)
    return { tokens: budget.legacyToolTokens, source: 'environment' }
  const cap = model?.maxOutputTokens
  if (input.protocolRequiresLimit && cap !== undefined) return { tokens: cap, source: 'model' }
  if (input.isEscalated) return { tokens: largerLimit(input), source: 'policy' }
  return input.protocolRequiresLimit ? { tokens: unknownModelLimit, source: 'policy' } : undefined
}

function adaptiveLimit(input: OutputLimitInput): number {
  const first = input.lastMessageIsToolResult ? agentAfterToolResult : agentFirstTurn
  const initial = input.budget.initialTokens ?? first
  return input.isEscalated ? Math.max(initial, largerLimit(input)) : initial
}

function largerLimit({ budget, provider, protocol, modelId }: OutputLimitInput): number {
  if (budget.escalatedTokens !== undefined) return budget.escalatedTokens
  if (protocol === 'anthropic-messages' || /(?:^|[/.])anthropic[/.]|claude/i.test(modelId))
    return escalatedLimit.anthropic
  return protocol === 'gemini' || knownProviders.has(provider) ? escalatedLimit.known : escalatedLimit.generic
}

/** Thinking counts against the limit: what was asked for must fit into it, with an answer behind it. */
function withThinking(tokens: number, { reasoningEffort, model }: OutputLimitInput): number {
  if (reasoningEffort === undefined || reasoningEffort === 'none' || model?.capabilities?.reasoning === false)
    return tokens
  return Math.max(tokens, thinkingTokens[reasoningEffort] + answerFloor)
}

/** A limit of the request's own as it is sent, without the words: see `resolveOutputLimit`. */
export function clampedLimit(tokens: number, input: Bounds): number {
  return Math.min(tokens, smallestBound(input)?.tokens ?? tokens)
}

/** What bounds a limit. */
type Bounds = Pick<OutputLimitInput, 'model' | 'inputTokens' | 'learntCap'>

/** What a limit may not be above; `undefined`: nothing is known. */
interface Bound {
  readonly tokens: number
  readonly by: 'model' | 'provider' | 'window'
}

function smallestBound({ model, inputTokens, learntCap }: Bounds): Bound | undefined {
  const { maxOutputTokens: cap, contextWindow: window } = model ?? {}
  const own = cap !== undefined && (learntCap === undefined || cap <= learntCap)
  const tokens = own ? cap : learntCap
  if (window !== undefined) {
    const headroom = Math.max(Math.min(minHeadroom, window), window - inputTokens)
    if (tokens === undefined || headroom < tokens) return { tokens: headroom, by: 'window' }
  }
  return tokens === undefined ? undefined : { tokens, by: own ? 'model' : 'provider' }
}

function boundWords(by: Bound['by'], { model, inputTokens }: OutputLimitInput): string {
  switch (by) {
    case 'model':
      return 'the model gives no more'
    case 'provider':
      return 'the provider takes no more'
    case 'window':
      return `its window of ${model?.contextWindow} tokens has no more room beside an input of about ${inputTokens}`
  }
}
