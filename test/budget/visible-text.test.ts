import { describe, expect, it } from 'vitest'

import { visibleText } from '../../src/budget/visible-text.ts'

describe('visible text', () => {
  it.each([
    ['Hello', 'Hello'],
    ['<think>hm</think>Hello', 'Hello'],
    ['<thinking>hm</thinking>Hello', 'Hello'],
    ['a<think>hm</think>b<think>hm</think>c', 'abc'],
    ['<think>hm, I should', ''],
    ['Hello<think>hm, I should', 'Hello'],
    ['so the answer is</think>Hello', 'Hello'],
    ['1 < 2 and <b>bold</b>', '1 < 2 and <b>bold</b>'],
    ['', ''],
  ])('R90 of %j is %j', (text, visible) => {
    expect(visibleText(text)).toBe(visible)
  })

  it('is found in linear time', () => {
    const text = '<think>'.repeat(20_000) + '<'.repeat(100_000)
    expect(visibleText(text)).toBe('')
  })
})
