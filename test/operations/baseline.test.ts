import { beforeAll, describe, expect, it } from 'vitest'

import { createRouter, type ModelRef } from '../../src/index.ts'
import { manualRuntime } from '../manual-runtime.ts'
import { loadLazyChunks, routerOf } from '../router-of.ts'
import { chatEnd, textChunk } from '../scripted-chat.ts'

/** A provider whose first token and end come after times that a test names, one call after the other. */
function timed(times: readonly (readonly [firstMs: number, totalMs: number])[]) {
  let call = 0
  const runtime = manualRuntime({
    fetch: async () => {
      const [firstMs, totalMs] = times[call++ % times.length] ?? [0, 0]
      const steps = [
        { waitMs: firstMs, text: textChunk('Hello') },
        { waitMs: totalMs - firstMs, text: chatEnd({ input: 10, output: 20 }) },
      ]
      const body = new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            const step = steps.shift()
            if (step === undefined) return controller.close()
            await new Promise<void>((resolve) => void runtime.setTimer(step.waitMs, resolve))
            controller.enqueue(new TextEncoder().encode(step.text))
          },
        },
        { highWaterMark: 0 },
      )
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
    },
  })
  const router = createRouter({
    providers: { a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: 'key-of-a' } },
    routes: { default: ['a/m'] },
    models: { 'a/m': { price: { inputUsdPerMillion: 1_000_000, outputUsdPerMillion: 0 } } },
    runtime,
  })
  return { router, runtime }
}

async function within<T>(promise: Promise<T>, runtime: ReturnType<typeof manualRuntime>): Promise<T> {
  let isDone = false
  const settled = promise.finally(() => {
    isDone = true
  })
  while (!isDone) await runtime.advance(50)
  return settled
}

beforeAll(loadLazyChunks)

describe('a baseline', () => {
  const times = [
    [100, 1_100],
    [200, 1_200],
    [300, 2_300],
    [1_000, 11_000],
  ] as const

  it('R144 gives percentiles of both times, speed, cost and score, the same every time', async () => {
    const reports = []
    for (const { router, runtime } of [timed(times), timed(times)]) {
      const report = router.baseline({
        prompts: ['one', { messages: 'two', maxOutputTokens: 100 }],
        targets: ['a/m'],
        repeat: 2,
        score: ({ prompt, result }) => (result.text === 'Hello' ? prompt : -1),
      })
      // What is loaded with the first baseline takes a while of its own.
      const { startedAt, ...measured } = await within(report, runtime)
      expect(startedAt).toBeGreaterThanOrEqual(1_000_000)
      reports.push(measured)
    }
    expect(reports[0]).toEqual(reports[1])
    expect(reports[0]).toEqual({
      prompts: 2,
      repeat: 2,
      targets: [
        {
          target: 'a/m',
          answered: 4,
          failed: {},
          firstTokenMs: { p50: 200, p90: 1_000, p99: 1_000 },
          totalMs: { p50: 1_200, p90: 11_000, p99: 11_000 },
          tokensPerSecond: { p50: 10, p90: 20, p99: 20 },
          usage: expect.objectContaining({ inputTokens: 40, outputTokens: 80 }) as object,
          cost: expect.objectContaining({ usd: 40 }) as object,
          score: 0.5,
        },
      ],
      models: { 'a/m': { score: 0.5 } },
    })
  })

  it('R144 refuses a score that is no number: the report is plain JSON and its scores go into the configuration', async () => {
    const { router } = routerOf({ a: [{ say: ['Hello'] }] })
    const measuring = router.baseline({ prompts: ['hi'], targets: ['a/m'], score: () => Number.NaN })
    await expect(measuring).rejects.toMatchObject({ code: 'invalid-request', message: expect.stringContaining('NaN') })
  })

  it('R144 counts what fails, and its scores go into the configuration', async () => {
    const { router } = routerOf({ a: [{ status: 401 }], b: [{ say: ['Hello'] }] })
    const targets: readonly ModelRef[] = ['a/m', 'b/m']
    const report = await router.baseline({ prompts: ['hi'], targets, repeat: 2, score: () => 7 })
    expect(report.targets).toMatchObject([
      { target: 'a/m', answered: 0, failed: { authentication: 2 } },
      { target: 'b/m', answered: 2, failed: {}, score: 7 },
    ])
    expect(report.targets[0]).not.toHaveProperty('score', 7)
    expect(() => routerOf({ b: [{ say: ['Hello'] }] }, { models: report.models })).not.toThrow()
    expect(JSON.parse(JSON.stringify(report)) as unknown).toMatchObject({ models: { 'b/m': { score: 7 } } })
  })

  it.each([
    [{ prompts: [], targets: ['a/m'] }, 'prompts'],
    [{ prompts: ['hi'], targets: ['a'] }, 'targets'],
    [{ prompts: ['hi'], targets: ['a/m'], repeat: 0 }, 'repeat'],
    [{ prompts: ['hi'], targets: ['a/m'], repeats: 2 }, 'repeats'],
  ])('is refused for options that cannot be used: %j', async (options, words) => {
    const { router } = routerOf({ a: [{ say: ['Hello'] }] })
    const asked = router.baseline(options as Parameters<typeof router.baseline>[0])
    await expect(asked).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining(words) as string,
    })
  })

  it('ends when it is aborted', async () => {
    const { router } = routerOf({ a: [{ silent: true }] })
    await expect(
      router.baseline({ prompts: ['hi'], targets: ['a/m'], signal: AbortSignal.abort('enough') }),
    ).rejects.toMatchObject({ code: 'aborted' })
  })
})
