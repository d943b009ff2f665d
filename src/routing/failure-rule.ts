import type { ProtocolId } from '../vocabulary/model.ts'
import type { Verdict } from './failure-verdict.ts'

/**
 * How strong a proof is. A structured code has one meaning; some of those words name only a kind of failure. These statuses have one meaning each, or one that their text
 * narrows. A text is read only where both left it open. A class of statuses says what is left to say.
 */
export type Evidence = 'code' | 'kind' | 'status' | 'text' | 'default'

/** The ranks of evidence, strongest first. */
export const evidenceOrder: readonly Evidence[] = ['code', 'kind', 'status', 'text', 'default']

/** What a rule may ask for beside its evidence. Every member that is given must match. */
export interface Narrowing {
  /** Families of providers (`familyOf`). */
  readonly families?: readonly string[]
  readonly protocols?: readonly ProtocolId[]
  /** The target runs on the caller's machine. */
  readonly local?: boolean
  /** Any of these is the provider's code or type, in lower case. */
  readonly codes?: readonly string[]
  /** Any of these is the status, or its first digit (`4`: 400 to 499). */
  readonly statuses?: readonly number[]
  /** Matches the provider's words in lower case, cut at 2 000 characters; `''` when there are none. */
  readonly text?: RegExp
  /** The provider said how long to wait. */
  readonly wait?: boolean
}

/** One rule. Among those that match, evidence decides, then how narrow they are. */
export interface FailureRule extends Narrowing {
  readonly id: string
  readonly evidence: Evidence
  readonly verdict: Verdict
}

/** Rules in the order in which they decide: by evidence, then narrow before general, then as they are given. */
export function strongestFirst(rules: readonly FailureRule[]): readonly FailureRule[] {
  return rules
    .map((rule) => ({ rule, rank: rankOf(rule) }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ rule }) => rule)
}

/** Rules that are looked through fast: most of them ask for one of a few codes. */
export interface RuleTable {
  /** By each code that they ask for, strongest first. */
  readonly byCode: ReadonlyMap<string, readonly PlacedRule[]>
  /** Those that ask for no code, strongest first. */
  readonly others: readonly PlacedRule[]
}

/** A rule, and its place among all: the first is the strongest. */
export interface PlacedRule {
  readonly rule: FailureRule
  readonly place: number
}

/** Lays rules out that are in the order in which they decide. */
export function ruleTable(rules: readonly FailureRule[]): RuleTable {
  const byCode = new Map<string, PlacedRule[]>()
  const others: PlacedRule[] = []
  for (const [place, rule] of rules.entries()) {
    if (rule.codes === undefined) others.push({ rule, place })
    for (const word of rule.codes ?? []) {
      const asked = byCode.get(word) ?? []
      byCode.set(word, asked)
      asked.push({ rule, place })
    }
  }
  return { byCode, others }
}

/** More than any rule has. */
const mostNarrowings = 10

/** How strong a rule is: a smaller rank is stronger. */
export function rankOf(rule: FailureRule): number {
  return (evidenceOrder.indexOf(rule.evidence) + 1) * mostNarrowings - narrownessOf(rule)
}

/** How much a rule asks for beside its own evidence. Of statuses, one is narrower than a whole class. */
function narrownessOf({ evidence, families, protocols, local, wait, text, codes, statuses }: FailureRule): number {
  const beside = [families, protocols, local, wait, evidence === 'text' ? undefined : text]
  const narrowings = beside.filter((member) => member !== undefined).length
  const words = evidence === 'default' && codes !== undefined ? 1 : 0
  const numbers = evidence === 'status' || statuses === undefined ? 0 : statuses.some((status) => status > 9) ? 3 : 2
  return narrowings + words + numbers
}

/** A rule on the provider's codes, given as words. */
export function code(id: string, codes: string, verdict: Verdict, narrowing: Narrowing = {}): FailureRule {
  return { id: `code-${id}`, evidence: 'code', codes: codes.split(' '), ...narrowing, verdict }
}

/** A rule on codes that name only the kind of a failure; a second word beside them says more. */
export function kind(id: string, codes: string, verdict: Verdict): FailureRule {
  return { id: `kind-${id}`, evidence: 'kind', codes: codes.split(' '), verdict }
}

/** Rules on the codes of one family. */
export function numbered(
  family: string,
  rows: readonly (readonly [id: string, codes: string, verdict: Verdict])[],
): readonly FailureRule[] {
  return rows.map(([id, codes, verdict]) => code(`${family}-${id}`, codes, verdict, { families: [family] }))
}

/** A rule on statuses. */
export function status(
  id: string,
  statuses: readonly number[],
  verdict: Verdict,
  narrowing: Narrowing = {},
): FailureRule {
  return { id: `status-${id}`, evidence: 'status', statuses, ...narrowing, verdict }
}

/** A rule on the provider's words. */
export function text(id: string, verdict: Verdict, pattern: RegExp, narrowing: Narrowing = {}): FailureRule {
  return { id: `text-${id}`, evidence: 'text', text: pattern, ...narrowing, verdict }
}

/** A rule for what no stronger evidence decided. */
export function rest(id: string, verdict: Verdict, narrowing: Narrowing): FailureRule {
  return { id: `default-${id}`, evidence: 'default', ...narrowing, verdict }
}
