import { beforeAll, describe, expect, it } from 'vitest'

import type { CompletionEvent, RouterConfig } from '../../src/index.ts'
import { loadLazyChunks, routerOf, type ScriptedRouter } from '../router-of.ts'
import { textChunk, type Step } from '../scripted-chat.ts'

const hello: Step = { say: ['Hello'] }
const hedged: RouterConfig = { routing: { hedge: { afterMs: 1_000 } } }

/** What a call comes to whose clock is moved on second by second. */
async function settledIn({ router, runtime }: ScriptedRouter, seconds: number) {
  const events: CompletionEvent[] = []
  const call = router.complete({ messages: 'hi' })
  const reading = (async () => {
    for await (const event of call.events) events.push(event)
  })().catch(() => undefined)
  const outcome = call.settled()
  for (let second = 0; second < seconds; second++) await runtime.advance(1_000)
  await reading
  return { outcome: await outcome, events }
}

/** Who took over from whom, and why. */
function routesIn({ events }: Awaited<ReturnType<typeof settledIn>>): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'route-changed' ? [`${event.from.provider}>${event.to.provider} ${event.reason}`] : [],
  )
}

beforeAll(async () => {
  await loadLazyChunks()
  await import('../../src/call/hedge.ts')
})

describe('hedging', () => {
  it('asks a second target beside one that is silent; the first token wins, the other is cancelled and booked', async () => {
    const scripted = routerOf({ a: [{ silent: true }], b: [hello], c: [hello] }, hedged)
    const { outcome, events } = await settledIn(scripted, 2)
    expect(outcome).toMatchObject({
      ok: true,
      result: { text: 'Hello', served: { provider: 'b' }, fallbackOccurred: true },
    })
    expect(scripted.hosts()).toEqual(['a', 'b'])
    expect(scripted.requests[0]?.signal?.aborted).toBe(true)
    const { attempts } = outcome.ok ? outcome.result : outcome.error
    expect(attempts.map(({ number, target, kind, outcome: end }) => [number, target.provider, kind, end])).toEqual([
      [1, 'a', 'first', 'discarded'],
      [2, 'b', 'hedge', 'success'],
    ])
    expect(attempts[0]?.usage).toMatchObject({ source: 'estimated' })
    expect(attempts[0]?.usage?.inputTokens).toBeGreaterThan(0)
    const changed = events.findIndex(({ type }) => type === 'route-changed')
    expect(events[changed]).toMatchObject({ from: { provider: 'a' }, to: { provider: 'b' }, reason: 'hedge' })
    expect(changed).toBeLessThan(events.findIndex(({ type }) => type === 'text-start'))
    expect(scripted.runtime.pendingTimers).toBe(0)
  })

  it('leaves the call with the first target when that begins first after all', async () => {
    const slow: Step = { silent: true }
    const scripted = routerOf({ a: [{ status: 503, headers: { 'retry-after': '2' } }, hello], b: [slow] }, hedged)
    const { outcome } = await settledIn(scripted, 5)
    expect(outcome).toMatchObject({ ok: true, result: { served: { provider: 'a' }, fallbackOccurred: false } })
    const { attempts } = outcome.ok ? outcome.result : outcome.error
    expect(attempts.find(({ target }) => target.provider === 'b')).toMatchObject({
      kind: 'hedge',
      outcome: 'discarded',
    })
    expect(attempts.filter(({ target }) => target.provider === 'a').map(({ outcome: end }) => end)).toEqual([
      'failed',
      'success',
    ])
  })

  it('starts nobody once something was given, whatever silence follows', async () => {
    const pause: Step = { raw: [textChunk('Hel')], open: true }
    const scripted = routerOf({ a: [pause], b: [hello] }, hedged)
    const call = scripted.router.complete({ messages: 'hi' })
    const reading = call.textStream[Symbol.asyncIterator]()
    const first = reading.next()
    await scripted.runtime.advance(100)
    expect(await first).toEqual({ value: 'Hel', done: false })
    const second = reading.next()
    await scripted.runtime.advance(10_000)
    expect(scripted.hosts()).toEqual(['a'])
    call.abort()
    await expect(second).rejects.toMatchObject({ code: 'aborted' })
  })

  it('goes on alone with whoever is left when the other fails', async () => {
    const scripted = routerOf({ a: [{ silent: true }], b: [{ status: 401 }], c: [hello] }, hedged)
    const { outcome } = await settledIn(scripted, 14)
    expect(outcome).toMatchObject({ ok: true, result: { served: { provider: 'c' } } })
    const { attempts } = outcome.ok ? outcome.result : outcome.error
    expect(attempts.map(({ target, outcome: end }) => [target.provider, end])).toEqual([
      ['b', 'failed'],
      ['a', 'failed'],
      ['c', 'success'],
    ])
  })

  it('goes back to a target that was cancelled when the one that began first is cut', async () => {
    const scripted = routerOf({ a: [{ silent: true }, hello], b: [{ cut: ['Hel'], how: 'close' }] }, hedged)
    const { outcome, events } = await settledIn(scripted, 6)
    expect(outcome).toMatchObject({ ok: true, result: { text: 'Hello', served: { provider: 'a' } } })
    const { attempts } = outcome.ok ? outcome.result : outcome.error
    expect(attempts.map(({ target, outcome: end }) => [target.provider, end])).toEqual([
      ['a', 'discarded'],
      ['b', 'failed'],
      ['b', 'failed'],
      ['a', 'success'],
    ])
    const deltas = events.flatMap((event) => (event.type === 'text-delta' ? [event.delta] : []))
    expect(deltas.join('')).toBe('Hello')
  })

  it('asks whom it has not asked yet before whom it has cancelled', async () => {
    const scripted = routerOf({ a: [{ silent: true }, hello], b: [{ cut: ['Hel'], how: 'close' }], c: [hello] }, hedged)
    const { outcome } = await settledIn(scripted, 6)
    expect(outcome).toMatchObject({ ok: true, result: { text: 'Hello', served: { provider: 'c' } } })
  })

  it('tells who takes over when others have failed, too', async () => {
    const failed = routerOf(
      { a: [{ silent: true }], b: [{ status: 401 }], c: [hello] },
      { routing: { hedge: { afterMs: 1_000, maxExtra: 2 } } },
    )
    const beside = await settledIn(failed, 3)
    expect(beside.outcome).toMatchObject({ ok: true, result: { served: { provider: 'c' } } })
    expect(routesIn(beside)).toEqual(['a>c hedge'])
    // The first target has failed by the time the one beside it begins.
    const late = routerOf(
      { a: [{ silent: true }], b: [{ status: 503, headers: { 'retry-after': '5' } }, hello] },
      hedged,
    )
    const after = await settledIn(late, 20)
    expect(after.outcome).toMatchObject({ ok: true, result: { served: { provider: 'b' } } })
    expect(routesIn(after)).toEqual(['a>b hedge'])
  })

  it('does not try again what would take the call above maxAttempts while another runs', async () => {
    const scripted = routerOf(
      { a: [{ silent: true }], b: [{ status: 401 }], c: [{ status: 500 }] },
      { routing: { hedge: { afterMs: 1_000, maxExtra: 2 }, maxAttempts: 3, maxRetries: 3 } },
    )
    const { outcome } = await settledIn(scripted, 140)
    const { attempts } = outcome.ok ? outcome.result : outcome.error
    expect(attempts.map(({ outcome: end }) => end)).toEqual(['failed', 'failed', 'failed'])
  })

  it('is bounded by maxExtra and by what admission lets through', async () => {
    const silent: Step = { silent: true }
    const one = routerOf({ a: [silent], b: [silent], c: [silent], d: [hello] }, hedged)
    const bounded = one.router.complete({ messages: 'hi' })
    const ended = bounded.settled()
    await one.runtime.advance(10_000)
    expect(one.hosts()).toEqual(['a', 'b'])
    bounded.abort()
    await ended
    const two = routerOf(
      { a: [silent], b: [silent], c: [hello] },
      { routing: { hedge: { afterMs: 1_000, maxExtra: 2 } } },
    )
    expect((await settledIn(two, 4)).outcome).toMatchObject({ ok: true, result: { served: { provider: 'c' } } })
    const off = routerOf({ a: [silent], b: [hello], c: [hello] }, hedged)
    const running = settledIn(off, 3)
    off.router.disable({ provider: 'b' }, { reason: 'not now' })
    expect((await running).outcome).toMatchObject({ ok: true, result: { served: { provider: 'c' } } })
    expect(off.hosts()).toEqual(['a', 'c'])
  })

  it('ends with one abort for all that run', async () => {
    const scripted = routerOf({ a: [{ silent: true }], b: [{ silent: true }] }, hedged)
    const call = scripted.router.complete({ messages: 'hi' })
    const outcome = call.settled()
    await scripted.runtime.advance(2_000)
    expect(scripted.hosts()).toEqual(['a', 'b'])
    call.abort('enough')
    expect(await outcome).toMatchObject({ ok: false, error: { code: 'aborted' } })
    expect(scripted.requests.every(({ signal }) => signal?.aborted === true)).toBe(true)
    expect(scripted.runtime.pendingTimers).toBe(0)
  })

  it('is off by default', async () => {
    const scripted = routerOf({ a: [{ silent: true }], b: [hello] })
    const { outcome } = await settledIn(scripted, 13)
    const { attempts } = outcome.ok ? outcome.result : outcome.error
    expect(attempts.map(({ kind, outcome: end }) => [kind, end])).toEqual([
      ['first', 'failed'],
      ['fallback', 'success'],
    ])
  })
})
