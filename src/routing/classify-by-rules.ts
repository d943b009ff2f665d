import type { ClassifiedFailure, FailureDescription } from '../vocabulary/failure.ts'
import type { ProtocolId } from '../vocabulary/model.ts'
import type { RouterErrorCode } from '../vocabulary/router-error.ts'
import { rankOf, type FailureRule, type PlacedRule, type RuleTable } from './failure-rule.ts'
import { type Verdict, verdicts } from './failure-verdict.ts'
import { familyOf } from './provider-family.ts'

/** Whose failure it is. */
export interface FailureContext {
  readonly provider: string
  /** Absent: no protocol of models is spoken. */
  readonly protocol?: ProtocolId | undefined
  /** The target runs on the caller's machine. */
  readonly local: boolean
}

/** What the attempt knows of a failure that no provider worded. */
export interface LocalFailureDetail {
  /** It said nothing for long: a silent target is not asked again by the same call. */
  readonly silent?: boolean | undefined
  /** The time of the whole call is up: nobody's fault. */
  readonly deadline?: boolean | undefined
  /** Its share of the call's time is up, and others have to be asked: the haste is the caller's, so nothing rests. */
  readonly hurried?: boolean | undefined
  /** Id of the rule that decides, where the code does not say it. */
  readonly rule?: string | undefined
}

/** Only this much of the provider's words is read, in UTF-16 units. */
const longestText = 2_000

/**
 * What an error means by a table of rules. The strongest of those that match decides; then `x-should-retry` has its say:
 * `false` is obeyed; `true` allows another try where only a status or a text advised against it, never against a structured
 * code, for a dead key or empty account, or for a request that would fail again. Always gives a verdict; never throws.
 */
export function classifyByRules(
  table: RuleTable,
  failure: FailureDescription,
  context: FailureContext,
): ClassifiedFailure {
  const rule = strongestOf(table, factsOf(failure, context))
  // The last rule asks for nothing.
  if (rule === undefined) return { ...verdicts.server, rule: 'default-unknown' }
  return { ...rule.verdict, action: afterHeader(rule, failure.shouldRetry), rule: rule.id }
}

function strongestOf({ byCode, others }: RuleTable, facts: Facts): FailureRule | undefined {
  let strongest: PlacedRule | undefined
  for (const placed of [...facts.codes.map((word) => byCode.get(word)), others]) {
    const first = placed?.find(({ rule, place }) => place < (strongest?.place ?? Infinity) && matches(rule, facts))
    strongest = first ?? strongest
  }
  return strongest?.rule
}

/** A rule that matches, and how strong it is here: a smaller rank is stronger. */
export interface Match {
  readonly rule: FailureRule
  readonly rank: number
}

/** All rules that match a failure, strongest first. */
export function matchingRules(
  rules: readonly FailureRule[],
  failure: FailureDescription,
  context: FailureContext,
): readonly Match[] {
  const facts = factsOf(failure, context)
  return rules.filter((rule) => matches(rule, facts)).map((rule) => ({ rule, rank: rankOf(rule) }))
}

/** What a failure means that the attempt itself found: a broken connection, a limit of time, an answer that is none. */
export function classifyLocalFailure(code: RouterErrorCode, detail: LocalFailureDetail = {}): ClassifiedFailure {
  if (detail.deadline === true) return { code, scope: 'request', action: 'stop', rule: 'local-deadline' }
  if (detail.hurried === true) return { code, scope: 'request', action: 'next', rule: 'local-share' }
  const verdict = verdicts[code]
  return detail.silent === true && verdict.action === 'retry'
    ? { ...verdict, action: 'next', rule: 'local-silent' }
    : { ...verdict, rule: detail.rule ?? `local-${code}` }
}

interface Facts {
  readonly family: string
  readonly protocol: ProtocolId | undefined
  readonly local: boolean
  readonly codes: readonly string[]
  readonly status: number | undefined
  readonly text: string
  readonly wait: boolean
}

function factsOf(failure: FailureDescription, { provider, protocol, local }: FailureContext): Facts {
  return {
    family: familyOf(provider),
    protocol,
    local,
    codes: [failure.code, failure.type].flatMap((word) => (word === undefined ? [] : [word.toLowerCase()])),
    status: errorStatus(failure),
    text: (failure.message ?? '').slice(0, longestText).toLowerCase(),
    wait: failure.wait !== undefined,
  }
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
    (rule.protocols === undefined || (facts.protocol !== undefined && rule.protocols.includes(facts.protocol))) &&
    (rule.local === undefined || rule.local === facts.local) &&
    (rule.wait === undefined || rule.wait === facts.wait) &&
    (rule.text === undefined || rule.text.test(facts.text))
  )
}

function hasStatus(statuses: readonly number[], status: number): boolean {
  return statuses.includes(status) || statuses.includes(Math.trunc(status / 100))
}

function afterHeader(rule: FailureRule, shouldRetry: boolean | undefined): Verdict['action'] {
  const { action, scope } = rule.verdict
  if (shouldRetry === false && action === 'retry') return 'next'
  if (shouldRetry === true && action === 'next' && rule.evidence !== 'code' && scope === 'model-key') return 'retry'
  return action
}
