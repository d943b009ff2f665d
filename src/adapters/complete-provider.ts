import type { ConfiguredProvider, Hosts, ProviderModels, ResolvedProvider } from './provider.ts'
import { sealProvider } from './seal-provider.ts'

/** With the models of its row, where neither the configuration nor the environment names others. */
export function withModels(provider: ConfiguredProvider, models: ProviderModels | undefined): ConfiguredProvider {
  if (models === undefined) return provider
  return sealProvider({
    ...provider,
    defaultModel: provider.defaultModel ?? models.defaultModel,
    tiers: Object.freeze({ ...models.tiers, ...provider.tiers }),
  })
}

/** With what its protocol knows of the host. A name of the caller's own is not shown as an application of ours. */
export function withHostFacts(provider: ConfiguredProvider, hosts: Hosts): ResolvedProvider {
  const facts = (provider.row === undefined ? undefined : hosts.known[provider.row]) ?? hosts.unknown
  const isAttributed = provider.row === provider.id && provider.options['attribution'] !== false
  return sealProvider({
    ...provider,
    headers: Object.freeze({
      ...facts.headers,
      ...(isAttributed ? facts.attributionHeaders : {}),
      ...provider.headers,
    }),
    quirks: facts.quirks ?? {},
  })
}
