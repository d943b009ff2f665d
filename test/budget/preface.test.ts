import { describe, expect, it } from 'vitest'

import { createPrefaceGate } from '../../src/budget/preface.ts'

/** What passes, the text given in pieces of every size. */
function passed(given: string, text: string): string {
  const results = new Set<string>()
  for (let size = 1; size <= text.length; size++) {
    const gate = createPrefaceGate(given)
    let out = ''
    for (let at = 0; at < text.length; at += size) out += gate.push(text.slice(at, at + size))
    results.add(out + gate.end())
  }
  expect(results.size).toBe(1)
  return [...results][0] ?? ''
}

describe('the preface of a resumed answer', () => {
  it.each([
    ['Sure, continuing from where I left off:\n\n', ' jumps over'],
    ["Here's the rest of the answer:\n\n", 'jumps over'],
    ['Here is the rest:\n', 'jumps over'],
    ['Continuing:\n\n', '- and one more'],
    ['Certainly! Here is the continuation:\n\n', 'jumps'],
    ['(continued)\n\n', 'jumps'],
    ['*Continuing from where it stopped...*\n\n', '\n- jumps'],
    ['Apologies for the interruption.\n\n', 'jumps'],
    ["Of course, I'll pick up where I left off. Here is the rest: ", ' jumps'],
    ['Sure, continuing: ', 'jumps'],
    ['\n\nOkay, picking up where we left off:\n\n', 'jumps'],
  ])('%j is dropped', (preface, rest) => {
    expect(passed('The quick brown fox', preface + rest)).toBe(rest)
  })

  it.each([
    'jumps over the lazy dog.\n\nThe end.',
    'Sure, that is how it works.\nAnd so on.',
    'Continuing education matters.\nIt does.',
    'Continuing education options:\n- one',
    'Here are the remaining steps:\n1. one',
    'ok',
    'Sure, here is the rest:',
    'Sure thing: it works',
    '```\nThe end',
    '   ',
    '\n\n- item',
  ])('%j is no preface, and passes', (text) => {
    expect(passed('The quick brown fox', text)).toBe(text)
  })

  it('that stands in the answer itself is a repetition, which is not its business', () => {
    const text = 'Sure, here is the rest:\n\nand so on'
    expect(passed(`${text} and on`, text)).toBe(text)
  })

  it('takes with it the fence of a code block that is open already', () => {
    expect(passed('Look:\n```js\nlet a = 1\n', '```js\nlet b = 2\n```')).toBe('let b = 2\n```')
    expect(passed('Look:\n```js\nlet a = 1\n', '```\nDone.')).toBe('```\nDone.')
    expect(passed('Look:\n', '```js\nlet b')).toBe('```js\nlet b')
  })
})
