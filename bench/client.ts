import { Session } from 'node:inspector/promises'

import type { Job, Figures } from './job.ts'
import { basePath, faultPath, longestWarmUpMs, scenarios, type Scenario } from './scenarios.ts'
import { benchModel } from './wires/prepared-answer.ts'
import type { Ask, Endpoint, SeenAnswer, Subject } from './subjects/subject.ts'

/*
 * One measurement of one subject, in a fresh process: warms up, counts, and prints its figures as JSON. What is counted is checked:
 * a subject that loses deltas is no faster.
 */

const subjects: Readonly<Record<string, () => Promise<{ readonly subject: Subject }>>> = {
  bare: () => import('./subjects/bare.ts'),
  trunkline: () => import('./subjects/trunkline.ts'),
  'trunkline/node': () => import('./subjects/trunkline-node.ts'),
  openai: () => import('./subjects/openai.ts'),
  'anthropic-sdk': () => import('./subjects/anthropic-sdk.ts'),
  'anthropic-sdk create': () => import('./subjects/anthropic-sdk-create.ts'),
  ai: () => import('./subjects/ai.ts'),
  'ai-fallback': () => import('./subjects/ai-fallback.ts'),
}

const megabyte = 1024 * 1024

async function open({ subject, scenario: id, origin }: Job): Promise<Ask> {
  const scenario: Scenario = scenarios[id]
  const load = subjects[subject]
  if (load === undefined) throw new Error(`there is no subject ${subject}`)
  const { content, wire } = scenario.stream
  const endpoint: Endpoint = {
    wire,
    baseUrl: origin + basePath(scenario),
    model: benchModel,
    callsTool: content === 'arguments',
    choosesTarget: scenario.choosesTarget === true,
  }
  const { fault } = scenario
  const ask =
    fault === undefined
      ? (await load()).subject.open(endpoint)
      : (await load()).subject.open({ ...endpoint, baseUrl: origin + faultPath(fault) }, endpoint)
  return async () => {
    const seen = await ask()
    check(scenario, seen)
    return seen
  }
}

function check({ stream }: Scenario, { deltas, inputTokens }: SeenAnswer): void {
  if (stream.content === 'recorded') return
  // Gemini gives arguments as values: whoever makes JSON of them closes the text and the object, each with a delta.
  const closing = stream.wire === 'gemini' && stream.content === 'arguments' ? 2 : 0
  if (deltas < stream.deltas || deltas > stream.deltas + closing)
    throw new Error(`${deltas} of ${stream.deltas} deltas were seen`)
  if (inputTokens !== 12) throw new Error(`${inputTokens} input tokens were reported instead of 12`)
}

async function warmUp(count: number, ask: Ask): Promise<void> {
  const until = performance.now() + longestWarmUpMs
  for (let made = 0; made < count && performance.now() < until; made++) await ask()
}

async function times(count: number, ask: Ask): Promise<number> {
  let deltas = 0
  for (let made = 0; made < count; made++) deltas += (await ask()).deltas
  return deltas
}

async function measure(job: Job): Promise<Figures> {
  const { measurement, warm, counted }: Scenario = scenarios[job.scenario]
  const ask = await open(job)
  await warmUp(warm, ask)
  switch (measurement) {
    case 'cpu-per-delta':
    case 'cpu-per-request': {
      const before = process.cpuUsage()
      const deltas = await times(counted, ask)
      const { user, system } = process.cpuUsage(before)
      return { value: (user + system) / (measurement === 'cpu-per-delta' ? deltas : counted) }
    }
    case 'bytes-per-delta':
      return { value: await allocatedBytes(() => times(counted, ask)) }
    case 'wall-per-answer':
    case 'first-delta':
      return { value: await medianWait(counted, ask, measurement === 'first-delta') }
    case 'at-once': {
      const startedAt = performance.now()
      await Promise.all(Array.from({ length: counted }, ask))
      return {
        value: performance.now() - startedAt,
        peakRssMegabytes: (process.resourceUsage().maxRSS * 1024) / megabyte,
      }
    }
  }
}

async function medianWait(counted: number, ask: Ask, untilFirstDelta: boolean): Promise<number> {
  const waits: number[] = []
  for (let made = 0; made < counted; made++) {
    const startedAt = performance.now()
    const { firstDeltaAt } = await ask()
    waits.push((untilFirstDelta ? firstDeltaAt : performance.now()) - startedAt)
  }
  return waits.toSorted((one, other) => one - other)[Math.floor(counted / 2)] ?? Number.NaN
}

/** By the sampling heap profiler, which with both flags counts what has been collected meanwhile as well. */
async function allocatedBytes(run: () => Promise<number>): Promise<number> {
  const session = new Session()
  session.connect()
  await session.post('HeapProfiler.startSampling', {
    samplingInterval: 8192,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  })
  const deltas = await run()
  const { profile } = await session.post('HeapProfiler.stopSampling')
  session.disconnect()
  return sizeOf(profile.head) / deltas
}

interface SamplingNode {
  readonly selfSize: number
  readonly children: readonly SamplingNode[]
}

function sizeOf({ selfSize, children }: SamplingNode): number {
  return children.reduce((total, child) => total + sizeOf(child), selfSize)
}

const job = JSON.parse(process.argv[2] ?? '') as Job
process.stdout.write(`${JSON.stringify(await measure(job))}\n`)
process.exit()
