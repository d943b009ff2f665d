import type { ModelOverride } from './model.ts'
import type { ProviderConfig } from './provider-config.ts'

/** A provider with its name and what is known of its models: what `addProvider` takes, and what goes into a configuration. */
export interface ProviderDefinition {
  /** The name that targets begin with. */
  readonly id: string
  readonly provider: ProviderConfig
  /** By `provider/model`, for `models` of the configuration. */
  readonly models?: Readonly<Record<string, ModelOverride>> | undefined
}

/** A provider that was read from another program's format. Printing it shows no key. */
export interface ParsedProvider extends ProviderDefinition {
  /** What people call it. */
  readonly name: string
  readonly models: Readonly<Record<string, ModelOverride>>
  /** What was left out, or has to be looked at before it is used, in sentences. */
  readonly warnings: readonly string[]
}
