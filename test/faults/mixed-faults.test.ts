import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { canonicalAnswer } from '../fault-wall/canonical-answer.ts'
import type { Completion } from '../../src/index.ts'
import { callInFull, primaryAndFallback } from './scenario.ts'
import { errorOf, readText, resultOf, wallAndRouter, warmUp } from './wall-and-router.ts'

const both = ['openai-chat', 'anthropic-messages'] as const

beforeAll(warmUp)

/** What a consumer that obeys `restart` holds at the end: the text of the parts that were not taken back. */
async function readRestartable(completion: Completion): Promise<{ readonly text: string; readonly restarts: number }> {
  const parts = new Map<number, string>()
  let restarts = 0
  for await (const event of completion.events) {
    if (event.type === 'text-delta') parts.set(event.index, (parts.get(event.index) ?? '') + event.delta)
    if (event.type !== 'restart') continue
    restarts++
    for (const index of parts.keys()) if (index >= event.discard) parts.delete(index)
  }
  return { text: [...parts.values()].join(''), restarts }
}

const after = fc.integer({ min: 0, max: 59 })
/** Faults that leave a chain with another target left nothing to complain of. */
const survivable = fc.oneof(
  fc.constantFrom(
    'server-error',
    'unavailable',
    'overloaded',
    'rate-limited',
    'billing',
    'unauthorised',
    'unknown-model',
  ),
  fc.constantFrom(
    'context-length-exceeded',
    'empty',
    'error-after-preamble',
    'html-error-page',
    'html-success',
    'reset-before-headers',
  ),
  fc
    .tuple(
      fc.constantFrom(
        'cut-end',
        'cut-fin',
        'cut-half-closed',
        'error-mid-answer',
        'unknown-error-event',
        'unframed-json-tail',
      ),
      after,
    )
    .map(([name, tokens]) => `${name}?after=${tokens}`),
  after.map((tokens) => `cut-reset?after=${tokens}`),
  after.map((tokens) => `bad-event?events=2&after=${tokens}`),
)
const answering = fc.constantFrom(
  'healthy',
  'continues',
  'overlaps?words=6',
  'prefill-refused',
  'prefill-refused?strict',
  'no-usage',
  'done-but-open',
)
const protocol = fc.constantFrom(...both)

describe('chains of faults of any kind', () => {
  it('end in the exact answer for every consumer, when the last target answers', async () => {
    let attempts = 0
    await fc.assert(
      fc.asyncProperty(
        survivable,
        survivable,
        answering,
        fc.tuple(protocol, protocol, protocol),
        async (a, b, c, [pa, pb, pc]) => {
          await using set = await wallAndRouter(
            { a: [a], b: [b], c: [c] },
            { protocols: { a: pa, b: pb, c: pc }, msPerToken: 0, speed: 100 },
          )
          const text = await readText(set.router.complete({ messages: 'one' }))
          expect(text).toEqual({ text: canonicalAnswer, error: undefined })
          attempts += set.wall.requests.length
          await using again = await wallAndRouter(
            { a: [a], b: [b], c: [c] },
            { protocols: { a: pa, b: pb, c: pc }, msPerToken: 0, speed: 100 },
          )
          expect((await readRestartable(again.router.complete({ messages: 'two', appendOnly: false }))).text).toBe(
            canonicalAnswer,
          )
          await using awaited = await wallAndRouter(
            { a: [a], b: [b], c: [c] },
            { protocols: { a: pa, b: pb, c: pc }, msPerToken: 0, speed: 100 },
          )
          const result = resultOf(await awaited.router.complete({ messages: 'three' }).settled())
          expect([result.text, result.served.provider]).toEqual([canonicalAnswer, 'c'])
          expect(result.attempts.every(({ usage }) => usage !== undefined)).toBe(true)
        },
      ),
      { seed: 4_242, numRuns: 100 },
    )
    expect(attempts).toBeGreaterThan(300)
  }, 120_000)

  it('never end in a success when no target answers, and what was given is in the error', async () => {
    let withText = 0
    await fc.assert(
      fc.asyncProperty(survivable, survivable, fc.tuple(protocol, protocol), async (a, b, [pa, pb]) => {
        await using set = await wallAndRouter(
          { a: [a], b: [b] },
          { protocols: { a: pa, b: pb }, msPerToken: 0, speed: 100 },
        )
        const completion = set.router.complete({ messages: 'hi' })
        const { text, error } = await readText(completion)
        const settled = errorOf(await completion.settled())
        expect(error).toBe(settled)
        expect(canonicalAnswer.startsWith(text)).toBe(true)
        expect(settled.partial?.text).toBe(text)
        expect(settled.attempts).toHaveLength(set.wall.requests.length)
        expect(settled.attempts.every(({ usage }) => usage !== undefined)).toBe(true)
        if (text !== '') withText++
      }),
      { seed: 4_242, numRuns: 100 },
    )
    expect(withText).toBeGreaterThan(20)
  }, 120_000)
})

describe.concurrent.each(both)('faults that meet, over %s', (primary) => {
  it('a second cut before the place of the first takes nothing back and adds nothing', async () => {
    await using set = await wallAndRouter(
      { a: ['cut-end?after=40'], b: ['cut-end?after=20'], c: ['continues'] },
      { protocols: { a: primary, c: primary }, config: { routing: { maxRetries: 0 } } },
    )
    await callInFull(set.router, set.wall)
    expect(set.wall.requests.map(({ target }) => target)).toEqual(['a', 'b', 'c'])
  })

  it('a consumer of text whose target made a tool call is given the call once, by who completed the answer', async () => {
    await using set = await primaryAndFallback(primary, {
      primary: ['error-after-tool-call'],
      fallback: ['calls-tool'],
    })
    const completion = set.router.complete({ messages: 'hi', tools: { ring_bell: {} } })
    expect((await readText(completion)).text).toBe('A lighthouse keeper counts the ')
    const { toolCalls, finishReason } = resultOf(await completion.settled())
    expect([toolCalls.length, finishReason]).toEqual([1, 'tool-calls'])
  })

  it('a consumer that understands restart is sent one, and the answer starts again', async () => {
    await using set = await primaryAndFallback(primary, { primary: ['cut-reset'] })
    const { text, restarts } = await readRestartable(set.router.complete({ messages: 'hi', appendOnly: false }))
    expect([text, restarts]).toEqual([canonicalAnswer, 2])
    expect(set.wall.requests.every(({ body }) => body.messages.length === 1)).toBe(true)
  })

  it('one that cannot unsay beside one that can: both have the whole answer, and nobody is sent a restart', async () => {
    await using set = await primaryAndFallback(primary, { primary: ['cut-end'] })
    const completion = set.router.complete({ messages: 'hi', appendOnly: false })
    const [events, text] = await Promise.all([readRestartable(completion), readText(completion)])
    expect([events.text, text.text, events.restarts]).toEqual([canonicalAnswer, canonicalAnswer, 0])
  })

  it('the time of the call is up in the middle of an answer: its error has what was given', async () => {
    await using set = await primaryAndFallback(primary, { primary: ['stall?then=silence'] })
    // Nobody is behind it, so all of the time is its own.
    const request = { model: 'primary/m', messages: 'hi', timeouts: { totalMs: 700 } } as const
    const { text, error } = await readText(set.router.complete(request))
    expect(error).toMatchObject({ code: 'timeout', partial: { text }, attempts: [{ outcome: 'aborted' }] })
    expect(text.trim().split(' ')).toHaveLength(20)
    await set.wall.idle()
    expect(set.wall.requests.map(({ target, ended }) => [target, ended?.by])).toEqual([['primary', 'client']])
  })

  it('a consumer that takes its time is not the silence of its target', async () => {
    await using set = await primaryAndFallback(primary, { primary: ['healthy'] }, { speed: 20 })
    let text = ''
    let pieces = 0
    const completion = set.router.complete({ messages: 'hi' })
    for await (const delta of completion.textStream) {
      text += delta
      if (++pieces % 10 === 0) await new Promise<void>((resolve) => set.wall.clock.after(50_000, resolve))
    }
    expect(text).toBe(canonicalAnswer)
    expect((await completion).attempts).toHaveLength(1)
  })

  it('one that takes its time before the first token, or over the last, changes neither who answers nor what was used', async () => {
    await using set = await primaryAndFallback(primary, { primary: ['usage-after-finish?ms=100'] }, { speed: 20 })
    const pause = (): Promise<void> => new Promise((resolve) => set.wall.clock.after(30_000, resolve))
    const completion = set.router.complete({ messages: 'hi' })
    const iterator = completion.events[Symbol.asyncIterator]()
    for (let seen = 0; ; seen++) {
      const { done } = await iterator.next()
      if (done === true) break
      if (seen === 0 || seen > 58) await pause()
    }
    const { attempts } = await completion
    expect(attempts.map(({ failure }) => failure)).toEqual([undefined])
    expect(attempts[0]?.usage).toEqual({ inputTokens: 12, outputTokens: 60, source: 'reported' })
  })

  it('keep-alives are no tokens: the next target is asked in time', async () => {
    await using set = await primaryAndFallback(primary, { primary: ['keep-alives-only'] }, { speed: 10 })
    expect((await callInFull(set.router, set.wall)).durationMs).toBeLessThan(15_000)
  })

  it('twenty callers at once find out with one request that the primary is still away', async () => {
    await using set = await primaryAndFallback(primary, { primary: ['unavailable'] }, { speed: 20, msPerToken: 0 })
    await callInFull(set.router, set.wall)
    const before = set.wall.of('primary').length
    await new Promise<void>((resolve) => set.wall.clock.after(62_000, resolve))
    const calls = Array.from({ length: 20 }, () => set.router.complete({ messages: 'hi' }).settled())
    for (const outcome of await Promise.all(calls)) expect(resultOf(outcome).served.provider).toBe('fallback')
    // The call that asks, and the one retry it has.
    expect(set.wall.of('primary').length - before).toBeLessThanOrEqual(2)
  })

  it('a router that is closed ends its calls and their sockets', async () => {
    await using set = await primaryAndFallback(primary, { primary: ['stall?then=silence'] })
    const call = set.router.complete({ messages: 'hi' }).settled()
    await new Promise((resolve) => setTimeout(resolve, 100))
    await set.router.close()
    expect(errorOf(await call)).toMatchObject({ code: 'aborted', cause: 'the router was closed' })
    await set.wall.idle()
    expect(set.wall.requests.map(({ ended }) => ended?.by)).toEqual(['client'])
  })
})
