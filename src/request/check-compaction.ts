import { joinProblems } from '../vocabulary/join-problems.ts'
import type { CompactionOptions } from '../vocabulary/compaction.ts'
import { targetProblem } from '../vocabulary/compaction-target.ts'
import { suggestion } from '../vocabulary/nearest-name.ts'
import { isRecord } from '../vocabulary/option-kinds.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { unknownOptions } from '../vocabulary/unknown-option.ts'

const modes: readonly string[] = ['auto', 'overflow', 'off']

/** What each option takes, and that in words. */
const checks: Readonly<Record<keyof CompactionOptions, readonly [(value: unknown) => boolean, string]>> = {
  mode: [isMode, modes.join(', ')],
  trigger: [isShareOrTokens, 'a share up to 1, or a whole number of tokens'],
  target: [isShareOrTokens, 'a share up to 1, or a whole number of tokens'],
  instructions: [isText, 'a text that is not empty'],
  model: [isChain, "a model like 'openai/gpt-5.4', a route, a provider, or a list of these"],
  native: [(value) => typeof value === 'boolean', 'true or false'],
}

/** Checks `compaction` of a request. Throws `RouterError` `invalid-request`. Loaded with the first request that has it. */
export function checkCompaction(compaction: unknown): void {
  const problems = problemsOf(compaction)
  if (problems.length === 0) return
  throw new RouterError('invalid-request', `The request cannot be used: ${joinProblems(problems)}`)
}

function problemsOf(compaction: unknown): readonly string[] {
  if (isMode(compaction)) return []
  if (!isRecord(compaction)) {
    const meant = suggestion(compaction, modes, "'")
    return [`compaction: expected one of ${modes.join(', ')}, or an object such as { trigger: 0.8 }${meant}`]
  }
  const options = compaction as CompactionOptions
  const problems = unknownOptions(options, Object.keys(checks), ['compaction'])
  for (const [name, [isGood, expected]] of Object.entries(checks)) {
    const value: unknown = Reflect.get(options, name)
    if (value !== undefined && !isGood(value)) problems.push(`compaction.${name}: expected ${expected}`)
  }
  const problem = targetProblem(options.trigger, options.target)
  if (problem !== undefined) problems.push(`compaction.target: ${problem}`)
  return problems
}

function isMode(value: unknown): boolean {
  return typeof value === 'string' && modes.includes(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== ''
}

function isChain(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 && value.every(isText) : isText(value)
}

function isShareOrTokens(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && (value <= 1 || Number.isSafeInteger(value))
}
