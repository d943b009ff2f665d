import { openCodeFence } from './continuation.ts'

/** Looks at the beginning of a resumed answer for words that are about the interruption, not about the question. Owned by one attempt. */
export interface PrefaceGate {
  /** Takes more text and returns what may be passed on; `''` while it may still be a preface. */
  push(delta: string): string
  /** Nothing more comes: returns what was held back. */
  end(): string
}

/** A longer first line is no preface. */
const longestPreface = 200

/** How a preface begins, after marks of emphasis and quotation. */
const openers: readonly string[] = [
  'sure',
  'certainly',
  'of course',
  'okay',
  'ok',
  'alright',
  'absolutely',
  'no problem',
  'understood',
  'apologies',
  'sorry',
  'my apologies',
  'i apologize',
  'i apologise',
  "i'll continue",
  'i’ll continue',
  'i will continue',
  'let me continue',
  'here',
  'continu',
  'picking up',
  'resuming',
  'as requested',
]

/** Words that are about the interruption whatever stands around them. */
const aboutTheCut =
  /\b(?:left off|cut off|where (?:i|it|we|you) (?:left|stopped)|from where|picking up (?:from|where)|interrupt\w*|(?:rest|remainder|continuation) of (?:the|my|your|our) (?:\w+ )?(?:answer|response|reply|text|message|output|code|document|story|article|essay|list))\b/

/** Words that are when nothing but the answer can follow: the line ends in a colon, in dots or in a bracket. */
const announcing =
  /^(?!continuing \w+ (?!from|with|where|on|the))(?:.*\b)?(?:continu(?:e|ing|ed|ation)|the rest|resuming)\b.{0,40}(?::|…|\.{3}|[)\]*_]+)$/

/** A longer line announces nothing. */
const longestAnnouncement = 80

const marks = /^[\s*_([{>"'“‘….—–-]+/

/**
 * Holds back the beginning of a resumed answer as long as it may be a preface: one line of at most 200 characters that begins like one,
 * speaks of the interruption, and ends with its line or with a colon. It is dropped with the blank line or the space behind it. So
 * is the first line of a code block that `given` has open already. A line that `given` holds itself is none of these: the answer
 * starts again. Prefaces in other languages than English are not known, and pass.
 */
export function createPrefaceGate(given: string): PrefaceGate {
  let held: string | undefined = ''
  const release = (text: string): string => {
    held = undefined
    return text
  }
  return {
    push(delta) {
      if (held === undefined) return delta
      held += delta
      const end = endOfPreface(held, given)
      if (end === 'open') return ''
      return release(end === 'none' ? held : held.slice(end))
    },
    end: () => release(held ?? ''),
  }
}

/** Where a preface ends and the answer begins; `open` while more text may tell, `none` when there is no preface. */
function endOfPreface(text: string, given: string): number | 'open' | 'none' {
  const head = text.replace(marks, '').toLowerCase()
  const isFence = /^(?:`{3}|~{3}|`{1,2}$|~{1,2}$)/.test(text)
  if (!isFence && head !== '' && !openers.some((opener) => head.startsWith(opener.slice(0, head.length)))) return 'none'
  const lineEnd = text.indexOf('\n', text.length - text.trimStart().length)
  const line = lineEnd === -1 ? text : text.slice(0, lineEnd)
  if (line.length > longestPreface) return 'none'
  if (isFence) return lineEnd === -1 ? 'open' : opensAgain(line, given) ? lineEnd + 1 : 'none'
  const colon = line.indexOf(': ')
  if (colon !== -1 && isPreface(line.slice(0, colon + 1), given)) return colon + 2
  if (lineEnd === -1) return 'open'
  if (!isPreface(line, given)) return 'none'
  // One blank line belongs to it, which only what comes next can tell from the text's own.
  const blank = /^\n[ \t]*(\n?)/.exec(text.slice(lineEnd))
  if (blank === null || (blank[1] === '' && lineEnd + blank[0].length === text.length)) return 'open'
  return lineEnd + (blank[1] === '' ? 1 : blank[0].length)
}

function isPreface(line: string, given: string): boolean {
  const words = line.trim()
  if (words === '' || given.includes(words)) return false
  const said = words.replace(marks, '').toLowerCase()
  return aboutTheCut.test(said)
    ? /[:.…!)\]*_—–-]$/.test(said)
    : said.length <= longestAnnouncement && announcing.test(said)
}

function opensAgain(line: string, given: string): boolean {
  const open = openCodeFence(given)
  return open !== undefined && open.language !== '' && line.trim() === `${open.marker}${open.language}`
}
