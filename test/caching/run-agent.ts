import { createRouter, type RouterConfig, type Usage } from '../../src/index.ts'
import { manualRuntime } from '../manual-runtime.ts'
import { agentTools, type agentRun } from './agent-transcript.ts'
import type { SimulatedHost } from './simulated-hosts.ts'
import type { Asked, Body } from './written-body.ts'

/** By what stands in their address. */
export type Hosts = Readonly<Record<string, SimulatedHost>>

/** What came of a run. */
export interface Run {
  readonly hosts: Hosts
  readonly usages: readonly Usage[]
  /** What the router says that it cost. */
  readonly usd: number
}

/** Runs an agent through the router against hosts with a cache. Hosts are told by what stands in their address. */
export async function runAgent(
  model: Asked['model'],
  steps: ReturnType<typeof agentRun>,
  hostsOf: (now: () => number) => Hosts,
  options: {
    readonly config?: RouterConfig
    readonly session?: string | undefined
    readonly isDown?: (step: number, host: string) => boolean
  } = {},
): Promise<Run> {
  const session = 'session' in options ? options.session : 'run-1'
  let [step, clock, usd] = [0, 1_000_000, 0]
  const now = (): number => clock
  const hosts = hostsOf(now)
  const runtime = manualRuntime({
    env: { OPENAI_API_KEY: 'k', ANTHROPIC_API_KEY: 'k', OPENROUTER_API_KEY: 'k', AWS_BEARER_TOKEN_BEDROCK: 'k' },
    fetch: (input, init) => {
      const name = Object.keys(hosts).find((host) => new URL(input as string).hostname.includes(host)) ?? ''
      if (options.isDown?.(step, name) === true)
        return Promise.resolve(Response.json({ error: { message: 'Down' } }, { status: 503 }))
      return Promise.resolve(hosts[name]?.answer(JSON.parse(init?.body as string) as Body) ?? Response.error())
    },
  })
  const router = createRouter({ routing: { maxRetries: 0 }, ...options.config, runtime: { ...runtime, now } })
  const usages: Usage[] = []
  for (const { system, messages, pauseMs } of steps) {
    clock += pauseMs
    const { usage, cost } = await router.complete({ model, system, messages, tools: agentTools, session })
    usages.push(usage)
    usd += cost.usd ?? 0
    step += 1
  }
  return { hosts, usages, usd }
}

/** What was saved of what a perfect cache would have saved. */
export function savedShare(host: SimulatedHost | undefined): number {
  const { cost, ideal, plain } = host?.charged ?? { cost: 0, ideal: 0, plain: 0 }
  return (plain - cost) / (plain - ideal)
}
