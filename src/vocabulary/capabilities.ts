import type { ModelInfo, ProtocolId, Target, ThinkingKind } from './model.ts'
import type { BillingClass } from './usage.ts'

/** How a provider knows who asks. */
export type AuthKind = 'api-key' | 'oauth' | 'access-token' | 'aws-signature' | 'none'

/** How prompts are cached: by itself, or where the request marks them. */
export type CachingKind = 'automatic' | 'explicit'

/** What a provider offers for a model. A member that is absent is not known. */
export interface Capabilities {
  readonly target: Target
  readonly protocol: ProtocolId
  readonly billing: BillingClass
  /** Ways that the provider knows; the configuration says which one is used. */
  readonly auth?: readonly AuthKind[] | undefined
  readonly thinking: {
    /** The preferred way first; empty: the model does not think. */
    readonly kinds?: readonly ThinkingKind[] | undefined
    readonly budget?: ModelInfo['thinkingBudget']
    /** The word that is sent for each effort, `null` where the model does not take the level. */
    readonly efforts?: ModelInfo['efforts']
  }
  readonly caching: {
    /** Empty: nothing is cached. */
    readonly kinds?: readonly CachingKind[] | undefined
    readonly minTokens?: number | undefined
    readonly ttls?: ModelInfo['cacheTtls']
  }
  /** Whether long conversations are shortened by the provider, or by the router. */
  readonly compaction: 'native' | 'client'
  readonly batch: {
    readonly supported?: boolean | undefined
    /** What list prices are multiplied by. */
    readonly priceFactor?: number | undefined
  }
  /** Whether the provider counts the tokens of a request before it is sent, or they are estimated here. */
  readonly tokenCount: 'endpoint' | 'estimate'
  readonly tools?: boolean | undefined
  readonly structuredOutput?: boolean | undefined
  readonly vision?: boolean | undefined
  readonly pdf?: boolean | undefined
  readonly audio?: boolean | undefined
  readonly contextWindow?: number | undefined
  readonly maxInputTokens?: number | undefined
  readonly maxOutputTokens?: number | undefined
  readonly status?: ModelInfo['status']
  /** Day the facts of the model were true, `YYYY-MM-DD`. */
  readonly asOf?: string | undefined
}
