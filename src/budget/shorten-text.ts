/** What is kept of the beginning of a text that is cut in its middle; the rest is its end (requirements B7). */
const headShare = 0.7

/** The text with its middle left out where it is longer than `maxLength` UTF-16 units; a note says how much is missing. */
export function shortenText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  const head = Math.floor(maxLength * headShare)
  const tail = text.length - (maxLength - head)
  // A pair of surrogates is not cut in two.
  const from = isLowSurrogate(text, head) ? head - 1 : head
  const to = isLowSurrogate(text, tail) ? tail + 1 : tail
  return `${text.slice(0, from)}\n[... ${to - from} characters left out ...]\n${text.slice(to)}`
}

function isLowSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return code >= 0xdc00 && code <= 0xdfff
}
