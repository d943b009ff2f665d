import type { Adjustment } from '../state/adjustment.ts'
import type { AskedTarget, FailedAttempt } from '../attempt/attempt-once.ts'
import type { CallState } from '../state/call-state.ts'
import type { RouterError } from '../vocabulary/router-error.ts'
import { repairCacheFields } from './repair-cache-fields.ts'
import { repairCompaction } from './repair-compaction.ts'
import { repairEffort } from './repair-effort.ts'
import { repairLimit, repairLimitField } from './repair-output-limit.ts'

/** Another way of asking the target that has just refused one. */
export interface RepairProposal {
  readonly adjustment: Adjustment
  /** How long later calls ask this way from the start, in milliseconds, once it has worked. Absent: for this call only. */
  readonly rememberMs?: number | undefined
}

/** What a repair comes to: another way of asking, or the error that says why there is none. */
export type RepairOutcome = RepairProposal | { readonly error: RouterError }

/** Everything a repair may look at. */
export interface RepairQuestion {
  readonly state: CallState
  readonly asked: AskedTarget
  readonly failed: FailedAttempt
  /** How the target was asked. */
  readonly adjustment: Adjustment | undefined
}

/** One kind of refusal that asking otherwise heals. */
export interface Repair {
  readonly name: string
  /** The other way; `undefined` when this refusal is none of its business. May ask the provider something. */
  propose(question: RepairQuestion): RepairOutcome | undefined | Promise<RepairOutcome | undefined>
}

/** In the order they are tried; the first that has a proposal is it. */
const repairs: readonly Repair[] = [
  {
    name: 'foreign-signature',
    propose: ({ failed }) =>
      failed.verdict.rule.endsWith('-foreign-signature') ? { adjustment: { withoutReplay: true } } : undefined,
  },
  {
    // A token of a function or an exchange may have expired; a key that is the same as before is not asked again.
    name: 'access-token',
    propose: ({ asked, failed }) => (failed.verdict.code === 'authentication' ? renewed(asked) : undefined),
  },
  {
    name: 'inference-profile',
    propose: (question) =>
      question.failed.verdict.rule.endsWith('bedrock-model')
        ? import('./profile-repair.ts').then(({ proposeProfile }) => proposeProfile(question))
        : undefined,
  },
  // Twice: marks on blocks may be refused after the mark for the whole request, or a lifetime before either.
  { name: 'cache-fields', propose: repairCacheFields },
  { name: 'cache-fields-again', propose: repairCacheFields },
  { name: 'output-limit', propose: repairLimit },
  { name: 'output-limit-field', propose: repairLimitField },
  { name: 'effort', propose: repairEffort },
  { name: 'compaction', propose: repairCompaction },
]

/** A function of the caller's that fails now leaves the refusal as it was. */
async function renewed({ credential }: AskedTarget): Promise<RepairProposal | undefined> {
  try {
    return (await credential.renew()) ? { adjustment: {} } : undefined
  } catch {
    return undefined
  }
}

/** The repair for a refusal, or `undefined`. Each happens at most once for a target in a call: `done` holds the names of those. */
export async function repairFor(
  question: RepairQuestion,
  done: ReadonlySet<string>,
): Promise<(RepairOutcome & { readonly name: string }) | undefined> {
  for (const repair of repairs) {
    if (done.has(repair.name)) continue
    const proposed = repair.propose(question)
    const proposal = proposed instanceof Promise ? await proposed : proposed
    if (proposal !== undefined) return { ...proposal, name: repair.name }
  }
  return undefined
}
