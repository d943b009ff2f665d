import { describe, expect, it } from 'vitest'

import type { RouterConfig } from '../../src/index.ts'
import { routerOf } from '../router-of.ts'

const env = (variables: Readonly<Record<string, string>>): RouterConfig => ({
  runtime: { readEnv: (name) => variables[name] },
})
const small: RouterConfig = { models: { 'a/m': { maxOutputTokens: 4_096 } } }

describe('output limits of calls', () => {
  it('R83 sends none for a chat, and that of an agent for an agent', async () => {
    const { router, requests } = routerOf({ a: [{ say: ['Hi'] }] })
    const chat = await router.complete({ messages: 'Hi' })
    const agent = await router.complete({ messages: 'Hi', purpose: 'agent' })
    expect(requests.map(({ body }) => body['max_tokens'])).toEqual([undefined, 8_000])
    expect(chat.attempts[0]?.outputLimit).toBeUndefined()
    expect(agent.attempts[0]?.outputLimit).toEqual({ tokens: 8_000, source: 'policy' })
  })

  it('R76 looks at the last message alone', async () => {
    const { router, requests } = routerOf({ a: [{ say: ['Hi'] }] })
    const history = [
      { role: 'user', content: 'Weather?' },
      { role: 'assistant', content: [{ type: 'tool-call', id: 'c1', name: 'weather', args: {}, rawArgs: '{}' }] },
      { role: 'tool', content: [{ type: 'tool-result', callId: 'c1', name: 'weather', output: 'sunny' }] },
    ] as const
    await router.complete({ messages: history, purpose: 'agent' })
    await router.complete({ messages: [...history, { role: 'user', content: 'And?' }], purpose: 'agent' })
    expect(requests.map(({ body }) => body['max_tokens'])).toEqual([16_000, 8_000])
  })

  it('R80 R81 take request, configuration and environment in this order, and say which', async () => {
    const variables = { COWORK_LLM_OUTPUT_POLICY: 'adaptive', COWORK_LLM_AGENTIC_INITIAL_MAX_TOKENS: '5000' }
    const limits = [
      [env(variables), {}],
      [env({ ...variables, COWORK_LLM_MAX_OUTPUT_TOKENS: '6000' }), {}],
      [{ ...env({ COWORK_LLM_MAX_OUTPUT_TOKENS: '6000' }), budget: { output: { maxOutputTokens: 7_000 } } }, {}],
      [{ ...env({}), budget: { output: { maxOutputTokens: 7_000 } } }, { maxOutputTokens: 100 }],
      [{ ...env(variables), budget: { output: { policy: 'legacy' } } }, { purpose: 'agent' }],
    ] as const
    const seen = []
    for (const [config, request] of limits) {
      const { router } = routerOf({ a: [{ say: ['Hi'] }] }, config)
      const { attempts } = await router.complete({ messages: 'Hi', ...request })
      seen.push(attempts[0]?.outputLimit)
    }
    expect(seen).toEqual([
      { tokens: 5_000, source: 'policy' },
      { tokens: 6_000, source: 'environment' },
      { tokens: 7_000, source: 'config' },
      { tokens: 100, source: 'request' },
      undefined,
    ])
  })

  it("R80 clamps to the cap of the model and warns where the number was the caller's", async () => {
    const { router, requests } = routerOf({ a: [{ say: ['Hi'] }] }, small)
    const asked = await router.complete({ messages: 'Hi', maxOutputTokens: 9_000 })
    const agent = await router.complete({ messages: 'Hi', purpose: 'agent' })
    expect(requests.map(({ body }) => body['max_tokens'])).toEqual([4_096, 4_096])
    expect(asked.warnings.map(({ code }) => code)).toContain('output-limit-clamped')
    expect(agent.warnings).toEqual([])
  })

  it('refuses options that make no sense', () => {
    expect(() => routerOf({ a: [] }, { budget: { output: { maxContinuations: -1 } } })).toThrow(/maxContinuations/)
    expect(() => routerOf({ a: [] }, { budget: { output: { initialTokens: 0 } } })).toThrow(/initialTokens/)
  })
})

describe('a refused output limit', () => {
  const tooLarge = {
    status: 400,
    message:
      'max_tokens is too large: 8000. This model supports at most 4096 completion tokens, whereas you provided 8000.',
  }
  const wrongField = {
    status: 400,
    message:
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
  }

  it('becomes the cap that the refusal names, once, and later calls begin with it', async () => {
    const { router, requests, runtime } = routerOf({ a: [tooLarge, { say: ['Hi'] }] })
    const first = await router.complete({ messages: 'Hi', purpose: 'agent' })
    await router.complete({ messages: 'Hi', purpose: 'agent' })
    expect(requests.map(({ body }) => body['max_tokens'])).toEqual([8_000, 4_096, 4_096])
    expect(first.attempts.map(({ kind }) => kind)).toEqual(['first', 'repair'])
    await runtime.advance(25 * 60 * 60 * 1000)
    await router.complete({ messages: 'Hi', purpose: 'agent' })
    expect(requests.at(-1)?.body['max_tokens']).toBe(8_000)
  })

  it('is asked for once only: a second refusal is the end', async () => {
    const { router, requests } = routerOf({ a: [tooLarge, tooLarge] })
    expect((await router.complete({ messages: 'Hi', purpose: 'agent' }).settled()).ok).toBe(false)
    expect(requests).toHaveLength(2)
  })

  it('moves to the other field, once, and later calls begin with it', async () => {
    const { router, requests } = routerOf({ a: [wrongField, { say: ['Hi'] }] })
    await router.complete({ messages: 'Hi', maxOutputTokens: 50 })
    await router.complete({ messages: 'Hi', maxOutputTokens: 60 })
    expect(requests.map(({ body }) => [body['max_tokens'], body['max_completion_tokens']])).toEqual([
      [50, undefined],
      [undefined, 50],
      [undefined, 60],
    ])
  })

  it('takes both remedies where both are needed', async () => {
    const tooLargeToo = { status: 400, message: tooLarge.message.replace('max_tokens', 'max_completion_tokens') }
    const { router, requests } = routerOf({ a: [wrongField, tooLargeToo, { say: ['Hi'] }] })
    await router.complete({ messages: 'Hi', purpose: 'agent' })
    expect(requests.at(-1)?.body['max_completion_tokens']).toBe(4_096)
  })

  it('fits into the room beside this input, and teaches nothing', async () => {
    const noRoom = {
      status: 400,
      message:
        "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (1000 in the messages, 8000 in the completion).",
      code: 'context_length_exceeded',
    }
    const { router, requests } = routerOf({ a: [noRoom, { say: ['Hi'] }] })
    await router.complete({ messages: 'Hi', purpose: 'agent' })
    await router.complete({ messages: 'Hi', purpose: 'agent' })
    expect(requests.map(({ body }) => body['max_tokens'])).toEqual([8_000, 7_192, 8_000])
  })
})

describe('a refused effort', () => {
  const refusal = {
    status: 400,
    message:
      "Unsupported value: 'reasoning_effort' does not support 'low' with this model. Supported values are: 'medium' and 'high'.",
  }

  it('becomes the nearest that the refusal names, with a warning, and later calls begin with it', async () => {
    const { router, requests } = routerOf({ a: [refusal, { say: ['Hi'] }] })
    const first = await router.complete({ messages: 'Hi', reasoningEffort: 'low' })
    await router.complete({ messages: 'Hi', reasoningEffort: 'low' })
    await router.complete({ messages: 'Hi', reasoningEffort: 'high' })
    expect(requests.map(({ body }) => body['reasoning_effort'])).toEqual(['low', 'medium', 'medium', 'high'])
    expect(first.attempts.map(({ kind }) => kind)).toEqual(['first', 'repair'])
    expect(first.warnings.map(({ code }) => code)).toContain('effort-adjusted')
  })

  it('is not sent where the model does not think', async () => {
    const { router, requests } = routerOf({
      a: [{ status: 400, message: '"m" does not support thinking' }, { say: ['Hi'] }],
    })
    await router.complete({ messages: 'Hi', reasoningEffort: 'high' })
    expect(requests.map(({ body }) => body['reasoning_effort'])).toEqual(['high', undefined])
  })

  it('is asked for otherwise once only', async () => {
    const { router, requests } = routerOf({ a: [refusal] })
    expect((await router.complete({ messages: 'Hi', reasoningEffort: 'low' }).settled()).ok).toBe(false)
    expect(requests).toHaveLength(2)
  })
})
