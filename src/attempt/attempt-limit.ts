import type { Addressee } from './write-attempt.ts'
import type { ConfiguredProvider } from '../adapters/provider.ts'
import { wireModel } from '../adapters/wire-model.ts'
import type { Adjustment } from '../state/adjustment.ts'
import type { OutputBudget } from '../budget/output-budget.ts'
import { resolveOutputLimit, type OutputLimit } from '../budget/output-limit.ts'
import type { PreparedRequest } from '../request/prepare-request.ts'

/** Protocols whose hosts refuse a request without an output limit. */
const limitRequired: ReadonlySet<string> = new Set(['anthropic-messages'])

/** What of a call decides about the limit, beside its request and its target. */
export interface LimitOptions {
  readonly budget: OutputBudget
  readonly adjustment: Adjustment | undefined
  /** Estimate of the input, in tokens, with the cut answer that is gone on with. */
  readonly inputTokens: number
  /** Ask for the larger limit: the first one was too small. */
  readonly isEscalated: boolean
}

/** The output limit of one attempt at a target. */
export function attemptLimit(
  { given, messages, tools }: PreparedRequest,
  { target, provider, modelInfo }: Pick<Addressee, 'target' | 'modelInfo'> & { readonly provider: ConfiguredProvider },
  { budget, adjustment, inputTokens, isEscalated }: LimitOptions,
): OutputLimit {
  return resolveOutputLimit({
    requested: given.maxOutputTokens,
    budget,
    purpose: given.purpose ?? 'chat',
    provider: provider.id,
    protocol: provider.protocol,
    modelId: wireModel(provider, target.model),
    model: modelInfo,
    learntCap: adjustment?.outputCap,
    protocolRequiresLimit: limitRequired.has(provider.protocol),
    inputTokens,
    lastMessageIsToolResult: messages.at(-1)?.role === 'tool',
    offersTools: tools.length > 0,
    reasoningEffort: given.reasoningEffort,
    isEscalated,
  })
}
