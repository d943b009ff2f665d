/** Only the end of a text is looked at, in UTF-16 units. */
const tailLength = 4_000
/** So much must be one thing over and over: rows of a table and runs of dashes are shorter. */
const shortestLoop = 1_000
/** And so often. */
const fewestRepeats = 8

/**
 * Whether a text has fallen into a loop: its end is one piece over and over. The smallest period of every prefix of the reversed
 * end is found in one pass (the failure function of Knuth, Morris and Pratt), so that the cost is that of the length.
 */
export function endsInLoop(text: string): boolean {
  if (text.length < shortestLoop) return false
  const length = Math.min(text.length, tailLength)
  const fromEnd = (at: number): number => text.charCodeAt(text.length - 1 - at)
  const border: number[] = [0]
  let matched = 0
  for (let at = 1; at < length; at++) {
    while (matched > 0 && fromEnd(at) !== fromEnd(matched)) matched = border[matched - 1] ?? 0
    if (fromEnd(at) === fromEnd(matched)) matched++
    border.push(matched)
    const seen = at + 1
    if (seen >= shortestLoop && seen >= fewestRepeats * (seen - matched)) return true
  }
  return false
}
