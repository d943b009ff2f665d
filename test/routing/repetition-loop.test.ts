import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endsInLoop } from '../../src/routing/repetition-loop.ts'
import { leastTime } from '../processor-time.ts'

const prose =
  'The sky scatters short waves more than long ones. At dusk the light has a longer way, and what is left is red. '

describe('an answer that repeats itself', () => {
  it.each([
    ['a sentence', `Well: ${prose.repeat(20)}`],
    ['a word', `So ${'the '.repeat(400)}`],
    ['a letter', 'a'.repeat(1_200)],
    ['a sentence that is cut', prose.repeat(20).slice(0, -17)],
    ['a row of numbers', '0, '.repeat(400)],
  ])('%s over and over is a loop', (_what, text) => {
    expect(endsInLoop(text)).toBe(true)
  })

  it.each([
    ['a short run', '-'.repeat(900)],
    ['a refrain', `${prose}Again: ${prose}`.repeat(3)],
    ['a table', Array.from({ length: 200 }, (_, row) => `| ${row} | ${row * row} |`).join('\n')],
    ['a loop that was left', `${'la '.repeat(800)}And then it ended: ${prose}`],
    ['nothing', ''],
  ])('%s is none', (_what, text) => {
    expect(endsInLoop(text)).toBe(false)
  })

  it('is found whatever the piece, whatever stands before it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 120 }), fc.string({ maxLength: 300 }), (piece, before) => {
        expect(endsInLoop(before + piece.repeat(Math.ceil(1_100 / piece.length) + 8))).toBe(true)
      }),
    )
  })

  it('costs as much as its end is long, whatever the text', async () => {
    for (const text of ['ab'.repeat(1_000_000), `${'a'.repeat(3_999)}b`.repeat(100), prose.repeat(10_000)]) {
      expect(await leastTime(() => endsInLoop(text), 20)).toBeLessThan(20)
    }
  })
})
