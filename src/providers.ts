import { normaliseBaseUrl, isLoopback } from './adapters/base-url.ts'
import { protocolEndpoints } from './adapters/protocol-endpoints.ts'
import { profileOf, providerTable } from './adapters/provider-table.ts'
import { readModel } from './catalog/models-dev.ts'
import { readProviders } from './interop/provider-formats/read-providers.ts'
import type { Surroundings } from './interop/provider-formats/reading.ts'
import type { ParsedProvider } from './vocabulary/parsed-provider.ts'
import { RouterError } from './vocabulary/router-error.ts'

export type { AnthropicRecord } from './interop/provider-formats/anthropic-record.ts'
export type { AnthropicEnv } from './interop/provider-formats/anthropic-env.ts'
export { fromAnthropicEnv, toAnthropicEnv } from './interop/provider-formats/anthropic-env.ts'
export type { ParsedProvider, ProviderDefinition } from './vocabulary/parsed-provider.ts'

/** How foreign definitions are read. */
export interface ParseOptions {
  /** Plain http is for loopback; `true` allows it elsewhere. Default false. */
  readonly allowHttp?: boolean | undefined
}

/**
 * Reads the one provider that a text or an object describes, for `router.addProvider` or a configuration. Known formats: an Anthropic-format
 * record (`name`, `baseUrl`, `authToken`, `defaultModel`, `models`), a provider as models.dev describes it (JSON, or JSON with comments and
 * trailing commas), a configuration of opencode with one provider, and a `models.yaml` that was parsed. The key stays out of sight: printing
 * the result does not show it. Asks nobody.
 *
 * Throws a `RouterError` `configuration` that lists what cannot be used, each with its path and what to write instead, and for several providers.
 *
 * @example
 * router.addProvider(parseProvider(await readFile('provider.json', 'utf8')))
 */
export function parseProvider(textOrObject: unknown, options?: ParseOptions): ParsedProvider {
  const [first, ...others] = parseProviders(textOrObject, options)
  if (first !== undefined && others.length === 0) return first
  throw new RouterError('configuration', `There are ${others.length + 1} providers; read them with parseProviders().`)
}

/** The same for a list of records, or a file with several providers. Either all of them can be used, or it throws. */
export function parseProviders(textOrObject: unknown, options: ParseOptions = {}): readonly ParsedProvider[] {
  const allowHttp = options.allowHttp ?? false
  const providers = readProviders(textOrObject, surroundings(allowHttp))
  return allowHttp ? providers.map((parsed) => ({ ...parsed, provider: { ...parsed.provider, allowHttp } })) : providers
}

function surroundings(allowHttp: boolean): Surroundings {
  return {
    builtIn(name) {
      const profile = profileOf(name)
      if (profile === undefined) return undefined
      return {
        id: profile.id,
        protocol: profile.protocol,
        keyVariables: profile.keyVariables,
        baseUrl(protocol) {
          const own = protocol === profile.protocol ? profile.baseUrl : profile.surfaces?.[protocol]?.baseUrl
          return own?.includes('{') === true ? undefined : own
        },
      }
    },
    ownerOf: (variable) => providerTable().find(({ keyVariables }) => keyVariables.includes(variable)),
    addressProblem(text, protocol, place) {
      try {
        const rules = { protocol, endpoints: protocolEndpoints[protocol] ?? [], local: protocol === 'ollama-chat' }
        normaliseBaseUrl(text, { ...rules, allowHttp, path: place, allowHttpPath: 'allowHttp' })
        return undefined
      } catch (error) {
        if (!RouterError.is(error, 'configuration')) throw error
        return error.message.replace(/\.$/, '')
      }
    },
    isLoopback: (text) => URL.canParse(text) && isLoopback(text),
    readModel: (provider, model, facts) => readModel(provider, model, facts, ''),
  }
}
