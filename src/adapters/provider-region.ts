import { RouterError } from '../vocabulary/router-error.ts'
import type { ProviderConfig } from '../vocabulary/router.ts'
import { optionPath } from '../vocabulary/unknown-option.ts'
import type { RegionalHost } from './provider.ts'

/**
 * The region to ask a host in that has several: configuration > environment > row. Throws a `RouterError` `configuration` for a
 * name that is none of the host's; where `baseUrl` says already which address is asked, such a name is passed over.
 */
export function chooseRegion(
  id: string,
  config: ProviderConfig,
  { pattern, variables, region }: RegionalHost,
  readEnv: (name: string) => string | undefined,
): string {
  const named: readonly (readonly [name: string | undefined, place: string])[] = [
    [config.auth?.region, `\`${optionPath(['providers', id, 'auth', 'region'])}\``],
    [config.region, `\`${optionPath(['providers', id, 'region'])}\``],
    ...variables.map((variable) => [readEnv(variable), `the environment variable ${variable}`] as const),
  ]
  for (const [name = '', place] of named) {
    const trimmed = name.trim()
    if (pattern.test(trimmed)) return trimmed
    if (trimmed === '' || config.baseUrl !== undefined) continue
    const fix = `correct it, or give \`${optionPath(['providers', id, 'baseUrl'])}\``
    throw new RouterError('configuration', `${place} names no region of \`${id}\`, like \`${region}\`; ${fix}.`)
  }
  return region
}

/** The region in an address of AWS, that of a private endpoint included. */
const awsRegion = /\.([a-z]{2}(?:-[a-z]+)+-\d{1,2})\.(?:vpce\.)?(?:amazonaws\.com(?:\.cn)?|api\.aws)$/

/** The region that requests to an address are signed for: as configured, else as the address says, else as chosen. */
export function signingRegion(config: ProviderConfig, baseUrl: string, chosen: string | undefined): string {
  const inHost = awsRegion.exec(new URL(baseUrl).hostname)?.[1]
  return config.auth?.region ?? inHost ?? chosen ?? config.region ?? 'us-east-1'
}
