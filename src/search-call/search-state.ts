import { isLoopback } from '../adapters/base-url.ts'
import type { CredentialChooser, KeyHolder } from '../state/choose-credential.ts'
import type { CheckedSearch } from '../configuration/checked-search.ts'
import { findKeys } from '../credentials/api-key.ts'
import type { UsageLedger } from '../budget/usage-ledger.ts'
import type { LazySpending } from '../state/lazy-spending.ts'
import type { Notify } from '../state/notifier.ts'
import type { Health } from '../routing/health.ts'
import type { RetryBuckets } from '../routing/retry-bucket.ts'
import { searchAddress } from './search-address.ts'
import { backendTable, type SearchBackendRow } from '../search/backend-table.ts'
import type { SearchBackend } from '../search/search-backend.ts'
import type { SearchOrder } from '../search/search-plan.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { Runtime } from '../vocabulary/runtime.ts'
import type { SearchBackendConfig, SearchBackendId } from '../vocabulary/search.ts'
import { optionPath } from '../vocabulary/unknown-option.ts'

/** What a search has in common with the calls of a router: their health, their keys, their world. */
export interface SharedParts {
  readonly runtime: Runtime
  readonly notify: Notify
  /** Ends each search that runs. */
  readonly running: Set<(reason: unknown) => void>
  readonly health: Health
  readonly retryBuckets: RetryBuckets
  readonly credentials: CredentialChooser
  readonly spending: LazySpending
  /** Counts what was asked; absent: nobody asks for it. */
  readonly usage?: Pick<UsageLedger, 'countAttempt'> | undefined
}

/** A backend with everything that is configured for it. */
export interface ResolvedBackend extends KeyHolder {
  /** Under which its health is kept, apart from providers. */
  readonly id: `search/${SearchBackendId}`
  readonly row: SearchBackendRow
  readonly config: SearchBackendConfig
  /** Where it is configured, as errors say it. */
  readonly option: string
  readonly baseUrl: string | undefined
  readonly engineId: string | undefined
  /** On this machine. */
  readonly local: boolean
  /** What it lacks beside a key, and how to give it. */
  readonly missing: string | undefined
  /** Loads what speaks to it, once. */
  load(): Promise<SearchBackend>
}

/** Everything that the searches of one router share. */
export interface SearchState extends SharedParts {
  readonly order: SearchOrder
  readonly timeoutMs: number
  backend(id: SearchBackendId): ResolvedBackend
}

/** What it is made of. */
export interface SearchFoundation {
  readonly config: CheckedSearch
  /** Where the configuration is: `['search']`, or nowhere for a search without a router. */
  readonly option: readonly string[]
  readonly readEnv: (name: string) => string | undefined
  readonly shared: SharedParts
}

/** The state of a search that begins. Throws `RouterError` `configuration` for an address or key that cannot be used. */
export function createSearchState(foundation: SearchFoundation): SearchState {
  const { config, shared } = foundation
  const backends = new Map(backendTable.map((row) => [row.id, resolveBackend(row, foundation)] as const))
  return {
    ...shared,
    timeoutMs: config.timeoutMs,
    backend: (id) => backends.get(id) as ResolvedBackend,
    order: {
      order: config.order,
      primary: config.primary,
      fallback: config.fallback,
      duckDuckGo: config.duckDuckGo && config.backends['duckduckgo']?.enabled !== false,
      isKnown: (id) => Object.hasOwn(config.backends, id) || isComplete(backends.get(id)),
    },
  }
}

/** Everything that it needs is there. */
function isComplete(backend: ResolvedBackend | undefined): boolean {
  if (backend === undefined || backend.missing !== undefined) return false
  return backend.row.keyVariables.length === 0 || backend.credentials.length > 0
}

function resolveBackend(row: SearchBackendRow, foundation: SearchFoundation): ResolvedBackend {
  const { readEnv } = foundation
  const path = [...foundation.option, 'backends', row.id]
  const option = optionPath(path)
  const config = foundation.config.backends[row.id] ?? {}
  const baseUrl = addressOf(row, config, option, foundation)
  const engineId =
    config.engineId ?? (row.engineVariable === undefined ? undefined : readEnv(row.engineVariable)?.trim())
  let loading: Promise<SearchBackend> | undefined
  return {
    id: `search/${row.id}`,
    row,
    config,
    option,
    baseUrl,
    engineId,
    region: config.region,
    local: baseUrl !== undefined && isLoopback(baseUrl),
    missing: missingOf(row, { baseUrl, engineId }, option),
    credentials: findKeys({
      provider: row.id,
      option: path,
      apiKey: config.apiKey,
      variables: row.keyVariables.map((name) => ({ name })),
      readEnv,
    }),
    load: () => (loading ??= row.load()),
  }
}

/** The configured address, else that of the environment, else the backend's own. */
function addressOf(
  row: SearchBackendRow,
  config: SearchBackendConfig,
  option: string,
  { readEnv, shared }: SearchFoundation,
): string | undefined {
  const { allowPrivateHosts = false } = config
  const rules = { allowPrivateHosts, optIn: `${option}.allowPrivateHosts`, own: row.baseUrl }
  if (config.baseUrl !== undefined) return searchAddress(config.baseUrl, { ...rules, place: `\`${option}.baseUrl\`` })
  const variable = row.baseUrlVariable
  const given = variable === undefined ? undefined : readEnv(variable)
  if (variable === undefined || given === undefined || given.trim() === '') return row.baseUrl
  try {
    return searchAddress(given, { ...rules, place: variable })
  } catch (error) {
    // Nobody asked for it: what is wrong with the variable is told, and again when a search names the backend.
    if (!RouterError.is(error)) throw error
    shared.notify({ type: 'unusable-search-backend', message: error.message }, row.id)
    return undefined
  }
}

function missingOf(
  { id, baseUrlVariable, engineVariable }: SearchBackendRow,
  found: Pick<ResolvedBackend, 'baseUrl' | 'engineId'>,
  option: string,
): string | undefined {
  if (found.baseUrl === undefined) {
    return `\`${id}\` has no address that can be used: set ${baseUrlVariable ?? ''}, or give \`${option}.baseUrl\`.`
  }
  if (engineVariable !== undefined && (found.engineId ?? '') === '') {
    return `\`${id}\` needs the id of its search engine: set ${engineVariable}, or give \`${option}.engineId\`.`
  }
  return undefined
}
