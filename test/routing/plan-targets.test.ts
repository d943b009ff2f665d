import { describe, expect, it } from 'vitest'
import type { Candidate } from '../../src/routing/admit.ts'
import { type PlanQuestion, planTargets } from '../../src/routing/plan-targets.ts'
import { createStickyRoutes } from '../../src/routing/sticky-route.ts'
import type { Capability } from '../../src/vocabulary/model.ts'

interface Given {
  readonly restsUntil?: number
  readonly lacks?: Capability
  readonly noKey?: boolean
}

function candidate(provider: string, { restsUntil, lacks, noKey = false }: Given = {}): Candidate {
  const target = { provider, model: 'm' }
  return {
    target,
    provider: { enabled: true, needsCredential: true, hasCredential: !noKey, local: false },
    model: { ...target, capabilities: lacks === undefined ? {} : { [lacks]: false } },
    resting:
      restsUntil === undefined ? undefined : { until: restsUntil, code: 'rate-limit', rule: 'status-rate-limit' },
  }
}

function plan(
  candidates: readonly Candidate[],
  question: Partial<PlanQuestion> = {},
  sticky = createStickyRoutes({ now: () => 0 }),
) {
  const order: PlanQuestion['order'] = (targets, isBarred) => sticky.order('default', targets, isBarred)
  const made = planTargets({
    route: 'default',
    targets: candidates.map(({ target }) => target),
    candidates,
    need: { capabilities: [] },
    order,
    ...question,
  })
  return { ...made, asked: made.targets.map(({ target }) => target.provider) }
}

describe('the plan of a call', () => {
  it('R41 is the chain in its order, each with its reason', () => {
    const { targets, skipped, asked } = plan([candidate('a'), candidate('b'), candidate('c')])
    expect(asked).toEqual(['a', 'b', 'c'])
    expect(targets.map(({ reason }) => reason)).toEqual([
      'first of `default`',
      'fallback 1 of `default`',
      'fallback 2 of `default`',
    ])
    expect(skipped).toEqual([])
  })

  it('R46 passes over what cannot do it before any request, with the reason', () => {
    const { asked, skipped, targets } = plan(
      [candidate('a', { lacks: 'vision' }), candidate('b', { noKey: true }), candidate('c')],
      {
        need: { capabilities: ['vision'] },
      },
    )
    expect(asked).toEqual(['c'])
    expect(skipped.map(({ target, reason }) => [target.provider, reason])).toEqual([
      ['a', 'capability'],
      ['b', 'missing-credential'],
    ])
    expect(targets[0]).toMatchObject({ index: 2, reason: 'first of `default` that may be asked' })
  })

  it('R49 begins with the fallback that works', () => {
    const sticky = createStickyRoutes({ now: () => 0 })
    const chain = [candidate('a'), candidate('b'), candidate('c')]
    sticky.recordFailover(plan(chain, {}, sticky).key, 1, 60)
    const { asked, targets, probe } = plan(chain, {}, sticky)
    expect(asked).toEqual(['b', 'c', 'a'])
    expect(targets[0]?.reason).toBe('serves `default` since a failover')
    expect(probe).toBe(false)
  })

  it('gives one call the probe, and none to a call that the primary may not serve', () => {
    const sticky = createStickyRoutes({ now: () => 0 })
    const chain = [candidate('a', { lacks: 'vision' }), candidate('b')]
    sticky.recordFailover(plan(chain, {}, sticky).key, 1, 0)
    expect(plan(chain, { need: { capabilities: ['vision'] } }, sticky)).toMatchObject({ asked: ['b'], probe: false })
    const probe = plan(chain, {}, sticky)
    expect(probe).toMatchObject({ asked: ['a', 'b'], probe: true })
    expect(probe.targets[0]?.reason).toContain('whether it is back')
    expect(plan(chain, {}, sticky)).toMatchObject({ asked: ['b', 'a'], probe: false })
  })

  it('names the target that wakes first when all that may be asked rest', () => {
    const chain = [
      candidate('a', { restsUntil: 9_000 }),
      candidate('b', { restsUntil: 4_000 }),
      candidate('c', { noKey: true }),
    ]
    expect(plan(chain)).toMatchObject({ asked: [], wakesFirst: { target: { provider: 'b' }, index: 1, until: 4_000 } })
    expect(plan([...chain, candidate('d')]).wakesFirst).toBeUndefined()
    expect(plan([candidate('c', { noKey: true })]).wakesFirst).toBeUndefined()
  })
})

describe('what is only preferred', () => {
  const prefers = ['structured-output'] as const

  it('passes over a target that lacks it while another is left', () => {
    expect(plan([candidate('a', { lacks: 'structured-output' }), candidate('b')], { prefers }).asked).toEqual(['b'])
  })

  it('is given up, with a warning, when none has it', () => {
    const { asked, targets, skipped } = plan(
      [candidate('a', { lacks: 'structured-output' }), candidate('b', { noKey: true })],
      { prefers },
    )
    expect(asked).toEqual(['a'])
    expect(targets[0]?.warnings).toMatchObject([{ code: 'missing-capability' }])
    expect(skipped).toMatchObject([{ reason: 'missing-credential' }])
  })
})
