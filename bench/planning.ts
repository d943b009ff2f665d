import { createRouter, type RouterConfig } from '../src/index.ts'

/*
 * What choosing costs: plans over 40 targets under 5 constraints, next to JSON.parse of a document of 10 kB, in one process and
 * turn by turn. `node bench/planning.ts`; it takes two seconds.
 */

const targets = 40
const warmUp = 2_000
const rounds = 5_000

/** A document of 10 kB as an API would send it. */
function fixedDocument(): string {
  const entry = (index: number) => ({
    id: `item-${index}`,
    name: `The name of item ${index}`,
    size: index * 1.5,
    tags: ['first', 'second', 'third'],
    nested: { active: index % 2 === 0, note: null, count: index },
  })
  const entries: unknown[] = []
  while (JSON.stringify(entries).length < 10_000) entries.push(entry(entries.length))
  return JSON.stringify(entries)
}

function configuration(): RouterConfig {
  const ids = Array.from({ length: targets }, (_, index) => `host-${index}`)
  return {
    providers: Object.fromEntries(
      ids.map((id, index) => [
        id,
        {
          protocol: 'openai-chat' as const,
          baseUrl: `https://${id}.example/v1`,
          apiKey: `key-of-${id}`,
          region: index % 3 === 0 ? 'us' : 'eu',
        },
      ]),
    ),
    models: Object.fromEntries(
      ids.map((id, index) => [
        `${id}/m`,
        {
          tier: index % 5 === 0 ? ('fast' as const) : ('flagship' as const),
          capabilities: { vision: index % 7 !== 0, tools: true },
          contextWindow: 200_000,
          price: { inputUsdPerMillion: 1, outputUsdPerMillion: 5 },
        },
      ]),
    ),
    routes: { default: ids.map((id) => `${id}/m` as const) },
    runtime: { fetch: () => Promise.reject(new Error('a plan sends nothing')) },
  }
}

/** Microseconds at a share of all measurements. */
function percentile(sorted: readonly number[], share: number): number {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 1_000
}

const text = fixedDocument()
const router = createRouter(configuration())
const request = {
  messages: 'Why is the sky blue?',
  maxOutputTokens: 1_000,
  constraints: { regions: ['eu'], minTier: 'balanced', maxCostUsd: 1, maxLatencyMs: 5_000, needs: ['vision', 'tools'] },
} as const

const parsing: number[] = []
const planning: number[] = []
for (let round = 0; round < warmUp + rounds; round++) {
  const start = performance.now()
  JSON.parse(text)
  const parsed = performance.now()
  await router.plan(request)
  const planned = performance.now()
  if (round < warmUp) continue
  parsing.push(parsed - start)
  planning.push(planned - parsed)
}
const { targets: left, skipped } = await router.plan(request)
if (left.length === 0 || left.length + skipped.length !== targets) throw new Error('the plan is not what is measured')
parsing.sort((a, b) => a - b)
planning.sort((a, b) => a - b)
console.log(`${targets} targets, 5 constraints: ${left.length} may serve, ${skipped.length} are passed over`)
for (const share of [0.5, 0.99]) {
  const [plan, parse] = [percentile(planning, share), percentile(parsing, share)]
  console.log(
    `p${share * 100}: plan ${plan.toFixed(1)} us, JSON.parse of ${text.length} bytes ${parse.toFixed(1)} us: ${(plan / parse).toFixed(2)}`,
  )
}
await router.close()
