import type { JsonObject, ToolCallPart } from '../vocabulary/message.ts'
import { parseJson } from './server-sent-events.ts'
import { isWithinDepth } from './within-depth.ts'

/**
 * Arguments as an object; empty text and `null` are no arguments; `undefined`: anything else that is no object, or nests deeper
 * than a conversation can hold, is unreadable.
 */
export function parseArguments(rawArgs: string): JsonObject | undefined {
  if (rawArgs.trim() === '') return {}
  const value = parseJson(rawArgs)
  if (value === null) return {}
  return typeof value === 'object' && !Array.isArray(value) && isWithinDepth(value) ? (value as JsonObject) : undefined
}

/** Whether two texts are the same JSON, white space aside. */
export function isSameJsonText(one: string, other: string): boolean {
  const value = parseJson(one)
  return value !== undefined && JSON.stringify(value) === JSON.stringify(parseJson(other))
}

/** The arguments of a call that is to be run, or what is wrong with them. */
export interface JudgedArguments {
  /** `null`: they cannot be read. */
  readonly args: JsonObject | null
  readonly invalid: ToolCallPart['invalid']
}

/**
 * Judges the arguments of a call that was open when its answer ended. Unreadable ones were cut where the limit of the answer was reached,
 * else the model wrote no JSON. `mayBeMissing`: the limit ended the answer at this call.
 */
export function judgeArguments(rawArgs: string, limitReached: boolean, mayBeMissing: boolean): JudgedArguments {
  const args = parseArguments(rawArgs)
  // No arguments at all where the limit ended the answer: they read as `{}`, and the call must still not be run.
  const isBroken = args === undefined || (rawArgs === '' && mayBeMissing)
  return { args: args ?? null, invalid: isBroken ? (limitReached ? 'truncated' : 'malformed') : undefined }
}
