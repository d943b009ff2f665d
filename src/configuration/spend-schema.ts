import { array, optional, strictObject } from 'zod/mini'
import type { core } from 'zod/mini'

import { suggestion } from '../vocabulary/nearest-name.ts'
import type { SpendLimit, SpendPeriod, SpendStore } from '../vocabulary/spend.ts'
import type { OptionProblem } from './option-problem.ts'
import { flag, option, type Option, text, value } from './option-values.ts'
import { isPlainObject } from './plain-data.ts'

const periods = ['call', 'run', 'day', 'month']
/** A year. */
const mostHours = 8_760

function isPeriod(given: unknown): boolean {
  if (!isPlainObject(given)) return periods.includes(given as string)
  const { hours, ...others } = given
  return Object.keys(others).length === 0 && Number.isInteger(hours) && Number(hours) >= 1 && Number(hours) <= mostHours
}

const isText = (given: unknown): boolean => typeof given === 'string' && given.trim() !== ''

function isTag(given: unknown): boolean {
  if (!isPlainObject(given)) return isText(given)
  const values = Object.values(given)
  return values.length > 0 && values.every((one) => typeof one === 'string')
}

const isShare = (given: unknown): boolean => typeof given === 'number' && given > 0 && given <= 1

const spendLimit = () =>
  strictObject({
    usd: value<number>((given) => Number.isFinite(given) && Number(given) >= 0, 'a number from 0'),
    per: value<SpendPeriod>(isPeriod, `'call', 'run', 'day', 'month', or { hours } from 1 to ${mostHours}`),
    tag: option<SpendLimit['tag']>(isTag, "the name of a tag, or tags with their values like { team: 'research' }"),
    session: option<string | boolean>(
      (given) => typeof given === 'boolean' || isText(given),
      'true, or the id of a session',
    ),
    provider: text(),
    model: text(),
    alertAt: option<SpendLimit['alertAt']>(
      (given) => (Array.isArray(given) ? given.every(isShare) : isShare(given)),
      'a share above 0 and up to 1, or a list of them',
    ),
    hard: flag(),
  } satisfies Record<keyof SpendLimit, unknown>)

/** `budget.spend`. */
export const spend = (): core.SomeType => optional(array(spendLimit()))

/** `budget.spendStore`. */
export const spendStore = (): Option<SpendStore> =>
  option<SpendStore>(
    (given) =>
      typeof given === 'object' &&
      given !== null &&
      typeof Reflect.get(given, 'reserve') === 'function' &&
      typeof Reflect.get(given, 'settle') === 'function',
    'an object with the functions reserve and settle',
  )

/** A limit on something that does not exist would hold nothing. `known`: providers, and backends of searches. */
export function spendProblems(limits: unknown, known: readonly string[]): OptionProblem[] {
  if (!Array.isArray(limits)) return []
  return limits.flatMap((limit: unknown, index): OptionProblem[] => {
    const provider: unknown = isPlainObject(limit) ? limit['provider'] : undefined
    if (typeof provider !== 'string' || known.includes(provider)) return []
    const meant = suggestion(provider, known)
    return [
      { path: ['budget', 'spend', index, 'provider'], problem: `there is no such provider or search backend${meant}` },
    ]
  })
}
