import { beforeAll, describe, expect, it } from 'vitest'
import { canonicalAnswer } from '../fault-wall/canonical-answer.ts'
import type { CompletionEvent } from '../../src/index.ts'
import { callInFull, primaryAndFallback } from './scenario.ts'
import { errorOf, readText, resultOf, wallAndRouter, warmUp } from './wall-and-router.ts'

const both = ['openai-chat', 'anthropic-messages'] as const

beforeAll(warmUp)

/** Checks the lives of all parts: indices rise, each part begins once, ends at most once, and nothing comes outside of its life. */
function expectSoundLives(events: readonly CompletionEvent[]): void {
  const open = new Set<number>()
  let last = -1
  for (const event of events) {
    if (event.type === 'text-start' || event.type === 'reasoning-start' || event.type === 'tool-call-start') {
      expect(event.index).toBeGreaterThan(last)
      last = event.index
      open.add(event.index)
    } else if (event.type.endsWith('-delta') && 'index' in event) {
      expect(open.has(event.index)).toBe(true)
    } else if (event.type === 'part-end') {
      expect(open.delete(event.index)).toBe(true)
    }
  }
  expect(events.filter(({ type }) => type === 'finish')).toHaveLength(1)
  expect(events.at(-1)?.type).toBe('finish')
}

describe.concurrent.each(both)('reports of users: streams over %s', (protocol) => {
  it.each(['cut-end', 'cut-fin', 'cut-reset', 'cut-half-closed'])(
    '7 an upstream that drops is no clean end: %s',
    async (cut) => {
      await using set = await wallAndRouter({ primary: [`${cut}?after=25`] }, { protocols: { primary: protocol } })
      const given = await readText(set.router.complete({ messages: 'hi' }))
      expect(given.error).toMatchObject({ code: 'stream-truncated', partial: { text: given.text } })
      expect(canonicalAnswer.startsWith(given.text) && given.text !== '').toBe(true)
      const awaited = errorOf(await set.router.complete({ messages: 'hi' }).settled())
      expect(awaited.code).toBe('stream-truncated')
    },
  )

  it('8 an error in the middle keeps what came: the text, and one usage a try', async () => {
    await using set = await wallAndRouter(
      { primary: ['error-mid-answer?after=25'] },
      { protocols: { primary: protocol } },
    )
    const { text, error } = await readText(set.router.complete({ messages: 'hi' }))
    expect(error).toMatchObject({ code: 'overloaded', partial: { text }, attempts: [{}, {}] })
    expect(text.split(' ').filter((word) => word !== '')).toHaveLength(25)
    const { attempts } = errorOf(await set.router.complete({ messages: 'hi' }).settled())
    for (const { usage } of attempts) expect(usage?.outputTokens).toBeGreaterThan(0)
  })

  it('10 a consumer sees one life: one finish, rising indices, whatever happened behind it', async () => {
    for (const play of [
      'never-answers',
      'cut-reset',
      'error-after-preamble',
      'stall?then=silence',
      'cut-in-tool-call',
    ]) {
      await using set = await primaryAndFallback(protocol, { primary: [play] }, { speed: 40 })
      for (const appendOnly of [true, false]) {
        const events: CompletionEvent[] = []
        for await (const event of set.router.complete({ messages: 'hi', appendOnly, tools: { ring_bell: {} } }).events)
          events.push(event)
        if (appendOnly) {
          expectSoundLives(events.filter((event) => !isDiscarded(event, events)))
          expect(events.some(({ type }) => type === 'restart')).toBe(false)
        }
        const finish = events.at(-1)
        expect(finish?.type === 'finish' && finish.result.text).toBe(canonicalAnswer)
      }
    }
  })

  it('17 a stream that is aborted has its usage all the same', async () => {
    await using set = await wallAndRouter({ primary: ['healthy'] }, { protocols: { primary: protocol } })
    const completion = set.router.complete({ messages: 'hi' })
    const reading = readText(completion)
    setTimeout(() => completion.abort(), 300)
    await reading
    const { attempts, partial } = errorOf(await completion.settled())
    expect(attempts).toHaveLength(1)
    expect(attempts[0]?.usage?.outputTokens).toBeGreaterThan(5)
    expect(attempts[0]?.usage?.source).not.toBe('reported')
    expect(partial?.usage?.outputTokens).toBe(attempts[0]?.usage?.outputTokens)
  })

  it('18 a 200 without a word is a failure that keeps its finish reason', async () => {
    await using set = await primaryAndFallback(protocol, { primary: ['empty'] })
    const { result } = await callInFull(set.router, set.wall)
    const [first] = result.attempts
    expect(first).toMatchObject({
      failure: { code: 'empty-response' },
      rawFinishReason: protocol === 'openai-chat' ? 'stop' : 'end_turn',
    })
    await using alone = await wallAndRouter({ primary: ['empty'] }, { protocols: { primary: protocol } })
    expect(errorOf(await alone.router.complete({ messages: 'hi' }).settled()).code).toBe('empty-response')
  })

  it('18 a 200 without a word is passed on where its detection is switched off', async () => {
    await using set = await wallAndRouter(
      { primary: ['empty'] },
      { protocols: { primary: protocol }, config: { routing: { detectors: { empty: false } } } },
    )
    expect(resultOf(await set.router.complete({ messages: 'hi' }).settled()).text).toBe('')
  })
})

/** A part that its attempt began and did not end: it was discarded with the attempt, and nothing of it counts. */
function isDiscarded(event: CompletionEvent, events: readonly CompletionEvent[]): boolean {
  if (!('index' in event)) return false
  return !events.some((other) => other.type === 'part-end' && other.index === event.index)
}
