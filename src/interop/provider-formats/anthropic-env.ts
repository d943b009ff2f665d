import { RouterError } from '../../vocabulary/router-error.ts'
import { tierNames, type AnthropicRecord } from './anthropic-record.ts'
import { referredVariable } from './secret-text.ts'

/** The variables that Claude's own clients read. */
export interface AnthropicEnv {
  readonly ANTHROPIC_BASE_URL?: string
  readonly ANTHROPIC_AUTH_TOKEN?: string
  readonly ANTHROPIC_MODEL?: string
  readonly ANTHROPIC_DEFAULT_OPUS_MODEL?: string
  readonly ANTHROPIC_DEFAULT_SONNET_MODEL?: string
  readonly ANTHROPIC_DEFAULT_HAIKU_MODEL?: string
}

const tierVariables = {
  opus: 'ANTHROPIC_DEFAULT_OPUS_MODEL',
  sonnet: 'ANTHROPIC_DEFAULT_SONNET_MODEL',
  haiku: 'ANTHROPIC_DEFAULT_HAIKU_MODEL',
} as const

/** Node's `util.inspect` asks for this member. */
const inspect = Symbol.for('nodejs.util.inspect.custom')

/**
 * A record as environment variables for a program that reads them, Claude Code for example. A field that is not set gives none. The result
 * holds the token: processes that are started with it see it.
 *
 * Throws `RouterError` `configuration` where the token is only named, as `{env:NAME}`: its value is not known here.
 */
export function toAnthropicEnv(record: Partial<AnthropicRecord>): AnthropicEnv {
  const variable = referredVariable(record.authToken ?? '')
  if (variable !== undefined) {
    throw new RouterError('configuration', `\`authToken\` names the variable ${variable}; give the token itself.`)
  }
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['ANTHROPIC_BASE_URL', record.baseUrl],
    ['ANTHROPIC_AUTH_TOKEN', record.authToken],
    ['ANTHROPIC_MODEL', record.defaultModel],
    ...tierNames.map((tier) => [tierVariables[tier], record.models?.[tier]] as const),
  ]
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined && value.trim() !== ''))
}

/**
 * What the six variables say, to be spread under explicit settings: `{ ...fromAnthropicEnv(readEnv), ...own }`. Variables that are empty
 * or not set give no field. Printing it shows no token. `readEnv`: e.g. `(name) => process.env[name]`.
 */
export function fromAnthropicEnv(
  readEnv: (name: keyof AnthropicEnv) => string | undefined,
): Partial<Omit<AnthropicRecord, 'name'>> {
  const read = (name: keyof AnthropicEnv): string | undefined => {
    const value = readEnv(name)?.trim()
    return value === '' ? undefined : value
  }
  const models = Object.fromEntries(
    tierNames.flatMap((tier) => {
      const model = read(tierVariables[tier])
      return model === undefined ? [] : [[tier, model] as const]
    }),
  )
  const [baseUrl, authToken, defaultModel] = [
    read('ANTHROPIC_BASE_URL'),
    read('ANTHROPIC_AUTH_TOKEN'),
    read('ANTHROPIC_MODEL'),
  ]
  const shown = {
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(defaultModel === undefined ? {} : { defaultModel }),
    ...(Object.keys(models).length === 0 ? {} : { models }),
  }
  const record = { ...shown, ...(authToken === undefined ? {} : { authToken }) }
  const printable = (): object => ({ ...shown, hasToken: authToken !== undefined })
  Object.defineProperty(record, 'toJSON', { value: printable })
  Object.defineProperty(record, inspect, { value: printable })
  return record
}
