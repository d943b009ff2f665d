import type { Catalog } from './catalog/catalog.ts'
import type { CheckedConfig } from './configuration/checked-config.ts'
import type { Protocol } from './adapters/protocol.ts'
import type { ResolvedProvider } from './adapters/provider.ts'
import type { CredentialChooser } from './choose-credential.ts'
import type { Health } from './routing/health.ts'
import type { RetryBuckets } from './routing/retry-bucket.ts'
import type { StickyRoutes } from './routing/sticky-route.ts'
import type { ModelInfo, ProtocolId, Target } from './vocabulary/model.ts'
import type { Notice } from './vocabulary/router.ts'
import type { Runtime } from './vocabulary/runtime.ts'

/** Everything that the calls of one router share. */
export interface RouterState {
  readonly config: CheckedConfig
  readonly runtime: Runtime
  readonly health: Health
  readonly retryBuckets: RetryBuckets
  readonly stickyRoutes: StickyRoutes
  /** Ends each call that runs. */
  readonly running: Set<(reason: unknown) => void>
  /** Ids that a target may name: built in or configured. */
  readonly knownProviders: readonly string[]
  /** The provider of an id. Throws `RouterError` `configuration` when it cannot be used. */
  provider(id: string): ResolvedProvider
  /** A protocol, loaded by the first call that needs it. Rejects with `RouterError` `unsupported`. */
  protocol(id: ProtocolId): Protocol | Promise<Protocol>
  /** Which key a target is asked with. */
  readonly credentials: CredentialChooser
  /** Loads the catalogue once; calls that need a fact of it wait for it, others only begin to load it. Never rejects. */
  loadCatalog(): Promise<Catalog | undefined>
  /** Whether `modelInfo` knows already what the catalogue knows. */
  hasCatalog(): boolean
  /** What is known of a model now: overrides always, the catalogue once it is loaded. */
  modelInfo(target: Target): ModelInfo | undefined
  /** Tells the operator; with `onceFor` only the first time. What the callback throws is ignored. */
  notify(notice: Omit<Notice, 'at'>, onceFor?: string): void
  /** `COWORK_LLM_MAX_OUTPUT_TOKENS`. */
  readonly environmentOutputLimit: number | undefined
}
