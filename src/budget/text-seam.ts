import { createPrefaceGate } from './preface.ts'
import { letterOrDigit } from './continuation.ts'
import type { TextSeam } from '../vocabulary/text-seam.ts'

/**
 * Joins the text of a resumed answer to what was given. The new text may continue directly, repeat the end of `given` first,
 * or start again from any earlier point, the beginning included. The longest end of `given` that the new text begins with is
 * dropped, if it is evidence of a repetition (`isRepetition`); everything else is passed on. White space before the new text
 * is dropped with a repetition and kept without one.
 *
 * A preface about the interruption is dropped first (`createPrefaceGate`). Text is held back only while it equals some part of `given`. When it stops to, and does not reach its end, all of it is
 * passed on: a duplicate is better than a loss; only when it is cut itself it is dropped, for it comes again. The result does not depend on how the text is cut into deltas.
 *
 * Text that is all of `given` and nothing else says that the answer was whole: it is dropped, whatever it looks like.
 *
 * Not decidable, and so decided for the duplicate: text that goes on with a pattern which `given` shows twice at its end (`aaaa`,
 * `- \n- \n`, equal table rows), an overlap of under 12 characters that is not the cut-off word, one of white space only.
 * Decided for the repetition, and so lost when it was meant: 12 or more characters that occur a second time directly after the
 * first. Where `given` holds no letter or digit there is nothing to go on with, and the question was asked again
 * (`continuationMessages`): what the answer begins with again is a repetition then, white space too.
 *
 * Cost is linear in `given` and the new text together.
 */
export function createTextSeam(given: string): TextSeam {
  const gate = createPrefaceGate(given)
  const matcher = createOverlapMatcher(given)
  let held: string[] | undefined = []
  const release = (overlap: number): string => {
    const text = (held ?? []).join('')
    held = undefined
    return overlap === 0 ? text : text.slice(overlap)
  }
  const take = (text: string): string => {
    if (text === '') return ''
    held?.push(text)
    return matcher.push(text) || matcher.isWhole() ? '' : release(matcher.overlap())
  }
  return {
    push(delta) {
      if (held === undefined || delta === '') return delta
      return take(gate.push(delta))
    },
    end(isCut = false) {
      if (held === undefined) return ''
      const passed = take(gate.end())
      if (held === undefined) return passed
      if (matcher.isWhole()) return ''
      return isCut && matcher.length() >= longOverlap ? '' : release(matcher.overlap())
    },
  }
}

/** So many characters that repeat the end of `given` are a repetition, wherever they begin. */
const longOverlap = 12
/** White space before the new text is looked past up to here. */
const maxLeadingSpace = 1_000

/** Follows the new text along `given`. */
interface OverlapMatcher {
  /** More text. Returns whether it still equals some part of `given`, so that the answer is open. */
  push(delta: string): boolean
  /** How many characters came, leading white space not counted. */
  length(): number
  /** Whether it is `given` from its first character to its last, and nothing else so far. */
  isWhole(): boolean
  /** How many characters of the new text, leading white space included, repeat the end of `given`. */
  overlap(): number
}

/**
 * Knuth, Morris and Pratt with a pattern that grows: the pattern is the new text after its leading white space, the text that
 * is searched is `given`. `matched` characters of the pattern end at `cursor`; the match that starts first is followed, so the
 * longest overlap is found first. Neither index of the search goes back.
 */
function createOverlapMatcher(given: string): OverlapMatcher {
  const pattern: number[] = []
  /** `borders[n]`: length of the longest proper prefix of the first n + 1 characters that is also their end. */
  const borders: number[] = []
  const leading: number[] = []
  let matched = 0
  let cursor = 0

  const append = (code: number): void => {
    let border = borders[pattern.length - 1] ?? 0
    while (border > 0 && pattern[border] !== code) border = borders[border - 1] ?? 0
    if (pattern.length > 0 && pattern[border] === code) border += 1
    pattern.push(code)
    borders.push(border)
  }
  const search = (to: number): void => {
    while (cursor < to && matched < pattern.length) {
      if (given.charCodeAt(cursor) === pattern[matched]) {
        cursor += 1
        matched += 1
      } else if (matched === 0) cursor += 1
      else matched = borders[matched - 1] ?? 0
    }
  }
  return {
    push(delta) {
      for (let at = 0; at < delta.length; at += 1) {
        const code = delta.charCodeAt(at)
        if (pattern.length > 0 || !isSpace(code)) append(code)
        else leading.push(code)
      }
      if (pattern.length === 0) return leading.length <= maxLeadingSpace && given.length > 0
      if (leading.length > maxLeadingSpace) cursor = given.length
      search(given.length)
      return cursor < given.length
    },
    length: () => pattern.length,
    isWhole: () => leading.length === 0 && pattern.length === given.length && matched === given.length,
    overlap() {
      if (leading.length > maxLeadingSpace) return 0
      if (given.trim() === '') return String.fromCharCode(...leading).startsWith(given) ? given.length : 0
      if (pattern.length === 0) return 0
      // The match may still be inside `given`: what follows it there did not come, so shorter ones are looked for.
      while (cursor < given.length) {
        if (matched === pattern.length) matched = borders[matched - 1] ?? 0
        search(given.length)
      }
      for (let length = matched; length > 0; length = borders[length - 1] ?? 0) {
        const period = length - (borders[length - 1] ?? 0)
        if (isRepetition(given, length, period, leading)) return leading.length + length
      }
      return 0
    },
  }
}

/**
 * Whether the last `length` characters of `given`, which the new text begins with, are evidence that it repeats them.
 * `period` is their smallest period, `leading` the white space before the new text.
 *
 * - The whole of `given`: the answer starts again. Not after mere spaces, unless `given` began with the same: `no` + ` no` is
 *   how a sentence goes on.
 * - Never, when `given` ends in two periods of it and the new text is how they go on: the pattern explains it as well. That holds
 *   for the whole of `given` too, if there is a letter or digit in it.
 * - 12 characters or more, equal white space before them counted.
 * - Else, if nothing stands before them, and they begin where a word begins and end in a letter, with two letters at least:
 *   as a continuation they would glue two words together (`wor` + `world`). Not numbers (`3` + `3`), which do grow that way.
 *   Scripts that write no spaces need four letters, for doubled characters and words are common there.
 */
function isRepetition(given: string, length: number, period: number, leading: readonly number[]): boolean {
  const start = given.length - length
  if (isLowSurrogate(given.charCodeAt(start))) return false
  const overlap = given.slice(start)
  const isWhole = given.slice(0, start).trim() === ''
  if (goesOnWithPattern(given, length, period, leading) && !(isWhole && !letterOrDigit.test(overlap))) return false
  if (length + equalSpaceBefore(given, start, leading) >= longOverlap) return true
  if (isWhole) {
    const hasSameStart = start > 0 && leading.length === start && equalSpaceBefore(given, start, leading) === start
    return leading.length === 0 || leading.includes(lineFeed) || hasSameStart
  }
  if (leading.length > 0 || !beginsAndEndsInLetter.test(overlap)) return false
  if (endsInWordCharacter.test(given.slice(Math.max(0, start - 2), start))) return false
  const letters = overlap.match(everyLetter)?.length ?? 0
  return letters >= (writtenWithoutSpaces.test(overlap) ? 4 : 2)
}

const lineFeed = 10
const beginsAndEndsInLetter = /^\p{L}(?:.*[\p{L}\p{M}])?$/su
const endsInWordCharacter = /[\p{L}\p{M}\p{N}_]$/u
const everyLetter = /\p{L}/gu
const writtenWithoutSpaces =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u

/** Whether the new text is how the pattern goes on that `given` ends in: whole periods from where it stopped. */
function goesOnWithPattern(given: string, length: number, period: number, leading: readonly number[]): boolean {
  if (!isPeriodShown(given, period)) return false
  if (length % period === 0) return true
  return (
    (length + leading.length) % period === 0 &&
    leading.length > 0 &&
    given.slice(-period).startsWith(String.fromCharCode(...leading))
  )
}

function isPeriodShown(given: string, period: number): boolean {
  if (period * 2 > given.length) return false
  for (let at = given.length - period; at < given.length; at += 1) {
    if (given.charCodeAt(at) !== given.charCodeAt(at - period)) return false
  }
  return true
}

function equalSpaceBefore(given: string, start: number, leading: readonly number[]): number {
  let equal = 0
  while (
    equal < leading.length &&
    equal < start &&
    given.charCodeAt(start - 1 - equal) === leading[leading.length - 1 - equal]
  )
    equal += 1
  return equal
}

/** White space as `trim` sees it, in what models write. */
const isSpace = (code: number): boolean =>
  code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0x3000 || code === 0xfeff
const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff
