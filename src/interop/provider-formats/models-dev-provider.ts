import type { ParsedProvider } from '../../vocabulary/parsed-provider.ts'
import type { ProtocolId } from '../../vocabulary/model.ts'
import { nearestName } from '../../vocabulary/nearest-name.ts'
import { redactSecrets } from '../../vocabulary/redact-secrets.ts'
import type { ProviderConfig } from '../../vocabulary/provider-config.ts'
import { readModels } from './model-facts.ts'
import { npmPackages } from './npm-packages.ts'
import {
  address,
  isMembers,
  longestAddress,
  type Members,
  object,
  optionalText,
  type Path,
  placeOf,
  providerId,
  type Reading,
  requiredText,
} from './reading.ts'
import { readSecret, warnOfForeignKeys } from './secret-text.ts'

/** Whether an object is meant to be a provider as models.dev describes it. */
export function isModelsDevProvider(given: Members): boolean {
  return ['npm', 'env', 'doc', 'api'].some((name) => name in given) || Array.isArray(given['models'])
}

/** Reads one; `undefined` when it cannot be used. `key`: its name in a configuration of opencode, which asks for less. */
export function readModelsDevProvider(
  reading: Reading,
  given: Members,
  path: Path,
  key?: string,
): ParsedProvider | undefined {
  const name = requiredText(reading, given['name'] ?? key, [...path, 'name'], 'write what people call the provider')
  const idPath = [...path, 'id']
  const id = providerId(
    reading,
    requiredText(reading, given['id'] ?? key, idPath, 'write what targets begin with, e.g. "my-gateway"'),
    idPath,
  )
  if (key === undefined)
    requiredText(reading, given['doc'], [...path, 'doc'], 'write the address of its documentation', longestAddress)
  const options = isMembers(given['options']) ? given['options'] : {}
  const protocol = readProtocol(reading, given['npm'], [...path, 'npm'])
  const base = readAddress(reading, { given, options, id, protocol }, path)
  const secret = readKey(reading, { given, options, id, isLocal: isLocal(reading, base.baseUrl) }, path)
  const headers = readHeaders(reading, options['headers'], [...path, 'options', 'headers'])
  const modelsPath = [...path, 'models']
  if (given['models'] === undefined) object(reading, modelsPath, 'it is missing; write at least one model')
  const models = given['models'] === undefined ? [] : readModels(reading, id ?? '', given['models'], modelsPath)
  if (id === undefined || name === undefined || protocol === undefined) return undefined
  return {
    id,
    name,
    provider: { protocol, ...base, ...secret, ...headers, ...firstModel(models) },
    models: Object.fromEntries(
      models.filter(({ facts }) => Object.keys(facts).length > 0).map((model) => [`${id}/${model.id}`, model.facts]),
    ),
    warnings: [],
  }
}

/** The first model is what the name of the provider alone means. */
function firstModel(models: readonly { readonly id: string }[]): Pick<ProviderConfig, 'defaultModel'> {
  const [first] = models
  return first === undefined ? {} : { defaultModel: first.id }
}

function readProtocol(reading: Reading, given: unknown, path: Path): ProtocolId | undefined {
  const write = 'write the package that speaks to the host, usually "@ai-sdk/openai-compatible"'
  const npm = requiredText(reading, given, path, write)
  if (npm === undefined) return undefined
  const known = Object.hasOwn(npmPackages, npm) ? npmPackages[npm] : undefined
  if (known === undefined) {
    const names = Object.keys(npmPackages)
    const nearest = nearestName(npm, names)
    const remedy =
      nearest === undefined
        ? `for a host that is compatible with OpenAI write "@ai-sdk/openai-compatible"; there are ${names.join(', ')}`
        : `did you mean "${nearest}"?`
    return object(reading, path, `which protocol ${JSON.stringify(redactSecrets(npm))} speaks is not known; ${remedy}`)
  }
  if (known.builtInOnly === true) {
    const id = known.builtIn ?? ''
    return object(
      reading,
      path,
      `its hosts differ from account to account; use the built-in provider \`${id}\`: createRouter({ providers: { ${JSON.stringify(id)}: {} } })`,
    )
  }
  return known.protocol
}

interface AddressQuestion {
  readonly given: Members
  readonly options: Members
  readonly id: string | undefined
  readonly protocol: ProtocolId | undefined
}

function readAddress(
  reading: Reading,
  { given, options, id, protocol }: AddressQuestion,
  path: Path,
): Pick<ProviderConfig, 'baseUrl'> {
  const inOptions = given['api'] === undefined && options['baseURL'] !== undefined
  const place = inOptions ? [...path, 'options', 'baseURL'] : [...path, 'api']
  const text = optionalText(reading, inOptions ? options['baseURL'] : given['api'], place, longestAddress)
  const field = /\$?\{[^}]*\}/.exec(text ?? '')?.[0]
  if (field !== undefined) {
    object(reading, place, `\`${field}\` stands for something of your account; write the address out`)
    return {}
  }
  if (text !== undefined && protocol !== undefined) address(reading, text, protocol, place)
  if (text !== undefined || protocol === undefined) return text === undefined ? {} : { baseUrl: text }
  const npm = typeof given['npm'] === 'string' ? given['npm'].trim() : ''
  const maker = npmPackages[npm]?.builtIn ?? id
  const own = (maker === undefined ? undefined : reading.builtIn(maker))?.baseUrl(protocol)
  if (own !== undefined) return { baseUrl: own }
  reading.warnings.push(`${placeOf(place)} is missing: give \`baseUrl\` before the provider is used.`)
  return {}
}

function isLocal(reading: Reading, baseUrl: string | undefined): boolean {
  return baseUrl !== undefined && reading.isLoopback(baseUrl)
}

/** Suffixes of variables that hold a key, the surest first; others hold a region, a resource, an account. */
const keySuffixes: readonly RegExp[] = [/API_KEY$/, /BEARER_TOKEN$|TOKEN$/, /KEY$/, /SECRET$/]

interface KeyQuestion {
  readonly given: Members
  readonly options: Members
  readonly id: string | undefined
  /** A server on the caller's machine may need no key. */
  readonly isLocal: boolean
}

function readKey(
  reading: Reading,
  { given, options, id, isLocal: local }: KeyQuestion,
  path: Path,
): Pick<ProviderConfig, 'apiKey' | 'keyVariables'> {
  const place = [...path, 'env']
  const env = given['env']
  if (options['apiKey'] !== undefined) {
    const keyPath = [...path, 'options', 'apiKey']
    const secret = readSecret(reading, optionalText(reading, options['apiKey'], keyPath, longestAddress), keyPath)
    warnOfForeignKeys(reading, secret.keyVariables ?? [], id ?? '', keyPath)
    return secret
  }
  if (env === undefined && local) return {}
  const names: readonly unknown[] = Array.isArray(env) ? env : []
  if (names.length === 0) {
    object(reading, place, 'expected at least one environment variable, e.g. ["MY_GATEWAY_API_KEY"]')
    return {}
  }
  const variables = names.flatMap((name, index) => {
    const text = requiredText(reading, name, [...place, index], 'write the name of an environment variable')
    if (text === undefined || /^[A-Za-z_]\w*$/.test(text)) return text === undefined ? [] : [text]
    // A key in the place of its name is not repeated.
    object(reading, [...place, index], 'expected the name of an environment variable, not its value')
    return []
  })
  const rank = (name: string): number => keySuffixes.findIndex((suffix) => suffix.test(name))
  const keys = variables.filter((name) => rank(name) !== -1).toSorted((a, b) => rank(a) - rank(b))
  const keyVariables = keys.length === 0 ? variables : keys
  warnOfForeignKeys(reading, keyVariables, id ?? '', place)
  return keyVariables.length === 0 ? {} : { keyVariables }
}

function readHeaders(reading: Reading, given: unknown, path: Path): Pick<ProviderConfig, 'headers'> {
  if (given === undefined || given === null) return {}
  const entries = isMembers(given) ? Object.entries(given) : []
  const headers: Record<string, string> = {}
  for (const [name, value] of entries) {
    const place = [...path, name]
    const text = optionalText(reading, value, place, longestAddress)
    if (text === undefined) continue
    // Headers are shown where a definition is printed.
    if (/authorization|cookie|key|token|secret/i.test(name) || redactSecrets(text) !== text) {
      object(reading, place, 'a key has no place here; write `options.apiKey`, e.g. "{env:MY_GATEWAY_API_KEY}"')
    } else if (/^\{\w+:/.test(text)) {
      object(reading, place, 'variables are not read here; give `headers` of the provider in code')
    } else headers[name] = text
  }
  if (!isMembers(given)) object(reading, path, 'expected an object of header names and texts')
  return Object.keys(headers).length === 0 ? {} : { headers }
}
