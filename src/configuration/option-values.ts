import { custom, optional } from 'zod/mini'
import type { ZodMiniCustom, ZodMiniOptional } from 'zod/mini'

import type { Secret } from '../vocabulary/completion-request.ts'
import { keyProblem } from '../vocabulary/credential.ts'
import type { ProviderAuth } from '../vocabulary/credential.ts'
import type { JsonObject } from '../vocabulary/message.ts'
import type { StateStore } from '../vocabulary/state-store.ts'
import { suggestion } from '../vocabulary/nearest-name.ts'
import { isPlainObject } from './plain-data.ts'

/** The schema of a value that must be there. */
export type Value<T> = ZodMiniCustom<T, T>
/** The schema of a value that may be left out. */
export type Option<T> = ZodMiniOptional<Value<T>>

/** A schema that is made when the first configuration is looked at: the import of the library does not wait for it. */
export type Lazily<Schema> = () => Schema

function lazily<Schema>(make: () => Schema): Lazily<Schema> {
  let made: Schema | undefined
  return () => (made ??= make())
}

/** What was given, without repeating texts: they may be keys. */
export function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return value.trim() === '' ? 'an empty string' : 'a string'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** A value that must be there. `isValid` decides; `expected` says in words what it decides for. */
export function value<T>(isValid: (given: unknown) => boolean, expected: string): Value<T> {
  return custom<T>(isValid, { error: ({ input }) => `expected ${expected}, got ${shown(input)}` })
}

/** A value that may be left out. */
export function option<T>(isValid: (given: unknown) => boolean, expected: string): Option<T> {
  return optional(value<T>(isValid, expected))
}

/** One of a few words; one that is nearly one of them is answered with it. */
export function oneOf<const Word extends string>(words: readonly Word[]): Value<Word> {
  return custom<Word>((given) => words.some((word) => word === given), {
    error: ({ input }) => {
      const meant = suggestion(input, words, "'")
      return `expected one of ${words.map((word) => `'${word}'`).join(', ')}${meant}`
    },
  })
}

/** The same option for each of `names`. */
export function each<Name extends string, S>(names: readonly Name[], schema: S): Record<Name, S> {
  return Object.fromEntries(names.map((name) => [name, schema])) as Record<Name, S>
}

/** Whether a value is a text with something in it. */
export const isText = (given: unknown): given is string => typeof given === 'string' && given.trim() !== ''
const isNumber = (given: unknown): given is number => typeof given === 'number'

/** Whether a value survives `JSON.stringify` unchanged. Cycles have been ruled out before. */
function isJson(given: unknown): boolean {
  if (Array.isArray(given)) return given.every((item) => isJson(item))
  if (isPlainObject(given)) return Object.values(given).every((item) => item === undefined || isJson(item))
  return given === null || typeof given === 'string' || typeof given === 'boolean' || Number.isFinite(given)
}

function isHeader([name, content]: readonly [string, unknown]): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof content === 'string' && /^[\t\x20-\x7e\xa0-\xff]*$/.test(content)
}

/** Whether a value is a key that a header can carry, or a function. */
export function isSecret(given: unknown): boolean {
  return typeof given === 'function' || (typeof given === 'string' && keyProblem(given.trim()) === undefined)
}

/** Whether a value is a pair of keys of AWS. */
export function isAwsCredentials(given: unknown): boolean {
  if (!isPlainObject(given)) return false
  const { accessKeyId, secretAccessKey, sessionToken, ...others } = given
  const texts =
    sessionToken === undefined ? [accessKeyId, secretAccessKey] : [accessKeyId, secretAccessKey, sessionToken]
  return Object.keys(others).length === 0 && texts.every((text) => isText(text) && isSecret(text))
}

/** A text with something in it, as an item of a list. */
export const requiredText: Lazily<Value<string>> = lazily(() => value(isText, 'a text that is not empty'))
/** A text with something in it. */
export const text: Lazily<Option<string>> = lazily(() => optional(requiredText()))
/** A text or a list of them. */
export const texts: Lazily<Option<string | readonly string[]>> = lazily(() =>
  option(
    (given) => (Array.isArray(given) ? given.length > 0 && given.every((item) => isText(item)) : isText(given)),
    'a text that is not empty, or a list of them',
  ),
)
/** Yes or no. */
export const flag: Lazily<Option<boolean>> = lazily(() =>
  option((given) => typeof given === 'boolean', 'true or false'),
)
/** A function; what it takes and gives cannot be seen. */
export const callback = <F>(): Option<F> => option<F>((given) => typeof given === 'function', 'a function')
/** Milliseconds of a limit. */
export const duration: Lazily<Option<number>> = lazily(() =>
  option((given) => isNumber(given) && given > 0, 'milliseconds above 0, or Infinity'),
)
/** Milliseconds that must be said. */
export const requiredDuration: Lazily<Value<number>> = lazily(() =>
  value((given) => Number.isFinite(given) && Number(given) > 0, 'milliseconds above 0'),
)
/** A part of a whole. */
export const share: Lazily<Option<number>> = lazily(() =>
  option((given) => isNumber(given) && given >= 0 && given <= 1, 'a number from 0 to 1'),
)
/** A place for a router's memory. */
export const stateStore: Lazily<Option<StateStore>> = lazily(() =>
  option(
    (given) =>
      typeof given === 'object' &&
      given !== null &&
      ['get', 'set'].every((name) => typeof Reflect.get(given, name) === 'function'),
    'an object with the functions `get` and `set`',
  ),
)
/** A price or a sum. */
export const amount: Lazily<Option<number>> = lazily(() =>
  option((given) => Number.isFinite(given) && Number(given) >= 0, 'a number from 0'),
)
/** A number that is more or less than others. */
export const rank: Lazily<Option<number>> = lazily(() => option((given) => Number.isFinite(given), 'a number'))
/** A number of tokens that must be there. */
export const requiredTokens: Lazily<Value<number>> = lazily(() =>
  value((given) => Number.isSafeInteger(given) && Number(given) > 0, 'a whole number above 0'),
)
/** A number of tokens. */
export const tokens: Lazily<Option<number>> = lazily(() => optional(requiredTokens()))
/** A share of the window, or a number of tokens. */
export const shareOrTokens: Lazily<Option<number>> = lazily(() =>
  option(
    (given) => Number.isFinite(given) && Number(given) > 0 && (Number(given) <= 1 || Number.isSafeInteger(given)),
    'a share up to 1, or a whole number of tokens',
  ),
)
/** A day or a month. */
export const day: Lazily<Option<string>> = lazily(() =>
  option((given) => isText(given) && /^\d{4}-\d\d(?:-\d\d)?$/.test(given), 'a day like 2026-11-20'),
)
/** A provider's word for an effort, or that it has none. */
export const effortWord: Lazily<Option<string | null>> = lazily(() =>
  option((given) => given === null || isText(given), 'the word that is sent, or null'),
)

/** A whole number; nothing is rounded or clamped. */
export function whole(from: number, to: number, what = 'a whole number'): Option<number> {
  return option(
    (given) => Number.isInteger(given) && Number(given) >= from && Number(given) <= to,
    `${what} from ${from} to ${to}`,
  )
}

/** One key or several. */
export const secrets: Lazily<Option<Secret | readonly Secret[]>> = lazily(() =>
  option(
    (given) => (Array.isArray(given) ? given.length > 0 && given.every((item) => isSecret(item)) : isSecret(given)),
    'a key on one line, a function that gives one, or a list of these',
  ),
)
/** How requests are authorised without a key; `auth-problems.ts` looks at its members. */
export const auth: Lazily<Option<ProviderAuth>> = lazily(() =>
  option((given) => isPlainObject(given), 'an object with `type`'),
)
/** Headers of a request. */
export const headers: Lazily<Option<Readonly<Record<string, string>>>> = lazily(() =>
  option(
    (given) => isPlainObject(given) && Object.entries(given).every((entry) => isHeader(entry)),
    'an object of header names and texts that a header can carry',
  ),
)
/** What a provider takes beyond what all do. */
export const jsonObject: Lazily<Option<JsonObject>> = lazily(() =>
  option((given) => isPlainObject(given) && isJson(given), 'an object of JSON values'),
)
/** An object of the caller's own, whatever its class. */
export const anyObject = <T>(): Option<T> =>
  option<T>((given) => typeof given === 'object' && given !== null && !Array.isArray(given), 'an object')
