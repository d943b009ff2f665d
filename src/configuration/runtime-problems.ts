import { nearestName } from '../vocabulary/nearest-name.ts'
import type { OptionProblem } from './option-problem.ts'

const runtimeNames: readonly string[] = ['fetch', 'now', 'setTimer', 'random', 'readEnv']

/**
 * Members of `runtime`. It is the caller's own object and may have members of its own; a name that is not known is a mistake
 * only where it is close to one that is missing.
 */
export function runtimeProblems(runtime: unknown): OptionProblem[] {
  if (typeof runtime !== 'object' || runtime === null) return []
  const wrong = runtimeNames.flatMap((name): OptionProblem[] => {
    const member: unknown = Reflect.get(runtime, name)
    return member === undefined || typeof member === 'function'
      ? []
      : [{ path: ['runtime', name], problem: 'expected a function' }]
  })
  const misspelt = Object.keys(runtime).flatMap((name): OptionProblem[] => {
    const nearest = runtimeNames.includes(name) ? undefined : nearestName(name, runtimeNames)
    return nearest === undefined || nearest in runtime ? [] : [{ path: ['runtime', name], known: runtimeNames }]
  })
  return [...wrong, ...misspelt]
}
