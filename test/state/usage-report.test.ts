import { describe, expect, it } from 'vitest'

import { RouterError, type UsageQuery } from '../../src/index.ts'
import { measureRequest } from '../../src/budget/request-size.ts'
import { tokensOf } from '../../src/budget/token-estimate.ts'
import { longConversation } from '../compaction/long-conversation.ts'
import { routerOf } from '../router-of.ts'
import { chatEnd, type Step, textChunk } from '../scripted-chat.ts'

const price = { inputUsdPerMillion: 1, outputUsdPerMillion: 10 }
const answer: Step = { say: ['Hello'], usage: { input: 1_000, output: 100 } }
const models = {
  'a/m': { price, tier: 'flagship' },
  'b/m': { price, tier: 'fast' },
} as const

/** Two targets; the first one fails every second time. */
function twoTargets() {
  return routerOf(
    { a: [answer, { status: 400, code: 'model_not_found' }, answer], b: [answer] },
    { models, routing: { maxRetries: 0 } },
  )
}

describe('report()', () => {
  it('R148 groups spend by provider, model, class and month, in plain JSON', async () => {
    const { router, runtime } = twoTargets()
    await router.complete({ messages: 'Hi', task: 'code', model: ['a/m', 'b/m'], tags: { team: 'x' } })
    await runtime.advance(40 * 86_400_000)
    await router.complete({ messages: 'Hi', task: 'triage', model: ['a/m', 'b/m'] })
    const report = await router.report({ groupBy: ['provider', 'model', 'task', 'month'] })
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    expect(report).toMatchObject({ from: '1970-01-01', to: '1970-02-10', isComplete: true })
    expect(report.total).toMatchObject({
      calls: 2,
      failedCalls: 0,
      fallbacks: 1,
      downgrades: 1,
      attempts: 3,
      failedAttempts: 1,
    })
    expect(report.total.usage).toEqual({ inputTokens: 2_000, outputTokens: 200 })
    expect(report.total.usd).toBe(0.004)
    const rows = report.rows.map(({ group, calls, attempts, usd }) => [group, calls, attempts, usd])
    expect(rows).toEqual([
      [{ provider: 'a', model: 'm', task: 'code', month: '1970-01' }, 1, 1, 0.002],
      [{ provider: 'b', model: 'm', task: 'triage', month: '1970-02' }, 1, 1, 0.002],
      [{ provider: 'a', model: 'm', task: 'triage', month: '1970-02' }, 0, 1, 0],
    ])
    expect(report.rows[2]?.failures).toEqual({ 'model-not-found': 1 })
    const ofTeam = await router.report({ groupBy: ['tag:team'], where: { 'tag:team': 'x' } })
    expect(ofTeam.rows).toMatchObject([{ group: { 'tag:team': 'x' }, calls: 1, usd: 0.002 }])
    const inFebruary = await router.report({ groupBy: [], from: '1970-02-01' })
    expect(inFebruary).toMatchObject({ rows: [], total: { calls: 1 } })
  })

  it('R132 keeps running totals, with what failed calls cost', async () => {
    const { router } = routerOf(
      { a: [{ cut: ['one '.repeat(500)] }] },
      { models: { 'a/m': models['a/m'] }, routing: { maxRetries: 0 } },
    )
    expect((await router.report()).total).toMatchObject({ calls: 0, usd: 0 })
    const settled = await router.complete({ messages: 'Hi' }).settled()
    const { total, rows } = await router.report()
    expect(total).toMatchObject({
      calls: 1,
      failedCalls: 1,
      attempts: 1,
      failures: { 'stream-truncated': 1 },
      unpricedAttempts: 0,
    })
    expect(total.usd).toBeCloseTo(settled.ok ? -1 : (settled.error.partial?.cost?.usd ?? -1), 8)
    expect(total.usd).toBeGreaterThan(0.0045)
    expect(rows).toMatchObject([{ group: { provider: 'a', model: 'm' } }])
  })

  it('tells attempts apart by what they were made for', async () => {
    const cut: Step = { raw: [textChunk('one '), chatEnd({ input: 10, output: 400 }, 'length')] }
    const { router } = routerOf({ a: [cut, answer] }, { models: { 'a/m': models['a/m'] } })
    await router.complete({ messages: 'Hi' })
    const { rows } = await router.report({ groupBy: ['kind'] })
    expect(new Map(rows.map(({ group, attempts }) => [group.kind, attempts]))).toEqual(
      new Map([
        ['first', 1],
        ['escalation', 1],
      ]),
    )
  })

  it('R154 books a compaction as a part of the call that it is made for', async () => {
    const summary: Step = { say: ['In short.'], usage: { input: 500, output: 100 } }
    const messages = longConversation({ messages: 60 })
    const contextWindow = Math.ceil(tokensOf(measureRequest({ messages })) / 0.9)
    const { router } = routerOf(
      { a: [summary, answer] },
      {
        models: { 'a/m': { ...models['a/m'], contextWindow, maxOutputTokens: 2_000 } },
        compaction: 'auto',
        budget: { spend: [{ usd: 1, per: 'run', session: true }] },
      },
    )
    const { attempts } = await router.complete({
      messages,
      session: 's',
      tags: { team: 'x' },
      task: 'chat',
      model: 'a/m',
    })
    expect(attempts.map(({ kind }) => kind)).toEqual(['compaction', 'first'])
    const { total, rows } = await router.report({ groupBy: ['kind', 'tag:team', 'task'] })
    expect(total).toMatchObject({ calls: 1, attempts: 2, usd: 0.0035 })
    expect(rows.map(({ group, calls, usd }) => [group, calls, usd])).toEqual([
      [{ kind: 'first', 'tag:team': 'x', task: 'chat' }, 1, 0.002],
      [{ kind: 'compaction', 'tag:team': 'x', task: 'chat' }, 0, 0.0015],
    ])
    router.configure({
      providers: { a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: 'k' } },
      models: { 'a/m': { ...models['a/m'], maxOutputTokens: 2_000 } },
      budget: { spend: [{ usd: 0.01, per: 'run', session: true }] },
    })
    const later = await router.plan({ messages: 'Hi', model: 'a/m', session: 's' })
    expect(later.skipped[0]?.message).toContain('(0.0035 spent, 0 reserved)')
    expect((await router.report()).total.calls).toBe(1)
  })

  it('says how many attempts have no known price', async () => {
    const { router } = routerOf({ a: [answer] })
    await router.complete({ messages: 'Hi' })
    expect((await router.report()).total).toMatchObject({ attempts: 1, unpricedAttempts: 1, usd: 0 })
  })

  it.each([
    [{ groupBy: ['vendor'] }, 'groupBy[0]: expected one of provider, model'],
    [{ from: 'yesterday' }, 'from: expected a day like 2026-11-20'],
    [{ where: { moddel: 'm' } }, 'where: expected one of'],
    [{ group: [] }, 'did you mean `groupBy`?'],
  ])('refuses %o', async (query, words) => {
    const error = await twoTargets()
      .router.report(query as UsageQuery)
      .catch((thrown: unknown) => thrown)
    expect(RouterError.is(error, 'invalid-request') ? error.message : error).toContain(words)
  })
})
