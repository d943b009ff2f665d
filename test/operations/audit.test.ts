import { array, assert, asyncProperty, constantFrom, type Arbitrary, oneof, record } from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'

import { type AuditRecord, replayAudit, type RouterConfig } from '../../src/index.ts'
import { loadLazyChunks, routerOf } from '../router-of.ts'
import { chatEnd, textChunk, type Step } from '../scripted-chat.ts'

const hello: Step = { say: ['Hello'] }

/** A router that tells its decisions, and what it told. */
function audited(steps: Readonly<Record<string, readonly Step[]>>, config: RouterConfig = {}) {
  const records: AuditRecord[] = []
  const scripted = routerOf(steps, {
    ...config,
    routing: { audit: true, ...config.routing },
    onNotice: ({ audit }) => void (audit === undefined ? 0 : records.push(audit)),
  })
  return { ...scripted, records }
}

beforeAll(async () => {
  await loadLazyChunks()
  await import('../../src/operations/audit-trail.ts')
})

describe('the audit record', () => {
  it('R140 says what was requested, who answered by which model of the wire, when, and why', async () => {
    const { router, records } = audited({ a: [{ status: 401 }], b: [{ say: ['Hello'], model: 'm-2026-11-01' }] })
    await router.complete({ messages: 'my secret question', tags: { case: '17' } })
    expect(records).toHaveLength(1)
    const [told] = records
    expect(told).toMatchObject({
      version: 1,
      requested: { provider: 'a', model: 'm' },
      route: 'default',
      rule: 'default',
      served: { provider: 'b', model: 'm', wireModel: 'm-2026-11-01' },
      startedAt: 1_000_000,
      endedAt: 1_000_000,
      attempts: [{ failure: { code: 'authentication' } }, { outcome: 'success' }],
    })
    expect(told?.reason).not.toBe('')
    expect(told?.decisions.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['plan', 'admission', 'failure', 'retry']),
    )
    expect(JSON.stringify(told)).not.toMatch(/secret question|key-of-/)
  })

  it('R140 is told of calls that fail, and not unless it is asked for', async () => {
    const failing = audited({ a: [{ status: 401 }] })
    await failing.router.complete({ messages: 'hi' }).settled()
    expect(failing.records).toMatchObject([{ error: 'authentication', attempts: [{ outcome: 'failed' }] }])
    expect(failing.records[0]).not.toHaveProperty('served')
    const off = audited({ a: [hello] }, { routing: { audit: false } })
    await off.router.complete({ messages: 'hi' })
    expect(off.records).toEqual([])
  })

  it('R140 is replayed to the same with targets at their limits, and a plan made twice is the same', async () => {
    const told: Step = {
      raw: [textChunk('Hello'), chatEnd()],
      headers: { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '30s' },
    }
    const crowded: Step = { status: 429, message: 'Too many concurrent requests.', headers: { 'retry-after': '20' } }
    const limited = {
      protocol: 'openai-chat',
      baseUrl: 'https://c.example/v1',
      apiKey: 'k',
      limits: { rpm: 1 },
    } as const
    const { router, records } = audited(
      { a: [told], b: [crowded], c: [hello], d: [hello] },
      { providers: { c: limited }, routing: { maxRetries: 0 } },
    )
    for (let call = 0; call < 3; call++) await router.complete({ messages: 'hi' })
    expect(records.map(({ served }) => served?.provider)).toEqual(['a', 'c', 'd'])
    const read = JSON.parse(JSON.stringify(records)) as AuditRecord[]
    expect(await Promise.all(read.map(replayAudit))).toMatchObject([
      { isSame: true },
      { isSame: true },
      { isSame: true },
    ])
    expect(records[2]?.skipped.map(({ target, reason }) => [target.provider, reason])).toEqual([
      ['a', 'limit'],
      ['b', 'limit'],
      ['c', 'limit'],
    ])
    const plans = [{}, { down: [{ provider: 'd' }] }].map(async (options) => {
      const plan = await router.plan({ messages: 'hi' }, options)
      expect(await router.plan({ messages: 'hi' }, options)).toEqual(plan)
      return plan.targets.map(({ target }) => target.provider)
    })
    expect(await Promise.all(plans)).toEqual([['d'], []])
  })

  it('R140 shows a decision that would be another one now', async () => {
    const { router, records } = audited({ a: [{ status: 401 }], b: [hello] })
    await router.complete({ messages: 'hi' })
    const [told] = records
    if (told === undefined) throw new Error('nothing was told')
    const decisions = told.decisions.map((one) =>
      one.type === 'failure' ? { ...one, decision: { code: 'server' } } : one,
    )
    const replay = await replayAudit({ ...told, decisions })
    expect(replay.isSame).toBe(false)
    expect(replay.differences).toMatchObject([{ type: 'failure', decision: { code: 'authentication' } }])
  })

  it('R140 replays bit for bit, whatever outage it tells of', async () => {
    const step: Arbitrary<Step> = oneof(
      constantFrom<Step>(hello, { network: 'ECONNRESET' }, { cut: ['Hel'] }, { cut: [], how: 'close' }, { say: [] }),
      record({ status: constantFrom(400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 529) }),
      record({
        status: constantFrom(429, 503),
        headers: record({ 'retry-after': constantFrom('1', '4', '90', '0.5') }),
      }),
    )
    const steps = array(step, { minLength: 1, maxLength: 4 })
    let decisions = 0
    await assert(
      asyncProperty(record({ a: steps, b: steps, c: steps }), async (script) => {
        const { router, runtime, records } = audited(script)
        for (let call = 0; call < 3; call++) {
          const outcome = router.complete({ messages: 'hi' }).settled()
          await runtime.advance(20_000)
          await runtime.advance(70_000)
          await outcome
        }
        expect(records).toHaveLength(3)
        for (const told of records) {
          const replay = await replayAudit(JSON.parse(JSON.stringify(told)) as AuditRecord)
          expect(replay.differences).toEqual([])
          decisions += replay.decisions
        }
      }),
      { numRuns: 40 },
    )
    expect(decisions).toBeGreaterThan(300)
  }, 20_000)
})
