import { joinProblems } from '../vocabulary/join-problems.ts'
import { suggestion } from '../vocabulary/nearest-name.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { SafeSearch, SearchBackendId, SearchDateRange, SearchQuery, SearchType } from '../vocabulary/search.ts'
import { unknownOptions } from '../vocabulary/unknown-option.ts'
import { backendTable } from './backend-table.ts'
import type { SearchQuestion } from './search-backend.ts'

const types: readonly SearchType[] = ['web', 'news', 'images']
const dateRanges: readonly SearchDateRange[] = ['day', 'week', 'month', 'year']
const levels: readonly SafeSearch[] = ['off', 'moderate', 'strict']
const backends: readonly SearchBackendId[] = backendTable.map(({ id }) => id)

const defaultResults = 10
const mostResults = 100
/** Longer ones are no search for words, and no backend takes them, in UTF-16 units. */
const longestQuery = 10_000
const mostDomains = 100

type Check = (value: unknown) => string | undefined

const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'expected true or false')

/** What each option must be; the type keeps the list whole. */
const checks: Readonly<Record<keyof SearchQuery, Check>> = {
  query: (value) =>
    typeof value !== 'string' || value.trim() === ''
      ? 'expected the words to search for'
      : value.length > longestQuery
        ? `expected at most ${longestQuery} characters`
        : undefined,
  type: (value) => wordProblem(value, types),
  maxResults: (value) =>
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= mostResults
      ? undefined
      : `expected a whole number from 1 to ${mostResults}`,
  dateRange: (value) => wordProblem(value, dateRanges),
  region: (value) => (matches(value, /^[a-z]{2}$/i) ? undefined : "expected a country's two letters, e.g. 'de'"),
  language: (value) =>
    matches(value, /^[a-z]{2}(?:-[a-z]{2,4})?$/i) ? undefined : "expected a language's letters, e.g. 'en' or 'pt-BR'",
  safeSearch: (value) => wordProblem(value, levels),
  includeDomains: domainsProblem,
  excludeDomains: domainsProblem,
  backend: (value) => wordProblem(value, backends),
  merge: flag,
  constraints: (value) => (typeof value === 'object' && value !== null ? undefined : 'expected an object'),
  tags: (value) => (areTexts(value) ? undefined : 'expected an object of texts'),
  session: (value) => (typeof value === 'string' ? undefined : 'expected a text'),
  timeoutMs: (value) =>
    typeof value === 'number' && value > 0 ? undefined : 'expected a positive number of milliseconds',
  signal: (value) => (value instanceof AbortSignal ? undefined : 'expected an AbortSignal'),
}

/** Checks a query and fills in the defaults. Throws `RouterError` `invalid-request` that says what is wrong and what to write instead. */
export function readSearchQuery(query: unknown): SearchQuestion {
  if (typeof query !== 'object' || query === null) {
    throw new RouterError('invalid-request', 'search() takes one object.', {
      hints: ['Write: search({ query: "why is the sky blue" }).'],
    })
  }
  const given = query as SearchQuery
  const problems = [...unknownOptions(query, Object.keys(checks)), ...valueProblems(given)]
  if (given.merge === true && given.backend !== undefined)
    problems.push('merge: one `backend` has nothing to merge with')
  if (problems.length > 0)
    throw new RouterError('invalid-request', `The search cannot be made: ${joinProblems(problems)}`)
  const region = given.region?.toLowerCase()
  return {
    query: given.query.trim().toWellFormed(),
    type: given.type ?? 'web',
    maxResults: given.maxResults ?? defaultResults,
    dateRange: given.dateRange,
    region: region === 'uk' ? 'gb' : region,
    language: given.language?.toLowerCase(),
    safeSearch: given.safeSearch,
    includeDomains: (given.includeDomains ?? []).map((domain) => hostOf(domain) ?? ''),
    excludeDomains: (given.excludeDomains ?? []).map((domain) => hostOf(domain) ?? ''),
  }
}

/** What is wrong with the words and options of a query; unknown ones are left aside. */
export function valueProblems(query: SearchQuery): string[] {
  return Object.entries(checks).flatMap(([name, check]) => {
    const value: unknown = Reflect.get(query, name)
    const problem = value === undefined && name !== 'query' ? undefined : check(value)
    return problem === undefined ? [] : [`${name}: ${problem}`]
  })
}

function matches(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value)
}

function areTexts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((text) => typeof text === 'string')
}

function wordProblem(value: unknown, words: readonly string[]): string | undefined {
  if (words.some((word) => word === value)) return undefined
  const meant = suggestion(value, words, "'")
  return `expected one of ${words.map((word) => `'${word}'`).join(', ')}${meant}`
}

function domainsProblem(value: unknown): string | undefined {
  const isList = Array.isArray(value) && value.length <= mostDomains
  if (isList && value.every((domain) => hostOf(domain) !== undefined)) return undefined
  return `expected a list of at most ${mostDomains} host names, e.g. ['arxiv.org']`
}

/** A host name in its one form; `undefined` for what is none. */
function hostOf(domain: unknown): string | undefined {
  if (typeof domain !== 'string') return undefined
  const bare = domain.trim().replace(/^\*?\./, '')
  if (!/^[^\s/:@?#\\]{1,253}$/.test(bare) || !URL.canParse(`https://${bare}/`)) return undefined
  return new URL(`https://${bare}/`).hostname
}
