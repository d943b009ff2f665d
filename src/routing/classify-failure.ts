import type { ClassifiedFailure, FailureDescription } from '../vocabulary/failure.ts'
import type { ProtocolId } from '../vocabulary/model.ts'
import type { FailureRule } from './failure-rule.ts'
import { failureRules } from './failure-rules.ts'
import { transientCodes, type Verdict, verdicts } from './failure-verdict.ts'
import { familyOf } from './provider-family.ts'

/** Whose failure it is. */
export interface FailureContext {
  readonly provider: string
  readonly protocol: ProtocolId
  /** The target runs on the caller's machine. */
  readonly local: boolean
}

/** Failures without an error of the wire: what the attempt itself found. */
export type LocalFailureCode =
  | 'network'
  | 'timeout'
  | 'stream-truncated'
  | 'malformed-stream'
  | 'empty-response'
  | 'invalid-output'
  | 'missing-credential'
  | 'unsupported'
  | 'aborted'

/** What the attempt knows of such a failure. */
export interface LocalFailureDetail {
  /** Nothing semantic came before the limit: a silent target is never asked again by the same call. */
  readonly silent?: boolean | undefined
  /** The limit that ended it; `total` is the deadline of the whole call. */
  readonly phase?: 'headers' | 'first-token' | 'idle' | 'stall' | 'total' | undefined
}

/** Only this much of the provider's words is read, in UTF-16 units. */
const longestText = 2_000

/**
 * What a provider's error means. The first matching rule decides, strongest evidence first; then `x-should-retry` has its say:
 * `false` is obeyed, `true` allows another try where a status or a text had advised against it, never against a structured
 * code and never for a failure that would be the same again. Always gives a verdict; never throws.
 */
export function classifyFailure(failure: FailureDescription, context: FailureContext): ClassifiedFailure {
  const facts: Facts = {
    family: familyOf(context.provider),
    protocol: context.protocol,
    local: context.local,
    codes: [failure.code, failure.type].flatMap((word) => (word === undefined ? [] : [word.toLowerCase()])),
    status: errorStatus(failure),
    text: (failure.message ?? '').slice(0, longestText).toLowerCase(),
    wait: failure.wait !== undefined,
  }
  const rule = failureRules.find((candidate) => matches(candidate, facts))
  // The last rule asks for nothing.
  if (rule === undefined) return { ...verdicts.server, rule: 'default-unknown' }
  return { ...rule.verdict, action: afterHeader(rule, failure.shouldRetry), rule: rule.id }
}

/** What a failure means that no provider worded. */
export function classifyLocalFailure(code: LocalFailureCode, detail: LocalFailureDetail = {}): ClassifiedFailure {
  const verdict: Verdict = verdicts[code]
  if (code !== 'timeout') return { ...verdict, rule: `local-${code}` }
  // The call's own deadline is nobody's fault.
  if (detail.phase === 'total') return { code, scope: 'request', action: 'stop', rule: 'local-deadline' }
  const silent = detail.silent ?? (detail.phase === 'headers' || detail.phase === 'first-token')
  return silent ? { ...verdict, action: 'next', rule: 'local-silent' } : { ...verdict, rule: 'local-timeout' }
}

interface Facts {
  readonly family: string
  readonly protocol: ProtocolId
  readonly local: boolean
  readonly codes: readonly string[]
  readonly status: number | undefined
  readonly text: string
  readonly wait: boolean
}

/** The status of the error: HTTP's, or the number that OpenRouter and LiteLLM put into `code` of an error inside a 200. */
function errorStatus({ status, code }: FailureDescription): number | undefined {
  if (status !== undefined && status >= 300) return status
  return code !== undefined && /^[45]\d\d$/.test(code) ? Number(code) : undefined
}

function matches(rule: FailureRule, facts: Facts): boolean {
  return (
    (rule.codes === undefined || rule.codes.some((word) => facts.codes.includes(word))) &&
    (rule.statuses === undefined || (facts.status !== undefined && hasStatus(rule.statuses, facts.status))) &&
    (rule.families === undefined || rule.families.includes(facts.family)) &&
    (rule.protocols === undefined || rule.protocols.includes(facts.protocol)) &&
    (rule.local === undefined || rule.local === facts.local) &&
    (rule.wait === undefined || rule.wait === facts.wait) &&
    (rule.text === undefined || rule.text.test(facts.text))
  )
}

function hasStatus(statuses: readonly number[], status: number): boolean {
  return statuses.includes(status) || statuses.includes(Math.trunc(status / 100))
}

function afterHeader(rule: FailureRule, shouldRetry: boolean | undefined): Verdict['action'] {
  const { action, code } = rule.verdict
  if (shouldRetry === false && action === 'retry') return 'next'
  if (shouldRetry === true && action === 'next' && rule.evidence !== 'code' && transientCodes.has(code)) return 'retry'
  return action
}
