import { describe, expect, it } from 'vitest'

import { createRouter, type RouterConfig } from '../../src/index.ts'
import { manualRuntime } from '../manual-runtime.ts'

const usage = { prompt_tokens: 1_000_000, completion_tokens: 100_000 }

/** An answer of the chat surface, whole, with what stands beside its text. */
function chat(beside: object, more: object = {}): string {
  const chunks = [
    { id: '1', model: 'm', choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }], ...more },
    { id: '1', model: 'm', choices: [], usage: { ...usage, ...beside }, ...more },
  ]
  return [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]'].map((data) => `data: ${data}\n\n`).join('')
}

/** Plays the bodies (or refusals, by status) in turn. */
function call(model: string, answers: readonly (string | number)[], config: RouterConfig = {}) {
  let at = 0
  const fetch: typeof globalThis.fetch = async () => {
    const answer = answers[at++] ?? expect.fail('asked once too often')
    if (typeof answer === 'number') return Response.json({ error: { message: 'no' } }, { status: answer })
    return new Response(answer, { headers: { 'content-type': 'text/event-stream' } })
  }
  const router = createRouter({
    providers: { openai: { apiKey: 'sk-a-b-c', protocol: 'openai-chat' }, openrouter: { apiKey: 'sk-or-a' } },
    runtime: { ...manualRuntime({ fetch }), now: () => Date.parse('2026-11-20T12:00:00Z') },
    ...config,
  })
  return router.complete({ messages: 'Hi', model: model.split(' ') })
}

describe('what a call cost', () => {
  it.each([
    ['default', 3.5],
    ['flex', 1.75],
    ['priority', 7],
  ])('follows how OpenAI says it served it: %s', async (tier, usd) => {
    const { cost, attempts } = await call('openai/gpt-4o', [chat({}, { service_tier: tier })])
    expect(attempts[0]?.serviceTier).toBe(tier)
    expect(cost).toMatchObject({ source: 'computed', pricesAsOf: '2026-11-10' })
    expect(cost.usd).toBeCloseTo(usd, 10)
  })

  it('is unknown for a service whose price is unknown, not 0 and not the usual one', async () => {
    const { cost } = await call('openai/gpt-4o', [chat({}, { service_tier: 'ultrafast' })])
    expect(cost).toMatchObject({
      source: 'none',
      incomplete: true,
      reason: expect.stringContaining('ultrafast') as unknown,
    })
    expect(cost.usd).toBeUndefined()
  })

  it('R213 is what OpenRouter says, whatever the list says', async () => {
    const { cost } = await call('openrouter/anthropic/claude-sonnet-4.6', [chat({ cost: 0.125 })])
    expect(cost).toEqual({ usd: 0.125, source: 'reported' })
  })

  it('adds up attempts that broke off or were refused, each with its own', async () => {
    const text = { id: '1', model: 'm', choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: null }] }
    const cut = `data: ${JSON.stringify({ ...text, usage })}\n\n`
    const { cost, attempts } = await call(
      'openai/gpt-4o openrouter/anthropic/claude-sonnet-4.6 openai/gpt-5.4',
      [cut, 401, chat({})],
      { routing: { maxRetries: 0 } },
    )
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'success'])
    expect(attempts.map((attempt) => attempt.cost?.usd)).toEqual([3.5, 0, expect.closeTo(7.25, 10) as unknown])
    expect(attempts.map((attempt) => attempt.usage?.source)).toEqual(['partial', 'estimated', 'reported'])
    expect(cost.usd).toBeCloseTo(10.75, 10)
  })

  it('is 0 with the reason where the model runs here', async () => {
    const router = createRouter({
      providers: { ollama: {} },
      runtime: manualRuntime({
        fetch: async () =>
          Response.json({
            model: 'llama3.2',
            message: { role: 'assistant', content: 'Hi' },
            done: true,
            done_reason: 'stop',
            prompt_eval_count: 5,
            eval_count: 5,
          }),
      }),
    })
    const { cost } = await router.complete({ messages: 'Hi', model: 'ollama/llama3.2' })
    expect(cost).toMatchObject({ usd: 0, source: 'none', reason: expect.stringContaining('locally') as unknown })
  })
})
