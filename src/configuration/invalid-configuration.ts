import { RouterError } from '../vocabulary/router-error.ts'
import { optionPath, unknownOption } from '../vocabulary/unknown-option.ts'
import type { OptionProblem } from './option-problem.ts'

/** One sentence for each option, the first that was found. */
function sentences(problems: readonly OptionProblem[]): readonly string[] {
  const byPath = new Map<string, string>()
  for (const { path, problem, known } of problems) {
    const place = optionPath(path)
    const sentence =
      known === undefined
        ? `${place === '' ? 'the configuration' : `\`${place}\``}: ${problem ?? ''}`
        : unknownOption(path, known)
    if (!byPath.has(place)) byPath.set(place, sentence)
  }
  return [...byPath.values()]
}

/** The error of a configuration that cannot be used. */
export function invalidConfiguration(problems: readonly OptionProblem[]): RouterError {
  const [first = '', ...others] = sentences(problems)
  const rest = others.length === 0 ? '' : ` ${others.length} more: see the hints.`
  return new RouterError('configuration', `Invalid configuration: ${first}${/[.?!]$/.test(first) ? '' : '.'}${rest}`, {
    hints: [first, ...others],
  })
}
