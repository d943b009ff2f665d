import { describe, expect, it } from 'vitest'

import { routerOf } from '../router-of.ts'
import type { Step } from '../scripted-chat.ts'

const cut: Step = { cut: ['One two three', ' four'], how: 'close' }
const refusal: Step = { status: 400, message: 'This model does not support assistant message prefill.' }
const whole: Step = { say: ['One two three', ' four five'] }
/** No wait before a retry. */
const atOnce = { runtime: { random: () => 0 } }

describe('a question that was being answered when the answer was cut', () => {
  it('moves on when its target refuses it afterwards, and says the answer whole', async () => {
    const { router, hosts } = routerOf({ a: [cut, refusal], b: [whole] }, atOnce)
    let text = ''
    for await (const delta of router.complete({ messages: 'Count.' }).textStream) text += delta
    expect(text).toBe('One two three four five')
    expect(hosts()).toEqual(['a', 'a', 'a', 'b'])
  })

  it('moves on for somebody who was given nothing as well', async () => {
    const { router, hosts } = routerOf({ a: [cut, refusal], b: [whole] }, atOnce)
    expect((await router.complete({ messages: 'Count.' })).text).toBe('One two three four five')
    expect(hosts()).toEqual(['a', 'a', 'b'])
  })

  it('ends with what cut the answer where nobody else is left, not with a refusal of the way of going on', async () => {
    const { router } = routerOf({ a: [cut, refusal] }, atOnce)
    const given: string[] = []
    const reading = async (): Promise<void> => {
      for await (const delta of router.complete({ messages: 'Count.' }).textStream) given.push(delta)
    }
    await expect(reading()).rejects.toMatchObject({
      code: 'stream-truncated',
      partial: { text: 'One two three four' },
      attempts: [{}, {}, { failure: { code: 'invalid-request' } }],
    })
    expect(given.join('')).toBe('One two three four')
  })

  it('is not asked afresh above maxAttempts', async () => {
    const { router, hosts } = routerOf({ a: [cut, refusal, whole] }, { ...atOnce, routing: { maxAttempts: 2 } })
    const reading = async (): Promise<void> => {
      for await (const delta of router.complete({ messages: 'Count.' }).textStream) void delta
    }
    await expect(reading()).rejects.toMatchObject({ attempts: [{}, {}] })
    expect(hosts()).toEqual(['a', 'a'])
  })

  it('still ends the call when the question is refused at first', async () => {
    const { router, hosts } = routerOf({ a: [refusal], b: [whole] })
    await expect(router.complete({ messages: 'Count.' })).rejects.toMatchObject({ code: 'invalid-request' })
    expect(hosts()).toEqual(['a'])
  })
})
