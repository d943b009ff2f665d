import type { ParsedProvider } from '../../vocabulary/parsed-provider.ts'
import {
  address,
  isMembers,
  longestAddress,
  object,
  optionalText,
  type Members,
  type Path,
  placeOf,
  providerId,
  type Reading,
  refuseUnknown,
  requiredText,
} from './reading.ts'
import { readSecret, warnOfForeignKeys } from './secret-text.ts'

/** A provider that speaks Anthropic's protocol, as applications around Claude keep it. */
export interface AnthropicRecord {
  readonly name: string
  readonly baseUrl: string
  /** The key, or `{env:NAME}` for an environment variable that holds it. */
  readonly authToken: string
  readonly defaultModel?: string | undefined
  /** Models of the tiers. A tier without one has the default model. */
  readonly models?:
    | { readonly opus?: string | undefined; readonly sonnet?: string | undefined; readonly haiku?: string | undefined }
    | undefined
}

/** The tiers of the format. */
export const tierNames = ['opus', 'sonnet', 'haiku'] as const

const members: readonly (keyof AnthropicRecord | 'id')[] = [
  'id',
  'name',
  'baseUrl',
  'authToken',
  'defaultModel',
  'models',
]

/** Whether an object is meant to be such a record. */
export function isAnthropicRecord(given: Members): boolean {
  return ['baseUrl', 'authToken', 'defaultModel'].some((name) => name in given) && !('npm' in given)
}

/** Reads one; `undefined` when it cannot be used. */
export function readAnthropicRecord(reading: Reading, given: Members, path: Path): ParsedProvider | undefined {
  refuseUnknown(reading, given, members, path)
  const name = requiredText(reading, given['name'], [...path, 'name'], 'write what targets begin with, e.g. "gateway"')
  const id = providerId(reading, name, [...path, 'name'])
  const place = [...path, 'baseUrl']
  const baseUrl = requiredText(
    reading,
    given['baseUrl'],
    place,
    'write the address of the host, e.g. "https://api.anthropic.com"',
    longestAddress,
  )
  address(reading, baseUrl, 'anthropic-messages', place)
  const tokenPath = [...path, 'authToken']
  const token = requiredText(
    reading,
    given['authToken'],
    tokenPath,
    'write the key, or "{env:NAME}" for the environment variable that holds it',
    longestAddress,
  )
  const secret = readSecret(reading, token, tokenPath)
  const defaultModel = optionalText(reading, given['defaultModel'], [...path, 'defaultModel'])
  const tiers = readTiers(reading, given['models'], [...path, 'models'])
  if (id === undefined || name === undefined || baseUrl === undefined) return undefined
  warnOfForeignKeys(reading, secret.keyVariables ?? [], id, tokenPath)
  return {
    id,
    name,
    provider: {
      protocol: 'anthropic-messages',
      baseUrl,
      ...secret,
      ...(defaultModel === undefined ? {} : { defaultModel }),
      ...(Object.keys(tiers).length === 0 ? {} : { tiers }),
    },
    models: {},
    warnings: [],
  }
}

function readTiers(reading: Reading, given: unknown, path: Path): Partial<Record<(typeof tierNames)[number], string>> {
  if (given === undefined || given === null) return {}
  if (!isMembers(given)) {
    object(reading, path, 'expected an object with models for `opus`, `sonnet` and `haiku`')
    return {}
  }
  refuseUnknown(reading, given, tierNames, path)
  const entries = tierNames.flatMap((tier) => {
    const value = given[tier]
    if (typeof value === 'string' && value.trim() === '') {
      reading.warnings.push(`${placeOf([...path, tier])} is empty: the default model takes its place.`)
      return []
    }
    const model = optionalText(reading, value, [...path, tier])
    return model === undefined ? [] : [[tier, model] as const]
  })
  return Object.fromEntries(entries)
}
