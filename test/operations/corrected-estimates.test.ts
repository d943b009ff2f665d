import { describe, expect, it } from 'vitest'

import { routerOf } from '../router-of.ts'

const messages = 'Where the river bends there stands an old mill. '.repeat(100)
/** What the provider counts: half as many again as its family usually has. */
const answer = { say: ['Yes.'], usage: { input: 1_800, output: 2 } } as const

async function learnt(config: Parameters<typeof routerOf>[1] = {}) {
  const set = routerOf({ a: [answer], b: [answer] }, config)
  const before = (await set.router.countTokens({ messages })).tokens
  for (let call = 0; call < 6; call += 1) await set.router.complete({ messages })
  return { ...set, before }
}

describe('what a target counted before', () => {
  it('corrects the estimates for it, and for no other', async () => {
    const { router, before } = await learnt()
    expect(before).toBeLessThan(1_300)
    const { tokens } = await router.countTokens({ messages })
    expect(Math.abs(tokens / 1_800 - 1)).toBeLessThan(0.03)
    expect(await router.countTokens({ messages, model: 'b/m' })).toMatchObject({ tokens: before, source: 'estimate' })
  })

  it('decides whether a request fits into the window', async () => {
    const { router, before } = await learnt({ models: { 'a/m': { contextWindow: 1_500 } } })
    expect(before).toBeLessThan(1_500)
    const { skipped, targets } = await router.plan({ messages })
    expect(skipped).toMatchObject([{ target: { provider: 'a' }, reason: 'context-window' }])
    expect(targets).toMatchObject([{ target: { provider: 'b' } }])
  })

  it('is what the costs of a target are estimated by', async () => {
    const price = { inputUsdPerMillion: 1, outputUsdPerMillion: 1 }
    const { router, before } = await learnt({ models: { 'a/m': { price }, 'b/m': { price } } })
    const { inputTokens, targets } = await router.estimateCost({ messages })
    expect(inputTokens).toBeGreaterThan(1_700)
    expect(targets.map((target) => target.inputTokens)).toEqual([inputTokens, before])
    expect(targets[0]?.cost?.expectedUsd).toBeGreaterThan((targets[1]?.cost?.expectedUsd ?? 0) * 1.2)
  })

  it('is what limits of tokens a minute are reserved by', async () => {
    const limits = { tpm: 13_500 }
    const provider = { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: 'k', limits } as const
    const { router } = await learnt({ providers: { a: provider } })
    // Six calls of 1 802 tokens are booked. By the family's rates a seventh would fit twice.
    expect((await router.plan({ messages: messages.repeat(2) })).skipped).toMatchObject([{ reason: 'limit' }])
  })

  it('is not learnt from requests with files', async () => {
    const { router } = routerOf({ a: [answer] })
    const file = { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'iVBORw0KGgo=' } } as const
    const { tokens: before } = await router.countTokens({ messages })
    await router.complete({ messages: [{ role: 'user', content: [file, { type: 'text', text: 'What is it?' }] }] })
    expect((await router.countTokens({ messages })).tokens).toBe(before)
  })
})
