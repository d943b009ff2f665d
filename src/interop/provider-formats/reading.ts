import type { ModelInfo, ProtocolId } from '../../vocabulary/model.ts'
import { optionPath, unknownOptions } from '../../vocabulary/unknown-option.ts'

/** What a reader of a format may ask of the library. */
export interface Surroundings {
  /** A built-in provider, by its id or another name of it. */
  builtIn(name: string): BuiltInProvider | undefined
  /** The built-in provider whose key an environment variable holds. */
  ownerOf(variable: string): Pick<BuiltInProvider, 'id'> | undefined
  /** Why an address cannot be asked in a protocol, as a sentence that begins with `place`. */
  addressProblem(address: string, protocol: ProtocolId, place: string): string | undefined
  /** Whether an address is this machine. */
  isLoopback(address: string): boolean
  /** What an entry in the format of models.dev says of a model. */
  readModel(provider: string, model: string, facts: Members): ModelInfo | undefined
}

/** What is known of a built-in provider. */
export interface BuiltInProvider {
  readonly id: string
  readonly protocol: ProtocolId
  /** Its address in a protocol. Absent: it does not speak it, or its address differs from account to account. */
  baseUrl(protocol: ProtocolId): string | undefined
  readonly keyVariables: readonly string[]
}

/** An object whose members nobody has looked at. */
export type Members = Readonly<Record<string, unknown>>

/** Where something stands in what was given. */
export type Path = readonly PropertyKey[]

/** What has been found while reading. */
export interface Reading extends Surroundings {
  /** Each a sentence that begins with a path. */
  readonly problems: string[]
  readonly warnings: string[]
}

/** Notes what cannot be used. */
export function object(reading: Reading, path: Path, problem: string): undefined {
  reading.problems.push(`${placeOf(path)}: ${problem}`)
}

/** A path as it is shown. */
export function placeOf(path: Path): string {
  return path.length === 0 ? 'the provider' : `\`${optionPath(path)}\``
}

/** Whether a value is an object with members. */
export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Names and ids in these formats have at most so many characters. */
const longestName = 255
/** Addresses. */
export const longestAddress = 2048

/** A text that must be there, without blanks around it. `write`: what to write instead of what is missing. */
export function requiredText(
  reading: Reading,
  value: unknown,
  path: Path,
  write: string,
  most: number = longestName,
): string | undefined {
  return value === undefined || value === null
    ? object(reading, path, `it is missing; ${write}`)
    : optionalText(reading, value, path, most)
}

/** A text that may be left out. */
export function optionalText(
  reading: Reading,
  value: unknown,
  path: Path,
  most: number = longestName,
): string | undefined {
  if (value === undefined || value === null) return undefined
  const text = typeof value === 'string' ? value.trim() : ''
  if (text !== '' && text.length <= most) return text
  return object(reading, path, `expected a text of 1 to ${most} characters`)
}

/** A provider's name as targets can begin with it. */
export function providerId(reading: Reading, name: string | undefined, path: Path): string | undefined {
  if (name?.includes('/') === true) {
    return object(reading, path, 'a slash ends the provider in `provider/model`; write the name without one')
  }
  return name
}

/** Notes members that the format does not have, each with the one that was meant. */
export function refuseUnknown(reading: Reading, given: Members, known: readonly string[], path: Path): void {
  reading.problems.push(...unknownOptions(given, known, path))
}

/** An address that can be asked; what is wrong with it is noted. */
export function address(reading: Reading, text: string | undefined, protocol: ProtocolId, path: Path): void {
  const problem = text === undefined ? undefined : reading.addressProblem(text, protocol, placeOf(path))
  if (problem !== undefined) reading.problems.push(problem)
}
