import type { AdmittedTarget } from '../vocabulary/admitted-target.ts'
import type { SkipReason } from '../vocabulary/completion-result.ts'
import type { Constraints } from '../vocabulary/completion-request.ts'
import type { Capability, ModelInfo, Target, Tier } from '../vocabulary/model.ts'
import { optionPath } from '../vocabulary/unknown-option.ts'
import type { Resting } from './cooldown.ts'
import type { KnownLack } from './learnt-lacks.ts'

/** What is known of a target's provider. */
export interface ProviderFacts {
  readonly enabled: boolean
  readonly needsCredential: boolean
  readonly hasCredential: boolean
  /** Where a key is looked for; named in the advice. */
  readonly keyVariables?: readonly string[] | undefined
  /** Runs on the caller's machine. */
  readonly local: boolean
  readonly region?: string | undefined
  /** Who makes it, where that is not the provider's id. */
  readonly vendor?: string | undefined
  /** `true` when it is known not to train on what it is sent. */
  readonly noTraining?: boolean | undefined
  /** Where it is configured, for advice. Default: `providers.<id>`. */
  readonly option?: string | undefined
}

/** A target with everything that is known of it. */
export interface Candidate {
  readonly target: Target
  readonly provider: ProviderFacts
  /** Absent: the catalogue does not know the model. */
  readonly model?: ModelInfo | undefined
  /** It had better not be asked for now. */
  readonly resting?: Resting | undefined
  /** Its keys have no place for another request as long as those that run do; the limit, in words. */
  readonly full?: string | undefined
  /** The most that the request may cost, in USD; absent: not known, or nobody asks. */
  readonly usd?: number | undefined
  /** A limit on spending does not leave enough for it. */
  readonly overspent?: Overspent | undefined
  /** It was switched off, or is supposed to be down. */
  readonly disabled?: Disabled | undefined
  /** What it has turned out not to be able to do. */
  readonly lacks?: readonly KnownLack[] | undefined
  /** Average time to the first token, in milliseconds; absent: not measured. */
  readonly latencyMs?: number | undefined
  /** Estimate of the request in the target's own tokens; counts where the need has one. Absent: that of the need. */
  readonly inputTokens?: number | undefined
}

/** What is known of a target as long as configuration and catalogue are the same. */
export type LastingFacts = Pick<Candidate, 'target' | 'provider' | 'model'>

/** Why a target is out of use. */
export interface Disabled {
  readonly reason: 'disabled' | 'down'
  readonly message: string
  /** Milliseconds since the epoch; absent: until it is switched on again. */
  readonly until?: number | undefined
}

/** The limit on spending that stands against a target. */
export interface Overspent {
  readonly message: string
  /** When it begins anew, in milliseconds since the epoch; absent: not by the clock. */
  readonly until?: number | undefined
}

/** What a request needs of a target. */
export interface Need {
  readonly capabilities: readonly Capability[]
  /** The caller chooses for the model whether it calls a tool, or which. */
  readonly toolChoice?: boolean | undefined
  /** Estimate, in tokens. Absent: the size does not matter. */
  readonly inputTokens?: number | undefined
  /** What the caller wants the answer to have room for, in tokens. */
  readonly outputTokens?: number | undefined
  /** After a context overflow: the window that was too small; a known one must be larger, in tokens. */
  readonly windowAbove?: number | undefined
  readonly constraints?: Constraints | undefined
  /** The lowest tier that may take the place of what was asked for. */
  readonly floor?: Tier | undefined
}

/** The capabilities of a need, with those that its constraints name. */
export function allNeeds({ capabilities, constraints }: Need): readonly Capability[] {
  const more = constraints?.needs?.filter((capability) => !capabilities.includes(capability)) ?? []
  return more.length === 0 ? capabilities : [...capabilities, ...more]
}

/** Whether a target may be asked. `until`: milliseconds since the epoch at which the reason ends, where it does. */
export type Admission =
  | { readonly ok: true; readonly target: AdmittedTarget; readonly warnings: readonly AdmissionWarning[] }
  | { readonly ok: false; readonly reason: SkipReason; readonly message: string; readonly until?: number | undefined }

/** Something that is not known and may matter. */
export interface AdmissionWarning {
  readonly code: string
  readonly message: string
}

/** Why a target may not be asked. */
export type Refusal = Extract<Admission, { ok: false }>
/** A refusal without an end. */
export function refuse(reason: SkipReason, message: string): Refusal {
  return { ok: false, reason, message }
}

/** Where a target's provider is configured. */
export function optionOf({ target, provider }: Pick<Candidate, 'target' | 'provider'>): string {
  return provider.option ?? optionPath(['providers', target.provider])
}
