import { RouterError } from '../vocabulary/router-error.ts'
import type { ProviderConfig } from '../vocabulary/provider-config.ts'
import { optionPath } from '../vocabulary/unknown-option.ts'
import type { HostField, ProviderProfile } from './provider.ts'

/** Values by the name of their field; what nothing names is absent. */
export type FieldValues = Readonly<Record<string, string>>

/** What stands in an address or a path without changing its host or its other segments. */
const plainValue = /^\w[\w.-]*$/

type Place = readonly [value: unknown, place: string]

/** Where one value may be named, the first wins. */
function placesOf(id: string, name: string, field: HostField, config: ProviderConfig, readEnv: ReadEnv): Place[] {
  const option = (...path: readonly string[]): string => `\`${optionPath(['providers', id, ...path])}\``
  const regions: readonly Place[] = [
    [awsRegionOf(config), option('auth', 'region')],
    [config.region, option('region')],
  ]
  return [
    ...(name === 'region' ? regions : []),
    [(config.options as Readonly<Record<string, unknown>> | undefined)?.[name], option('options', name)],
    ...(field.variables ?? []).map((variable): Place => [readEnv(variable), `the environment variable ${variable}`]),
  ]
}

function awsRegionOf({ auth }: ProviderConfig): string | undefined {
  return auth?.type === 'aws' ? auth.region : undefined
}

type ReadEnv = (name: string) => string | undefined

/** Why a value cannot stand in the host's address, in words for its error. */
function unfit(id: string, name: string, place: string, field: HostField): RouterError {
  const example = field.fallback === undefined ? '' : `, like \`${field.fallback}\``
  const instead = `correct it, or give \`${optionPath(['providers', id, 'baseUrl'])}\``
  return new RouterError('configuration', `${place} names no ${name} of \`${id}\`${example}; ${instead}.`)
}

/**
 * The values of a host's fields: configuration > environment > row. Throws a `RouterError` `configuration` for a value that
 * does not look like one; where `baseUrl` says already which address is asked, such a value is passed over.
 */
export function chooseFields(
  id: string,
  config: ProviderConfig,
  fields: Readonly<Record<string, HostField>> | undefined,
  readEnv: ReadEnv,
): FieldValues {
  const chosen: Record<string, string> = {}
  for (const [name, field] of Object.entries(fields ?? {})) {
    const value = chooseField(id, name, field, config, readEnv) ?? field.fallback
    if (value !== undefined) chosen[name] = value
  }
  return chosen
}

function chooseField(
  id: string,
  name: string,
  field: HostField,
  config: ProviderConfig,
  readEnv: ReadEnv,
): string | undefined {
  for (const [value, place] of placesOf(id, name, field, config, readEnv)) {
    const text = typeof value === 'string' ? value.trim() : value
    if (text === undefined || text === '') continue
    if (typeof text === 'string' && (field.pattern ?? plainValue).test(text)) return text
    if (config.baseUrl === undefined) throw unfit(id, name, place, field)
  }
  return undefined
}

/** An address with the values in their places; `undefined` while one is missing. */
export function fillAddress(template: string | undefined, values: FieldValues): string | undefined {
  const filled = template?.replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all)
  return filled?.includes('{') === true ? undefined : filled
}

/**
 * The error for the first value that a host needs and nothing names: it says where to write it. `template` is the address that
 * is asked, absent where the caller gave one: then what stands in addresses alone is not missed.
 */
export function missingField(
  id: string,
  fields: Readonly<Record<string, HostField>> | undefined,
  values: FieldValues,
  templates: { readonly used: string | undefined; readonly all: readonly (string | undefined)[] },
): RouterError | undefined {
  for (const [name, { variables = [], optional = false }] of Object.entries(fields ?? {})) {
    if (optional) continue
    const mark = `{${name}}`
    const isInAddress = templates.all.some((template) => template?.includes(mark))
    if (values[name] !== undefined || (isInAddress && templates.used?.includes(mark) !== true)) continue
    const path = name === 'region' ? [name] : ['options', name]
    const places = [
      `\`${optionPath(['providers', id, ...path])}\``,
      ...(variables.length === 0 ? [] : [`the environment variable ${variables.join(' or ')}`]),
      ...(isInAddress ? [`the whole address as \`${optionPath(['providers', id, 'baseUrl'])}\``] : []),
    ]
    return new RouterError(
      'configuration',
      `\`${id}\` cannot be asked without its ${name}; give ${places.join(', or ')}.`,
    )
  }
  return undefined
}

/** A row's address at the hosts that are named otherwise. */
export function atOtherHost(
  template: string | undefined,
  { otherHosts }: Pick<ProviderProfile, 'otherHosts'>,
  values: FieldValues,
): string | undefined {
  const origin = otherHosts === undefined ? undefined : otherHosts.origins[values[otherHosts.field] ?? '']
  return origin === undefined ? template : template?.replace(/^https:\/\/[^/]+/, origin)
}

/** What a pasted address says of the fields of a row, and the address without it. */
export function takePasted(
  text: string | undefined,
  pasted: ProviderProfile['pastedFields'],
): { readonly address: string | undefined; readonly values: FieldValues } {
  if (text === undefined || pasted === undefined || !URL.canParse(text.trim())) return { address: text, values: {} }
  const url = new URL(text.trim())
  const values: Record<string, string> = {}
  for (const [name, place] of Object.entries(pasted)) {
    const found = 'query' in place ? url.searchParams.get(place.query) : place.path.exec(url.pathname)?.[1]
    if (found === null || found === undefined || found === '') continue
    values[name] = 'query' in place ? found : decoded(found)
    if ('query' in place) url.searchParams.delete(place.query)
    else url.pathname = url.pathname.replace(place.path, '')
  }
  return Object.keys(values).length === 0 ? { address: text, values } : { address: url.href, values }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** Whether an address is at the host of a row, whatever the values in the row's address. */
export function isAtHost(baseUrl: string, template: string | undefined): boolean {
  return matchesHost(baseUrl, template, '^')
}

/** Whether an address is at the host of a row or one below it: vendors have such hosts for their regions. */
export function isWithinHost(baseUrl: string, template: string | undefined): boolean {
  return matchesHost(baseUrl, template, String.raw`(?:^|\.)`)
}

function matchesHost(baseUrl: string, template: string | undefined, start: string): boolean {
  const host = template === undefined ? undefined : /^https?:\/\/([^/:]+)/.exec(template)?.[1]
  if (host === undefined) return false
  const pattern = host.replaceAll('.', String.raw`\.`).replaceAll(/\{\w+\}/g, '[^.]+')
  return new RegExp(`${start}${pattern}$`).test(new URL(baseUrl).hostname)
}

/** The region in an address of AWS, that of a private endpoint included. */
const awsRegion = /\.([a-z]{2}(?:-[a-z]+)+-\d{1,2})\.(?:vpce\.)?(?:amazonaws\.com(?:\.cn)?|api\.aws)$/

/** The region that requests to an address are signed for: as configured, else as the address says, else as chosen. */
export function signingRegion(config: ProviderConfig, baseUrl: string, chosen: string | undefined): string {
  const inHost = awsRegion.exec(new URL(baseUrl).hostname)?.[1]
  return awsRegionOf(config) ?? inHost ?? chosen ?? config.region ?? 'us-east-1'
}
