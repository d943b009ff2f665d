import { createLearntAdjustments, type LearntAdjustments } from './adjustment.ts'
import type { InferenceProfile } from '../adapters/bedrock-converse/inference-profile.ts'
import type { Protocol } from '../adapters/protocol.ts'
import { createKeyNumbers, type Exchanger, type KeyNumbers } from './choose-credential.ts'
import { createCatalogMemory, type CatalogMemory } from './lazy-catalog.ts'
import { createLazyCaching, type LazyCaching } from './lazy-caching.ts'
import { createUsageLedger, type UsageLedger } from '../budget/usage-ledger.ts'
import type { KeptSpending } from './lazy-spending.ts'
import { createFirstTokenTimes, type FirstTokenTimes } from '../routing/first-token-times.ts'
import { createHealth, type Health } from '../routing/health.ts'
import { createLatencyAverages, type LatencyAverages } from '../routing/latency.ts'
import { createLearntLacks, type LearntLacks } from '../routing/learnt-lacks.ts'
import type { RateLimits } from '../routing/rate-limits.ts'
import { createRetryBuckets, type RetryBuckets } from '../routing/retry-bucket.ts'
import { createStickyRoutes, type StickyRoutes } from '../routing/sticky-route.ts'
import { createKeptAnswers, type KeptAnswers } from '../transport/kept-answers.ts'
import type { Runtime } from '../vocabulary/runtime.ts'

/** What shadow calls have used of their day (since the epoch, UTC), and what they have learnt. */
export interface ShadowLedger {
  day: number
  calls: number
  usd: number
  isRunning: boolean
  memory: RouterMemory | undefined
}

/** What a router has learnt. Another configuration changes nothing of it. */
export interface RouterMemory {
  readonly health: Health
  readonly retryBuckets: RetryBuckets
  readonly stickyRoutes: StickyRoutes
  /** How fast targets have been. */
  readonly latency: LatencyAverages
  /** How fast models began to answer lately. */
  readonly firstTokenTimes: FirstTokenTimes
  /** How targets want to be asked that refused the usual way. */
  readonly learnt: LearntAdjustments
  /** What targets have turned out not to be able to do. */
  readonly lacks: LearntLacks
  /** The inference profiles of Bedrock's accounts, by account and region. */
  readonly inferenceProfiles: KeptAnswers<readonly InferenceProfile[]>
  readonly keyNumbers: KeyNumbers
  /** Holds the tokens that keys were exchanged for. */
  exchanger: Exchanger | undefined
  readonly rateLimits: { current: RateLimits | undefined; loading: Promise<RateLimits> | undefined }
  readonly catalog: CatalogMemory
  /** Of prompt caching. */
  readonly caching: LazyCaching
  /** Of shadow calls. */
  readonly ledger: ShadowLedger
  readonly spending: KeptSpending
  readonly usage: UsageLedger
  /** Protocols that are loaded. */
  readonly protocols: Map<string, Protocol>
  /** Where it is shared: learns what others have learnt, before a call. */
  readonly refresh?: (() => Promise<void> | undefined) | undefined
}

/** Nothing is known yet. */
export function createRouterMemory(runtime: Runtime): RouterMemory {
  return {
    health: createHealth({ now: () => runtime.now(), random: () => runtime.random() }),
    retryBuckets: createRetryBuckets(runtime),
    stickyRoutes: createStickyRoutes(runtime),
    latency: createLatencyAverages(runtime),
    firstTokenTimes: createFirstTokenTimes(),
    learnt: createLearntAdjustments(runtime),
    lacks: createLearntLacks(runtime),
    inferenceProfiles: createKeptAnswers(runtime),
    keyNumbers: createKeyNumbers(),
    exchanger: undefined,
    rateLimits: { current: undefined, loading: undefined },
    catalog: createCatalogMemory(),
    caching: createLazyCaching(runtime),
    ledger: { day: 0, calls: 0, usd: 0, isRunning: false, memory: undefined },
    spending: { book: undefined },
    usage: createUsageLedger(),
    protocols: new Map(),
  }
}
