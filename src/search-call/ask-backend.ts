import { headSecrets } from '../attempt/attempt-secrets.ts'
import type { ReadCredential } from '../state/choose-credential.ts'
import type { FailedSearch } from './fail-search.ts'
import type { ResolvedBackend } from './search-state.ts'
import type { DecodedSearch, SearchOption, SearchQuestion, SearchRequest } from '../search/search-backend.ts'
import { cleanResults } from '../search/search-results.ts'
import { requestText, type TextAnswer } from '../transport/request-text.ts'
import type { Attempt, AttemptKind, Warning } from '../vocabulary/completion-result.ts'
import { redactKnown, type Redact } from '../vocabulary/known-values.ts'
import type { Target } from '../vocabulary/model.ts'
import { redactData } from '../vocabulary/redact-data.ts'
import type { Runtime } from '../vocabulary/runtime.ts'
import type { SearchResult } from '../vocabulary/search.ts'
import type { Cost } from '../vocabulary/usage.ts'

/** A longer answer is given up, in bytes: no backend needs as much for a hundred results. */
const maxBytes: number = 4 * 1024 * 1024

/** One request to a backend. */
export interface AskedBackend {
  readonly backend: ResolvedBackend
  readonly target: Target
  readonly question: SearchQuestion
  readonly credential: ReadCredential | undefined
  readonly kind: AttemptKind
  readonly waitedMs: number
  readonly number: number
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** What a backend found. */
export interface AnsweredSearch {
  readonly type: 'answered'
  readonly results: readonly SearchResult[]
  readonly attempt: Attempt
  readonly warnings: readonly Warning[]
}

/** What is known of a request that did not give results. */
export interface SearchFacts {
  readonly answer: TextAnswer
  /** What an answer with a good status turned out to be. */
  readonly decoded: Extract<DecodedSearch, { failure: unknown }> | undefined
  readonly startedAt: number
  readonly endedAt: number
  /** Takes out what the request holds that is secret. */
  readonly redact: Redact
}

/** Asks a backend once. What reads failures is loaded with the first one. */
export async function askBackend(asked: AskedBackend, runtime: Runtime): Promise<AnsweredSearch | FailedSearch> {
  const { backend, question, credential, target, signal } = asked
  const wire = await backend.load()
  const key = credential?.key ?? ''
  const startedAt = runtime.now()
  const { baseUrl = '', engineId = '', config } = backend
  const request = wire.encode(question, { baseUrl, key, engineId, now: startedAt })
  const headers = { ...request.headers, ...lowerCase(config.headers) }
  const redact = redactKnown([key, ...headSecrets({ url: '', headers })])
  const answer = await requestText(
    { url: request.url, headers, body: request.body, timeoutMs: asked.timeoutMs, maxBytes },
    runtime,
    signal,
  )
  const endedAt = runtime.now()
  const decoded =
    answer.type === 'answer' ? wire.decode({ status: answer.status, body: parsed(answer.text) }, question) : undefined
  if (decoded === undefined || 'failure' in decoded) {
    const { failSearch } = await import('./fail-search.ts')
    return failSearch(asked, { answer, decoded, startedAt, endedAt, redact }, runtime)
  }
  return {
    type: 'answered',
    // A backend that repeats the key in what it finds must not spread it.
    results: redactData(cleanResults(decoded.results, question), redact) as readonly SearchResult[],
    warnings: warningsOf(request, target),
    attempt: {
      number: asked.number,
      target,
      protocol: 'web-search',
      kind: asked.kind,
      outcome: 'success',
      startedAt,
      durationMs: endedAt - startedAt,
      waitedMs: asked.waitedMs,
      cost: costOf(backend, decoded.usd),
    },
  }
}

function lowerCase(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** What the caller pays wins over what the backend says, and that over the list price. */
function costOf({ row, config }: ResolvedBackend, reported: number | undefined): Cost {
  if (config.usdPerQuery !== undefined) return { usd: config.usdPerQuery, source: 'computed' }
  if (reported !== undefined && reported >= 0) return { usd: reported, source: 'reported' }
  if (row.usdPerQuery === 0) return { usd: 0, source: 'none', reason: 'The search is free.' }
  if (row.usdPerQuery !== undefined) return { usd: row.usdPerQuery, source: 'computed' }
  return { source: 'none', reason: `The price of a search is not known; give \`usdPerQuery\` of \`${row.id}\`.` }
}

const optionNames: Readonly<Record<SearchOption, string>> = {
  dateRange: 'a range of dates',
  region: 'this region',
  language: 'this language',
  safeSearch: 'a level of safe search',
}

function warningsOf({ ignored = [], shortened }: SearchRequest, target: Target): readonly Warning[] {
  const left = ignored.map((option) => ({
    code: 'ignored-option',
    message: `\`${target.provider}\` cannot be asked for ${optionNames[option]}: \`${option}\` was left out.`,
    target,
  }))
  if (shortened !== true) return left
  return [
    ...left,
    { code: 'shortened-query', message: `The query is longer than \`${target.provider}\` takes; it was cut.`, target },
  ]
}
