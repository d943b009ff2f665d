import { describe, expect, it } from 'vitest'
import { createStickyRoutes, type StickyOrder } from '../../src/routing/sticky-route.ts'

const targets = ['a', 'b', 'c', 'd'].map((provider) => ({ provider, model: 'm' }))

/** A route of four targets on a clock that is moved by hand. `resting` may be changed at any time. */
function route(seconds = 60) {
  let time = 1_000_000
  const resting = new Set<number>()
  const routes = createStickyRoutes({ now: () => time })
  const order = (): StickyOrder => routes.order('default', targets, (index) => resting.has(index))
  return {
    routes,
    resting,
    order,
    peek: () => routes.peek('default', targets, (index) => resting.has(index)),
    pass: (ms: number) => (time += ms),
    failOver: (to: number) => routes.recordFailover(order().key, to, seconds),
  }
}

describe('order', () => {
  it('R41 is the order of the route while its first target serves', () => {
    expect(route().order()).toMatchObject({ order: [0, 1, 2, 3], probe: false })
  })

  it('R49 stays on the fallback that works: first it, then the later ones, then the earlier ones', () => {
    const { failOver, order } = route()
    failOver(2)
    expect(order()).toMatchObject({ order: [2, 3, 0, 1], probe: false })
  })

  it('R49 moves on from a fallback that fails in its turn, and home when the primary serves', () => {
    const { failOver, order } = route()
    failOver(1)
    failOver(3)
    expect(order().order).toEqual([3, 0, 1, 2])
    failOver(0)
    expect(order()).toMatchObject({ order: [0, 1, 2, 3], probe: false })
  })
})

describe('the way back', () => {
  it('R50 asks the primary again after 60 s, not before', () => {
    const { failOver, order, pass } = route()
    failOver(1)
    pass(59_900)
    expect(order()).toMatchObject({ order: [1, 2, 3, 0], probe: false })
    pass(200)
    expect(order()).toMatchObject({ order: [0, 1, 2, 3], probe: true })
  })

  it('R51 with 0 s asks the primary on the next call', () => {
    const { failOver, order } = route(0)
    failOver(1)
    expect(order()).toMatchObject({ order: [0, 1, 2, 3], probe: true })
  })

  it('R52 keeps the fallback for up to an hour', () => {
    const { failOver, order, pass } = route(3_600)
    failOver(1)
    pass(3_599_900)
    expect(order().probe).toBe(false)
    pass(200)
    expect(order().probe).toBe(true)
  })

  it('counts from the last failover', () => {
    const { failOver, order, pass } = route()
    failOver(1)
    pass(50_000)
    failOver(2)
    pass(50_000)
    expect(order().probe).toBe(false)
    pass(10_001)
    expect(order()).toMatchObject({ order: [0, 2, 3, 1], probe: true })
  })

  it('waits for the cooldown of the primary where that ends later', () => {
    const { failOver, order, pass, resting } = route()
    resting.add(0)
    failOver(1)
    pass(120_000)
    expect(order()).toMatchObject({ order: [1, 2, 3, 0], probe: false })
    resting.delete(0)
    expect(order().probe).toBe(true)
  })

  it('tries the best target before the fallback while the primary rests', () => {
    const { failOver, order, pass, resting, routes } = route()
    resting.add(0)
    failOver(2)
    pass(60_000)
    const probe = order()
    expect(probe).toMatchObject({ order: [1, 2, 3, 0], probe: true })
    routes.endProbe(probe.key, 'succeeded')
    expect(order().order).toEqual([1, 2, 3, 0])
    resting.delete(0)
    expect(order()).toMatchObject({ order: [0, 1, 2, 3], probe: true })
  })
})

describe('the probe', () => {
  function probing(seconds = 60) {
    const all = route(seconds)
    all.failOver(1)
    all.pass(seconds * 1_000)
    return { ...all, probe: all.order() }
  }

  it('is one call: the others stay on the fallback until it is over', () => {
    const { order, probe, routes } = probing()
    expect(probe.probe).toBe(true)
    for (let call = 0; call < 20; call += 1) expect(order()).toMatchObject({ order: [1, 2, 3, 0], probe: false })
    routes.endProbe(probe.key, 'succeeded')
    expect(order()).toMatchObject({ order: [0, 1, 2, 3], probe: false })
  })

  it('renews the rest when it fails', () => {
    const { order, pass, probe, routes } = probing()
    routes.endProbe(probe.key, 'failed')
    pass(59_900)
    expect(order()).toMatchObject({ order: [1, 2, 3, 0], probe: false })
    pass(200)
    expect(order().probe).toBe(true)
  })

  it('goes to the next call, without a verdict, when its caller left', () => {
    const { order, probe, routes } = probing()
    routes.endProbe(probe.key, 'abandoned')
    expect(order()).toMatchObject({ order: [0, 1, 2, 3], probe: true })
  })

  it('stays one call when another call fails over meanwhile', () => {
    const { failOver, order, pass, probe, routes } = probing(0)
    failOver(2)
    pass(1)
    expect(order().probe).toBe(false)
    routes.endProbe(probe.key, 'succeeded')
    expect(order().order).toEqual([0, 1, 2, 3])
  })

  it('is not taken by looking', () => {
    const { failOver, order, pass, peek } = route()
    failOver(1)
    pass(60_000)
    expect(peek().probe).toBe(true)
    expect(peek().probe).toBe(true)
    expect(order().probe).toBe(true)
    expect(peek().probe).toBe(false)
  })

  it('ends once: a second word on it changes nothing', () => {
    const { order, probe, routes } = probing()
    routes.endProbe(probe.key, 'succeeded')
    routes.endProbe(probe.key, 'failed')
    expect(order().order).toEqual([0, 1, 2, 3])
  })
})

describe('routes', () => {
  it('are kept apart by name and by list of targets, so that a new list starts fresh', () => {
    const { failOver, routes } = route()
    failOver(1)
    const never = (): boolean => false
    expect(routes.order('other', targets, never).order).toEqual([0, 1, 2, 3])
    expect(routes.order('default', targets.slice(0, 3), never).order).toEqual([0, 1, 2])
    expect(routes.order('default', targets.toReversed(), never).order).toEqual([0, 1, 2, 3])
    expect(routes.order('default', targets, never).order).toEqual([1, 2, 3, 0])
  })

  it('are forgotten, oldest first, rather than kept without end', () => {
    const { routes } = route()
    const one = (model: string) => [
      { provider: 'a', model },
      { provider: 'b', model },
    ]
    const never = (): boolean => false
    for (let index = 0; index < 1_001; index += 1) {
      routes.recordFailover(routes.order('default', one(`m${index}`), never).key, 1, 60)
    }
    expect(routes.order('default', one('m0'), never).order).toEqual([0, 1])
    expect(routes.order('default', one('m1000'), never).order).toEqual([1, 0])
  })
})
