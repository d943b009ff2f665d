import { describe, expect, it } from 'vitest'

import { agentRun } from './agent-transcript.ts'
import { runAgent, savedShare, type Hosts } from './run-agent.ts'
import {
  anthropicAnswer,
  anthropicBlocks,
  bedrockAnswer,
  bedrockBlocks,
  chatAnswer,
  chatBlocks,
  simulatedHost,
} from './simulated-hosts.ts'

const families = {
  anthropic: (now: () => number): Hosts => ({ anthropic: simulatedHost(now, anthropicBlocks, anthropicAnswer) }),
  openrouter: (now: () => number): Hosts => ({ openrouter: simulatedHost(now, chatBlocks, chatAnswer) }),
  bedrock: (now: () => number): Hosts => ({ bedrock: simulatedHost(now, bedrockBlocks, bedrockAnswer) }),
}

describe('an agent of 40 turns with tools, against a host with the published rules', { timeout: 60_000 }, () => {
  it.each([
    ['anthropic/claude-sonnet-4-6', 'anthropic', {}],
    ['openrouter/anthropic/claude-sonnet-4.6', 'openrouter', {}],
    ['openrouter/anthropic/claude-sonnet-4.6', 'openrouter', { silent: true }],
    ['bedrock/us.anthropic.claude-sonnet-4-6', 'bedrock', {}],
    ['anthropic/claude-sonnet-5-5', 'anthropic', { clock: 'turn' }],
    ['anthropic/claude-sonnet-5-5', 'anthropic', { clock: 'request' }],
  ] as const)(
    '%s (%s, %o): at least 95 in 100 of the ideal saving, and R71 all of it in the usage',
    async (model, family, shape) => {
      const { hosts, usages } = await runAgent(model, agentRun({ turns: 40, ...shape }), families[family])
      const host = hosts[family]
      const { cost = 0, plain = 1 } = host?.charged ?? {}
      console.log(
        `saving: ${model} ${JSON.stringify(shape)}: ${host?.requests.length} requests, ${(100 * (1 - cost / plain)).toFixed(1)} % of the input saved, ${(100 * savedShare(host)).toFixed(2)} % of the ideal`,
      )
      expect(host?.requests).toHaveLength(140)
      expect(usages.map(({ cachedTokens, cacheWriteTokens }) => [cachedTokens, cacheWriteTokens])).toEqual(
        host?.requests.map(({ read, write5m }) => [read, write5m]),
      )
      expect(savedShare(host)).toBeGreaterThanOrEqual(0.95)
      expect(cost / plain).toBeLessThan(0.15)
    },
  )

  it('without marking nothing is saved', async () => {
    const config = { caching: { mode: 'off' } } as const
    const { hosts, usages } = await runAgent(
      'anthropic/claude-sonnet-4-6',
      agentRun({ turns: 40 }),
      families.anthropic,
      {
        config,
      },
    )
    expect(hosts['anthropic']?.charged.cost).toBe(hosts['anthropic']?.charged.plain)
    expect(usages.every(({ cachedTokens }) => cachedTokens === 0)).toBe(true)
  })

  it('turn blocks that never stay the same do not cost more than no caching, where they must stand before the conversation', async () => {
    const steps = agentRun({ turns: 20, clock: 'request' })
    const { hosts } = await runAgent('anthropic/claude-sonnet-4-6', steps, families.anthropic)
    const { cost = 0, plain = 0 } = hosts['anthropic']?.charged ?? {}
    expect(cost).toBeLessThan(0.9 * plain)
  })

  it('R71 R72 what was read and written is in the usage, and in the cost', async () => {
    const models = {
      'anthropic/claude-sonnet-4-6': {
        price: {
          inputUsdPerMillion: 1,
          outputUsdPerMillion: 0,
          cacheReadUsdPerMillion: 0.1,
          cacheWriteUsdPerMillion: 1.25,
          cacheWrite1hUsdPerMillion: 2,
        },
      },
    }
    for (const ttl of ['5m', '1h'] as const) {
      const config = { models, caching: { ttl } }
      const steps = agentRun({ turns: 4 })
      const { hosts, usages, usd } = await runAgent('anthropic/claude-sonnet-4-6', steps, families.anthropic, {
        config,
      })
      const requests = hosts['anthropic']?.requests ?? []
      expect(usages.map(({ cachedTokens }) => cachedTokens)).toEqual(requests.map(({ read }) => read))
      expect(usages.map(({ cacheWriteTokens }) => cacheWriteTokens)).toEqual(
        requests.map(({ write5m, write1h }) => write5m + write1h),
      )
      expect(usages.map(({ cacheWrite1hTokens }) => cacheWrite1hTokens)).toEqual(requests.map(({ write1h }) => write1h))
      expect(usd * 1_000_000).toBeCloseTo(hosts['anthropic']?.charged.cost ?? 0, 3)
    }
  })

  it('an hour outlives a pause that five minutes do not', async () => {
    const steps = agentRun({ turns: 3 }).map((step, index) => (index === 4 ? { ...step, pauseMs: 20 * 60_000 } : step))
    const readAfterPause = async (ttl: '5m' | '1h'): Promise<number | undefined> => {
      const { hosts } = await runAgent('anthropic/claude-sonnet-4-6', steps, families.anthropic, {
        config: { caching: { ttl } },
      })
      return hosts['anthropic']?.requests[4]?.read
    }
    expect(await readAfterPause('5m')).toBe(0)
    expect(await readAfterPause('1h')).toBeGreaterThan(1_024)
  })

  it('after a fallback and back, each host goes on with what it cached', async () => {
    const chain = ['anthropic/claude-sonnet-4-6', 'openrouter/anthropic/claude-sonnet-4.6'] as const
    const both = (now: () => number): Hosts => ({ ...families.anthropic(now), ...families.openrouter(now) })
    const isDown = (step: number, host: string): boolean => host === 'anthropic' && step >= 60 && step < 75
    const { hosts } = await runAgent(chain, agentRun({ turns: 40 }), both, { isDown })
    const sums = Object.values(hosts).reduce(
      (sum, { charged }) => ({
        cost: sum.cost + charged.cost,
        ideal: sum.ideal + charged.ideal,
        plain: sum.plain + charged.plain,
      }),
      { cost: 0, ideal: 0, plain: 0 },
    )
    const [primary, other] = [hosts['anthropic']?.requests.length ?? 0, hosts['openrouter']?.requests.length ?? 0]
    expect(primary + other).toBe(140)
    expect(other).toBeGreaterThanOrEqual(15)
    expect(primary).toBeGreaterThan(100)
    const saved = (sums.plain - sums.cost) / (sums.plain - sums.ideal)
    console.log(`saving: over a fallback of ${other} requests and back: ${(100 * saved).toFixed(2)} % of the ideal`)
    expect(saved).toBeGreaterThanOrEqual(0.95)
  })
})
