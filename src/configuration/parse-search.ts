import type { SearchClientConfig } from '../vocabulary/search.ts'
import { fillSearch, type CheckedSearch } from './checked-search.ts'
import { invalidConfiguration } from './invalid-configuration.ts'
import { runtimeProblems } from './runtime-problems.ts'
import { plainDataProblems } from './plain-data.ts'
import { checkClientShape } from './search-schema.ts'

/** The configuration of a search without a router, checked. */
export interface CheckedClient extends Pick<SearchClientConfig, 'runtime' | 'onNotice'> {
  readonly search: CheckedSearch
}

/** Checks it and fills in the defaults. Throws one `RouterError` `configuration` that lists every problem with its path. */
export function parseSearchConfiguration(config: unknown = {}): CheckedClient {
  const unreadable = plainDataProblems(config)
  if (unreadable.some(({ problem }) => problem !== 'unknown option')) throw invalidConfiguration(unreadable)
  const shape = checkClientShape(config)
  const runtime = 'shaped' in shape ? runtimeProblems(shape.shaped.runtime) : []
  const problems = [...unreadable, ...('problems' in shape ? shape.problems : []), ...runtime]
  if ('problems' in shape || problems.length > 0) throw invalidConfiguration(problems)
  return { search: fillSearch(shape.shaped), runtime: shape.shaped.runtime, onNotice: shape.shaped.onNotice }
}
