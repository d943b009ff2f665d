import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Completion } from '../../src/index.ts'
import { nodeFetch } from '../../src/transport/node-fetch.ts'
import type { FaultWall } from '../fault-wall/fault-wall.ts'
import { callInFull } from './scenario.ts'
import { wallAndRouter, warmUp } from './wall-and-router.ts'

/** Which protocol, and what carries it. */
const carried = [
  { protocol: 'openai-chat', transport: 'fetch', runtime: {} },
  { protocol: 'anthropic-messages', transport: 'fetch', runtime: {} },
  { protocol: 'openai-chat', transport: 'trunkline/node', runtime: { fetch: nodeFetch() } },
] as const
const runs = 25
const limitMs = 50
const measured: string[] = []

beforeAll(warmUp)
afterAll(() => console.log(measured.join('\n')))

/** Ways to leave a call. Each reads until there is something to leave, leaves, and gives the time at which it did. */
const ways: Readonly<Record<string, (completion: Completion, controller: AbortController) => Promise<number>>> = {
  async break(completion) {
    let leftAt = 0
    for await (const _ of completion.textStream) {
      leftAt = performance.now()
      break
    }
    return leftAt
  },
  async 'return()'(completion) {
    const iterator = completion.events[Symbol.asyncIterator]()
    while ((await iterator.next()).value?.type !== 'text-delta');
    const leftAt = performance.now()
    void iterator.return?.()
    return leftAt
  },
  async 'return() while a next() waits'(completion) {
    const iterator = completion.textStream[Symbol.asyncIterator]()
    await iterator.next()
    const waiting = iterator.next()
    const leftAt = performance.now()
    void iterator.return?.()
    await waiting
    return leftAt
  },
  async 'cancel() of the readable stream'(completion) {
    const reader = completion.toReadableStream().getReader()
    while ((await reader.read()).value?.type !== 'text-delta');
    const leftAt = performance.now()
    await reader.cancel()
    return leftAt
  },
  async 'abort()'(completion) {
    await completion.textStream[Symbol.asyncIterator]().next()
    const leftAt = performance.now()
    completion.abort()
    return leftAt
  },
  async 'abort() of one that is awaited'(completion) {
    const call = completion.settled()
    await new Promise((resolve) => setTimeout(resolve, 60))
    const leftAt = performance.now()
    completion.abort()
    await call
    return leftAt
  },
  async signal(completion, controller) {
    await completion.textStream[Symbol.asyncIterator]().next()
    const leftAt = performance.now()
    controller.abort(new Error('the request was closed'))
    return leftAt
  },
  async 'await using'(completion) {
    let leftAt = 0
    {
      await using held = completion
      await held.textStream[Symbol.asyncIterator]().next()
      leftAt = performance.now()
    }
    return leftAt
  },
}

/** The time by which 95 of 100 were done. */
function p95(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? Infinity
}

/** When the wall saw the last exchange end, on the clock of `performance.now()`. */
async function lastEnd(wall: FaultWall, wallStartedAt: number): Promise<number> {
  const request = wall.requests.at(-1)
  await request?.whenEnded
  expect(request?.ended?.by).toBe('client')
  return wallStartedAt + (request?.ended?.at ?? Infinity)
}

describe.each(carried)('the socket of a call over $protocol by $transport', ({ protocol, transport, runtime }) => {
  const settings = { protocols: { primary: protocol }, config: { runtime } } as const

  for (const [name, leave] of Object.entries(ways)) {
    it(`is closed within ${limitMs} ms of ${name}`, async () => {
      await using set = await wallAndRouter({ primary: ['healthy'] }, settings)
      const wallStartedAt = performance.now() - set.wall.clock.now()
      const times: number[] = []
      for (let run = 0; run < runs; run++) {
        const controller = new AbortController()
        const leftAt = await leave(set.router.complete({ messages: 'hi', signal: controller.signal }), controller)
        times.push((await lastEnd(set.wall, wallStartedAt)) - leftAt)
      }
      measured.push(`${protocol} by ${transport}, ${name}: p95 ${p95(times).toFixed(1)} ms of ${times.length}`)
      expect(p95(times)).toBeLessThan(limitMs)
    }, 30_000)
  }

  it.each(['never-answers', 'headers-then-silence', 'stall?after=3&then=silence'])(
    'is closed within 50 ms of abort() while nothing comes: %s',
    async (play) => {
      await using set = await wallAndRouter({ primary: [play] }, settings)
      const wallStartedAt = performance.now() - set.wall.clock.now()
      const times: number[] = []
      for (let run = 0; run < runs; run++) {
        const completion = set.router.complete({ messages: 'hi' })
        const call = completion.settled()
        await new Promise((resolve) => setTimeout(resolve, 80))
        const leftAt = performance.now()
        completion.abort()
        await call
        times.push((await lastEnd(set.wall, wallStartedAt)) - leftAt)
      }
      measured.push(
        `${protocol} by ${transport}, abort() during ${play}: p95 ${p95(times).toFixed(1)} ms of ${times.length}`,
      )
      expect(p95(times)).toBeLessThan(limitMs)
    },
    30_000,
  )

  it('is closed soon after a success whose body stays open, and nothing else is left open', async () => {
    await using set = await wallAndRouter({ primary: ['done-but-open'] }, { ...settings, msPerToken: 1 })
    const wallStartedAt = performance.now() - set.wall.clock.now()
    const times: number[] = []
    for (let run = 0; run < 5; run++) {
      await callInFull(set.router, set.wall)
      const doneAt = performance.now()
      times.push((await lastEnd(set.wall, wallStartedAt)) - doneAt)
    }
    measured.push(
      `${protocol} by ${transport}, [DONE] with an open body: closed ${Math.max(...times).toFixed(0)} ms after the answer at most`,
    )
    expect(Math.max(...times)).toBeLessThan(1_000)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(set.wall.openSockets).toBe(0)
  })

  it('is used again after a success, so that the next call needs no new one', async () => {
    await using set = await wallAndRouter({ primary: ['healthy'] }, { ...settings, msPerToken: 0 })
    for (let call = 0; call < 20; call++) await callInFull(set.router, set.wall)
    expect(set.wall.openSockets).toBeLessThanOrEqual(2)
    expect(set.wall.requests.every(({ ended }) => ended?.by === 'wall')).toBe(true)
  })

  it('stays open for the other when one of two consumers leaves', async () => {
    await using set = await wallAndRouter({ primary: ['healthy'] }, { ...settings, msPerToken: 2 })
    const completion = set.router.complete({ messages: 'hi' })
    const staying = (async () => {
      let text = ''
      for await (const delta of completion.textStream) text += delta
      return text
    })()
    for await (const _ of completion.textStream) break
    expect((await staying).split(' ')).toHaveLength(60)
    expect(set.wall.requests.map(({ ended }) => ended?.by)).toEqual(['wall'])
  })
})
