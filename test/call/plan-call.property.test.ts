import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { admitTarget, needOf } from '../../src/request/candidates.ts'
import { planCall } from '../../src/call/plan-call.ts'
import { prepareRequest } from '../../src/request/prepare-request.ts'
import type { CompletionRequest, RouterConfig } from '../../src/index.ts'
import type { RouterState } from '../../src/state/router-state.ts'
import type { Tier } from '../../src/vocabulary/model.ts'
import { routerStateOf } from './router-state-of.ts'

const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })
const tier = fc.constantFrom<Tier>('fast', 'balanced', 'flagship')
const region = fc.constantFrom('eu', 'us')
const price = fc.constantFrom({ inputUsdPerMillion: 1, outputUsdPerMillion: 5 }, { inputUsdPerMillion: 900 })

/** A provider with its model, and what has happened to it. */
const host = fc.record({
  provider: fc.record({
    apiKey: maybe(fc.constant('the-key')),
    region: maybe(region),
    noTraining: maybe(fc.boolean()),
    enabled: fc.constantFrom(true, true, true, false),
  }),
  model: fc.record({
    tier: maybe(tier),
    region: maybe(region),
    contextWindow: maybe(fc.constantFrom(500, 200_000)),
    maxOutputTokens: maybe(fc.constantFrom(100, 20_000)),
    capabilities: maybe(fc.record({ vision: fc.boolean(), tools: fc.boolean() })),
    price: maybe(price),
  }),
  state: fc.constantFrom('usual', 'usual', 'usual', 'off', 'rests', 'slow', 'fast', 'lacks'),
})
const request = fc.record({
  maxOutputTokens: maybe(fc.constantFrom(50, 5_000)),
  apiKeys: maybe(fc.constant({ 'host-0': 'my-own' })),
  constraints: maybe(
    fc.record({
      regions: maybe(fc.uniqueArray(region, { minLength: 1 })),
      noTraining: maybe(fc.boolean()),
      minTier: maybe(tier),
      maxCostUsd: maybe(fc.constantFrom(0.001, 1)),
      maxLatencyMs: maybe(fc.constantFrom(500, 5_000)),
      needs: maybe(fc.uniqueArray(fc.constantFrom('vision' as const, 'tools' as const))),
    }),
  ),
})
type Host = typeof host extends fc.Arbitrary<infer T> ? T : never

function routerOver(hosts: readonly Host[], spend: boolean): RouterState {
  const providers = hosts.map(({ provider }, index) => [
    `host-${index}`,
    { protocol: 'openai-chat', baseUrl: `https://host-${index}.example/v1`, ...provider },
  ])
  const router = routerStateOf({
    providers: Object.fromEntries(providers) as NonNullable<RouterConfig['providers']>,
    models: Object.fromEntries(hosts.map(({ model }, index) => [`host-${index}/m`, model])),
    routes: { default: hosts.map((_, index) => `host-${index}/m` as const) },
    ...(spend ? { budget: { spend: [{ usd: 0.01, per: 'day' }] } } : {}),
  })
  for (const [index, { state }] of hosts.entries()) happen(router, `host-${index}`, state)
  return router
}

function happen(router: RouterState, provider: string, state: Host['state']): void {
  const target = { provider, model: 'm' }
  const { configured, lackName } = router.known(target)
  if (state === 'off') router.killSwitch.disable({ provider }, { reason: 'maintenance' }, selectable(router))
  if (state === 'slow' || state === 'fast') router.latency.record(target, state === 'slow' ? 2_000 : 100)
  if (state === 'lacks') router.lacks.remember(lackName, 'tools')
  if (state !== 'rests') return
  const credential = configured.credentials[0]?.label ?? ''
  router.health.recordFailure(
    { ...target, credential, region: configured.region },
    { code: 'overloaded', scope: 'model-key', cooldownMs: 10_000, rule: 'r', action: 'retry' },
  )
}

function selectable({ knownProviders, providerAliases }: RouterState) {
  return { providers: knownProviders, aliases: providerAliases }
}

/** Each target admitted by itself, with everything that is known of it. */
async function oneByOne(router: RouterState, asked: CompletionRequest) {
  const prepared = await prepareRequest(asked)
  const { selection, floor } = await planCall(router, prepared)
  const question = { router, prepared, rules: selection.rules }
  return selection.targets.map((target) => {
    const tokens = router.inputTokens(prepared, target)
    const resting = router.credentials.restingNow(target, router.provider(target.provider), asked, tokens)
    return { target, admission: admitTarget(question, target, resting, needOf({ ...question, floor })) }
  })
}

describe('the plan of a chain', () => {
  it('admits and refuses each target as if it were looked at alone, call after call', async () => {
    const outcomes = new Set<string>()
    await fc.assert(
      fc.asyncProperty(
        fc.array(host, { minLength: 2, maxLength: 6 }),
        fc.array(request, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (hosts, requests, spend) => {
          const router = routerOver(hosts, spend)
          for (const given of requests) {
            const asked = { messages: 'Why is the sky blue?', ...given }
            const plan = (await planCall(router, await prepareRequest(asked))).preview()
            const alone = await oneByOne(router, asked)
            const admitted = alone.filter(({ admission }) => admission.ok)
            expect(plan.targets.map(({ target, warnings }) => ({ target, warnings }))).toEqual(
              admitted.map(({ target, admission }) => ({ target, warnings: admission.ok ? admission.warnings : [] })),
            )
            expect(plan.skipped).toEqual(
              alone.flatMap(({ target, admission }) => {
                if (admission.ok) return []
                const { reason, message, until } = admission
                return [{ target, reason, message, until }]
              }),
            )
            for (const { admission } of alone) outcomes.add(admission.ok ? 'ok' : admission.reason)
          }
        },
      ),
      { numRuns: 250 },
    )
    const reasons = [
      'budget',
      'capability',
      'context-window',
      'cooldown',
      'disabled',
      'latency',
      'price',
      'region',
      'tier',
    ]
    expect([...outcomes].toSorted()).toEqual([...reasons, 'training', 'ok'].toSorted())
  })
})
