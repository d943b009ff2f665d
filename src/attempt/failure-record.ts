import type { AttemptProblem, AttemptReport } from './run-attempt.ts'
import type { AttemptFailure } from '../vocabulary/completion-result.ts'
import type { ClassifiedFailure, FailureDescription, WaitHint } from '../vocabulary/failure.ts'
import type { Redact } from '../vocabulary/known-values.ts'
import { redactSecrets } from '../vocabulary/redact-secrets.ts'

/** What the record of a failure is made of. */
export interface FailureFacts {
  readonly problem: AttemptProblem
  readonly description: FailureDescription | undefined
  readonly verdict: ClassifiedFailure
  readonly report: AttemptReport
  /** Takes out what was sent and is secret. */
  readonly redact: Redact
}

/** A failure as plain data, without the key. */
export function failureRecord({ problem, description, verdict, report, redact }: FailureFacts): AttemptFailure {
  const clean = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : redactSecrets(redact(text))
  const providerMessage = clean(description?.message)
  return {
    code: verdict.code,
    message: ('message' in problem ? clean(problem.message) : providerMessage) ?? 'The call was aborted.',
    // What HTTP said: an error inside of a 200 keeps its 200, and its own number in the code.
    status: report.status ?? description?.status,
    providerMessage,
    providerCode: clean(description?.code ?? description?.type),
    requestId: description?.requestId ?? report.requestId,
    retryAfterMs: remainingMs(description?.wait, report.endedAt),
    rule: verdict.rule,
    scope: verdict.scope,
    action: verdict.action,
  }
}

/** A hint as milliseconds from `now`. */
function remainingMs(wait: WaitHint | undefined, now: number): number | undefined {
  if (wait?.resetsAt !== undefined) return Math.max(0, wait.resetsAt - now)
  return wait?.retryAfterMs
}
