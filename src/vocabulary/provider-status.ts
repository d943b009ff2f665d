import type { ProtocolId, Tier } from './model.ts'
import type { SwitchedOff } from './switched-off.ts'
import type { BillingClass } from './usage.ts'

/** The state of a provider in a router, without secrets. */
export interface ProviderStatus {
  readonly id: string
  readonly protocol: ProtocolId
  readonly baseUrl: string
  readonly enabled: boolean
  /** What of it is switched off by `disable`; absent: nothing. */
  readonly disabled?: readonly SwitchedOff[] | undefined
  /** A key is configured or found in the environment, or none is needed. */
  readonly hasCredential: boolean
  /** The environment variables that are looked at for its key. */
  readonly environment: readonly string[]
  /** How it is paid for. */
  readonly billing: BillingClass
  /** Who answers for its key, as configured. */
  readonly owner?: string | undefined
  /**
   * The model that is meant where only the provider is named. Until the first call or plan: only where the configuration or the
   * environment gives it; the same goes for `tiers`.
   */
  readonly defaultModel?: string | undefined
  /** Its model of each tier. */
  readonly tiers: Readonly<Partial<Record<Tier, string>>>
  readonly region?: string | undefined
}
