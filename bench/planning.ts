import { pathToFileURL } from 'node:url'

import type * as Trunkline from '../src/index.ts'
import { fiveConstraints, fortyTargets, targetCount } from './forty-targets.ts'
import type { PlanningFigures } from './job.ts'

/*
 * What choosing costs: plans over 40 targets under 5 constraints, next to JSON.parse of a document of 10 kB, in one process and
 * turn by turn. It takes two seconds, and prints its figures as JSON.
 */

const { createRouter } = (await import(pathToFileURL(process.env['TRUNKLINE_ENTRY'] ?? '').href)) as typeof Trunkline

const warmUp = 2_000
const turns = 5_000

/** A document of 10 kB as an API would send it. */
function fixedDocument(): string {
  const entry = (index: number): object => ({
    id: `item-${index}`,
    name: `The name of item ${index}`,
    size: index * 1.5,
    tags: ['first', 'second', 'third'],
    nested: { active: index % 2 === 0, note: null, count: index },
  })
  const entries: object[] = []
  while (JSON.stringify(entries).length < 10_000) entries.push(entry(entries.length))
  return JSON.stringify(entries)
}

/** Microseconds at a share of all measurements. */
function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((one, other) => one - other)
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN) * 1_000
}

const text = fixedDocument()
const router = createRouter({
  ...fortyTargets(),
  runtime: { fetch: () => Promise.reject(new Error('a plan sends nothing')), readEnv: () => undefined },
})
const request = { messages: 'Why is the sky blue?', ...fiveConstraints }
const { targets, skipped } = await router.plan(request)
if (targets.length === 0 || targets.length + skipped.length !== targetCount)
  throw new Error('the plan is not what is measured')

const parsing: number[] = []
const planning: number[] = []
for (let turn = 0; turn < warmUp + turns; turn++) {
  const start = performance.now()
  JSON.parse(text)
  const parsed = performance.now()
  await router.plan(request)
  const planned = performance.now()
  if (turn < warmUp) continue
  parsing.push(parsed - start)
  planning.push(planned - parsed)
}
await router.close()

const at = (share: number): PlanningFigures['p50'] => ({
  planUs: percentile(planning, share),
  parseUs: percentile(parsing, share),
})
const figures: PlanningFigures = { p50: at(0.5), p99: at(0.99) }
process.stdout.write(`${JSON.stringify(figures)}\n`)
