import { recordOf } from '../state/call-record.ts'
import type { CallState } from '../state/call-state.ts'
import { admit, type Candidate, type Need } from '../routing/admit.ts'
import { classifyFailure, type FailureContext } from '../routing/classify-failure.ts'
import { planTargets, type PlanQuestion } from '../routing/plan-targets.ts'
import { decideRetry, type RetryQuestion } from '../routing/retry-policy.ts'
import type { StickyOrder } from '../routing/sticky-route.ts'
import type { AuditDecision, AuditRecord, AuditReplay } from '../vocabulary/audit.ts'
import type { FailureDescription } from '../vocabulary/failure.ts'
import type { Json } from '../vocabulary/message.ts'
import { redactSecrets } from '../vocabulary/redact-secrets.ts'
import type { RouterError } from '../vocabulary/router-error.ts'
import { nameOf } from '../vocabulary/model-ref.ts'

/** What each decision is made from. */
interface Questions {
  readonly plan: Omit<PlanQuestion, 'order'> & { readonly order: StickyOrder }
  readonly admission: { readonly candidate: Candidate; readonly need: Need }
  readonly failure: { readonly description: FailureDescription; readonly context: FailureContext }
  readonly retry: RetryQuestion
}

/** How each is made: by the functions that make it for calls. */
const decide: { readonly [Type in keyof Questions]: (question: Questions[Type]) => unknown } = {
  plan: (question) => planTargets({ ...question, order: () => question.order }),
  admission: ({ candidate, need }) => admit(candidate, need),
  failure: ({ description, context }) => classifyFailure(description, context),
  retry: (question) => decideRetry(question),
}

/** The routing decisions of one call while it runs. */
export interface AuditTrail {
  /** Notes a decision with what it was made from, as things stand at this moment. */
  readonly note: <Type extends keyof Questions>(type: Type, question: Questions[Type], decision: unknown) => void
  /** Tells what came of the call. `error`: what it ended with. */
  readonly tell: (state: CallState, error: RouterError | undefined) => void
}

/** Opens the trail of a call that begins. */
export function openAuditTrail(startedAt: number): AuditTrail {
  const decisions: AuditDecision[] = []
  return {
    note: (type, question, decision) =>
      void decisions.push({ type, question: plain(question), decision: plain(decision) }),
    tell(state, error) {
      const { router, selection, prepared } = state
      const { usage, cost, requested, route, rule, servedBy, attempts, skipped } = recordOf(state)
      const served = error === undefined ? servedBy.at(-1) : undefined
      const audit: AuditRecord = {
        version: 1,
        requested,
        route,
        rule,
        reason: selection.reason,
        served,
        error: error?.code,
        startedAt,
        endedAt: router.runtime.now(),
        attempts,
        skipped,
        usage,
        cost,
        decisions,
      }
      const end = served === undefined ? `ended with ${error?.code ?? 'nothing'}` : `was served by ${nameOf(served)}`
      router.notify({
        type: 'audit',
        message: `A call for ${nameOf(requested)} ${end}.`,
        target: served ?? requested,
        tags: prepared.given.tags,
        audit: JSON.parse(JSON.stringify(audit)) as AuditRecord,
      })
    },
  }
}

/** Decides everything in a record again, by the rules of this version. */
export function replay({ decisions }: AuditRecord): AuditReplay {
  const differences = decisions.flatMap(({ type, question, decision }, index) => {
    const now = plain((decide[type] as (question: unknown) => unknown)(question))
    return JSON.stringify(now) === JSON.stringify(decision) ? [] : [{ index, type, decision: now }]
  })
  return { isSame: differences.length === 0, decisions: decisions.length, differences }
}

/** A copy that is JSON alone, without what looks like a key. A time without end is the largest number there is. */
function plain(value: unknown): Json {
  const text = JSON.stringify(value, (_name, member: unknown) => {
    if (typeof member === 'string') return redactSecrets(member)
    return member === Number.POSITIVE_INFINITY ? Number.MAX_VALUE : member
  }) as string | undefined
  return text === undefined ? null : (JSON.parse(text) as Json)
}
