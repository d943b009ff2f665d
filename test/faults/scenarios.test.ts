import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Runtime } from '../../src/index.ts'
import { nodeFetch } from '../../src/transport/node-fetch.ts'
import type { WallProtocol } from '../fault-wall/dialect.ts'
import { refusalScenarios } from './refusal-scenarios.ts'
import { primaryAndFallback, type Scenario } from './scenario.ts'
import { streamScenarios } from './stream-scenarios.ts'
import { warmUp } from './wall-and-router.ts'

const scenarios = [...refusalScenarios, ...streamScenarios].toSorted((a, b) => a.id.localeCompare(b.id))
const both: readonly WallProtocol[] = ['openai-chat', 'anthropic-messages']
const rows = new Map<string, string>()

beforeAll(warmUp)

afterAll(() => {
  const table = scenarios.map(({ id, fault }) => `${id} ${rows.get(id) ?? 'FAILED'} (${fault})`)
  console.log(`${table.join('\n')}\n${rows.size} of ${scenarios.length} passed`)
})

/** What carries the requests: the `fetch` of the machine, and that of `trunkline/node`. */
const transports: Readonly<Record<string, Partial<Runtime>>> = { fetch: {}, node: { fetch: nodeFetch() } }

async function play({ id, protocols = both, run }: Scenario): Promise<string> {
  const measured = await Promise.all(
    Object.entries(transports).flatMap(([transport, runtime]) =>
      protocols.map(async (protocol) => {
        const said = await run((scene, { config, ...options } = {}) =>
          primaryAndFallback(protocol, scene, { ...options, config: { ...config, runtime } }),
        )
        return `${protocol} by ${transport}: ${said}`
      }),
    ),
  )
  rows.set(id, `passed, ${measured.join('; ')}`)
  return id
}

describe.concurrent('the sixteen public scenarios, with default options, over real sockets', () => {
  for (const scenario of scenarios) {
    it(`${scenario.id} survives: ${scenario.fault}`, async () => expect(await play(scenario)).toBe(scenario.id), 60_000)
  }
})

describe('the catalogue of scenarios', () => {
  it('was played in full: sixteen of sixteen', () => {
    expect(scenarios.map(({ id }) => id)).toEqual(
      Array.from({ length: 16 }, (_, index) => `S${String(index + 1).padStart(2, '0')}`),
    )
    expect([...rows.keys()].toSorted()).toEqual(scenarios.map(({ id }) => id))
  })
})
