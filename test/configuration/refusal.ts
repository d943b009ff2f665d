import { inspect } from 'node:util'

import { parseConfiguration } from '../../src/configuration/parse-configuration.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'

/** The providers that these tests take for built in. */
export const known: { readonly providers: readonly string[] } = {
  providers: ['openai', 'anthropic', 'openrouter', 'ollama'],
}

/** How a configuration is refused; throws when it is not. */
export function refusal(config: unknown): RouterError {
  try {
    parseConfiguration(config, known)
  } catch (error) {
    if (RouterError.is(error, 'configuration')) return error
    throw error
  }
  throw new Error(`${inspect(config)} was not refused`)
}

/** What a refusal says of each problem. */
export function hints(config: unknown): readonly string[] {
  return refusal(config).hints
}
