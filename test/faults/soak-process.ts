import { existsSync } from 'node:fs'
import type * as Trunkline from '../../src/index.ts'
import type * as TrunklineNode from '../../src/transport/node-fetch.ts'

/** What a soak run measures. */
export interface SoakReport {
  /** What was run: the built package, or the sources. */
  readonly subject: 'dist' | 'src'
  readonly concurrentMs: number
  readonly sequenceMs: number
  /** Heap in use after a collection, in bytes, by number of calls in sequence. */
  readonly heap: Readonly<Record<number, number>>
  readonly wrongAnswers: number
  /** When the last call was over, in milliseconds since the epoch. */
  readonly endedAt: number
}

// Run by `soak.test.ts` in a process of its own: `node --expose-gc --unhandled-rejections=strict soak-process.ts <url of a wall> [src]`.
// It prints its report and then has nothing left to do: it must exit by itself, without being told to, and without `close()`.
const concurrent = 1_000
const sequence = 10_000
const marks = [1_000, 5_500, sequence]

const wallUrl = process.argv[2]
if (wallUrl !== undefined) process.stdout.write(JSON.stringify(await soak(wallUrl)))

async function soak(url: string): Promise<SoakReport> {
  const dist = new URL('../../dist/index.js', import.meta.url)
  const subject = existsSync(dist) && process.argv[3] !== 'src' ? 'dist' : 'src'
  const [{ createRouter }, { nodeFetch }] = (await Promise.all(
    subject === 'dist'
      ? [import(dist.href), import(new URL('node.js', dist).href)]
      : [import('../../src/index.ts'), import('../../src/transport/node-fetch.ts')],
  )) as [typeof Trunkline, typeof TrunklineNode]
  const config = {
    providers: {
      first: { protocol: 'openai-chat', baseUrl: `${url}/first/v1`, apiKey: 'any' },
      second: { protocol: 'anthropic-messages', baseUrl: `${url}/second/v1`, apiKey: 'any' },
    },
    routes: { default: ['first/healthy', 'second/healthy'], other: ['second/healthy', 'first/healthy'] },
  } as const
  const routers = [createRouter(config), createRouter({ ...config, runtime: { fetch: nodeFetch() } })]
  let wrongAnswers = 0

  async function call(number: number): Promise<void> {
    const model = number % 2 === 0 ? 'default' : 'other'
    // Both transports take every other dozen of calls, so that each sees all kinds of them.
    const router = routers[Math.floor(number / 12) % 2]
    if (router === undefined) throw new Error('there is no router')
    const completion = router.complete({ model, messages: `call ${number}` })
    switch (number % 10) {
      case 8: {
        let text = ''
        for await (const delta of completion.textStream) text += delta
        if (!text.endsWith('the sound.')) wrongAnswers++
        return
      }
      case 9:
        for await (const _ of completion.events) if (_.type === 'text-delta') break
        return
      default:
        if (!(await completion).text.endsWith('the sound.')) wrongAnswers++
    }
  }

  const startedAt = performance.now()
  const heap: Record<number, number> = {}
  for (let number = 1; number <= sequence; number++) {
    await call(number)
    if (marks.includes(number)) heap[number] = await heapInUse()
  }
  const sequenceMs = performance.now() - startedAt
  const concurrentAt = performance.now()
  await Promise.all(Array.from({ length: concurrent }, (_, number) => call(number)))
  return {
    subject,
    concurrentMs: performance.now() - concurrentAt,
    sequenceMs,
    heap,
    wrongAnswers,
    endedAt: Date.now(),
  }
}

/** After what is on its way has settled and been collected. */
async function heapInUse(): Promise<number> {
  for (let round = 0; round < 4; round++) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    globalThis.gc?.()
  }
  return process.memoryUsage().heapUsed
}
