import type { ParsedProvider } from '../../vocabulary/parsed-provider.ts'
import { RouterError } from '../../vocabulary/router-error.ts'
import { isAnthropicRecord, readAnthropicRecord } from './anthropic-record.ts'
import { readModelsFile } from './models-file.ts'
import { isModelsDevProvider, readModelsDevProvider } from './models-dev-provider.ts'
import { readJsonc } from './read-jsonc.ts'
import { isMembers, type Members, object, type Path, type Reading, type Surroundings } from './reading.ts'

/** So many problems stand in the message; the hints have all. */
const shownProblems = 3

const forms =
  'an Anthropic-format record has `name`, `baseUrl` and `authToken`, a provider of models.dev has `id`, `name`, `npm`, `env`, `doc` and ' +
  '`models`, a configuration of opencode has `provider`, and a parsed `models.yaml` has `providers`'

/**
 * The providers that a text or an object describes, in any of the known formats. Throws one `RouterError` `configuration` that lists what
 * cannot be used, each with its path.
 */
export function readProviders(given: unknown, surroundings: Surroundings): readonly ParsedProvider[] {
  const reading: Reading = { ...surroundings, problems: [], warnings: [] }
  const providers = readAll(reading, typeof given === 'string' ? parse(given) : given, [])
  const ids = providers.map(({ id }) => id)
  for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index))) {
    reading.problems.push(`two providers have the name ${JSON.stringify(id)}; give one of them another`)
  }
  if (reading.problems.length > 0) throw unreadable(reading.problems)
  return providers
}

function parse(text: string): unknown {
  const read = readJsonc(text)
  if ('value' in read) return read.value
  const { problem, line, column } = read
  const isYaml = /^(?:---\s*)?(?:\s*#.*\n)*\s*[\w-]+:(?:\s|$)/.test(text)
  throw unreadable(
    isYaml
      ? ['this looks like YAML: parse it first, with the package `yaml` for example, and give the object']
      : [`it must be valid JSON or JSONC: line ${line}, column ${column}: ${problem}`],
  )
}

function unreadable(problems: readonly string[]): RouterError {
  const rest = problems.length - shownProblems
  const more = rest > 0 ? `; ${rest} more: see the hints` : ''
  const shown = problems.slice(0, shownProblems).join('; ')
  const end = /[.?!]$/.test(shown + more) ? '' : '.'
  return new RouterError('configuration', `The provider cannot be read: ${shown}${more}${end}`, { hints: problems })
}

function readAll(reading: Reading, given: unknown, path: Path): readonly ParsedProvider[] {
  if (Array.isArray(given)) {
    if (given.length === 0) object(reading, path, 'expected at least one provider')
    return given.flatMap((entry: unknown, index) => readAll(reading, entry, [...path, index]))
  }
  if (!isMembers(given)) {
    object(reading, path, `expected an object; ${forms}`)
    return []
  }
  // Each provider is told of what was found in its own part.
  if (isMembers(given['providers'])) {
    return withWarnings(reading, () => readModelsFile(reading, given, path))
  }
  if (Array.isArray(given['providers'])) return readAll(reading, given['providers'], [...path, 'providers'])
  return withWarnings(reading, () => {
    const read = readOne(reading, given, path)
    return read === undefined ? [] : [read]
  })
}

function withWarnings(reading: Reading, read: () => readonly ParsedProvider[]): readonly ParsedProvider[] {
  const before = reading.warnings.length
  return read().map((provider) => ({ ...provider, warnings: reading.warnings.slice(before) }))
}

function readOne(reading: Reading, given: Members, path: Path): ParsedProvider | undefined {
  if ('provider' in given && !('npm' in given)) return readWrapped(reading, given['provider'], [...path, 'provider'])
  if (isAnthropicRecord(given)) return readAnthropicRecord(reading, given, path)
  if (isModelsDevProvider(given)) return readModelsDevProvider(reading, given, path)
  return object(reading, path, `its format is not known; ${forms}`)
}

/** The block of a configuration of opencode. */
function readWrapped(reading: Reading, given: unknown, path: Path): ParsedProvider | undefined {
  const blocks = Object.entries(isMembers(given) ? given : {})
  const [block, ...others] = blocks
  if (block === undefined) return object(reading, path, 'it must contain one provider block')
  if (others.length > 0) {
    const names = blocks.map(([name]) => JSON.stringify(name)).join(', ')
    return object(reading, path, `it must contain one provider block, and holds ${names}; give one of them`)
  }
  const [key, definition] = block
  if (!isMembers(definition)) return object(reading, [...path, key], `expected an object with \`npm\` and \`models\``)
  return readModelsDevProvider(reading, definition, [...path, key], key)
}
