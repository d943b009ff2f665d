import { describe, expect, it } from 'vitest'

import type { RouterConfig } from '../../src/index.ts'
import { RouterError } from '../../src/index.ts'
import { longConversation, sizeInTokens, unpaired } from './long-conversation.ts'
import { routerOf } from '../router-of.ts'
import type { SeenRequest, Step } from '../scripted-chat.ts'

const messages = longConversation({ messages: 60 })
const tokens = sizeInTokens(messages)
const summary: Step = { say: ['The user asked about ', 'harbours.'], usage: { input: 500, output: 9 } }
const answer: Step = { say: ['The first one.'], usage: { input: 300, output: 4 } }
const overflow: Step = {
  status: 400,
  message: "This model's maximum context length is 4000 tokens. However, your messages resulted in 9000 tokens.",
  code: 'context_length_exceeded',
}

/** A window of which the conversation takes so much. */
const windowFor = (share: number): number => Math.ceil(tokens / share / 0.9)
const windows = (...sizes: readonly number[]): RouterConfig => ({
  models: Object.fromEntries(sizes.map((contextWindow, index) => [`${'abc'[index]}/m`, { contextWindow }])),
})
const sentText = ({ body }: SeenRequest): string => JSON.stringify(body.messages)

describe('a conversation that is about to fill the window', () => {
  it('is made shorter before it is asked, where that is wanted', async () => {
    const { router, requests } = routerOf({ a: [summary, answer] }, { ...windows(windowFor(0.95)), compaction: 'auto' })
    const result = await router.complete({ messages })
    expect(result.text).toBe('The first one.')
    expect(result.attempts.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['compaction', 'success'],
      ['first', 'success'],
    ])
    expect(requests).toHaveLength(2)
    const sent = sentText(requests[1] as SeenRequest)
    expect(sent).toContain('The user asked about harbours.')
    expect(sent).not.toContain('Question 0:')
    expect(sent).toContain('What was the first question?')
    expect(result.warnings.map(({ code }) => code)).toContain('compacted')
    expect(result.fallbackOccurred).toBe(false)
  })

  it('comes down to 55 % of the room, answer included, its calls still paired', async () => {
    const window = windowFor(0.95)
    const { router } = routerOf({ a: [summary, answer] }, { ...windows(window), compaction: 'auto' })
    const { history = [] } = await router.complete({ messages })
    expect(sizeInTokens(history)).toBeLessThan(window * 0.9 * 0.56)
    expect(history.length).toBeGreaterThan(5)
    expect(unpaired(history)).toEqual([])
    expect(history[0]).toMatchObject({ role: 'user', summary: true })
    expect(history.at(-1)).toMatchObject({ role: 'assistant', content: [{ type: 'text', text: 'The first one.' }] })
    expect(JSON.parse(JSON.stringify(history))).toEqual(history)
  })

  it('is left alone while it fits, and nothing is asked for it', async () => {
    const { router, hosts } = routerOf({ a: [answer] }, { ...windows(windowFor(0.8)), compaction: 'auto' })
    const result = await router.complete({ messages })
    expect([hosts(), result.history]).toEqual([['a'], undefined])
  })

  it('is left alone without being asked for, as long as a target can be asked', async () => {
    const { router, hosts } = routerOf({ a: [answer] }, windows(windowFor(0.99)))
    const result = await router.complete({ messages })
    expect([hosts(), result.history]).toEqual([['a'], undefined])
  })

  it('costs what the summary costs, booked as an attempt of its own, with the tags of the request', async () => {
    const price = { inputUsdPerMillion: 1, outputUsdPerMillion: 10 }
    const { router } = routerOf(
      { a: [summary, answer] },
      { models: { 'a/m': { contextWindow: windowFor(0.95), price } }, compaction: 'auto' },
    )
    const { attempts, usage, cost } = await router.complete({ messages, tags: { team: 'x' } })
    expect(attempts[0]).toMatchObject({ number: 1, usage: { inputTokens: 500, outputTokens: 9 }, tags: { team: 'x' } })
    expect(attempts[0]?.cost?.usd).toBeCloseTo(590e-6, 9)
    expect(usage).toMatchObject({ inputTokens: 800, outputTokens: 13 })
    expect(cost.usd).toBeCloseTo(930e-6, 9)
  })

  it('goes on with `history` without being made shorter again', async () => {
    const { router, hosts } = routerOf({ a: [summary, answer] }, { ...windows(windowFor(0.95)), compaction: 'auto' })
    const { history = [] } = await router.complete({ messages })
    const next = await router.complete({ messages: [...history, { role: 'user', content: 'And the second?' }] })
    expect(hosts()).toEqual(['a', 'a', 'a'])
    expect(next.history).toBeUndefined()
  })

  it('is asked as it is where no summary can be made, with a warning', async () => {
    const { router, hosts } = routerOf(
      { a: [answer], b: [{ status: 401 }] },
      { ...windows(windowFor(0.95)), routes: { default: ['a/m'] }, compaction: { model: 'b/m' } },
    )
    const result = await router.complete({ messages })
    expect(hosts()).toEqual(['b', 'a'])
    expect(result.text).toBe('The first one.')
    expect(result.history).toBeUndefined()
    expect(result.attempts.map(({ kind }) => kind)).toEqual(['compaction', 'first'])
    expect(result.warnings.find(({ code }) => code === 'compaction-failed')?.message).toMatch(/b\/m/)
  })

  it('shows its summary as attempts to those who watch, in order', async () => {
    const { router } = routerOf({ a: [summary, answer] }, { ...windows(windowFor(0.95)), compaction: 'auto' })
    const seen: string[] = []
    for await (const event of router.complete({ messages })) {
      if (event.type === 'attempt-start') seen.push(`${event.number} ${event.kind}`)
      if (event.type === 'attempt-end') seen.push(`${event.attempt.number} done`)
      if (event.type === 'text-delta') seen.push(event.delta)
    }
    expect(seen).toEqual(['1 compaction', '1 done', '2 first', 'The first one.', '2 done'])
  })
})

describe('a call that ends while its summary is written', () => {
  it('ends as aborted, with the attempt booked', async () => {
    const { router } = routerOf({ a: [{ silent: true }] }, { ...windows(windowFor(0.95)), compaction: 'auto' })
    const completion = router.complete({ messages })
    setTimeout(() => completion.abort('enough'), 20)
    const outcome = await completion.settled()
    expect(!outcome.ok && outcome.error).toMatchObject({ code: 'aborted', cause: 'enough' })
    expect(!outcome.ok && outcome.error.attempts?.map(({ kind, outcome: how }) => [kind, how])).toEqual([
      ['compaction', 'aborted'],
    ])
  })

  it('ends with its own time', async () => {
    const { router, runtime } = routerOf({ a: [{ silent: true }] }, { ...windows(windowFor(0.95)), compaction: 'auto' })
    const settled = router.complete({ messages, timeouts: { totalMs: 900 } }).settled()
    await runtime.advance(1_000)
    const outcome = await settled
    expect(!outcome.ok && outcome.error).toMatchObject({
      code: 'timeout',
      message: 'The call took longer than 900 ms (timeouts.totalMs).',
    })
  })
})

describe('a conversation that is larger than every window', () => {
  it('is made shorter instead of being refused', async () => {
    const { router, hosts } = routerOf({ a: [summary, answer] }, windows(Math.floor(tokens / 2)))
    const result = await router.complete({ messages })
    expect(hosts()).toEqual(['a', 'a'])
    expect(result.history?.length).toBeLessThan(messages.length)
    expect(result.skipped).toEqual([])
  })

  it('goes to a larger window as it is, before anything is made shorter', async () => {
    const { router, hosts } = routerOf({ a: [answer], b: [answer] }, windows(Math.floor(tokens / 2), tokens * 3))
    const result = await router.complete({ messages })
    expect(hosts()).toEqual(['b'])
    expect(result.history).toBeUndefined()
  })

  it('is refused as ever with compaction off', async () => {
    const { router, hosts } = routerOf({ a: [answer] }, windows(Math.floor(tokens / 2)))
    const outcome = await router.complete({ messages, compaction: 'off' }).settled()
    expect(hosts()).toEqual([])
    expect(!outcome.ok && outcome.error.message).toContain('window')
  })

  it('is made shorter once a provider has refused it, and asked again', async () => {
    const { router, requests } = routerOf({ a: [overflow, summary, answer] })
    const result = await router.complete({ messages })
    expect(result.text).toBe('The first one.')
    expect(result.attempts.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'first failed',
      'compaction success',
      'retry success',
    ])
    expect(sentText(requests[2] as SeenRequest).length).toBeLessThan(sentText(requests[0] as SeenRequest).length * 0.7)
  })

  it('is asked of a larger window first, once a provider has refused it', async () => {
    const { router, hosts } = routerOf({ a: [overflow], b: [answer] }, windows(tokens * 2, tokens * 3))
    await router.complete({ messages })
    expect(hosts()).toEqual(['a', 'b'])
  })

  it('is made shorter twice at most, and never more', async () => {
    const { router, hosts } = routerOf({ a: [overflow, summary, overflow, summary, overflow, summary] })
    const outcome = await router.complete({ messages }).settled()
    expect(hosts()).toHaveLength(5)
    expect(!outcome.ok && RouterError.is(outcome.error, 'context-overflow')).toBe(true)
    expect(!outcome.ok && outcome.error.attempts?.map(({ kind }) => kind)).toEqual([
      'first',
      'compaction',
      'retry',
      'compaction',
      'retry',
    ])
    expect(!outcome.ok && outcome.error.partial?.history?.length).toBeLessThan(messages.length)
  })

  it('is not made shorter where what has to stay is too long by itself: nothing more is asked', async () => {
    const long = [...messages, { role: 'user' as const, content: 'word '.repeat(20_000) }]
    const { router, hosts } = routerOf({ a: [answer] }, windows(4_000))
    const outcome = await router.complete({ messages: long }).settled()
    expect([outcome.ok, hosts()]).toEqual([false, []])
  })

  it('has its tool results cut where they alone are too long, and no summary is made for that', async () => {
    const huge = [
      ...messages.slice(0, 3),
      {
        role: 'assistant' as const,
        content: [{ type: 'tool-call' as const, id: 'x', name: 'read', args: {}, rawArgs: '{}' }],
      },
      {
        role: 'tool' as const,
        content: [
          { type: 'tool-result' as const, callId: 'x', name: 'read', output: 'line of a file\n'.repeat(9_000) },
        ],
      },
    ]
    const { router, hosts, requests } = routerOf({ a: [answer] }, windows(8_000))
    const result = await router.complete({ messages: huge })
    expect(hosts()).toEqual(['a'])
    expect(sentText(requests[0] as SeenRequest)).toContain('characters left out')
    expect(result.history).toHaveLength(huge.length + 1)
    expect(unpaired(result.history ?? [])).toEqual([])
  })
})
