import type { FindKeys, KeyVariable } from '../vocabulary/credential.ts'
import type { ProtocolId, Tier } from '../vocabulary/model.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { ProviderConfig } from '../vocabulary/provider-config.ts'
import { optionPath } from '../vocabulary/unknown-option.ts'
import { isLoopback, normaliseBaseUrl } from './base-url.ts'
import {
  atOtherHost,
  chooseFields,
  fillAddress,
  isAtHost,
  isWithinHost,
  missingField,
  signingRegion,
  takePasted,
  type FieldValues,
} from './host-fields.ts'
import { profileAt } from './provider-table.ts'
import type { AuthStyle, BillingClass, ConfiguredProvider, ProviderProfile } from './provider.ts'
import { sealProvider } from './seal-provider.ts'

/** What a provider is resolved with beside its own row and configuration. */
export interface Surroundings {
  readonly readEnv: (name: string) => string | undefined
  /** The endpoint paths of every protocol that can be spoken; one that is missing cannot be chosen. */
  readonly endpoints: Readonly<Partial<Record<ProtocolId, readonly string[]>>>
  /** `findKeys` of the credentials folder. */
  readonly findKeys: FindKeys
}

/** Names that carry a key when the caller sends one as a header of their own. */
const keyHeaders: readonly string[] = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key']

/** The words of other vendors' configurations for our tiers. */
const tierNames: Readonly<Record<Tier, 'opus' | 'sonnet' | 'haiku'>> = {
  flagship: 'opus',
  balanced: 'sonnet',
  fast: 'haiku',
}

const isSet = (value: string | undefined): value is string => value !== undefined && value.trim() !== ''

function unusable(id: string, option: string, problem: string): RouterError {
  return new RouterError('configuration', `\`${optionPath(['providers', id, option])}\`: ${problem}.`)
}

/** Of names that differ in their case alone the last one counts. */
function withLowerCaseNames(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

interface Surface {
  readonly protocol: ProtocolId
  /** The row speaks this protocol. */
  readonly isKnown: boolean
  /** The row's address for this protocol, as it stands there and with its values. */
  readonly template: string | undefined
  readonly own: string | undefined
}

/** The protocol that is spoken, and what the row knows of that surface. */
function chooseSurface(
  id: string,
  config: ProviderConfig,
  profile: ProviderProfile | undefined,
  values: FieldValues,
): Surface {
  const protocol = config.protocol ?? profile?.protocol
  if (protocol === undefined)
    throw unusable(id, 'protocol', 'a provider that is not built in needs the protocol it speaks, e.g. `openai-chat`')
  const isMain = protocol === profile?.protocol
  const template = isMain ? profile?.baseUrl : profile?.surfaces?.[protocol]?.baseUrl
  return {
    protocol,
    isKnown: isMain || template !== undefined,
    template,
    own: fillAddress(profile === undefined ? template : atOtherHost(template, profile, values), values),
  }
}

/** configuration > environment > row */
function chooseBaseUrl(
  id: string,
  config: ProviderConfig,
  profile: ProviderProfile | undefined,
  surface: Surface,
  values: FieldValues,
  { readEnv, endpoints }: Surroundings,
): string {
  const spoken = endpoints[surface.protocol]
  if (spoken === undefined) {
    throw unusable(
      id,
      'protocol',
      `\`${surface.protocol}\` is not available; there are ${Object.keys(endpoints).join(', ')}`,
    )
  }
  const variable = profile?.baseUrlVariable
  const fromEnvironment = variable === undefined ? undefined : readEnv(variable)
  const option = `\`${optionPath(['providers', id, 'baseUrl'])}\``
  const [text, path] = isSet(config.baseUrl)
    ? [config.baseUrl, option]
    : isSet(fromEnvironment) && variable !== undefined
      ? [fromEnvironment, `the environment variable ${variable}`]
      : [surface.own, option]
  const missing = missingField(id, profile?.fields, values, {
    used: isSet(config.baseUrl) || isSet(fromEnvironment) ? undefined : surface.template,
    all: [profile?.baseUrl, ...Object.values(profile?.surfaces ?? {}).map(({ baseUrl }) => baseUrl)],
  })
  if (missing !== undefined) throw missing
  if (text === undefined) throw unusable(id, 'baseUrl', addressProblem(id, profile, surface.protocol))
  return normaliseBaseUrl(text, {
    protocol: surface.protocol,
    endpoints: [...(profile?.endpoints ?? []), ...spoken],
    ownHosts: profile?.ownHosts,
    ownPath: surface.template === undefined ? undefined : /^https?:\/\/[^/]+(\/[^{]*)$/.exec(surface.template)?.[1],
    allowHttp: config.allowHttp ?? false,
    allowHttpPath: optionPath(['providers', id, 'allowHttp']),
    local: profile?.local ?? false,
    path,
    own: surface.own,
  })
}

function addressProblem(id: string, profile: ProviderProfile | undefined, protocol: ProtocolId): string {
  if (profile === undefined) return 'a provider that is not built in needs its address'
  const variable = profile.baseUrlVariable === undefined ? '' : `, or set the variable ${profile.baseUrlVariable}`
  if (profile.protocol === protocol) return `\`${id}\` has no address of its own; give the one that you use${variable}`
  return `no address of \`${id}\` is known that speaks \`${protocol}\`; give one`
}

/** Models of the tiers: configuration (in our words or `opus`, `sonnet`, `haiku`) > environment. */
function chooseTiers(
  config: ProviderConfig,
  profile: ProviderProfile | undefined,
  readEnv: Surroundings['readEnv'],
): Partial<Record<Tier, string>> {
  const tiers: Partial<Record<Tier, string>> = {}
  for (const tier of ['flagship', 'balanced', 'fast'] as const) {
    const variable = profile?.tierVariables?.[tier]
    const fromEnvironment = variable === undefined ? undefined : readEnv(variable)
    const model =
      config.tiers?.[tier] ??
      config.tiers?.[tierNames[tier]] ??
      (isSet(fromEnvironment) ? fromEnvironment.trim() : undefined)
    if (model !== undefined) tiers[tier] = model
  }
  return tiers
}

function chooseDefaultModel(
  config: ProviderConfig,
  profile: ProviderProfile | undefined,
  readEnv: Surroundings['readEnv'],
): string | undefined {
  const variable = profile?.defaultModelVariable
  const fromEnvironment = variable === undefined ? undefined : readEnv(variable)
  return config.defaultModel ?? (isSet(fromEnvironment) ? fromEnvironment.trim() : undefined)
}

/** The variables in the order in which they count at this address; `given` ones in their own. */
function keyVariables(
  given: readonly string[] | undefined,
  profile: ProviderProfile | undefined,
  atOwnHost: boolean,
): readonly KeyVariable[] {
  const all = (given ?? profile?.keyVariables ?? []).map((name): KeyVariable => {
    if (profile?.bearerVariables?.includes(name)) return { name, auth: 'bearer' }
    return profile?.signingVariables?.includes(name) ? { name, auth: 'aws-signature' } : { name }
  })
  if (atOwnHost || given !== undefined) return all
  return [
    ...all.filter(({ name }) => profile?.bearerVariables?.includes(name)),
    ...all.filter(({ name }) => !profile?.bearerVariables?.includes(name)),
  ]
}

function chooseAuth(protocol: ProtocolId, row: ProviderProfile | undefined): AuthStyle {
  if (row !== undefined) return row.surfaces?.[protocol]?.auth ?? row.auth
  return usualAuth[protocol] ?? 'bearer'
}

/** How hosts that nobody knows take their key, where it is not as a bearer token. */
const usualAuth: Readonly<Partial<Record<ProtocolId, AuthStyle>>> = {
  'anthropic-messages': 'x-api-key-and-bearer',
  gemini: 'x-goog-api-key',
}

/** A proxy on the caller's machine may stand for a paid model, so only a row that says so is free, and only there. */
function chooseBilling(profile: ProviderProfile | undefined, local: boolean): BillingClass {
  if (profile === undefined) return 'pay-per-token'
  return profile.billing === 'local' && !local ? 'pay-per-token' : profile.billing
}

/**
 * Joins a provider's row, its configuration and the environment, in the order configuration > environment > row. The
 * environment is read now and never again.
 *
 * An id without a row needs `protocol` and `baseUrl`. A row with another `protocol` keeps all but what is known of its first
 * protocol; where it knows no address for the other one, `baseUrl` is needed. No key is needed on loopback, from a `local`
 * row over http, nor when the configured headers bring one; elsewhere it is when the configuration or the row has key variables,
 * and for a custom provider when it speaks `anthropic-messages`. A custom provider at the host of a row is asked as that row is.
 *
 * Throws `RouterError` `configuration` for a base URL, a value of a field or a key that cannot be used, for a value that is
 * missing, and for a protocol that is not there.
 */
export function configureProvider(
  id: string,
  config: ProviderConfig | undefined,
  profile: ProviderProfile | undefined,
  surroundings: Surroundings,
): ConfiguredProvider {
  if (profile?.anyHost === true)
    return configureProvider(id, { protocol: profile.protocol, ...config }, undefined, surroundings)
  const { readEnv } = surroundings
  const pasted = takePasted(config?.baseUrl, profile?.pastedFields)
  const given: ProviderConfig = pasted.address === undefined ? { ...config } : { ...config, baseUrl: pasted.address }
  const values = { ...chooseFields(id, given, profile?.fields, readEnv), ...pasted.values }
  const surface = chooseSurface(id, given, profile, values)
  const baseUrl = chooseBaseUrl(id, given, profile, surface, values, surroundings)
  const { protocolElsewhere } = profile ?? {}
  if (protocolElsewhere !== undefined && given.protocol === undefined && !isWithinHost(baseUrl, surface.template))
    return configureProvider(id, { ...given, protocol: protocolElsewhere }, profile, surroundings)
  const loopback = isLoopback(baseUrl)
  const local = profile === undefined ? loopback : profile.local === true && (loopback || baseUrl.startsWith('http:'))
  const atOwnHost = isAtHost(baseUrl, surface.template) || profile?.ownHosts?.test(new URL(baseUrl).hostname) === true
  const neighbour = profile === undefined ? profileAt(baseUrl, surface.protocol) : undefined
  const row = profile ?? neighbour
  const headers = withLowerCaseNames(given.headers)
  const sendsOwnKey = keyHeaders.some((name) => name in headers)
  const variables = given.keyVariables ?? profile?.keyVariables
  const expectsKey =
    variables === undefined
      ? surface.protocol === 'anthropic-messages'
      : variables.length > 0 || profile?.needsKey === true
  return sealProvider({
    id,
    row: surface.isKnown ? profile?.id : neighbour?.id,
    protocol: surface.protocol,
    baseUrl,
    auth: chooseAuth(surface.protocol, row),
    exchange: row?.exchange,
    bearerHeaders: atOwnHost || neighbour !== undefined ? row?.bearerHeaders : undefined,
    ownNamespace: row?.ownNamespace,
    headers: Object.freeze(headers),
    fetch: given.fetch,
    credentials: Object.freeze([
      ...surroundings.findKeys({
        provider: id,
        apiKey: given.apiKey,
        auth: given.auth,
        region: signingRegion(given, baseUrl, values['region']),
        variables: keyVariables(given.keyVariables, profile, atOwnHost),
        readEnv,
      }),
    ]),
    keyVariables: variables ?? [],
    needsCredential: expectsKey && !local && !loopback && !sendsOwnKey,
    billing: chooseBilling(profile, local),
    local,
    enabled: given.enabled ?? true,
    defaultModel: chooseDefaultModel(given, profile, readEnv),
    tiers: Object.freeze(chooseTiers(given, profile, readEnv)),
    region: given.region,
    options: Object.freeze({ ...values, ...given.options }),
  })
}

/**
 * The providers that the environment offers: rows whose key variable holds something, and rows for servers on the caller's
 * machine when the variable of their address does; never those that a caller has to name. In the table's order.
 */
export function discoverProviders(
  table: readonly ProviderProfile[],
  readEnv: (name: string) => string | undefined,
): string[] {
  const offered = (profile: ProviderProfile): boolean =>
    profile.local === true
      ? profile.baseUrlVariable !== undefined && isSet(readEnv(profile.baseUrlVariable))
      : profile.optIn !== true && profile.keyVariables.some((name) => isSet(readEnv(name)))
  return table.filter((profile) => offered(profile)).map(({ id }) => id)
}
