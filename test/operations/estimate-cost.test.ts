import { describe, expect, it } from 'vitest'

import { createRouter, type RouterConfig } from '../../src/index.ts'
import { manualRuntime } from '../manual-runtime.ts'

const router = (config: RouterConfig = {}) =>
  createRouter({
    providers: { anthropic: { apiKey: 'sk-ant-a-b-c' }, openai: { apiKey: 'sk-a-b-c' } },
    routes: { default: ['anthropic/claude-sonnet-4-6', 'openai/gpt-5.4', 'groq/openai/gpt-oss-20b'] },
    // 2026-11-20, without a network: `fetch` fails.
    runtime: { ...manualRuntime(), now: () => Date.parse('2026-11-20T12:00:00Z') },
    ...config,
  })

const messages = 'word '.repeat(1_000)

describe('estimateCost()', () => {
  it('R132 R152 estimates each target of the plan, and names the others', async () => {
    const estimate = await router().estimateCost({ messages, maxOutputTokens: 2_000 }, { expectedOutputTokens: 1_000 })
    const { inputTokens } = estimate
    expect(inputTokens).toBeGreaterThan(900)
    expect(estimate).toMatchObject({
      isEstimate: true,
      targets: [
        { target: { model: 'claude-sonnet-4-6' }, confidence: 'medium', pricesAsOf: '2026-11-10', relative: 1 },
        { target: { model: 'gpt-5.4' }, confidence: 'medium' },
      ],
      alternatives: [],
      skipped: [{ target: { provider: 'groq' } }],
    })
    const [sonnet] = estimate.targets
    expect(sonnet?.cost?.expectedUsd).toBeCloseTo((inputTokens * 3 + 1_000 * 15) / 1_000_000, 10)
    // At the most, all of the input is written to the cache, at 1.25 times its price.
    expect(sonnet?.cost?.highUsd).toBeCloseTo((Math.round(inputTokens * 1.35) * 3.75 + 2_000 * 15) / 1_000_000, 10)
  })

  it('R151 compares approaches at 10 000 requests a day, with or without a key', async () => {
    const estimate = await router()
      .estimateCost(
        { messages, model: 'anthropic/claude-sonnet-4-6' },
        {
          expectedOutputTokens: 1_000,
          requestsPerDay: 10_000,
          alternatives: ['groq/openai/gpt-oss-20b', 'cheap', 'ollama/llama3.2', 'openai/nobody-knows'],
        },
      )
      .catch((error: unknown) => error)
    expect(estimate).toMatchObject({ code: 'configuration', message: expect.stringContaining('`cheap`') as unknown })
    const { targets, alternatives } = await router({ routes: { cheap: ['openai/gpt-5.4-nano'] } }).estimateCost(
      { messages, model: 'anthropic/claude-sonnet-4-6' },
      {
        expectedOutputTokens: 1_000,
        requestsPerDay: 10_000,
        alternatives: ['groq/openai/gpt-oss-20b', 'cheap', 'ollama/llama3.2', 'openai/nobody-knows'],
      },
    )
    expect(targets[0]?.perDay?.expectedUsd).toBeCloseTo((targets[0]?.cost?.expectedUsd ?? 0) * 10_000, 6)
    expect(alternatives.map(({ confidence }) => confidence)).toEqual(['medium', 'medium', 'high', 'none'])
    const relative = alternatives.map((one) => one.relative)
    expect(relative[0]).toBeLessThan(0.1)
    expect(relative[1]).toBeLessThan(0.2)
    expect(relative.slice(2)).toEqual([0, undefined])
  })

  it('takes the cap of the model for the most that can come, and the limit of an agent', async () => {
    const chat = await router().estimateCost({ messages: 'Hi', model: 'openai/gpt-5.4' })
    expect(chat.targets[0]?.outputTokens).toEqual({ low: 1, expected: 500, high: 128_000 })
    const agent = await router().estimateCost({ messages: 'Hi', model: 'openai/gpt-5.4', purpose: 'agent' })
    expect(agent.targets[0]?.outputTokens.high).toBe(8_000)
  })

  it('knows what a batch costs', async () => {
    const request = { messages, model: 'anthropic/claude-sonnet-4-6' } as const
    const [usual, batch] = await Promise.all([
      router().estimateCost(request),
      router().estimateCost(request, { service: 'batch' }),
    ])
    expect(batch.targets[0]?.cost?.expectedUsd).toBeCloseTo((usual.targets[0]?.cost?.expectedUsd ?? 0) / 2, 12)
  })

  it.each([
    [{ requestsPerDay: 0 }, 'requestsPerDay'],
    [{ expectedOutputTokens: 1.5 }, 'expectedOutputTokens'],
    [{ service: 'slow' }, 'service'],
    [{ alternatives: 'openai/gpt-5.4' }, 'alternatives'],
    [{ requestPerDay: 5 }, 'did you mean `requestsPerDay`'],
    [null, 'object'],
  ])('refuses %j', async (options, problem) => {
    await expect(router().estimateCost({ messages: 'Hi' }, options as object)).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining(problem) as unknown,
    })
  })
})
