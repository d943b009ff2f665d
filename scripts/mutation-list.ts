/** One change of a source file for the worse, and the tests that must notice it. */
export interface Mutation {
  /** What the library would do wrong. */
  readonly name: string
  readonly file: string
  /** Stands once in the file. */
  readonly find: string
  readonly replace: string
  /** Test files, under `test`. */
  readonly tests: readonly string[]
}

const routing = (name: string): string => `routing/${name}.test.ts`
const operations = (name: string): string => `operations/${name}.test.ts`

/** Promises of routing, each broken once. */
export const mutations: readonly Mutation[] = [
  {
    name: 'targets are asked without admit()',
    file: 'src/request/candidates.ts',
    find: 'return admit(candidateOf(question, target, resting), need)',
    replace: 'return { ok: true, target, warnings: [] } as never',
    tests: ['call/plan.test.ts', 'attempt/dead-key.test.ts', operations('count-tokens')],
  },
  {
    name: 'what was fit when the call began is asked without another look',
    file: 'src/call/walk-candidates.ts',
    find: 'const admission = admitTarget(state, target, rest, need)',
    replace: 'const admission = { ok: true, target, warnings: [] } as never as Admission',
    tests: ['call/admitted-when-asked.test.ts'],
  },
  {
    name: 'an unknown region is let through',
    file: 'src/routing/constraint-checks.ts',
    find: 'if (provider.local) return undefined\n    return refuse(',
    replace: 'return undefined\n    return refuse(',
    tests: [routing('admit')],
  },
  {
    name: 'a provider of unknown training is let through',
    file: 'src/routing/constraint-checks.ts',
    find: 'provider.local || provider.noTraining === true',
    replace: 'provider.local || provider.noTraining !== false',
    tests: [routing('admit')],
  },
  {
    name: 'allowed regions are added up instead of intersected',
    file: 'src/routing/merge-constraints.ts',
    find: 'a.filter((value) => b.includes(value))',
    replace: '[...a, ...b]',
    tests: [routing('merge-constraints')],
  },
  {
    name: 'a lower tier takes the place of a higher one',
    file: 'src/routing/merge-constraints.ts',
    find: 'tierOrder.indexOf(to.tier) < tierOrder.indexOf(from.tier)',
    replace: 'false',
    tests: ['call/selection.test.ts', 'promises.test.ts', routing('merge-constraints')],
  },
  {
    name: 'a context overflow cools its target',
    file: 'src/routing/failure-verdict.ts',
    find: "'context-overflow': { code: 'context-overflow', scope: 'request', action: 'next' }",
    replace: "'context-overflow': { code: 'context-overflow', scope: 'model-key', action: 'next', cooldownMs: 60_000 }",
    tests: [routing('classify-failure'), routing('health-model'), routing('failure-rules'), 'promises.test.ts'],
  },
  {
    name: 'a verdict on the content moves on by itself',
    file: 'src/routing/failure-verdict.ts',
    find: "'content-filter': { code: 'content-filter', scope: 'request', action: 'stop' }",
    replace: "'content-filter': { code: 'content-filter', scope: 'request', action: 'next' }",
    tests: [operations('drill')],
  },
  {
    name: 'a refused request is sent to the next target',
    file: 'src/routing/failure-verdict.ts',
    find: "'invalid-request': { code: 'invalid-request', scope: 'request', action: 'stop' }",
    replace: "'invalid-request': { code: 'invalid-request', scope: 'request', action: 'next' }",
    tests: [operations('drill')],
  },
  {
    name: 'deadlines of a cooldown merge by min',
    file: 'src/routing/cooldown.ts',
    find: 'const longer = resting && before.until > until',
    replace: 'const longer = resting && before.until < until',
    tests: [routing('health'), routing('health-model')],
  },
  {
    name: 'a rejected key heals by waiting',
    file: 'src/routing/cooldown.ts',
    find: "  if (code === 'authentication') return undefined\n",
    replace: '',
    tests: [routing('health'), routing('health-model')],
  },
  {
    name: 'a success ends a rest that the provider named',
    file: 'src/routing/cooldown.ts',
    find: '(rest.named || (!exact && !transientCodes.has(code)))',
    replace: '(!exact && !transientCodes.has(code))',
    tests: [routing('health'), routing('health-model')],
  },
  {
    name: 'a burst of failures makes the next rest longer',
    file: 'src/routing/cooldown.ts',
    find: 'streak: until > 0 && !resting ? streak + 1 : streak',
    replace: 'streak: until > 0 ? streak + 1 : streak',
    tests: [routing('health'), routing('health-model')],
  },
  {
    name: 'Retry-After is ignored',
    file: 'src/routing/retry-policy.ts',
    find: 'const hintMs = remainingMs(question.wait, now)',
    replace: 'const hintMs = 0 * remainingMs(question.wait, now)',
    tests: [routing('retry-policy')],
  },
  {
    name: 'a long wait is waited beside a healthy target',
    file: 'src/routing/retry-policy.ts',
    find: 'question.otherTargetsLeft ? longestWaitBesideOthersMs : longestWaitOnLastMs',
    replace: 'longestWaitOnLastMs',
    tests: [routing('retry-policy')],
  },
  {
    name: 'retries are not counted',
    file: 'src/routing/retry-policy.ts',
    find: 'question.retriesMade >= question.maxRetries || ',
    replace: '',
    tests: [routing('retry-policy')],
  },
  {
    name: 'the retry bucket is never empty',
    file: 'src/routing/retry-bucket.ts',
    find: 'tokensOf(provider) >= 1',
    replace: 'tokensOf(provider) >= 0',
    tests: [routing('retry-bucket')],
  },
  {
    name: 'several calls probe the primary at once',
    file: 'src/routing/sticky-route.ts',
    find: 'if (now() < sticky.until || sticky.probing !== undefined) return',
    replace: 'if (now() < sticky.until) return',
    tests: [routing('sticky-route')],
  },
  {
    name: 'a fallback is not kept',
    file: 'src/routing/sticky-route.ts',
    find: 'until: now() + restMs, restMs',
    replace: 'until: now(), restMs',
    tests: [routing('sticky-route')],
  },
  {
    name: 'after a tool call that was given the call goes on',
    file: 'src/routing/commit-level.ts',
    find: "  if (given.toolCall) return 'end'\n",
    replace: '',
    tests: [routing('commit-level')],
  },
  {
    name: 'text that was given is started again',
    file: 'src/routing/commit-level.ts',
    find: "given.visible && given.appendOnly ? 'resume' : 'restart'",
    replace: "'restart'",
    tests: [routing('commit-level'), 'promises.test.ts'],
  },
  {
    name: 'an empty answer is a success',
    file: 'src/attempt/run-attempt.ts',
    find: 'if (!order.detectEmpty) return undefined',
    replace: 'if (order.detectEmpty || !order.detectEmpty) return undefined',
    tests: [routing('failover-rows')],
  },
  {
    name: 'a call makes as many attempts as it likes',
    file: 'src/call/walk-candidates.ts',
    find: 'left !== queue && state.failures >= router.config.routing.maxAttempts',
    replace: 'false',
    tests: [operations('drill')],
  },
  {
    name: 'what is switched off is retried by calls that run',
    file: 'src/attempt/attempt-once.ts',
    find: 'const off = router.killSwitch.of(target, () => keysOf(credential))',
    replace: 'const off = undefined as never',
    tests: [operations('kill-switch')],
  },
  {
    name: 'abortInFlight ends nothing',
    file: 'src/state/kill-switch.ts',
    find: 'if (found !== undefined) stop(found.message)',
    replace: '',
    tests: [operations('kill-switch')],
  },
  {
    name: 'what is switched off for a while stays off',
    file: 'src/state/kill-switch.ts',
    find: 'until !== undefined && until <= now()',
    replace: 'until !== undefined && until < 0',
    tests: [operations('kill-switch')],
  },
  {
    name: 'another configuration forgets health',
    file: 'src/engine.ts',
    find: 'createRouterState(foundation, memory)',
    replace: 'createRouterState(foundation, createRouterMemory(runtime))',
    tests: [operations('configure')],
  },
  {
    name: 'a removed provider is found again by its variable',
    file: 'src/operations/change-configuration.ts',
    find: '[...inForce.absent, name], name]',
    replace: 'inForce.absent, name]',
    tests: [operations('configure')],
  },
  {
    name: 'who has lost a race is not cancelled',
    file: 'src/call/hedge.ts',
    find: 'if (other !== racer) other.controller.abort(lostRace)',
    replace: '{}',
    tests: [operations('hedge')],
  },
  {
    name: 'another target is asked after text was given',
    file: 'src/call/hedge.ts',
    find: '    winner === undefined &&\n',
    replace: '',
    tests: [operations('hedge')],
  },
  {
    name: 'a drill contacts its target',
    file: 'src/attempt/attempt-once.ts',
    find: 'drilled ?? (await runAttempt(',
    replace: '(await runAttempt(',
    tests: [operations('drill')],
  },
  {
    name: 'a drill cools its target',
    file: 'src/attempt/fail-attempt.ts',
    find: 'attempt.drill !== true',
    replace: 'attempt.number > 0',
    tests: [operations('drill')],
  },
  {
    name: 'shadow calls are counted into health',
    file: 'src/call/shadow-calls.ts',
    find: '    health,\n    retryBuckets,\n',
    replace: '    retryBuckets,\n',
    tests: [operations('shadow')],
  },
  {
    name: 'shadow calls have no budget',
    file: 'src/call/shadow-calls.ts',
    find: 'ledger.calls >= shadow.maxCallsPerDay',
    replace: 'ledger.calls < 0',
    tests: [operations('shadow')],
  },
  {
    name: 'shadow calls go where their route may not',
    file: 'src/call/shadow-calls.ts',
    find: 'mergeConstraints(rules.constraints, given.constraints)',
    replace: 'given.constraints',
    tests: [operations('shadow')],
  },
  {
    name: 'an audit record leaves chance out',
    file: 'src/attempt/retry-target.ts',
    find: "state.audit?.note('retry', question, decision)",
    replace: "state.audit?.note('retry', { ...question, random: 0.123 }, decision)",
    tests: [operations('audit')],
  },
  {
    name: 'writers of a state store overwrite each other',
    file: 'src/state/memory-store.ts',
    find: '      if (stored?.version !== expected) return undefined\n',
    replace: '',
    tests: [operations('state-store')],
  },
  {
    name: 'percentiles are of the value below',
    file: 'src/operations/run-baseline.ts',
    find: 'Math.ceil(share * sorted.length) - 1',
    replace: 'Math.floor(share * sorted.length) - 1',
    tests: [operations('baseline')],
  },
]
