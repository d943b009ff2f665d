import type { Citation } from '../vocabulary/message.ts'
import type { SearchResult } from '../vocabulary/search.ts'

/** More links than these are not looked for in one text. */
const mostCitations = 200

/** A longer address begins here, or a longer host. */
const goesOn = /^(?:[\w\-/%#&=~+@?$*]|[.,:;!]\w)/

/**
 * Where a text links to what was found, as citations: the places of the links in the text, in order. Pages that it does not link to
 * are not cited.
 */
export function citeResults(text: string, found: Iterable<SearchResult>): readonly Citation[] {
  if (!text.includes('://')) return []
  const places: { readonly at: number; readonly end: number; readonly result: SearchResult }[] = []
  for (const result of found) {
    const address = result.url.replace(/\/$/, '')
    for (let at = text.indexOf(address); at !== -1 && places.length < mostCitations;) {
      const end = at + address.length + (text.startsWith('/', at + address.length) ? 1 : 0)
      if (!goesOn.test(text.slice(end, end + 2))) places.push({ at, end, result })
      at = text.indexOf(address, at + address.length)
    }
  }
  return places.toSorted((a, b) => a.at - b.at).map(({ at, end, result }) => citation(text, at, end, result))
}

/** A link in Markdown is cited as a whole, a bare address alone. */
function citation(text: string, at: number, end: number, { url, title, snippet }: SearchResult): Citation {
  const label = /\[[^\][\n]{0,300}\]\(<?$/.exec(text.slice(Math.max(0, at - 310), at))
  const closing = /^>?(?:[ \t]+"[^"\n]{0,300}")?\)/.exec(text.slice(end, end + 310))
  const isLink = label !== null && closing !== null
  return {
    url,
    title,
    ...(snippet === '' ? {} : { citedText: snippet }),
    start: isLink ? at - label[0].length : at,
    end: isLink ? end + closing[0].length : end,
  }
}
