import { askBackend, type AnsweredSearch, type AskedBackend } from './ask-backend.ts'
import { sumCosts } from '../budget/cost.ts'
import { chainError } from '../attempt/chain-error.ts'
import type { ChosenCredential } from '../state/choose-credential.ts'
import type { FailedSearch } from './fail-search.ts'
import { admit } from '../routing/admit.ts'
import type { Candidate, Need } from '../routing/candidate.ts'
import type { ResolvedBackend, SearchState } from './search-state.ts'
import type { Spender, Spending, SpendingCall } from '../state/spending.ts'
import type { Cost } from '../vocabulary/usage.ts'
import type { SearchQuestion } from '../search/search-backend.ts'
import { planSearch } from '../search/search-plan.ts'
import { readSearchQuery } from '../search/search-question.ts'
import type { Attempt, AttemptKind, SkippedTarget } from '../vocabulary/completion-result.ts'
import type { Target } from '../vocabulary/model.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { SearchBackendId, SearchQuery, SearchResponse } from '../vocabulary/search.ts'

/** One search while it runs. */
export interface SearchWalk {
  /** The call that it is part of, or itself. */
  readonly call: SpendingCall
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
  /** Nobody is left who does not rest. */
  allRest: boolean
  firstError: RouterError | undefined
}

/**
 * Runs one search: the backends of the plan in order until one has answered. Rejects with the `RouterError` that names them all. Targets
 * have stickiness, probes, commit levels and shares of a call's time, and a backend has none of these: what both walks have in common
 * (admission, health, keys, rules, retries, the error of the chain) is one code, the loop itself is not. `within`: the call that
 * it is made for.
 */
export async function runSearch(
  state: SearchState,
  given: SearchQuery,
  within?: SpendingCall,
): Promise<SearchResponse> {
  const question = readSearchQuery(given)
  const call = within ?? { identity: {}, maxCostUsd: given.constraints?.maxCostUsd }
  if (state.spending.concerns({ constraints: call })) await state.spending.load()
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
      call,
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
      allRest: false,
      firstError: undefined,
    }
    const admitted = whoMayBeAsked(
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

/** A backend that may be asked. */
type Admitted = Pick<AskedBackend, 'backend' | 'target'>

/**
 * Those that are admitted, as far as can be told without reading a key. Resting ones are passed over while another is left; when all
 * rest, all are asked.
 */
function whoMayBeAsked(walk: SearchWalk, backends: readonly ResolvedBackend[]): readonly Admitted[] {
  const { state, question, given, skipped } = walk
  const need = needOf(given)
  const awake: Admitted[] = []
  const resting: { readonly admitted: Admitted; readonly skip: SkippedTarget }[] = []
  for (const backend of backends) {
    const target = targetOf(backend.row.id, question)
    const candidate = candidateOf(walk, backend, target)
    const admission = admit(candidate, need)
    if (!admission.ok) {
      skipped.push({ target, reason: admission.reason, message: admission.message })
      continue
    }
    if (backend.missing !== undefined) {
      skipped.push({ target, reason: 'configuration', message: backend.missing })
      continue
    }
    const rest = admit(
      { ...candidate, resting: state.credentials.restingNow(healthTarget(backend, target), backend, {}, 0) },
      need,
    )
    if (rest.ok) awake.push({ backend, target })
    else
      resting.push({
        admitted: { backend, target },
        skip: { target, reason: rest.reason, message: rest.message, until: rest.until },
      })
  }
  if (awake.length === 0) {
    walk.allRest = true
    return resting.map(({ admitted }) => admitted)
  }
  skipped.push(...resting.map(({ skip }) => skip))
  return awake
}

/** Under which health is kept: no provider's id holds a slash. */
function healthTarget(backend: ResolvedBackend, { model }: Target): Target {
  return { provider: backend.id, model }
}

function needOf({ constraints }: SearchQuery): Need {
  return { capabilities: [], constraints }
}

function candidateOf(walk: SearchWalk, backend: ResolvedBackend, target: Target): Candidate {
  const { row, config, option, credentials, local, region } = backend
  const usd = config.usdPerQuery ?? row.usdPerQuery
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
    usd,
    overspent: spendingOf(walk)?.judgePrice(spenderOf(walk), { target, usd }),
  }
}

/** Limits on spending, where one concerns the search. */
function spendingOf({ state, call }: SearchWalk): Spending | undefined {
  return state.spending.concerns({ constraints: call }) ? state.spending.current : undefined
}

function spenderOf({ given, call }: SearchWalk): Spender {
  return { tags: given.tags, session: given.session, ...call }
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
  const { mergeResults } = await import('../search/merge-results.ts')
  return respond(walk, { answers, results: mergeResults(lists, walk.question), fallbackOccurred: false })
}

/** Asks one backend; only the last one is waited for and asked again. `undefined`: its key is none, or was rejected before. */
async function ask(
  walk: SearchWalk,
  { backend, target }: Admitted,
  { kind, isLast }: { readonly kind: AttemptKind; readonly isLast: boolean },
): Promise<AnsweredSearch | FailedSearch | undefined> {
  try {
    const credential = await walk.state.credentials.choose(healthTarget(backend, target), backend, {}, 0, walk.signal)
    const admission = admit({ ...candidateOf(walk, backend, target), resting: credential.resting }, needOf(walk.given))
    // Whoever is left alone is asked although it rests.
    if (!admission.ok && !walk.allRest && (walk.started > 0 || !isLast)) {
      walk.skipped.push({ target, reason: admission.reason, message: admission.message, until: admission.until })
      return undefined
    }
    const attempt = (as: AttemptKind, waitedMs: number): Promise<AnsweredSearch | FailedSearch> =>
      askOnce(walk, { backend, target, credential }, as, waitedMs)
    const outcome = await attempt(kind, 0)
    if (outcome.type === 'answered' || !isLast) return outcome
    const { retryBackend } = await import('./retry-backend.ts')
    return await retryBackend(walk, backend, outcome, (waitedMs) => attempt('retry', waitedMs))
  } catch (error) {
    if (!RouterError.is(error) && walk.signal.aborted) throw aborted(walk)
    if (!RouterError.is(error) || error.code === 'aborted') throw error
    if (error.code !== 'budget') walk.firstError ??= error
    walk.skipped.push({ target, reason: error.code, message: error.message })
    return undefined
  }
}

async function askOnce(
  walk: SearchWalk,
  { backend, target, credential }: Admitted & { readonly credential: ChosenCredential },
  kind: AttemptKind,
  waitedMs: number,
): Promise<AnsweredSearch | FailedSearch> {
  const { state, question, signal, given, attempts } = walk
  if (signal.aborted) throw aborted(walk)
  const key = await credential.read()
  const usd = backend.config.usdPerQuery ?? backend.row.usdPerQuery
  const held = await spendingOf(walk)?.holdPrice(spenderOf(walk), { target, usd }, signal)
  if (signal.aborted) {
    if (held !== undefined && 'settle' in held) await held.settle({ usd: 0 })
    throw aborted(walk)
  }
  if (held !== undefined && 'reason' in held) throw new RouterError('budget', held.message, { target })
  const number = ++walk.started
  const timeoutMs = given.timeoutMs ?? state.timeoutMs
  const asked = { backend, target, question, credential: key, kind, waitedMs, number, timeoutMs, signal }
  let outcome: AnsweredSearch | FailedSearch | undefined
  try {
    outcome = await askBackend(asked, state.runtime)
  } finally {
    await held?.settle(outcome === undefined ? undefined : chargeOf(outcome))
  }
  attempts.push(outcome.attempt)
  state.usage?.countAttempt(outcome.attempt, given.tags === undefined ? {} : { tags: given.tags })
  if (outcome.type === 'answered') {
    state.health.recordSuccess(credential.healthKey)
    state.retryBuckets.recordSuccess(backend.id)
    return outcome
  }
  if (signal.aborted) throw aborted(walk)
  state.health.recordFailure(credential.healthKey, outcome.verdict, outcome.hint)
  walk.firstError ??= outcome.error
  return outcome
}

/** What a search is counted with. A refusal is not charged; what broke off may be. */
function chargeOf({ attempt }: AnsweredSearch | FailedSearch): Pick<Cost, 'usd' | 'incomplete'> | undefined {
  const { status = 0, code } = attempt.failure ?? {}
  return status >= 400 || code === 'network' ? { usd: 0 } : attempt.cost
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
