import { sumCosts } from '../budget/cost.ts'
import type { CallAccount, CallState } from '../state/call-state.ts'
import { createCompletion, type Call } from './completion.ts'
import { createRouterMemory } from '../state/router-memory.ts'
import type { RouterState } from '../state/router-state.ts'
import { mergeConstraints } from '../routing/merge-constraints.ts'
import type { CompletionRequest } from '../vocabulary/completion-request.ts'
import type { Attempt, CompletionResult } from '../vocabulary/completion-result.ts'
import type { ModelRef, Target } from '../vocabulary/model.ts'
import { parseModelRef } from '../vocabulary/model-ref.ts'
import type { ShadowSide } from '../vocabulary/shadow.ts'
import { sumUsage } from '../vocabulary/usage.ts'

const dayMs = 24 * 3_600_000

/** What runs a call: it asks for copies, so it is given, not imported. */
type RunCall = (
  router: RouterState,
  request: CompletionRequest,
  call: Call,
  account: CallAccount,
) => Promise<CompletionResult>

/**
 * Copies a call that has its answer to the targets of `routing.shadow`, one after the other, and tells what came of it. The copies
 * have a memory of their own: nothing that they meet is learnt for real calls. One runs at a time. Loaded with the first.
 */
export async function shadowCall(state: CallState, result: CompletionResult, run: RunCall): Promise<void> {
  const { router, prepared } = state
  const { shadow } = router.config.routing
  const { ledger } = router
  // Searches would be paid twice, and somebody else's keys are not ours to spend.
  const isPlain = prepared.given.apiKeys === undefined && prepared.search === undefined
  if (shadow === undefined || ledger.isRunning || !isPlain) return
  ledger.isRunning = true
  try {
    for (const ref of shadow.targets) {
      const target = parseModelRef(ref)
      if (target === undefined || !hasRoom(router, target)) continue
      ledger.calls++
      const side = await copyOf(state, target, run)
      ledger.usd += side.cost.usd ?? 0
      const { tags } = prepared.given
      router.notify({
        type: 'shadow',
        message: `A copy of a call at \`${ref}\` ${side.error === undefined ? 'was answered' : `failed (${side.error})`}.`,
        target,
        tags,
        shadow: { original: sideOf(result.served, result.attempts, result.text), copy: side },
      })
    }
  } finally {
    ledger.isRunning = false
  }
}

/** Whether the budget of the day has room for another copy. */
function hasRoom(router: RouterState, target: Target): boolean {
  const { ledger, config, runtime } = router
  const { shadow } = config.routing
  const day = Math.floor(runtime.now() / dayMs)
  if (ledger.day !== day) Object.assign(ledger, { day, calls: 0, usd: 0 })
  if (shadow === undefined || ledger.calls >= shadow.maxCallsPerDay) return false
  if (shadow.maxUsdPerDay === undefined) return true
  return router.modelInfo(target)?.price !== undefined && ledger.usd < shadow.maxUsdPerDay
}

async function copyOf(
  { router, prepared, rules, account }: CallState,
  target: Target,
  run: RunCall,
): Promise<ShadowSide> {
  const ref: ModelRef = `${target.provider}/${target.model}`
  const {
    agent: _agent,
    task: _task,
    phase: _phase,
    tier: _tier,
    signal: _signal,
    session: _session,
    ...given
  } = prepared.given
  const constraints = mergeConstraints(rules.constraints, given.constraints)
  const needs = [...new Set([...rules.needs, ...(constraints?.needs ?? [])])]
  const request: CompletionRequest = { ...given, model: ref, constraints: { ...constraints, needs } }
  const own = shadowRouter(router)
  const outcome = await createCompletion((call) =>
    // Limits on spending hold for it, those of the call do not: it is not the caller's.
    run(own, request, call, { ...account, identity: {}, purpose: 'shadow' }),
  ).settled()
  if (outcome.ok) return sideOf(target, outcome.result.attempts, outcome.result.text)
  const { error } = outcome
  return { ...sideOf(target, error.attempts, error.partial?.text ?? ''), error: error.code }
}

/** The router with a memory that no real call reads. Which keys rest it knows, and the limits of keys are everybody's. */
function shadowRouter(router: RouterState): RouterState {
  const { ledger, config, runtime } = router
  ledger.memory ??= createRouterMemory(runtime)
  const { health, retryBuckets, stickyRoutes, latency, firstTokenTimes, learnt, lacks, caching } = ledger.memory
  const routing = { ...config.routing, shadow: undefined, hedge: undefined, drill: [], audit: false }
  return {
    ...router,
    health,
    retryBuckets,
    stickyRoutes,
    latency,
    firstTokenTimes,
    learnt,
    lacks,
    caching,
    config: { ...config, routing },
    notify: () => undefined,
  }
}

function sideOf(target: Target, attempts: readonly Attempt[], text: string): ShadowSide {
  const first = attempts[0]
  const last = attempts.at(-1)
  return {
    target: { provider: target.provider, model: target.model },
    text,
    usage: sumUsage(attempts.map(({ usage }) => usage)),
    cost: sumCosts(attempts.map(({ cost }) => cost)),
    durationMs: first === undefined || last === undefined ? 0 : last.startedAt + last.durationMs - first.startedAt,
    firstTokenMs: last?.firstTokenMs,
  }
}
