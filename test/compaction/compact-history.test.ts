import { describe, expect, it } from 'vitest'

import { createRouter, RouterError, type RouterConfig } from '../../src/index.ts'
import { longConversation, sizeInTokens, unpaired } from './long-conversation.ts'
import { routerOf } from '../router-of.ts'
import type { Step } from '../scripted-chat.ts'

const messages = longConversation({ messages: 60 })
const tokens = sizeInTokens(messages)
const summary: Step = { say: ['They spoke of harbours.'], usage: { input: 400, output: 6 } }
const windows = (...sizes: readonly number[]): RouterConfig => ({
  models: Object.fromEntries(sizes.map((contextWindow, index) => [`${'abc'[index]}/m`, { contextWindow }])),
})

describe('router.compact', () => {
  it('makes a conversation shorter and does not ask its question', async () => {
    const { router, requests } = routerOf({ a: [summary] }, windows(tokens))
    const compacted = await router.compact({ messages, tags: { run: '1' } })
    expect(requests).toHaveLength(1)
    expect(requests[0]?.body.messages.at(-1)?.content).toContain('Summarise this conversation')
    expect(compacted).toMatchObject({
      tokensBefore: tokens,
      summary: 'They spoke of harbours.',
      usage: { inputTokens: 400, outputTokens: 6 },
      attempts: [{ number: 1, kind: 'compaction', outcome: 'success', tags: { run: '1' } }],
    })
    expect(compacted.tokensAfter).toBeLessThan(tokens * 0.56)
    expect(compacted.tokensAfter).toBe(sizeInTokens(compacted.history))
    expect(unpaired(compacted.history)).toEqual([])
    expect(compacted.history.at(-1)).toEqual(messages.at(-1))
  })

  it('leaves alone what it has made, and what is small', async () => {
    const { router, hosts } = routerOf({ a: [summary] }, windows(tokens))
    const { history } = await router.compact({ messages })
    const again = await router.compact({ messages: history })
    expect(again).toMatchObject({ history, attempts: [], tokensBefore: again.tokensAfter })
    expect(again.summary).toBeUndefined()
    expect(hosts()).toHaveLength(1)
  })

  it('keeps what is pinned, calls and results of it too, and what the target leaves room for', async () => {
    const pinned = messages.map((message, index) =>
      index === 4 || index === 2 ? { ...message, pinned: true } : message,
    )
    const { router } = routerOf({ a: [summary] }, windows(tokens))
    const { history } = await router.compact({ messages: pinned, compaction: { target: 0.3 } })
    expect(history).toContainEqual(pinned[2])
    expect(history).toContainEqual(pinned[4])
    expect(unpaired(history)).toEqual([])
    expect(sizeInTokens(history)).toBeLessThan(tokens * 0.31)
  })

  it('tells whoever writes the summary what else to keep', async () => {
    const { router, requests } = routerOf({ a: [summary], b: [summary] }, windows(tokens, tokens))
    await router.compact({ messages, compaction: { instructions: 'Keep every city.', model: 'b/m' } })
    expect(requests.map(({ host }) => host)).toEqual(['b'])
    expect(JSON.stringify(requests[0]?.body.messages[0])).toContain('Keep every city.')
  })

  it('takes tokens where the window is not known, and says so where there are none', async () => {
    const { router } = routerOf({ a: [summary] })
    const { tokensAfter } = await router.compact({ messages, compaction: { target: 1_500 } })
    expect(tokensAfter).toBeLessThanOrEqual(1_500)
    await expect(router.compact({ messages })).rejects.toMatchObject({
      code: 'invalid-request',
      hints: [expect.stringContaining("models['a/m'].contextWindow")],
    })
  })

  it('rejects with what kept the summary from being made', async () => {
    const { router } = routerOf({ a: [{ status: 401, message: 'no such key' }] }, windows(tokens))
    await expect(router.compact({ messages })).rejects.toMatchObject({ code: 'authentication' })
  })

  it('says that it is of no use where nothing can go', async () => {
    const { router, hosts } = routerOf({ a: [summary] }, windows(1_000))
    const one = { role: 'user' as const, content: 'word '.repeat(5_000) }
    const { history, warnings } = await router.compact({ messages: [one] })
    expect([history, hosts(), warnings.map(({ code }) => code)]).toEqual([[one], [], ['compaction-failed']])
  })

  it('ends with the signal of its request', async () => {
    const { router } = routerOf({ a: [{ silent: true }] }, windows(tokens))
    const controller = new AbortController()
    const pending = router.compact({ messages, signal: controller.signal })
    setTimeout(() => controller.abort(), 20)
    await expect(pending).rejects.toMatchObject({ code: 'aborted' })
  })
})

describe('the summary of a conversation', () => {
  it('R154 goes to nobody whom the constraints of its request shut out', async () => {
    const constraints = { vendors: ['a'] }
    const { router, hosts } = routerOf(
      { a: [{ say: ['Yes.'] }], b: [summary] },
      { ...windows(Math.floor(tokens * 1.1), tokens * 9), routes: { default: ['a/m'] }, compaction: { model: 'b/m' } },
    )
    const result = await router.complete({ messages, constraints })
    expect(hosts()).toEqual(['a'])
    expect(result.warnings.map(({ code }) => code)).toContain('compaction-failed')
  })

  it('R154 goes to nobody whom the constraints of its route shut out', async () => {
    const { router, hosts } = routerOf(
      { a: [summary, { say: ['Yes.'] }], b: [summary] },
      {
        ...windows(Math.floor(tokens / 2), tokens),
        routes: { default: { targets: ['b/m', 'a/m'], constraints: { vendors: ['a'] } } },
      },
    )
    await router.complete({ messages })
    expect(hosts()).toEqual(['a', 'a'])
  })

  it('is asked for with the keys of its request', async () => {
    const { router, requests } = routerOf({ a: [summary] }, windows(tokens))
    await router.compact({ messages, apiKeys: { a: 'key-of-a-user' } })
    expect(requests[0]?.headers['authorization']).toBe('Bearer key-of-a-user')
  })

  it('is made by the next of the chain where the target fails', async () => {
    const { router, hosts } = routerOf({ a: [{ status: 401 }], b: [summary] }, windows(tokens, tokens))
    const { attempts, summary: text } = await router.compact({ messages })
    expect([hosts(), text]).toEqual([['a', 'b'], 'They spoke of harbours.'])
    expect(attempts.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'compaction failed',
      'compaction success',
    ])
  })

  it('is copied to nobody for comparison', async () => {
    const { router, hosts } = routerOf(
      { a: [summary], b: [summary] },
      {
        ...windows(tokens),
        routes: { default: ['a/m'] },
        routing: { shadow: { targets: ['b/m'], sample: 1 } },
        onNotice: () => undefined,
      },
    )
    await router.compact({ messages })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(hosts()).toEqual(['a'])
    await router.complete({ messages: 'Hi' })
    await expect.poll(hosts).toEqual(['a', 'a', 'b'])
  })

  it('is cut where it is longer than it may be', async () => {
    const { router } = routerOf({ a: [{ say: ['very long '.repeat(5_000)] }] }, windows(tokens))
    const { summary: text = '', tokensAfter } = await router.compact({ messages })
    expect(text).toContain('characters left out')
    expect(tokensAfter).toBeLessThan(tokens * 0.6)
  })
})

describe('options of compaction', () => {
  it.each([
    ['full', /compaction: expected one of auto, overflow, off/],
    ['autp', /did you mean 'auto'/],
    [{ triger: 0.5 }, /did you mean `trigger`/],
    [{ trigger: 1.5 }, /compaction\.trigger: expected a share up to 1, or a whole number of tokens/],
    [{ trigger: 0.5, target: 0.6 }, /compaction\.target: expected less than the trigger \(0\.5\), got 0\.6/],
    [{ model: [] }, /compaction\.model/],
    [{ native: 'yes' }, /compaction\.native: expected true or false/],
  ])('of a request, %j, are refused with the reason', async (compaction, message) => {
    const { router, hosts } = routerOf({ a: [summary] })
    const outcome = await router.complete({ messages: 'Hi', compaction: compaction as 'auto' }).settled()
    expect(!outcome.ok && outcome.error.message).toMatch(message)
    expect([!outcome.ok && outcome.error.code, hosts()]).toEqual(['invalid-request', []])
  })

  it.each([
    ['autp', /^`compaction`: expected one of 'auto', 'overflow', 'off'; did you mean 'auto'/],
    [{ target: 0.95, trigger: 0.9 }, /`compaction\.target`: expected less than the trigger/],
    [{ model: 'nowhere' }, /`compaction\.model`: there is no route or provider `nowhere`/],
  ])('of a configuration, %j, are refused with the reason', (compaction, hint) => {
    let thrown: unknown
    try {
      createRouter({ compaction } as RouterConfig)
    } catch (error) {
      thrown = error
    }
    expect(RouterError.is(thrown, 'configuration') && thrown.hints?.join('\n')).toMatch(hint)
  })

  it('of a request come before those of the configuration', async () => {
    const { router, hosts } = routerOf(
      { a: [{ say: ['Yes.'] }] },
      { ...windows(Math.floor(tokens * 1.2)), compaction: 'auto' },
    )
    await router.complete({ messages, compaction: 'overflow' })
    expect(hosts()).toEqual(['a'])
  })
})
