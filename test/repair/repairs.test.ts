import { describe, expect, it } from 'vitest'

import { createLearntAdjustments } from '../../src/state/adjustment.ts'
import { resolveProvider } from '../adapters/resolve-provider.ts'
import { protocolEndpoints } from '../../src/adapters/protocol-endpoints.ts'
import { findKeys } from '../../src/credentials/api-key.ts'
import { routerOf } from '../router-of.ts'

const refusal = {
  status: 400,
  message: 'messages.1.content.0: Invalid `signature` in `thinking` block',
} as const

describe('repairs', () => {
  it('asks once more without the signatures that the target could not read', async () => {
    const { router, requests } = routerOf({ a: [refusal, { say: ['Hello'] }], b: [{ say: ['b'] }] })
    const { text, attempts } = await router.complete({ messages: 'Hi' })
    expect(text).toBe('Hello')
    expect(attempts.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['first', 'failed'],
      ['repair', 'success'],
    ])
    expect(requests).toHaveLength(2)
  })

  it('makes each repair once: refused again, the failure is final', async () => {
    const { router, hosts } = routerOf({ a: [refusal] })
    const outcome = await router.complete({ messages: 'Hi' }).settled()
    expect(outcome.ok).toBe(false)
    expect(hosts()).toHaveLength(2)
  })

  it('makes no repair beyond the attempts of a call', async () => {
    const { router, hosts } = routerOf({ a: [refusal, { say: ['late'] }] }, { routing: { maxAttempts: 1 } })
    expect((await router.complete({ messages: 'Hi' }).settled()).ok).toBe(false)
    expect(hosts()).toHaveLength(1)
  })
})

describe('learnt adjustments', () => {
  const provider = resolveProvider('own', { protocol: 'openai-chat', baseUrl: 'https://own.example/v1' }, undefined, {
    readEnv: () => undefined,
    endpoints: protocolEndpoints,
    findKeys,
  })
  const target = { provider: 'own', model: 'm' }

  it('hold for their time, and only for their target', () => {
    let now = 0
    const learnt = createLearntAdjustments({ now: () => now })
    learnt.remember(target, provider, { withoutReplay: true }, 100)
    now = 99
    expect(learnt.of(target, provider)).toEqual({ withoutReplay: true })
    expect(learnt.of({ ...target, model: 'n' }, provider)).toBeUndefined()
    now = 100
    expect(learnt.of(target, provider)).toBeUndefined()
  })

  it('forget the oldest targets when there are too many', () => {
    const learnt = createLearntAdjustments({ now: () => 0 })
    for (let model = 0; model <= 1_000; model++) {
      learnt.remember({ provider: 'own', model: `m${model}` }, provider, { withoutReplay: true }, 100)
    }
    expect(learnt.of({ provider: 'own', model: 'm0' }, provider)).toBeUndefined()
    expect(learnt.of({ provider: 'own', model: 'm1' }, provider)).toBeDefined()
  })
})
