const separators = /[\s_.:/-]+/

/** Upper and lower case and separators do not count: `base_url`, `baseURL` and `baseUrl` are one name. */
const bare = (name: string): string => name.toLowerCase().split(separators).join('')

/** `maxOutputTokens` -> max, output, tokens. */
const words = (name: string): readonly string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(separators)
    .filter((word) => word !== '')

const contains = (whole: readonly string[], part: readonly string[]): boolean =>
  part.length > 0 && part.every((word) => whole.includes(word))

/**
 * Edits between two names: insertions, deletions, substitutions and swaps of neighbours (Damerau-Levenshtein, optimal
 * string alignment).
 */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      let least = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      )
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      if (swapped) least = Math.min(least, (beforeLast[column - 2] ?? 0) + 1)
      current.push(least)
    }
    beforeLast = last
    last = current
  }
  return last[to.length] ?? 0
}

/** Longer than any name that is worth a guess; the work grows with the square of the length. */
const longestName = 80

/**
 * The candidate that was most likely meant, or `undefined` when none is close: the same letters whatever the case, few
 * typing mistakes (one in three characters), or the same words with some left out or added (`maxTokens`, `maxOutputTokens`).
 * Equally close: the first.
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const wanted = bare(name)
  if (wanted === '' || name.length > longestName) return undefined
  let nearest: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const distance = editDistance(wanted, bare(candidate))
    const allowed = Math.max(1, Math.round(Math.min(wanted.length, bare(candidate).length) / 3))
    if (distance <= allowed && distance < least) {
      nearest = candidate
      least = distance
    }
  }
  if (nearest !== undefined) return nearest
  const wantedWords = words(name)
  return candidates.find(
    (candidate) => contains(words(candidate), wantedWords) || contains(wantedWords, words(candidate)),
  )
}

/** The question whether a candidate was meant, to be added to what is wrong with a name; empty when none is close. */
export function suggestion(name: unknown, candidates: readonly string[], quote: '`' | "'" = '`'): string {
  const nearest = typeof name === 'string' ? nearestName(name, candidates) : undefined
  return nearest === undefined ? '' : `; did you mean ${quote}${nearest}${quote}?`
}
