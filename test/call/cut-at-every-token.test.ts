import { describe, expect, it } from 'vitest'

import type { Completion, CompletionResult } from '../../src/index.ts'
import { createRouter } from '../../src/index.ts'
import { cuttingFetch, tokensOf, type Manner } from './cutting-provider.ts'
import { manualRuntime } from '../manual-runtime.ts'

const story = tokensOf(
  'The harbour master counted seventeen boats that evening, and one lantern. Nobody had ordered the lantern.\n\n' +
    '1. It hung from the third mast.\n2. It burned blue, then green, then went out — twice.\n\n' +
    '“Whose is it?” asked Mara. Żółć, naïve 世界: 42 × 7 = 294, he wrote, and shut the book for good.',
)
const whole = story.join('')
const manners: readonly Manner[] = ['exact', 'overlapping', 'restarting', 'prefacing', 'prefacing and overlapping']

function ask(manner: Manner, limitOf: (request: number) => number): { completion: Completion; count: () => number } {
  const { fetch, count } = cuttingFetch(story, manner, limitOf)
  const router = createRouter({
    providers: { a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: 'key-of-a' } },
    routes: { default: ['a/m'] },
    runtime: manualRuntime({ fetch }),
  })
  return { completion: router.complete({ messages: 'Tell me a story.', purpose: 'agent' }), count }
}

async function streamed(completion: Completion): Promise<string> {
  let text = ''
  for await (const piece of completion.textStream) text += piece
  return text
}

/** What somebody has who follows the parts of all events and is never asked to forget one. */
async function followed(completion: Completion): Promise<string> {
  let text = ''
  for await (const event of completion.events) {
    expect(event.type).not.toBe('restart')
    if (event.type === 'text-delta') text += event.delta
  }
  return text
}

const kinds = ({ attempts }: CompletionResult) => attempts.map(({ kind }) => kind)

describe.each(manners)('an answer cut at every token and gone on with, %s', (manner) => {
  const all = Number.POSITIVE_INFINITY

  it('is whole for a reader of text, in two steps', async () => {
    for (let cut = 1; cut < story.length; cut++) {
      const { completion, count } = ask(manner, (request) => (request === 0 ? cut : all))
      expect(await streamed(completion), `cut after ${cut}`).toBe(whole)
      const result = await completion
      expect([result.text, result.finishReason, result.guidance]).toEqual([whole, 'stop', undefined])
      expect(kinds(result)).toEqual(['first', 'continuation'])
      expect(count()).toBe(2)
    }
  })

  it('is whole for a reader of events', async () => {
    for (let cut = 1; cut < story.length; cut += 3) {
      const { completion } = ask(manner, (request) => (request === 0 ? cut : all))
      expect(await followed(completion), `cut after ${cut}`).toBe(whole)
    }
  })

  it('is whole when the rest is cut again', async () => {
    for (let cut = 9; cut < story.length - 20; cut += 2) {
      // A restart that is cut before the place where it was brings nothing: the larger limit reaches farther.
      const again = manner === 'restarting' ? cut + 7 : 22
      const { completion, count } = ask(manner, (request) => [cut, again][request] ?? all)
      expect(await streamed(completion), `cut after ${cut}`).toBe(whole)
      expect(count()).toBeLessThanOrEqual(5)
    }
  })

  it('is made again for somebody who awaits it', async () => {
    for (let cut = 1; cut < story.length; cut += 3) {
      const { completion, count } = ask(manner, (request) => (request === 0 ? cut : all))
      const result = await completion
      expect([result.text, result.finishReason]).toEqual([whole, 'stop'])
      expect(kinds(result)).toEqual(['first', 'escalation'])
      expect(count()).toBe(2)
    }
  })

  it('is made again and then gone on with when it is too long for that as well', async () => {
    for (let cut = 2; cut < story.length; cut += 3) {
      const { completion } = ask(manner, (request) => (request < 2 ? cut : all))
      const result = await completion
      expect(result.text, `cut after ${cut}`).toBe(whole)
      expect(kinds(result)).toEqual(['first', 'escalation', 'continuation'])
    }
  })
})

describe('an answer inside of a code block', () => {
  const code = tokensOf('Look:\n\n```js\nconst a = 1\nconst b = 2\nconsole.log(a + b)\n```\n\nThat is all.')

  it('is whole when the model opens the block once more', async () => {
    const end = code.indexOf('\n```')
    expect(end).toBeGreaterThan(6)
    for (let cut = 4; cut < end - 1; cut++) {
      const { fetch } = cuttingFetch(code, 'reopening', (request) => (request === 0 ? cut : 1_000))
      const router = createRouter({
        providers: { a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: 'key-of-a' } },
        routes: { default: ['a/m'] },
        runtime: manualRuntime({ fetch }),
      })
      expect(await streamed(router.complete({ messages: 'Code?', purpose: 'agent' }))).toBe(code.join(''))
    }
  })
})

describe('an answer that is cut again and again', () => {
  it('takes the first answer and four continuations at most', async () => {
    const { completion, count } = ask('exact', () => 5)
    expect(await streamed(completion)).toBe(story.slice(0, 25).join(''))
    expect(count()).toBe(5)
    const result = await completion
    expect(result.finishReason).toBe('length')
    expect(result.guidance?.code).toBe('output-truncated')
    expect(result.attempts.every(({ usage }) => usage?.outputTokens === 5)).toBe(true)
  })
})
