import type { CachingKind, Capabilities } from '../vocabulary/capabilities.ts'
import type { ModelInfo, ProtocolId, Target } from '../vocabulary/model.ts'
import type { BillingClass } from '../vocabulary/usage.ts'
import { featuresOf, type ProviderFeatures } from './provider-features.ts'

/** A target, and what is known of it. */
export interface CapabilityQuestion {
  readonly target: Target
  /** The provider whose facts hold for it; absent: none's. */
  readonly row: string | undefined
  readonly protocol: ProtocolId
  readonly billing: BillingClass
  readonly model: ModelInfo | undefined
  /** The provider counts the tokens of the model's requests. */
  readonly countsTokens: boolean
}

/** Joins what the matrix says of the provider and the catalogue of the model. */
export function capabilitiesOf({
  target,
  row,
  protocol,
  billing,
  model,
  countsTokens,
}: CapabilityQuestion): Capabilities {
  const features = row === undefined ? undefined : featuresOf(row)
  const can = model?.capabilities
  return {
    target,
    protocol,
    billing,
    auth: features?.auth,
    thinking: { kinds: model?.thinking, budget: model?.thinkingBudget, efforts: model?.efforts },
    caching: {
      kinds: cachingOf(features?.caching, target.model),
      minTokens: model?.cacheMinTokens,
      ttls: model?.cacheTtls,
    },
    compaction: hasNativeCompaction(row, protocol, model) ? 'native' : 'client',
    batch: { supported: features?.batch, priceFactor: model?.priceFactors?.batch },
    tokenCount: countsTokens ? 'endpoint' : 'estimate',
    tools: can?.tools,
    structuredOutput: can?.['structured-output'],
    vision: can?.vision,
    pdf: can?.pdf,
    audio: can?.audio,
    contextWindow: model?.contextWindow,
    maxInputTokens: model?.maxInputTokens,
    maxOutputTokens: model?.maxOutputTokens,
    status: model?.status,
    asOf: model?.asOf,
  }
}

function cachingOf(caching: ProviderFeatures['caching'], model: string): readonly CachingKind[] | undefined {
  for (const entry of caching ?? []) {
    if (typeof entry === 'string') return caching as readonly CachingKind[]
    if (entry[0].test(model)) return entry[1]
  }
  return caching?.length === 0 ? [] : undefined
}

/** Whether a provider compacts a model's conversations itself. Claude does since it thinks adaptively (4.6). */
export function hasNativeCompaction(
  row: string | undefined,
  protocol: ProtocolId,
  model: ModelInfo | undefined,
): boolean {
  const features = row === undefined ? undefined : featuresOf(row)
  if (features?.nativeCompaction?.includes(protocol) !== true) return false
  return protocol !== 'anthropic-messages' || model?.thinking?.includes('adaptive') === true
}
