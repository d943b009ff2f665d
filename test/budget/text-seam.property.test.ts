import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createPrefaceGate } from '../../src/budget/preface.ts'
import { createTextSeam } from '../../src/budget/text-seam.ts'
import { joinAtSeam } from './join-at-seam.ts'
import { leastTime } from '../processor-time.ts'

/** Two consonants of its own for every word, which no word begins with: no passage, and no beginning of a word, comes twice. */
const consonants = 'bcdfghjkmq'
const codeOf = (at: number): string => `${consonants[Math.floor(at / 10)]}${consonants[at % 10]}`

/** Prose without repetitions, so that what a resumed answer says again is not ambiguous. */
const prose = fc
  .array(fc.constantFrom('alpha', 'Été', 'naïve', 'κόσμε', 'мир', '世界', 'こんにちは', '😀', 'x_1', '```', '**7**'), {
    minLength: 12,
    maxLength: 60,
  })
  .chain((words) =>
    fc.tuple(
      fc.constant(words),
      fc.array(fc.constantFrom(' ', ', ', '.\n\n', '\n    ', ' | '), {
        minLength: words.length,
        maxLength: words.length,
      }),
    ),
  )
  .map(([words, gaps]) => words.map((word, at) => `${codeOf(at)}${word}${gaps[at]}`).join(''))

/** A text, a place to cut it, and cuts for the deltas. */
const cutProse = fc
  .tuple(prose, fc.double({ min: 0.05, max: 0.99, noNaN: true }), fc.array(fc.nat({ max: 40 }), { maxLength: 80 }))
  .map(([text, share, sizes]) => ({ text, cut: Math.max(12, Math.floor(text.length * share)), sizes }))

function split(text: string, sizes: readonly number[]): string[] {
  const deltas: string[] = []
  let at = 0
  for (const size of sizes) {
    deltas.push(text.slice(at, at + size))
    at += size
  }
  return [...deltas, text.slice(at)]
}

describe('a seam, for any text, cut and deltas', () => {
  it('passes a direct continuation on whole', () => {
    fc.assert(
      fc.property(cutProse, ({ text, cut, sizes }) => {
        expect(joinAtSeam(text.slice(0, cut), split(text.slice(cut), sizes))).toBe(text.slice(cut))
      }),
      { numRuns: 500 },
    )
  })

  it('gives the rest when the answer starts again', () => {
    fc.assert(
      fc.property(cutProse, fc.constantFrom('', ' ', '\n\n'), ({ text, cut, sizes }, space) => {
        expect(joinAtSeam(text.slice(0, cut), split(space + text, sizes))).toBe(text.slice(cut))
      }),
      { numRuns: 500 },
    )
  })

  it('gives the rest when 12 characters or more are said again', () => {
    fc.assert(
      fc.property(cutProse, fc.nat(), ({ text, cut, sizes }, extra) => {
        const overlap = Math.min(cut, 12 + (extra % cut))
        const from = cut - overlap
        // An overlap that begins inside a surrogate pair is no text that a model can write.
        fc.pre(overlap >= 12 && !/^[\udc00-\udfff]/.test(text.slice(from)) && text.slice(from, cut).trim() !== '')
        expect(joinAtSeam(text.slice(0, cut), split(text.slice(from), sizes))).toBe(text.slice(cut))
      }),
      { numRuns: 500 },
    )
  })

  it('passes everything on when the new text leaves what was given', () => {
    fc.assert(
      fc.property(cutProse, fc.nat(), ({ text, cut, sizes }, where) => {
        const from = where % cut
        const said = `${text.slice(from, cut - 1)}\u{10ffff}`
        expect(joinAtSeam(text.slice(0, cut), split(said, sizes))).toBe(said)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a seam, for repetitive texts', () => {
  const repetitive = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '1', '谢'), maxLength: 60 })

  it('drops nothing but an end of what was given, and the white space before it', () => {
    fc.assert(
      fc.property(repetitive, repetitive, (given, text) => {
        const rest = joinAtSeam(given, [text])
        const dropped = text.slice(0, text.length - rest.length)
        expect(dropped + rest).toBe(text)
        expect(given.endsWith(dropped.trimStart())).toBe(true)
      }),
      { numRuns: 5_000 },
    )
  })

  it('gives the same whatever the deltas are', () => {
    fc.assert(
      fc.property(repetitive, repetitive, fc.array(fc.nat({ max: 5 }), { maxLength: 30 }), (given, text, sizes) => {
        expect(joinAtSeam(given, split(text, sizes))).toBe(joinAtSeam(given, [text]))
        expect(joinAtSeam(given, text.split(''))).toBe(joinAtSeam(given, [text]))
      }),
      { numRuns: 5_000 },
    )
  })

  it('finds what a search of every length finds', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 50 })
    const repeats = (text: string, period: number): boolean =>
      text.slice(period) === text.slice(0, text.length - period)
    const goesOnWithPattern = (given: string, overlap: string): boolean => {
      const period = Array.from(overlap, (_, at) => at + 1).find((length) => repeats(overlap, length)) ?? 0
      const isShown = given.length >= 2 * period && repeats(given.slice(given.length - 2 * period), period)
      return isShown && given.slice(-period).repeat(overlap.length).startsWith(overlap)
    }
    const longest = (given: string, text: string): number => {
      if (text === given) return text.length
      for (let length = Math.min(given.length, text.length); length > 0; length -= 1) {
        const overlap = text.slice(0, length)
        const isEvidence = length >= 12 || length === given.length
        if (given.endsWith(overlap) && isEvidence && !goesOnWithPattern(given, overlap)) return length
      }
      return 0
    }
    fc.assert(
      fc.property(
        letters,
        fc.nat({ max: 50 }),
        letters,
        fc.array(fc.nat({ max: 9 })),
        (given, overlap, rest, sizes) => {
          const text = given.slice(-overlap) + rest
          expect(joinAtSeam(given, split(text, sizes))).toBe(text.slice(longest(given, text)))
        },
      ),
      { numRuns: 5_000 },
    )
  })

  it('never drops when both hold one character over and over, unless it is the same text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 80 }), fc.integer({ min: 0, max: 80 }), (before, after) => {
        expect(joinAtSeam('a'.repeat(before), split('a'.repeat(after), [3, 5, 1]))).toBe(
          before === after ? '' : 'a'.repeat(after),
        )
      }),
    )
  })

  it('holds text back only while it equals a part of what was given, or may be a preface', () => {
    fc.assert(
      fc.property(repetitive, repetitive, (given, text) => {
        const seam = createTextSeam(given)
        let seen = ''
        let passed = ''
        for (const character of text) {
          seen += character
          passed += seam.push(character)
          const isOpen = seen.trim() === '' ? given !== '' : given.slice(0, -1).includes(seen.trimStart())
          if (isOpen || createPrefaceGate(given).push(seen) === '') continue
          expect(seen.endsWith(passed)).toBe(true)
          expect(given.endsWith(seen.slice(0, seen.length - passed.length).trimStart())).toBe(true)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('the cost of a seam', () => {
  const size = 200_000
  it.each([
    ['one letter', 'a'.repeat(size), 'a'.repeat(size)],
    ['a short period', 'ab'.repeat(size / 2), 'ab'.repeat(size / 2)],
    ['nearly a restart', `${'ab'.repeat(size / 2)}c`, 'ab'.repeat(size / 2)],
    [
      'a restart',
      Array.from({ length: size / 8 }, (_, at) => `w${at} `).join(''),
      Array.from({ length: size / 8 }, (_, at) => `w${at} `).join(''),
    ],
  ])('stays linear for 200 000 characters in single deltas: %s', async (_name, given, text) => {
    const rest = joinAtSeam(given, text.split(''))
    expect(text.endsWith(rest)).toBe(true)
    // Linear work takes some 50 ms; quadratic work would take minutes.
    expect(await leastTime(() => joinAtSeam(given, text.split('')), 5_000)).toBeLessThan(5_000)
  })
})
