import type { ProviderConfig } from '../../vocabulary/provider-config.ts'
import { object, placeOf, type Path, type Reading } from './reading.ts'

/** `{env:NAME}` of opencode, `${NAME}` of shells. */
const variableReference = /^(?:\{env:([A-Za-z_]\w*)\}|\$\{([A-Za-z_]\w*)\})$/

/** Tokens that Claude Cowork has encrypted with the key ring of one machine begin so. */
const encrypted = 'ENC:'

/** The variable that a text stands for, where it stands for one. */
export function referredVariable(text: string): string | undefined {
  const [, braced, shell] = variableReference.exec(text) ?? []
  return braced ?? shell
}

/** A key as a definition may hold it: the name of a variable, or the key itself, which goes out of sight. */
export function readSecret(
  reading: Reading,
  text: string | undefined,
  path: Path,
): Pick<ProviderConfig, 'apiKey' | 'keyVariables'> {
  if (text === undefined) return {}
  const variable = referredVariable(text)
  if (variable !== undefined) return { keyVariables: [variable] }
  if (text.startsWith(encrypted)) {
    object(reading, path, 'it is encrypted; give the token itself, or `{env:NAME}` for an environment variable')
    return {}
  }
  if (/^\{\w+:/.test(text)) {
    object(reading, path, 'only `{env:NAME}` is read; give the key as `apiKey` of the provider')
    return {}
  }
  return { apiKey: () => text }
}

/** Tells of a variable that holds another provider's key. */
export function warnOfForeignKeys(reading: Reading, variables: readonly string[], id: string, path: Path): void {
  for (const name of variables) {
    const owner = reading.ownerOf(name)
    if (owner === undefined || owner.id === id) continue
    reading.warnings.push(
      `${placeOf(path)}: ${name} is where the key of \`${owner.id}\` is kept; it will be sent to \`${id}\`.`,
    )
  }
}
