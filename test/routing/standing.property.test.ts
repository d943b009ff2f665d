import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { admit, type Candidate, type Need } from '../../src/routing/admit.ts'
import { createStandings } from '../../src/routing/standing.ts'
import type { Constraints } from '../../src/vocabulary/completion-request.ts'
import type { Capability, ModelInfo, Tier } from '../../src/vocabulary/model.ts'

const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })
const capability = fc.constantFrom<Capability>('vision', 'pdf', 'tools', 'reasoning')
const tier = fc.constantFrom<Tier>('fast', 'balanced', 'flagship')
const region = fc.constantFrom('eu', 'us')
const tokens = fc.constantFrom(100, 9_000, 300_000)
const target = { provider: 'p', model: 'm' }

const model: fc.Arbitrary<ModelInfo> = fc.record({
  provider: fc.constant('p'),
  model: fc.constant('m'),
  tier: maybe(tier),
  region: maybe(region),
  contextWindow: maybe(tokens),
  maxInputTokens: maybe(tokens),
  capabilities: maybe(
    fc.array(fc.tuple(capability, fc.boolean())).map((pairs) => Object.fromEntries(pairs) as ModelInfo['capabilities']),
  ),
})
const facts = fc.record({
  target: fc.constant(target),
  provider: fc.record({
    enabled: fc.boolean(),
    needsCredential: fc.boolean(),
    hasCredential: fc.boolean(),
    local: fc.boolean(),
    region: maybe(region),
    noTraining: maybe(fc.boolean()),
  }),
  model: maybe(model),
})
const passing = fc.record({
  resting: maybe(fc.constant({ until: 5_000, code: 'overloaded', rule: 'r' } as const)),
  disabled: maybe(fc.constant({ reason: 'disabled', message: 'It is off.' } as const)),
  lacks: maybe(fc.array(fc.record({ what: capability, until: fc.constant(9) }), { maxLength: 1 })),
  overspent: maybe(fc.constant({ message: 'Too much.' })),
  usd: maybe(fc.constantFrom(0, 0.5, 2)),
  latencyMs: maybe(fc.constantFrom(100, 900)),
  inputTokens: maybe(tokens),
})
const need: fc.Arbitrary<Need> = fc.record({
  capabilities: fc.uniqueArray(capability),
  toolChoice: maybe(fc.boolean()),
  inputTokens: maybe(tokens),
  outputTokens: maybe(tokens),
  windowAbove: maybe(tokens),
  floor: maybe(tier),
  constraints: maybe(
    fc.record({
      regions: maybe(fc.uniqueArray(region)),
      vendors: maybe(fc.uniqueArray(fc.constantFrom('p', 'q'))),
      offline: maybe(fc.boolean()),
      noTraining: maybe(fc.boolean()),
      minTier: maybe(tier),
      maxCostUsd: maybe(fc.constantFrom(0, 1)),
      maxLatencyMs: maybe(fc.constantFrom(50, 500)),
      needs: maybe(fc.uniqueArray(capability)),
    }),
  ),
})

describe('what is remembered of admissions', () => {
  it('admits, refuses and warns as an admission does that remembers nothing', () => {
    const outcomes = new Set<string>()
    // One memory for all: what differs between two needs and is not told apart would be found.
    const standings = createStandings()
    fc.assert(
      fc.property(facts, fc.array(fc.tuple(need, passing), { minLength: 4, maxLength: 8 }), (lasting, calls) => {
        for (const [wanted, now] of calls) {
          const candidate: Candidate = { ...lasting, ...now }
          const admission = admit(candidate, wanted, standings.of([{ facts: lasting }], wanted)[0])
          expect(admission).toEqual(admit(candidate, wanted))
          outcomes.add(admission.ok ? 'ok' : admission.reason)
        }
      }),
      { numRuns: 1_500 },
    )
    expect(outcomes.size).toBeGreaterThan(11)
  })

  it('works out what it has seen only once', () => {
    const standings = createStandings()
    const lasting = {
      target,
      provider: { enabled: true, needsCredential: false, hasCredential: false, local: false },
      model: undefined,
    }
    const chain = Object.freeze([{ facts: lasting }])
    const under = (constraints?: Constraints) => standings.of(chain, { capabilities: [], constraints })
    const first = under({ regions: ['eu'], maxCostUsd: 1 })
    expect(first[0]?.barred?.reason).toBe('region')
    expect(under({ regions: ['eu'], maxCostUsd: 2 })).toBe(first)
    expect(standings.of([{ facts: lasting }], { capabilities: [], constraints: { regions: ['eu'] } })[0]).toBe(first[0])
    expect(under({ regions: ['us'] })).not.toBe(first)
    expect(under()[0]?.barred).toBeUndefined()
  })
})
