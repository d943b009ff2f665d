/**
 * How much a text is to a tokenizer, in one pass and before anybody knows whose: `words` in the shape that current vocabularies share
 * (a word with the space before it, a run of punctuation, a break with its indentation), and apart from that what they cut
 * differently. Numbers may be fractions.
 */
export interface TextSize {
  words: number
  /** ASCII digits, for vocabularies that cut each apart. */
  digits: number
  /** The same in pieces of up to three, for those that cut so. */
  threes: number
  /** Characters of Chinese, Japanese and Korean. */
  han: number
  /** Tokens of all other scripts and of symbols, roughly (`scripts`). */
  others: number
}

/** Nothing. */
export function emptyText(): TextSize {
  return { words: 0, digits: 0, threes: 0, han: 0, others: 0 }
}

/** Texts above this many UTF-16 units are sampled in windows. */
const sampleAboveLength = 100_000
const windowCount = 32
const windowLength = 2_000

/** The shape, the same for all families: chosen by what is left out in `scripts/fit-token-estimate.ts`. A word and a run of marks are one. */
const shortWordLength = 6
const perFurtherLetter = 0.06
const perFurtherMark = 0.15
const perBreak = 0.9

/** Tokens of one UTF-16 unit outside ASCII, up to and with `last`, ordered. `0`: counted as `han`. Not measured: there are no recordings. */
const scripts: readonly { readonly last: number; readonly tokens: number }[] = [
  { last: 0x02af, tokens: 0.6 }, // accented Latin: the word around it is cut as well
  { last: 0x036f, tokens: 1 }, // modifiers and combining marks
  { last: 0x052f, tokens: 0.4 }, // Greek, Cyrillic
  { last: 0x08ff, tokens: 0.5 }, // Armenian, Hebrew, Arabic
  { last: 0x109f, tokens: 0.7 }, // scripts of India, Thai, Lao, Tibetan, Burmese
  { last: 0x1dff, tokens: 1 },
  { last: 0x1eff, tokens: 0.7 }, // Vietnamese
  { last: 0x206f, tokens: 1 }, // typographic punctuation
  { last: 0x2e7f, tokens: 1.5 }, // symbols, arrows, box drawing
  { last: 0xd7ff, tokens: 0 }, // Chinese, kana, Hangul
  { last: 0xdfff, tokens: 1.3 }, // halves of emoji and rare characters
  { last: 0xffff, tokens: 1 },
]

/** Adds a text to a size, `share` times. */
export function addText(text: string, size: TextSize, share = 1): void {
  const { length } = text
  if (length <= sampleAboveLength) return addRuns(text, 0, length, size, share)
  const stride = (length - windowLength) / (windowCount - 1)
  const scale = (share * length) / (windowCount * windowLength)
  for (let window = 0; window < windowCount; window += 1) {
    const from = Math.round(window * stride)
    addRuns(text, from, from + windowLength, size, scale)
  }
}

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
const isUpper = (code: number): boolean => code >= 65 && code <= 90
const isDigit = (code: number): boolean => code >= 48 && code <= 57
const isSpace = (code: number): boolean => code <= 32
const isMark = (code: number): boolean => code > 32 && code < 128 && !isLetter(code) && !isDigit(code)

function addRuns(text: string, from: number, to: number, size: TextSize, share: number): void {
  let words = 0
  let digits = 0
  let threes = 0
  let han = 0
  let others = 0
  let at = from
  while (at < to) {
    const code = text.charCodeAt(at)
    let end = at + 1
    if (isLetter(code)) {
      // A capital after a small letter begins a new piece: identifiers are cut there.
      while (
        end < to &&
        isLetter(text.charCodeAt(end)) &&
        (!isUpper(text.charCodeAt(end)) || isUpper(text.charCodeAt(end - 1)))
      )
        end += 1
      words += 1 + Math.max(0, end - at - shortWordLength) * perFurtherLetter
    } else if (isDigit(code)) {
      while (end < to && isDigit(text.charCodeAt(end))) end += 1
      digits += end - at
      threes += Math.ceil((end - at) / 3)
      // A space goes with the word after it, but not with a number.
      if (text.charCodeAt(at - 1) === 32) words += 1
    } else if (isSpace(code)) {
      while (end < to && isSpace(text.charCodeAt(end))) end += 1
      if (end - at > 1 || code !== 32) words += perBreak
    } else if (code < 128) {
      while (end < to && isMark(text.charCodeAt(end))) end += 1
      words += 1 + (end - at - 1) * perFurtherMark
    } else {
      const tokens = tokensOfUnit(code)
      if (tokens === 0) han += 1
      else others += tokens
    }
    at = end
  }
  size.words += words * share
  size.digits += digits * share
  size.threes += threes * share
  size.han += han * share
  size.others += others * share
}

function tokensOfUnit(code: number): number {
  for (const { last, tokens } of scripts) if (code <= last) return tokens
  return 1
}
