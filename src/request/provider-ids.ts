import { joinProblems } from '../vocabulary/join-problems.ts'
import { providerIds } from '../adapters/provider-table.ts'
import type { RouterState } from '../state/router-state.ts'
import { suggestion } from '../vocabulary/nearest-name.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { optionPath } from '../vocabulary/unknown-option.ts'
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

/**
 * Throws `RouterError` `invalid-request` for a name that is no provider: a key that nobody asks for would leave the call to the key of
 * somebody else. One that was removed is no mistake of the request.
 */
function checkNames({ knownProviders, providerAliases }: KnownProviders, given: PreparedRequest['given']): void {
  const known = [...new Set([...knownProviders, ...providerIds])]
  const problems = (['apiKeys', 'providerOptions'] as const).flatMap((option) =>
    Object.keys(given[option] ?? {})
      .filter((name) => !known.includes(name) && !providerAliases.has(name))
      .map((name) => {
        const meant = suggestion(name, known)
        return `\`${optionPath([option, name])}\`: there is no such provider${meant}`
      }),
  )
  if (problems.length > 0)
    throw new RouterError('invalid-request', `The request cannot be used: ${joinProblems(problems)}`)
}

type KnownProviders = Pick<RouterState, 'knownProviders' | 'providerAliases'>

/**
 * The request with its keys and options under the ids of their providers. Loaded with the first request that has any. Throws
 * `RouterError` `invalid-request` for a name that is no provider.
 */
export function withProviderIds(prepared: PreparedRequest, router: KnownProviders): PreparedRequest {
  const { apiKeys, providerOptions } = prepared.given
  checkNames(router, prepared.given)
  return {
    ...prepared,
    given: {
      ...prepared.given,
      apiKeys: byId(apiKeys, router.providerAliases),
      providerOptions: byId(providerOptions, router.providerAliases),
    },
  }
}
