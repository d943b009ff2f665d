/** Problems as the end of a sentence: one that asks what was meant has its mark already. */
export function joinProblems(problems: readonly string[]): string {
  return `${problems.join('; ')}.`.replace(/\?\.$/, '?')
}
