import { describe, expect, it } from 'vitest'
import type { RouterError } from '../../src/index.ts'
import { routerOf } from '../router-of.ts'
import type { Step } from '../scripted-chat.ts'

const cut: Step = { cut: ['Once ', 'upon ', 'a time'] }
const noRetries = { routing: { maxRetries: 0 } }

async function failureOf(script: Readonly<Record<string, readonly Step[]>>): Promise<RouterError> {
  const { router } = routerOf(script, noRetries)
  const outcome = await router.complete({ messages: 'Tell me.' }).settled()
  if (outcome.ok) throw new Error('it was answered')
  return outcome.error
}

describe('the partial of a call that is only awaited', () => {
  it.each<[string, Step]>([
    ['refuses', { status: 500 }],
    ['cannot be reached', { network: 'ECONNRESET' }],
    ['answers with nothing', { say: [] }],
    ['is cut earlier', { cut: ['Once '] }],
    ['ends the call', { status: 400, message: 'no' }],
  ])('holds the fullest answer that came, also when the next target %s', async (_, next) => {
    const error = await failureOf({ a: [cut], b: [next] })
    expect([error.partial?.text, error.attempts.length]).toEqual(['Once upon a time', 2])
    expect(error.partial?.messages).toMatchObject([{ role: 'assistant', content: [{ text: 'Once upon a time' }] }])
  })

  it('holds what came later, where that is more', async () => {
    const error = await failureOf({ a: [{ cut: ['Once '] }], b: [cut], c: [{ status: 500 }] })
    expect(error.partial?.text).toBe('Once upon a time')
  })

  it('holds what a consumer holds that was told to forget the rest', async () => {
    const { router } = routerOf({ a: [cut], b: [{ cut: ['Well, '] }] }, noRetries)
    const completion = router.complete({ messages: 'Tell me.', appendOnly: false })
    let text = ''
    const read = (async () => {
      for await (const event of completion.events) {
        if (event.type === 'restart') text = ''
        if (event.type === 'text-delta') text += event.delta
      }
    })()
    await expect(read).rejects.toMatchObject({ partial: { text: 'Well, ' } })
    expect(text).toBe('Well, ')
  })

  it('is the whole answer that does not fit the schema, not a longer one that was cut before', async () => {
    const { router } = routerOf({ a: [cut], b: [{ say: ['Well.'] }] }, noRetries)
    const output = { schema: { jsonSchema: { type: 'object' } } } as const
    const outcome = await router.complete({ messages: 'Tell me.', output }).settled()
    expect(outcome).toMatchObject({ ok: false, error: { code: 'invalid-output', partial: { text: 'Well.' } } })
  })

  it('is nothing of an answer that another one has replaced', async () => {
    const { router } = routerOf({ a: [cut], b: [{ say: ['Well.'] }] }, noRetries)
    const { text, messages } = await router.complete({ messages: 'Tell me.' })
    expect([text, messages.length]).toEqual(['Well.', 1])
  })
})
