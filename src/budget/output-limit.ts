import type { ModelInfo } from '../vocabulary/model.ts'
import type { Warning } from '../vocabulary/completion-result.ts'

/** Everything that decides how long an answer may be. */
export interface OutputLimitInput {
  /** `maxOutputTokens` of the request. */
  readonly requested: number | undefined
  /** `COWORK_LLM_MAX_OUTPUT_TOKENS`, as a number; what is not a positive number counts as not set. */
  readonly environment?: number | undefined
  readonly purpose: 'chat' | 'agent'
  /** `budget.output.policy`. Absent: `adaptive` for agents. `legacy` treats an agent like a chat, `adaptive` a chat like an agent. */
  readonly policy?: 'adaptive' | 'legacy' | undefined
  readonly model: ModelInfo | undefined
  /** The protocol refuses a request without a limit (Anthropic). */
  readonly protocolRequiresLimit: boolean
  /** Estimate or count of the input. */
  readonly inputTokens: number
  readonly lastMessageIsToolResult: boolean
}

/** The limit to send, and who set it. */
export interface OutputLimit {
  /** Absent: send none. */
  readonly maxOutputTokens: number | undefined
  /** `none` goes with no limit. `policy` also stands for the default of an unknown model. */
  readonly source: 'request' | 'environment' | 'policy' | 'model' | 'none'
  readonly warnings: readonly Warning[]
}

/** First turn of an agent, and a turn after a tool result: small at first, for most turns are short (requirements R75, R76). */
const agentFirstTurn = 8_000
const agentAfterToolResult = 16_000

/** The environment's value is never taken for more than this (requirements B4). */
const maxFromEnvironment = 128_000

/**
 * For a model whose cap nobody knows where a limit must be sent: the smallest cap of all models that are served with
 * Anthropic's protocol (model facts, 2026-11: 8 192 for one, 32 000 and more for the others).
 */
const unknownModelLimit = 8_192

/** The room an answer keeps when the estimate says that the window is full: the estimate may be off by more than this. */
const minHeadroom = 1_024

/**
 * Decides how many tokens an answer may have, in one place for every protocol. In order: the request, the environment, the
 * policy. An agent gets 8 000 tokens, 16 000 after a tool result; a chat gets a limit only where the protocol needs one, and
 * then the model's cap. All are clamped to the model's cap and to what its window leaves beside the input; a warning says so
 * when the caller's own number was clamped. Per attempt.
 */
export function resolveOutputLimit(input: OutputLimitInput): OutputLimit {
  const wanted = wantedLimit(input)
  if (wanted.maxOutputTokens === undefined) return { ...wanted, warnings: [] }
  const bound = smallestBound(input)
  if (bound === undefined || wanted.maxOutputTokens <= bound.tokens) return { ...wanted, warnings: [] }
  const isCallersOwn = wanted.source === 'request' || wanted.source === 'environment'
  const message = `The output limit of ${wanted.maxOutputTokens} tokens was lowered to ${bound.tokens}: ${bound.reason}.`
  return {
    maxOutputTokens: bound.tokens,
    source: wanted.source,
    warnings: isCallersOwn ? [{ code: 'output-limit-clamped', message }] : [],
  }
}

function wantedLimit(input: OutputLimitInput): Omit<OutputLimit, 'warnings'> {
  const requested = positiveInteger(input.requested)
  if (requested !== undefined) return { maxOutputTokens: requested, source: 'request' }
  const environment = positiveInteger(input.environment)
  if (environment !== undefined)
    return { maxOutputTokens: Math.min(environment, maxFromEnvironment), source: 'environment' }
  const isAdaptive = input.policy === undefined ? input.purpose === 'agent' : input.policy === 'adaptive'
  if (isAdaptive)
    return { maxOutputTokens: input.lastMessageIsToolResult ? agentAfterToolResult : agentFirstTurn, source: 'policy' }
  if (!input.protocolRequiresLimit) return { maxOutputTokens: undefined, source: 'none' }
  const cap = input.model?.maxOutputTokens
  return cap === undefined
    ? { maxOutputTokens: unknownModelLimit, source: 'policy' }
    : { maxOutputTokens: cap, source: 'model' }
}

function positiveInteger(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) && value >= 1 ? Math.floor(value) : undefined
}

interface Bound {
  readonly tokens: number
  readonly reason: string
}

function smallestBound(input: OutputLimitInput): Bound | undefined {
  const { model, inputTokens } = input
  const bounds: Bound[] = []
  if (model?.maxOutputTokens !== undefined)
    bounds.push({ tokens: model.maxOutputTokens, reason: 'the model gives no more' })
  if (model?.contextWindow !== undefined) {
    const headroom = Math.max(Math.min(minHeadroom, model.contextWindow), model.contextWindow - inputTokens)
    bounds.push({
      tokens: headroom,
      reason: `its window of ${model.contextWindow} tokens has no more room beside an input of about ${inputTokens}`,
    })
  }
  return bounds.reduce<Bound | undefined>(
    (least, bound) => (least === undefined || bound.tokens < least.tokens ? bound : least),
    undefined,
  )
}
