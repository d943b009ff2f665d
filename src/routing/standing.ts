import { allNeeds, type AdmissionWarning, type LastingFacts, type Need, refuse, type Refusal } from './candidate.ts'
import { checkFloor, checkPlace, checkTier, checkTraining, checkVendor } from './constraint-checks.ts'
import type { Constraints } from '../vocabulary/completion-request.ts'
import type { Capability } from '../vocabulary/model.ts'
import { nameOf } from '../vocabulary/model-ref.ts'

/** What of an admission lasts as long as these facts do: for one target under one kind of need. */
export interface Standing {
  /** It is refused before its key is looked for: where it runs, whose it is, how good it is. */
  readonly barred: Refusal | undefined
  /** It is refused behind that: it cannot do what is needed. */
  readonly unable: Refusal | undefined
  /** What is not known of it and may matter, when its speed is known. */
  readonly warnings: readonly AdmissionWarning[]
  /** The same when its speed is not known. */
  readonly unmeasured: readonly AdmissionWarning[]
}

/** Whether it is refused whatever goes on. */
export function isRefused(standing: Standing | undefined): boolean {
  return (standing?.barred ?? standing?.unable) !== undefined
}

/** Works a standing out. */
export function standingOf(facts: LastingFacts, need: Need): Standing {
  const barred =
    checkPlace(facts, need) ??
    checkVendor(facts, need) ??
    checkTraining(facts, need) ??
    checkTier(facts, need) ??
    checkFloor(facts, need)
  const unable = barred === undefined ? checkCapabilities(facts, need) : undefined
  if ((barred ?? unable) !== undefined) return { barred, unable, warnings: none, unmeasured: none }
  const warnings = warningsOf(facts, need)
  return { barred, unable, warnings, unmeasured: withUnknownLatency(warnings, facts, need) }
}

/** Remembers the standings of chains: of the same facts under the same kind of need the same come out again. */
export interface Standings {
  /** Those of a chain, in its order. A frozen chain is looked up as one. */
  of(chain: readonly { readonly facts: LastingFacts }[], need: Need): readonly Standing[]
}

/** Kinds of need that are remembered; when there are more, all are worked out again. */
const mostKinds = 100

/** What is remembered under a kind of need. */
interface Kind {
  readonly byFacts: WeakMap<LastingFacts, Standing>
  readonly byChain: WeakMap<readonly object[], readonly Standing[]>
}

/** An empty memory. It keeps nothing of facts that nobody else keeps. */
export function createStandings(): Standings {
  const kinds = new Map<string, Kind>()

  function kindFor(need: Need): Kind {
    const name = kindOf(need)
    const known = kinds.get(name)
    if (known !== undefined) return known
    if (kinds.size >= mostKinds) kinds.clear()
    const kind = { byFacts: new WeakMap(), byChain: new WeakMap() }
    kinds.set(name, kind)
    return kind
  }

  return {
    of(chain, need) {
      const { byFacts, byChain } = kindFor(need)
      const known = byChain.get(chain)
      if (known !== undefined) return known
      const standings = chain.map(({ facts }) => {
        const standing = byFacts.get(facts) ?? standingOf(facts, need)
        byFacts.set(facts, standing)
        return standing
      })
      if (Object.isFrozen(chain)) byChain.set(chain, standings)
      return standings
    },
  }
}

/** Constraints that a standing hangs on. How much it may cost and how long it may take differ from call to call. */
type Lasting = { readonly [Name in Exclude<keyof Constraints, 'maxCostUsd' | 'maxLatencyMs'>]-?: Constraints[Name] }

/** Everything of a need that a standing hangs on. */
function kindOf({ capabilities, floor, constraints }: Need): string {
  if (constraints === undefined) return JSON.stringify([capabilities, floor])
  const { regions, vendors, offline, noTraining, minTier, needs, maxLatencyMs } = constraints
  const lasting: Lasting = { regions, vendors, offline, noTraining, minTier, needs }
  return JSON.stringify([capabilities, floor, lasting, maxLatencyMs !== undefined])
}

function checkCapabilities({ target, model }: LastingFacts, need: Need): Refusal | undefined {
  const missing = allNeeds(need).filter((capability) => model?.capabilities?.[capability] === false)
  if (missing.length === 0) return undefined
  return refuse('capability', `\`${nameOf(target)}\` cannot do what the request needs: ${missing.join(', ')}.`)
}

const none: readonly AdmissionWarning[] = Object.freeze([])

/** What most models can do is not warned of when unknown. */
const rareCapabilities: readonly Capability[] = ['vision', 'pdf', 'audio']

function warningsOf({ target, model }: LastingFacts, need: Need): readonly AdmissionWarning[] {
  const warnings: AdmissionWarning[] = []
  const unknown = allNeeds(need).filter(
    (capability) => rareCapabilities.includes(capability) && model?.capabilities?.[capability] === undefined,
  )
  if (unknown.length > 0) {
    warnings.push({
      code: 'unknown-capability',
      message: `Whether \`${nameOf(target)}\` can do this is not known: ${unknown.join(', ')}.`,
    })
  }
  if ((need.constraints?.minTier ?? need.floor) !== undefined && model?.tier === undefined) {
    warnings.push({ code: 'unknown-tier', message: `The tier of \`${nameOf(target)}\` is not known.` })
  }
  return warnings.length === 0 ? none : warnings
}

function withUnknownLatency(
  warnings: readonly AdmissionWarning[],
  { target }: LastingFacts,
  { constraints }: Need,
): readonly AdmissionWarning[] {
  if (constraints?.maxLatencyMs === undefined) return warnings
  return [...warnings, { code: 'unknown-latency', message: `How fast \`${nameOf(target)}\` answers is not known yet.` }]
}
