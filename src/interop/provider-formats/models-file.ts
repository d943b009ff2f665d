import type { ParsedProvider } from '../../vocabulary/parsed-provider.ts'
import { suggestion } from '../../vocabulary/nearest-name.ts'
import type { ProviderConfig } from '../../vocabulary/provider-config.ts'
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
  refuseUnknown,
} from './reading.ts'

/** The types of the format, and the built-in providers that they stand for. */
const types: Readonly<Record<string, string>> = {
  anthropic: 'anthropic',
  openai: 'openai',
  'openai-codex': 'openai-chatgpt',
  gemini: 'gemini',
  openrouter: 'openrouter',
  ollama: 'ollama',
  local: 'ollama',
}

/** Providers that a vendor's subscription pays for, by the one that its key pays for. */
const subscriptions: Readonly<Record<string, string>> = {
  anthropic: 'anthropic-subscription',
  openai: 'openai-chatgpt',
  'openai-chatgpt': 'openai-chatgpt',
}

const auths = ['api_key', 'oauth', 'none']
const members = ['type', 'auth', 'model', 'default_model', 'label', 'base_url', 'endpoint']

/** Reads the providers of a `models.yaml` that was parsed: `{ providers: { <name>: { type, auth, model, ... } } }`. */
export function readModelsFile(reading: Reading, given: Members, path: Path): readonly ParsedProvider[] {
  const providers = Object.entries(isMembers(given['providers']) ? given['providers'] : {})
  if (providers.length === 0) object(reading, [...path, 'providers'], 'expected at least one provider, by its name')
  const rest = Object.keys(given).filter((name) => name !== 'providers' && name !== 'version')
  for (const name of rest) {
    reading.warnings.push(
      `${placeOf([...path, name])} is not read: give \`routes\`, \`roles\` and \`agents\` to the router.`,
    )
  }
  return providers.flatMap(([name, entry]) => {
    const read = readEntry(reading, name, entry, [...path, 'providers', name])
    return read === undefined ? [] : [read]
  })
}

function readEntry(reading: Reading, name: string, given: unknown, path: Path): ParsedProvider | undefined {
  if (!isMembers(given)) return object(reading, path, 'expected an object with `type` and `model`')
  refuseUnknown(reading, given, members, path)
  const id = providerId(reading, name, path)
  const builtInId = readType(reading, given['type'], given['auth'], path)
  const builtIn = builtInId === undefined ? undefined : reading.builtIn(builtInId)
  if (builtInId !== undefined && builtIn === undefined) {
    return object(
      reading,
      [...path, 'type'],
      `\`${builtInId}\` is not available; give \`base_url\` and the type \`openai\``,
    )
  }
  const label = optionalText(reading, given['label'], [...path, 'label']) ?? name
  const defaultModel = oneOfTwo(reading, given, ['default_model', 'model'], path)
  const ownAddress = oneOfTwo(reading, given, ['base_url', 'endpoint'], path, longestAddress)
  if (id === undefined || builtIn === undefined) return undefined
  if (given['auth'] === 'oauth' && builtIn.id !== id) {
    return object(
      reading,
      path,
      `a subscription is asked through the built-in provider \`${builtIn.id}\`; name the entry so`,
    )
  }
  // Hosts that are compatible with OpenAI speak its older protocol.
  const protocol = given['type'] === 'openai' && ownAddress !== undefined ? 'openai-chat' : builtIn.protocol
  const own = builtIn.baseUrl(protocol)
  const place = [...path, given['base_url'] === undefined ? 'endpoint' : 'base_url']
  address(reading, ownAddress, protocol, place)
  const baseUrl = ownAddress ?? own
  if (baseUrl === undefined && builtIn.id !== id) {
    reading.warnings.push(`${placeOf(path)} needs an address: give \`base_url\`.`)
  }
  const provider: ProviderConfig = {
    protocol,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...keyOf(
      reading,
      { id, auth: given['auth'], keys: ownAddress === undefined ? builtIn.keyVariables : undefined },
      path,
    ),
    ...(defaultModel === undefined ? {} : { defaultModel }),
  }
  return { id, name: label, provider, models: {}, warnings: [] }
}

/** The built-in provider that an entry stands for. */
function readType(reading: Reading, type: unknown, auth: unknown, path: Path): string | undefined {
  if (auth !== undefined && !auths.some((known) => known === auth)) {
    object(reading, [...path, 'auth'], `expected one of ${auths.join(', ')}`)
  }
  const known = typeof type === 'string' && Object.hasOwn(types, type) ? types[type] : undefined
  if (known === undefined) {
    const names = Object.keys(types)
    const meant = suggestion(type, names)
    return object(reading, [...path, 'type'], `expected one of ${names.join(', ')}${meant}`)
  }
  if (auth !== 'oauth') return known
  const subscription = Object.hasOwn(subscriptions, known) ? subscriptions[known] : undefined
  return (
    subscription ??
    object(reading, [...path, 'auth'], `\`${known}\` has no subscription that may be used here; write \`api_key\``)
  )
}

/** One value under two names. */
function oneOfTwo(
  reading: Reading,
  given: Members,
  [first, second]: readonly [string, string],
  path: Path,
  most?: number,
): string | undefined {
  const [one, other] = [first, second].map((name) => optionalText(reading, given[name], [...path, name], most))
  if (one !== undefined && other !== undefined && one !== other) {
    return object(reading, [...path, second], `\`${first}\` says something else; leave one out`)
  }
  return one ?? other
}

/** The format keeps keys elsewhere, so they come from the environment: the vendor's own variable goes to the vendor alone. */
function keyOf(
  reading: Reading,
  { id, auth, keys }: { readonly id: string; readonly auth: unknown; readonly keys: readonly string[] | undefined },
  path: Path,
): Pick<ProviderConfig, 'keyVariables'> {
  if (auth === 'none' || (keys === undefined && auth === undefined)) return { keyVariables: [] }
  const known = keys ?? reading.builtIn(id)?.keyVariables
  if (known !== undefined) return known.length === 0 ? {} : { keyVariables: known }
  const variable = `${id.toUpperCase().replaceAll(/\W+/g, '_')}_API_KEY`
  reading.warnings.push(
    `${placeOf(path)}: its key is read from the environment variable ${variable}, or from \`apiKey\`.`,
  )
  return { keyVariables: [variable] }
}
