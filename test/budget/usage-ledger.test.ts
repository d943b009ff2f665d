import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createUsageLedger, type UsageLedger } from '../../src/budget/usage-ledger.ts'
import { reportUsage } from '../../src/budget/usage-report.ts'
import type { Attempt } from '../../src/vocabulary/completion-result.ts'
import type { ReportDimension } from '../../src/vocabulary/usage-report.ts'

const dayMs = 86_400_000

function attemptAt(startedAt: number, more: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    target: { provider: 'acme', model: 'large' },
    protocol: 'openai-chat',
    kind: 'first',
    outcome: 'success',
    startedAt,
    durationMs: 1,
    usage: { inputTokens: 10, outputTokens: 5, source: 'reported' },
    cost: { usd: 0.1, source: 'computed' },
    ...more,
  }
}

const anyUse = fc.record({
  day: fc.integer({ min: 20_000, max: 20_400 }),
  provider: fc.constantFrom('a', 'b', 'c'),
  user: fc.integer({ min: 0, max: 30 }),
  nano: fc.nat(1_000_000),
  task: fc.option(fc.constantFrom('chat', 'code'), { nil: undefined }),
})
type Use = typeof anyUse extends fc.Arbitrary<infer T> ? T : never

function record(ledger: UsageLedger, { day, provider, user, nano, task }: Use): void {
  const cost = { usd: nano / 1e9, source: 'computed' } as const
  const attempt = attemptAt(day * dayMs, { target: { provider, model: 'm' }, cost })
  ledger.countAttempt(attempt, { task, tags: { user: String(user) } })
}

describe('the ledger of usage', () => {
  it('R148 gives the same sums however it is grouped, in whatever order things came', () => {
    fc.assert(
      fc.property(fc.array(anyUse, { maxLength: 60 }), fc.boolean(), (uses, isShort) => {
        const [one, other] = [createUsageLedger(isShort ? 8 : 10_000), createUsageLedger()]
        for (const use of uses) record(one, use)
        for (const use of uses.toReversed()) record(other, use)
        const dimensions: readonly ReportDimension[] = ['provider', 'model', 'task', 'kind', 'day', 'month', 'tag:user']
        for (const dimension of dimensions) {
          const { total, rows } = reportUsage(one, { groupBy: [dimension] })
          const nano = rows.reduce((sum, { usd }) => sum + Math.round(usd * 1e9), 0)
          expect(nano).toBe(uses.reduce((sum, use) => sum + use.nano, 0))
          expect(Math.round(total.usd * 1e9)).toBe(nano)
          expect(rows.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(uses.length)
          if (!isShort) expect(reportUsage(other, { groupBy: [dimension] }).rows).toEqual(rows)
        }
      }),
    )
  })

  it('stays bounded, and says when groups are no longer told apart', () => {
    const ledger = createUsageLedger(50)
    for (let user = 0; user < 5_000; user++) ledger.countAttempt(attemptAt(0), { tags: { user: String(user) } })
    expect([...ledger.cells].length).toBeLessThanOrEqual(51)
    const report = reportUsage(ledger, { groupBy: ['tag:user'] })
    expect(report.isComplete).toBe(false)
    expect(report.total).toMatchObject({ attempts: 5_000, usd: 500 })
    expect(report.rows[0]).toMatchObject({ group: {}, attempts: 4_950 })
  })

  it('joins old days to months before it leaves anything away', () => {
    const ledger = createUsageLedger(200)
    for (let day = 20_000; day < 20_700; day++) ledger.countAttempt(attemptAt(day * dayMs), {})
    const { isComplete, rows, from, to } = reportUsage(ledger, { groupBy: ['month'] })
    expect(isComplete).toBe(true)
    expect([from, to]).toEqual(['2024-10-01', '2026-09-03'])
    expect(rows).toHaveLength(24)
    expect(rows.find(({ group }) => group.month === '2025-02')).toMatchObject({ attempts: 28, usd: 2.8 })
    const days = reportUsage(ledger, { groupBy: ['day'], from: '2026-09-01' })
    expect(days.rows.map(({ group }) => group.day)).toEqual(['2026-09-01', '2026-09-02', '2026-09-03'])
  })
})
