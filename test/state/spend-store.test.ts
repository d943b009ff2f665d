import { beforeAll, describe, expect, it } from 'vitest'

import { createMemorySpendStore } from '../../src/budget/memory-spend-store.ts'
import type { Notice, SpendLimit, SpendStore, SpendWindow } from '../../src/index.ts'
import { loadLazyChunks, routerOf } from '../router-of.ts'

beforeAll(loadLazyChunks)

const price = { inputUsdPerMillion: 0, outputUsdPerMillion: 100 }

/** A router whose calls cost 0.05 USD, and may cost 0.1. */
function sharing(spendStore: SpendStore, spend: readonly SpendLimit[]) {
  const notices: Notice[] = []
  const scripted = routerOf(
    { a: [{ say: ['Hello'], usage: { input: 1, output: 500 } }] },
    {
      models: { 'a/m': { maxOutputTokens: 1_000, price } },
      budget: { spend, spendStore },
      onNotice: (notice) => notices.push(notice),
    },
  )
  return { ...scripted, notices, ask: () => scripted.router.complete({ messages: 'Hi' }).settled() }
}

/** A store that answers a turn of the event loop later, as over a network. */
function remote() {
  const memory = createMemorySpendStore(() => 0)
  const seen: SpendWindow[] = []
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const store: SpendStore = {
    async reserve(windows, amount) {
      await turn()
      seen.push(...windows)
      return memory.reserve(windows, amount)
    },
    async settle(windows, reserved, spent) {
      await turn()
      return memory.settle(windows, reserved, spent)
    },
  }
  return { store, memory, seen }
}

describe('a spend store of the caller', () => {
  it('holds the limits of several routers together; runs and calls stay their own', async () => {
    const { store, memory, seen } = remote()
    const limits = [
      { usd: 0.25, per: 'day' },
      { usd: 100, per: 'run' },
      { usd: 100, per: 'call' },
    ] as const
    const routers = [sharing(store, limits), sharing(store, limits)]
    const calls = await Promise.all(routers.flatMap(({ ask }) => [ask(), ask(), ask()]))
    // At the same time, two of 0.1 fit; none was reserved twice.
    expect(calls.filter(({ ok }) => ok)).toHaveLength(2)
    expect(memory.total('day 1970-01-01')).toEqual({ spentNanoUsd: 100_000_000, reservedNanoUsd: 0 })
    expect(new Set(seen.map(({ key }) => key))).toEqual(new Set(['day 1970-01-01']))
    expect(seen[0]).toEqual({ key: 'day 1970-01-01', limitNanoUsd: 250_000_000, endsAt: 86_400_000 })
    expect([await routers[0]?.ask(), await routers[1]?.ask()]).toMatchObject([{ ok: true }, { ok: true }])
    expect(await routers[0]?.ask()).toMatchObject({
      ok: false,
      error: { code: 'budget', message: expect.stringContaining('has 0.05 left (0.2 spent, 0 reserved)') as unknown },
    })
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('ECONNREFUSED redis://user:sk-abcdef1234567890@host')
      },
    ],
    ['rejects', () => Promise.reject(new Error('LOADING'))],
    ['gives something else', () => ({ ok: true, totals: [] })],
    ['gives nothing', () => undefined as never],
  ] as const)('that %s stops calls under hard limits, with an error that says so', async (_, fails: () => unknown) => {
    const store = { reserve: fails, settle: fails } as SpendStore
    const { ask, hosts, notices } = sharing(store, [{ usd: 100, per: 'day' }])
    const settled = await ask()
    expect(settled).toMatchObject({ ok: false, error: { code: 'budget', attempts: [] } })
    expect(settled.ok ? '' : settled.error.message).toContain(
      'the spend store did not answer as it should, and a limit holds that cannot be checked without it: 100 USD per day',
    )
    await ask()
    expect(hosts()).toEqual([])
    const told = notices.filter(({ target }) => target === undefined)
    expect(told).toMatchObject([
      { type: 'budget', message: expect.stringContaining('The spend store failed') as unknown },
    ])
    expect(JSON.stringify([notices, settled])).not.toContain('sk-abcdef')
  })

  it('that fails stops nothing under soft limits', async () => {
    const fails = () => Promise.reject(new Error('down'))
    const { ask, notices } = sharing({ reserve: fails, settle: fails }, [{ usd: 0.01, per: 'day', hard: false }])
    expect(await ask()).toMatchObject({ ok: true, result: { text: 'Hello' } })
    expect(notices.map(({ type }) => type)).toEqual(['budget'])
  })

  it('that fails after the answer takes nothing from it, and what was kept back stays', async () => {
    const { store, memory } = remote()
    const { ask } = sharing({ ...store, settle: () => Promise.reject(new Error('down')) }, [{ usd: 1, per: 'day' }])
    expect(await ask()).toMatchObject({ ok: true, result: { text: 'Hello' } })
    expect(memory.total('day 1970-01-01')).toEqual({ spentNanoUsd: 0, reservedNanoUsd: 100_000_000 })
  })

  it('that never answers is waited for 5 seconds; what it gives later goes back', async () => {
    const memory = createMemorySpendStore(() => 0)
    let answer: () => void = () => expect.fail('nobody asked')
    const { ask, runtime, hosts } = sharing(
      {
        reserve: (windows, amount) =>
          new Promise((resolve) => (answer = () => resolve(memory.reserve(windows, amount)))),
        settle: (windows, reserved, spent) => memory.settle(windows, reserved, spent),
      },
      [{ usd: 1, per: 'day' }],
    )
    const settled = ask()
    await runtime.advance(4_999)
    await runtime.advance(1)
    expect(await settled).toMatchObject({ ok: false, error: { code: 'budget' } })
    answer()
    await runtime.advance(0)
    expect(memory.total('day 1970-01-01')).toEqual({ spentNanoUsd: 0, reservedNanoUsd: 0 })
    expect(hosts()).toEqual([])
  })

  it.each([[{}], [{ reserve: 1, settle: 2 }], ['redis://host']])('%o is none', (spendStore) => {
    expect(() => sharing(spendStore as SpendStore, [])).toThrow(
      expect.objectContaining({
        hints: [
          expect.stringContaining(
            '`budget.spendStore`: expected an object with the functions reserve and settle',
          ) as unknown,
        ],
      }) as Error,
    )
  })
})
