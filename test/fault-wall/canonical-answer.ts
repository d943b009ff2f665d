/** The answer of every target of the wall: sixty words, none of them twice in a row, so that a lost or doubled one shows. */
export const canonicalAnswer: string =
  'A lighthouse keeper counts the ships that pass each night and writes their names into a heavy book. Once the fog was so ' +
  'thick that only bells could be heard, so she rang her own until dawn. Seven crews answered, one after another, and found ' +
  'the harbour. None of them saw her lamp, yet all of them remember the sound.'

/** A text cut into tokens: words, each with the space after it. */
export function tokensOf(text: string): readonly string[] {
  return text.match(/\S+\s*/g) ?? []
}

/** What the wall's usage says was read. What was written is the number of tokens said. */
export const canonicalInputTokens = 12
