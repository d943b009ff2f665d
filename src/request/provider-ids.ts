import type { PreparedRequest } from './prepare-request.ts'

/** A record by provider under the ids that its names stand for. A member under the id itself wins. */
function byId<T>(
  record: Readonly<Record<string, T>> | undefined,
  aliases: ReadonlyMap<string, string>,
): Readonly<Record<string, T>> | undefined {
  if (record === undefined || !Object.keys(record).some((name) => aliases.has(name))) return record
  const others = Object.entries(record).map(([name, value]) => [aliases.get(name) ?? name, value] as const)
  return { ...Object.fromEntries(others), ...record }
}

/** The request with its keys and options under the ids of their providers. Loaded with the first request that has any. */
export function withProviderIds(prepared: PreparedRequest, aliases: ReadonlyMap<string, string>): PreparedRequest {
  const { apiKeys, providerOptions } = prepared.given
  return {
    ...prepared,
    given: {
      ...prepared.given,
      apiKeys: byId(apiKeys, aliases),
      providerOptions: byId(providerOptions, aliases),
    },
  }
}
