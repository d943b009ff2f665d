import { beforeAll, describe, expect, it } from 'vitest'

import { loadLazyChunks, routerOf, type ScriptedRouter } from '../router-of.ts'
import { chatEvent, textChunk, type Step } from '../scripted-chat.ts'

const words = ['One ', 'two ', 'three ', 'four ', 'five']
const said = words.slice(0, 4).map((word) => textChunk(word))
/** Everything comes at once, the failure too: it is known before anybody could read the words. */
const atOnce = (error: string): Step => ({ raw: [[...said, error].join('')] })
const overloaded = atOnce(chatEvent({ error: { message: 'overloaded', code: 'server_is_overloaded' } }))
const unreadable = atOnce('data: {"choi\n\ndata: {"choi\n\n')
/** So much before the words that a reader is still busy with it when the failure is known. */
const thought = chatEvent({ choices: [{ index: 0, delta: { reasoning_content: 'Hm.' } }] }).repeat(15)
const whole: Step = { say: words }

/** Time passes while somebody reads: also the time before a target is asked again, in which he reads on. */
async function whileTimePasses({ runtime }: ScriptedRouter, reading: Promise<void>): Promise<void> {
  const ended = reading.then(
    () => true,
    () => true,
  )
  while (!(await Promise.race([ended, runtime.advance(100).then(() => false)]))) continue
  await reading
}

beforeAll(loadLazyChunks)

describe.each([
  ['an error', overloaded],
  ['an end without a marker', atOnce('')],
  ['events that cannot be read', unreadable],
  ['an error after reasoning', { raw: [thought + (overloaded as { raw: string[] }).raw[0]] } satisfies Step],
])('words that come in one piece with %s', (_, cut) => {
  it.each(['events', 'textStream'] as const)(
    'are given once to a reader of %s, however fast it reads',
    async (kind) => {
      const set = routerOf({ a: [cut], b: [whole] }, { runtime: { random: () => 0.9 } })
      const completion = set.router.complete({ messages: 'Count.' })
      let text = ''
      const read = async (): Promise<void> => {
        for await (const item of completion[kind]) {
          if (typeof item === 'string') text += item
          else if (item.type === 'text-delta') text += item.delta
        }
      }
      await whileTimePasses(set, read())
      const { text: result } = await completion
      expect(text).toBe(words.join(''))
      expect(result).toBe(text)
    },
  )

  it('are taken back from a reader that understands it', async () => {
    const set = routerOf({ a: [cut], b: [whole] }, { runtime: { random: () => 0.9 } })
    const parts = new Map<number, string>()
    const read = async (): Promise<void> => {
      for await (const event of set.router.complete({ messages: 'Count.', appendOnly: false }).events) {
        if (event.type === 'restart') for (const index of parts.keys()) if (index >= event.discard) parts.delete(index)
        if (event.type === 'text-delta') parts.set(event.index, (parts.get(event.index) ?? '') + event.delta)
      }
    }
    await whileTimePasses(set, read())
    expect([...parts.values()].join('')).toBe(words.join(''))
  })

  it('are kept with the error where nobody else is left', async () => {
    const set = routerOf({ a: [cut] }, { routing: { maxRetries: 0 } })
    let text = ''
    const read = async (): Promise<void> => {
      for await (const delta of set.router.complete({ messages: 'Count.' }).textStream) text += delta
    }
    await expect(whileTimePasses(set, read())).rejects.toMatchObject({ partial: { text: words.slice(0, 4).join('') } })
    expect(words.join('').startsWith(text)).toBe(true)
  })
})
