import { askBackend, type AnsweredSearch, type AskedBackend } from './ask-backend.ts'
import { sumCosts } from './budget/cost.ts'
import { chainError } from './chain-error.ts'
import type { FailedSearch } from './fail-search.ts'
import { admit } from './routing/admit.ts'
import type { Candidate, Need } from './routing/candidate.ts'
import type { ResolvedBackend, SearchState } from './search-state.ts'
import type { SearchQuestion } from './search/search-backend.ts'
import { planSearch } from './search/search-plan.ts'
import { readSearchQuery } from './search/search-question.ts'
import { mergeResults } from './search/search-results.ts'
import type { Attempt, AttemptKind, SkippedTarget } from './vocabulary/completion-result.ts'
import type { Target } from './vocabulary/model.ts'
import { RouterError } from './vocabulary/router-error.ts'
import type { SearchBackendId, SearchQuery, SearchResponse } from './vocabulary/search.ts'

/** One search while it runs. */
export interface SearchWalk {
  readonly state: SearchState
  readonly given: SearchQuery
  readonly question: SearchQuestion
  readonly signal: AbortSignal
  /** What was asked for first. */
  readonly requested: Target
  readonly isAlone: boolean
  readonly attempts: Attempt[]
  readonly skipped: SkippedTarget[]
  /** Requests that were begun. */
  started: number
  firstError: RouterError | undefined
}

/**
 * Runs one search: the backends of the plan in order until one has answered. Rejects with the `RouterError` that names them all. Targets
 * have stickiness, probes, commit levels and shares of a call's time, and a backend has none of these: what both walks have in common
 * (admission, health, keys, rules, retries, the error of the chain) is one code, the loop itself is not.
 */
export async function runSearch(state: SearchState, given: SearchQuery): Promise<SearchResponse> {
  const question = readSearchQuery(given)
  const controller = new AbortController()
  const abort = (reason: unknown): void => controller.abort(reason)
  const leave = (): void => abort(given.signal?.reason)
  if (given.signal?.aborted === true) leave()
  given.signal?.addEventListener('abort', leave, { once: true })
  state.running.add(abort)
  try {
    const { backends, unable } = planSearch(question.type, given.backend, state.order)
    const first = backends[0] ?? unable[0]
    const walk: SearchWalk = {
      state,
      given,
      question,
      signal: controller.signal,
      requested: targetOf(first?.id ?? 'duckduckgo', question),
      isAlone: backends.length + unable.length === 1,
      attempts: [],
      skipped: unable.map(({ id }) => ({
        target: targetOf(id, question),
        reason: 'unsupported',
        message: `\`${id}\` has no search for ${question.type}.`,
      })),
      started: 0,
      firstError: undefined,
    }
    const admitted = await whoMayBeAsked(
      walk,
      backends.map(({ id }) => state.backend(id)),
    )
    return given.merge === true ? await askAll(walk, admitted) : await askInOrder(walk, admitted)
  } finally {
    state.running.delete(abort)
    given.signal?.removeEventListener('abort', leave)
  }
}

function targetOf(id: SearchBackendId, { type }: SearchQuestion): Target {
  return { provider: id, model: type }
}

/** A backend that may be asked, with the key that it is asked with. */
type Admitted = Pick<AskedBackend, 'backend' | 'target' | 'healthKey'> & {
  readonly read: () => Promise<AskedBackend['credential']>
}

/** Those that are admitted. Resting ones are passed over while another is left; when all rest, all are asked. */
async function whoMayBeAsked(walk: SearchWalk, backends: readonly ResolvedBackend[]): Promise<readonly Admitted[]> {
  const { state, question, given, skipped } = walk
  const awake: Admitted[] = []
  const resting: { readonly admitted: Admitted; readonly skip: SkippedTarget }[] = []
  const need: Need = { capabilities: [], constraints: given.constraints }
  for (const backend of backends) {
    const target = targetOf(backend.row.id, question)
    const skip = (reason: string, message: string): unknown => skipped.push({ target, reason, message })
    let credential
    try {
      credential = await state.credentials.choose({ ...target, provider: backend.id }, backend, {})
    } catch (error) {
      if (!RouterError.is(error)) throw error
      skip(error.code, error.message)
      walk.firstError ??= error
      continue
    }
    const candidate = candidateOf(backend, target)
    const admission = admit(candidate, need)
    if (!admission.ok) {
      skip(admission.reason, admission.message)
      continue
    }
    if (backend.missing !== undefined) {
      skip('configuration', backend.missing)
      continue
    }
    const admitted = { backend, target, healthKey: credential.healthKey, read: () => credential.read() }
    const rest = admit({ ...candidate, resting: credential.resting }, need)
    if (rest.ok) awake.push(admitted)
    else resting.push({ admitted, skip: { target, reason: rest.reason, message: rest.message, until: rest.until } })
  }
  if (awake.length === 0) return resting.map(({ admitted }) => admitted)
  skipped.push(...resting.map(({ skip }) => skip))
  return awake
}

function candidateOf({ row, config, option, credentials, local, region }: ResolvedBackend, target: Target): Candidate {
  return {
    target,
    provider: {
      enabled: config.enabled ?? true,
      needsCredential: row.keyVariables.length > 0,
      hasCredential: credentials.length > 0,
      keyVariables: row.keyVariables,
      local,
      region,
      option,
    },
    usd: config.usdPerQuery ?? row.usdPerQuery,
  }
}

async function askInOrder(walk: SearchWalk, admitted: readonly Admitted[]): Promise<SearchResponse> {
  for (const [place, one] of admitted.entries()) {
    const isLast = place === admitted.length - 1
    const outcome = await ask(walk, one, { kind: walk.started === 0 ? 'first' : 'fallback', isLast })
    if (outcome?.type === 'answered') {
      return respond(walk, {
        answers: [outcome],
        results: outcome.results,
        fallbackOccurred: walk.attempts[0]?.target.provider !== outcome.attempt.target.provider,
      })
    }
  }
  throw failed(walk)
}

/** All at once; the last resort only when nobody answered. */
async function askAll(walk: SearchWalk, admitted: readonly Admitted[]): Promise<SearchResponse> {
  const others = admitted.filter(({ backend }) => backend.row.id !== 'duckduckgo')
  const outcomes = await Promise.all(others.map((one) => ask(walk, one, { kind: 'first', isLast: false })))
  const answers = outcomes.filter((outcome) => outcome?.type === 'answered')
  if (answers.length === 0)
    return askInOrder(
      walk,
      admitted.filter((one) => !others.includes(one)),
    )
  const lists = answers.map(({ attempt, results }) => ({
    backend: attempt.target.provider as SearchBackendId,
    results,
  }))
  return respond(walk, { answers, results: mergeResults(lists, walk.question), fallbackOccurred: false })
}

/** Asks one backend; only the last one is waited for and asked again. `undefined`: it has no key after all. */
async function ask(
  walk: SearchWalk,
  { read, ...admitted }: Admitted,
  { kind, isLast }: { readonly kind: AttemptKind; readonly isLast: boolean },
): Promise<AnsweredSearch | FailedSearch | undefined> {
  const { state, question, signal, given, attempts } = walk

  async function attempt(as: AttemptKind, waitedMs: number): Promise<AnsweredSearch | FailedSearch> {
    if (signal.aborted) throw aborted(walk)
    const timeoutMs = given.timeoutMs ?? state.timeoutMs
    const credential = await read()
    const number = ++walk.started
    const asked = { ...admitted, question, credential, kind: as, waitedMs, number, timeoutMs, signal }
    const outcome = await askBackend(asked, state.runtime)
    attempts.push(outcome.attempt)
    if (outcome.type === 'answered') {
      state.health.recordSuccess(admitted.healthKey)
      state.retryBuckets.recordSuccess(admitted.backend.id)
      return outcome
    }
    if (signal.aborted) throw aborted(walk)
    state.health.recordFailure(admitted.healthKey, outcome.verdict, outcome.hint)
    walk.firstError ??= outcome.error
    return outcome
  }

  try {
    const outcome = await attempt(kind, 0)
    if (outcome.type === 'answered' || !isLast) return outcome
    const { retryBackend } = await import('./retry-backend.ts')
    return await retryBackend(walk, admitted.backend, outcome, (waitedMs) => attempt('retry', waitedMs))
  } catch (error) {
    if (!RouterError.is(error, 'missing-credential')) throw error
    walk.firstError ??= error
    walk.skipped.push({ target: admitted.target, reason: error.code, message: error.message })
    return undefined
  }
}

function respond(
  { question, attempts, skipped }: SearchWalk,
  {
    answers,
    results,
    fallbackOccurred,
  }: { readonly answers: readonly AnsweredSearch[] } & Pick<SearchResponse, 'results' | 'fallbackOccurred'>,
): SearchResponse {
  return {
    query: question.query,
    type: question.type,
    backend: answers[0]?.attempt.target.provider as SearchBackendId,
    results,
    cost: sumCosts(attempts.map(({ cost }) => cost)),
    attempts,
    skipped,
    warnings: answers.flatMap(({ warnings }) => warnings),
    fallbackOccurred,
  }
}

/** The error of the whole search, with every attempt. */
function failed({ state, requested, attempts, skipped, firstError, isAlone }: SearchWalk): RouterError {
  const now = state.runtime.now()
  return withAttempts(
    chainError({ noun: 'search backend', requested, attempts, skipped, firstError, isAlone, now }),
    attempts,
  )
}

/** The caller gave it up, or the router was closed. */
function aborted({ signal, attempts }: SearchWalk): RouterError {
  return new RouterError('aborted', 'The search was aborted.', { cause: signal.reason, attempts })
}

function withAttempts(error: RouterError, attempts: readonly Attempt[]): RouterError {
  const { hints, target, status, providerMessage, providerCode, requestId, retryAfterMs, cause } = error
  const details = { hints, target, status, providerMessage, providerCode, requestId, retryAfterMs, cause, attempts }
  return new RouterError(error.code, error.message, details)
}
