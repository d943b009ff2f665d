import { describe, expect, it } from 'vitest'

import { createSpendBook, type SpendOrder, type SpendReader } from '../../src/budget/spend-book.ts'
import type { SpendAlert, SpendLimit } from '../../src/vocabulary/spend.ts'

const hour = 3_600_000
const subject = { provider: 'acme', model: 'large' }

/** A book whose clock is in the test's hands. */
function openBook(startsAt = '2026-11-20T12:00:00Z') {
  const clock = { now: Date.parse(startsAt) }
  const alerts: SpendAlert[] = []
  const reader: SpendReader = {
    onAlert: (alert) => void alerts.push(alert),
    onStoreFailure: (error) => expect.fail(String(error)),
  }
  const book = createSpendBook({ now: () => clock.now, setTimer: () => ({ cancel: () => undefined }) })
  const order = (
    limits: readonly SpendLimit[],
    mostUsd: number | undefined,
    more: Partial<SpendOrder> = {},
  ): SpendOrder => ({
    limits,
    store: undefined,
    subject,
    call: undefined,
    mostUsd,
    ...more,
  })
  /** Spends at once, or says what forbids it. */
  function spend(limits: readonly SpendLimit[], usd: number, more: Partial<SpendOrder> = {}): string {
    const held = book.hold(order(limits, usd, more), reader)
    if (held instanceof Promise) return expect.fail('nothing outside is asked')
    if (held.type === 'overspent') return held.message
    void held.settle({ usd })
    return 'spent'
  }
  return { clock, alerts, book, order, reader, spend }
}

describe('a limit on spending', () => {
  it('R138 stops what would take it above, and says what is spent, reserved and left, and when it begins anew', () => {
    const { book, order, reader, spend } = openBook()
    const limits = [{ usd: 1, per: 'day' }] as const
    expect(spend(limits, 0.5)).toBe('spent')
    expect(book.hold(order(limits, 0.25), reader)).toMatchObject({ type: 'held' })
    expect(book.hold(order(limits, 0.26), reader)).toEqual({
      type: 'overspent',
      message:
        '`acme/large` may cost 0.26 USD; the limit of 1 USD per day has 0.25 left (0.5 spent, 0.25 reserved). It begins anew at 2026-11-21T00:00:00.000Z.',
      until: Date.parse('2026-11-21'),
      status: { limit: '1 USD per day', usd: 1, spentUsd: 0.5, reservedUsd: 0.25, resetsAt: Date.parse('2026-11-21') },
      window: 'day 2026-11-20',
    })
    expect(spend(limits, 0.25)).toBe('spent')
  })

  it.each([
    ['day', '2026-11-20T23:59:59.999Z'],
    ['month', '2026-11-30T23:59:59.999Z'],
    ['month', '2026-12-31T23:59:59.999Z'],
    [{ hours: 5 }, new Date(Math.ceil(Date.parse('2026-11-20') / (5 * hour)) * 5 * hour - 1).toISOString()],
  ] as const)('per %o begins anew at its border, by UTC', (per, lastMoment) => {
    const { clock, spend } = openBook(lastMoment)
    const limits = [{ usd: 1, per }] as const
    expect(spend(limits, 1)).toBe('spent')
    expect(spend(limits, 0.01)).toContain(`begins anew at ${new Date(clock.now + 1).toISOString()}`)
    clock.now += 1
    expect(spend(limits, 1)).toBe('spent')
    expect(spend(limits, 0.01)).toContain('has 0 left')
  })

  it('books what was begun before a border before it', () => {
    const { clock, book, order, reader, spend } = openBook('2026-11-20T23:59:59Z')
    const limits = [{ usd: 1, per: 'day' }] as const
    const held = book.hold(order(limits, 1), reader)
    clock.now += 2_000
    expect(spend(limits, 1)).toBe('spent')
    if (held instanceof Promise || held.type !== 'held') return expect.fail('it was refused')
    void held.settle({ usd: 0.9 })
    expect(spend(limits, 0.001)).toContain('1 spent, 0 reserved')
  })

  it('per run lasts as long as the book, and per call as long as the call', () => {
    const { clock, spend } = openBook()
    const [first, second] = [{}, {}]
    const perCall = [{ usd: 1, per: 'call' }] as const
    expect(spend(perCall, 0.9, { call: first })).toBe('spent')
    expect(spend(perCall, 0.2, { call: first })).toContain('1 USD per call')
    expect(spend(perCall, 0.2, { call: second })).toBe('spent')
    const perRun = [{ usd: 1, per: 'run' }] as const
    expect(spend(perRun, 0.9)).toBe('spent')
    clock.now += 1_000 * 24 * hour
    expect(spend(perRun, 0.2)).toContain('1 USD per run')
  })

  it('counts apart what its selectors set apart', () => {
    const { spend } = openBook()
    const perUser = [{ usd: 1, per: 'day', tag: 'user' }] as const
    expect(spend(perUser, 1, { subject: { ...subject, tags: { user: 'ann' } } })).toBe('spent')
    expect(spend(perUser, 1, { subject: { ...subject, tags: { user: 'bob' } } })).toBe('spent')
    expect(spend(perUser, 0.1, { subject: { ...subject, tags: { user: 'ann' } } })).toContain('tag user="ann"')
    expect(spend(perUser, 9)).toBe('spent')
    const ofTeam = [{ usd: 1, per: 'month', tag: { team: 'a', site: 'b' } }] as const
    expect(spend(ofTeam, 9, { subject: { ...subject, tags: { team: 'a' } } })).toBe('spent')
    expect(spend(ofTeam, 2, { subject: { ...subject, tags: { team: 'a', site: 'b' } } })).toContain(
      'tag site="b", tag team="a"',
    )
    const perSession = [{ usd: 1, per: 'run', session: true }] as const
    expect(spend(perSession, 1, { subject: { ...subject, session: 's1' } })).toBe('spent')
    expect(spend(perSession, 1, { subject: { ...subject, session: 's2' } })).toBe('spent')
    expect(spend(perSession, 1, { subject: { ...subject, session: 's1' } })).toContain('session "s1"')
    expect(spend([{ usd: 0, per: 'day', provider: 'other' }], 9)).toBe('spent')
    expect(spend([{ usd: 0, per: 'day', provider: 'acme' }], 9)).toContain('provider acme')
    expect(spend([{ usd: 0, per: 'day', model: 'large' }], 9)).toContain('model large')
    expect(spend([{ usd: 0, per: 'day', model: 'acme/large' }], 9)).toContain('model acme/large')
    expect(spend([{ usd: 0, per: 'day', model: 'small' }], 9)).toBe('spent')
  })

  it('R138 alerts when a share of it is reached, once, soft or hard', () => {
    const { alerts, spend } = openBook()
    const limits = [
      { usd: 1, per: 'day', alertAt: [0.5, 0.9], hard: false },
      { usd: 4, per: 'day' },
    ] as const
    expect(spend(limits, 0.4)).toBe('spent')
    expect(alerts).toEqual([])
    expect(spend(limits, 0.1)).toBe('spent')
    expect(alerts).toMatchObject([{ share: 0.5, usd: 1, spentUsd: 0.5 }])
    expect(spend(limits, 0.1)).toBe('spent')
    expect(spend(limits, 1)).toBe('spent')
    expect(spend(limits, 1.6)).toBe('spent')
    expect(alerts.slice(1)).toMatchObject([
      { share: 0.9, spentUsd: 1.6, limit: '1 USD per day' },
      { share: 0.8, spentUsd: 3.2, limit: '4 USD per day' },
    ])
    expect(spend(limits, 0.81)).toContain('4 USD per day')
    expect(spend(limits, 0.8)).toBe('spent')
    expect(alerts.at(-1)).toMatchObject({ share: 1, usd: 4 })
    expect(alerts).toHaveLength(4)
  })

  it('refuses what has no price where it is hard, and lets what is free pass when it is used up', () => {
    const { book, order, reader, spend } = openBook()
    const limits = [{ usd: 1, per: 'month' }] as const
    expect(book.forbids(order(limits, undefined))).toMatchObject({
      message: expect.stringContaining('not known') as unknown,
      until: undefined,
    })
    expect(book.hold(order(limits, undefined), reader)).toMatchObject({ type: 'overspent' })
    expect(book.hold(order([{ ...limits[0], hard: false }], undefined), reader)).toMatchObject({ type: 'held' })
    expect(spend(limits, 1)).toBe('spent')
    expect(spend(limits, 0)).toBe('spent')
  })

  it('counts all that was kept back where the cost stays unknown, and never less where a part of it does', () => {
    const limits = [{ usd: 1, per: 'run' }] as const
    for (const cost of [undefined, {}, { usd: 0.1, incomplete: true }]) {
      const { book, order, reader, spend } = openBook()
      const held = book.hold(order(limits, 0.75), reader)
      if (held instanceof Promise || held.type !== 'held') return expect.fail('it was refused')
      void held.settle(cost)
      expect(spend(limits, 0.26)).toContain('0.75 spent, 0 reserved')
      expect(spend(limits, 0.25)).toBe('spent')
    }
  })
})
