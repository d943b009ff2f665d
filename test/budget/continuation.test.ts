import { describe, expect, it } from 'vitest'

import { continuationMessages, openCodeFence } from '../../src/budget/continuation.ts'
import type { Message } from '../../src/vocabulary/message.ts'

const history: readonly Message[] = [{ role: 'user', content: 'Tell a story.' }]
const instructionOf = (partialText: string): string => {
  const last = continuationMessages(history, partialText).at(-1)
  return last?.role === 'user' && typeof last.content === 'string' ? last.content : ''
}

describe('the continuation of an answer that was cut', () => {
  it('is a user turn after what was given, never a prefill', () => {
    const messages = continuationMessages(history, 'Once upon a ti')
    expect(messages.map((message) => message.role)).toEqual(['user', 'assistant', 'user'])
    expect(messages[0]).toBe(history[0])
    expect(messages[1]).toEqual({ role: 'assistant', content: 'Once upon a ti' })
  })

  it('shows the last characters and forbids repetition and preamble', () => {
    const instruction = instructionOf(`${'word '.repeat(50)}\n"last"`)
    expect(instruction).toContain(JSON.stringify(`${'word '.repeat(50)}\n"last"`.slice(-60)))
    expect(instruction).toMatch(/exactly where it stopped/)
    expect(instruction).toMatch(/not repeat/)
    expect(instruction).toMatch(/no preamble/)
    expect(instruction).toMatch(/language/)
  })

  it('asks again when there is nothing to continue', () => {
    expect(continuationMessages(history, ' \n')).toBe(history)
    expect(continuationMessages(history, '')).toBe(history)
    for (const beginning of ['**', '## ', '{"', '[\n  {', '🌍']) {
      expect(continuationMessages(history, beginning)).toBe(history)
    }
    expect(continuationMessages(history, '1')).not.toBe(history)
  })

  it('says so when a code block is open', () => {
    expect(instructionOf('Look:\n```ts\nconst a = 1')).toContain('```ts')
    expect(instructionOf('Look:\n```ts\nconst a = 1\n```\nDone')).not.toContain('code block')
  })

  it('leaves a half of a surrogate pair out, at the end and at the start of the quotation', () => {
    const [, given] = continuationMessages(history, 'Hi \ud83d')
    expect(given?.content).toBe('Hi ')
    expect(instructionOf(`😀${'x'.repeat(59)}`)).toContain(JSON.stringify('x'.repeat(59)))
    expect(
      continuationMessages(history, `😀${'x'.repeat(59)}`).every((message) => JSON.stringify(message).isWellFormed()),
    ).toBe(true)
  })

  it('does not change the messages it is given', () => {
    const frozen = Object.freeze([...history])
    expect(continuationMessages(frozen, 'a b')).toHaveLength(3)
    expect(frozen).toEqual(history)
  })
})

describe('the open code block of a text', () => {
  it.each([
    ['plain text', undefined],
    ['```\ncode', { marker: '```', language: '' }],
    ['```ts title="a.ts"\ncode', { marker: '```', language: 'ts' }],
    ['~~~~ python\n```\n~~~\n', { marker: '~~~~', language: 'python' }],
    ['````md\n```ts\n```\n', { marker: '````', language: 'md' }],
    ['````md\n```ts\n```\n````\n', undefined],
    ['- item\n  ```sh\n  ls', { marker: '```', language: 'sh' }],
    ['> ```sh\n> ls', { marker: '```', language: 'sh' }],
    ['1. ```sh\n   ls\n   ```\n', undefined],
    ['```inline``` and more', undefined],
    ['```a\n```\n```b\r\nx', { marker: '```', language: 'b' }],
    ['```a\n``` b\nx', { marker: '```', language: 'a' }],
  ])('of %j', (text, open) => {
    expect(openCodeFence(text)).toEqual(open)
  })
})
