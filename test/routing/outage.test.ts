import { beforeAll, describe, expect, it } from 'vitest'
import type { CompletionResult, RouterConfig, Settled } from '../../src/index.ts'
import { createRouter } from '../../src/index.ts'
import { manualRuntime } from '../manual-runtime.ts'
import { loadLazyChunks } from '../router-of.ts'
import { chatEnd, textChunk } from '../scripted-chat.ts'

beforeAll(loadLazyChunks)

const callers = 1_000
/** One caller every 130 ms: they come for 130 s. */
const everyMs = 130
const outage = { from: 20_000, to: 80_000 }
const latencyMs = 40

type Trouble = () => Response | Error

const refused = (status: number): Response => Response.json({ error: { message: 'down' } }, { status })
const troubles: readonly (readonly [string, Trouble])[] = [
  ['503', () => refused(503)],
  ['500', () => refused(500)],
  ['a refused connection', () => Object.assign(new TypeError('fetch failed'), { code: 'ECONNREFUSED' })],
  ['429 without a hint', () => refused(429)],
]

interface Simulated {
  readonly outcomes: readonly Settled<CompletionResult>[]
  /** When the primary was asked, in milliseconds since the start, and whether it was down then. */
  readonly asked: readonly { readonly at: number; readonly down: boolean }[]
  readonly firstFailureAt: number
}

/** Plays the outage on a virtual clock. */
async function simulate(trouble: Trouble, config: RouterConfig = {}): Promise<Simulated> {
  const asked: { at: number; down: boolean }[] = []
  let firstFailureAt = Infinity
  let seed = 7
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
  const runtime = manualRuntime({
    random,
    fetch: async (input) => {
      const isPrimary = (input instanceof Request ? input.url : input.toString()).includes('primary')
      const at = runtime.now() - startedAt
      const down = isPrimary && at >= outage.from && at < outage.to
      if (isPrimary) asked.push({ at, down })
      await new Promise<void>((resolve) => void runtime.setTimer(latencyMs, resolve))
      if (!down)
        return new Response(textChunk('Hello') + chatEnd(), { headers: { 'content-type': 'text/event-stream' } })
      firstFailureAt = Math.min(firstFailureAt, runtime.now() - startedAt)
      const answer = trouble()
      if (answer instanceof Error) throw answer
      return answer
    },
  })
  const startedAt = runtime.now()
  const provider = (name: string): { protocol: 'openai-chat'; baseUrl: string; apiKey: string } => ({
    protocol: 'openai-chat',
    baseUrl: `https://${name}.example/v1`,
    apiKey: 'k',
  })
  const router = createRouter({
    ...config,
    providers: { primary: provider('primary'), second: provider('second') },
    routes: { default: ['primary/m', 'second/m'] },
    runtime,
  })
  const calls: Promise<Settled<CompletionResult>>[] = []
  for (let caller = 0; caller < callers; caller++) {
    calls.push(router.complete({ messages: 'hi' }).settled())
    await runtime.advance(everyMs)
  }
  await runtime.advance(5_000)
  return { outcomes: await Promise.all(calls), asked, firstFailureAt }
}

describe.each(troubles)('60 s of outage (%s) under 1 000 callers', (_what, trouble) => {
  it('every call is served, the dead provider is left alone, and the primary serves again within one cooldown', async () => {
    const { outcomes, asked, firstFailureAt } = await simulate(trouble)
    expect(outcomes.filter(({ ok }) => !ok)).toEqual([])
    const servedBy = outcomes.map((outcome) => (outcome.ok ? outcome.result.served.provider : ''))
    expect(servedBy.filter((provider) => provider === 'second').length).toBeGreaterThan(400)

    const during = asked.filter(({ at, down }) => down && at >= firstFailureAt)
    expect(firstFailureAt).toBeLessThan(outage.from + everyMs + latencyMs + 1)
    expect(during.length).toBeLessThanOrEqual(5)

    const backAt = asked.find(({ at }) => at >= outage.to)?.at ?? Infinity
    expect(backAt - outage.to).toBeLessThanOrEqual(60_000)
    // From then on it serves every call.
    const after = servedBy.slice(Math.ceil((backAt + 2 * latencyMs) / everyMs))
    expect(after.length).toBeGreaterThan(0)
    expect(new Set(after)).toEqual(new Set(['primary']))
  })
})

describe('60 s of outage with a short cooldown', () => {
  it('the primary is back within that cooldown, and was asked about once in it meanwhile', async () => {
    const { outcomes, asked } = await simulate(() => refused(503), { routing: { retryPrimaryAfterSeconds: 10 } })
    expect(outcomes.filter(({ ok }) => !ok)).toEqual([])
    expect(asked.filter(({ down }) => down).length).toBeLessThanOrEqual(12)
    // Its own rest may end a little later than the cooldown of the route.
    expect((asked.find(({ at }) => at >= outage.to)?.at ?? Infinity) - outage.to).toBeLessThanOrEqual(15_000)
  })
})
