import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRouter } from '../../src/index.ts'
import type { PlanOptions, RouterConfig, Selector } from '../../src/index.ts'
import { selects } from '../../src/vocabulary/selector.ts'
import { manualRuntime } from '../manual-runtime.ts'

const host = (name: string) => ({ protocol: 'openai-chat' as const, baseUrl: `https://${name}.example/v1` })

/** A router whose every request would fail: plans send nothing. */
function planner(config: RouterConfig = {}) {
  let sent = 0
  const runtime = manualRuntime({
    fetch: () => {
      sent++
      return Promise.reject(new Error('a plan sends nothing'))
    },
  })
  const router = createRouter({
    routes: { default: ['a/big', 'b/big', 'c/small'], only: ['a/big'] },
    agents: { writer: { model: 'b' } },
    roles: { fallback: 'c/small' },
    models: { 'a/big': { tier: 'flagship', score: 0.9 }, 'b/big': { tier: 'flagship' }, 'c/small': { tier: 'fast' } },
    ...config,
    providers: {
      a: { ...host('a'), apiKey: ['one', 'two'], owner: 'team-blue' },
      b: { ...host('b'), defaultModel: 'big', tiers: { flagship: 'big' } },
      c: host('c'),
      ...config.providers,
    },
    runtime,
  })
  return { router, sent: () => sent }
}

const names = (targets: readonly { readonly provider: string; readonly model: string }[]): readonly string[] =>
  targets.map(({ provider, model }) => `${provider}/${model}`)

describe('a plan', () => {
  it('R149 recommends a tier for a task and says why, in order, without a request', async () => {
    const { router, sent } = planner()
    const plan = await router.plan({ messages: 'hi', agent: 'nobody', task: 'synthesis' })
    expect(plan).toMatchObject({
      route: 'task synthesis',
      rule: 'task',
      reason: 'task `synthesis` is work for flagship models',
      passed: [{ rule: 'agent', reason: 'no model is assigned to the agent `nobody`' }],
      requested: { provider: 'a', model: 'big' },
      floor: 'flagship',
      targets: [
        { target: { provider: 'a', model: 'big' }, tier: 'flagship', score: 0.9, downgrade: false },
        { target: { provider: 'b', model: 'big' }, tier: 'flagship', downgrade: false },
      ],
      skipped: [{ target: { provider: 'c', model: 'small' }, reason: 'downgrade' }],
      impact: undefined,
    })
    expect(plan.targets.map(({ reason }) => reason)).toEqual([
      'first of `task synthesis`',
      'fallback 1 of `task synthesis`',
    ])
    expect(sent()).toBe(0)
  })

  it('shows what would be a downgrade, and the floor of the request', async () => {
    const { router } = planner()
    const { targets } = await router.plan({ messages: 'hi', model: 'default' })
    expect(targets.map(({ downgrade }) => downgrade)).toEqual([false, false, true])
    const floored = await router.plan({ messages: 'hi', model: 'default', constraints: { minTier: 'balanced' } })
    expect(floored).toMatchObject({ floor: 'balanced', skipped: [{ reason: 'tier' }] })
  })

  it.each<[string, readonly Selector[], readonly string[], readonly string[]]>([
    ['a provider', [{ provider: 'a' }], ['b/big', 'c/small'], ['routes.only']],
    ['two providers', [{ provider: 'a' }, { provider: 'b' }], ['c/small'], ['routes.only', 'agents.writer']],
    ['a model anywhere', [{ model: 'big' }], ['c/small'], ['routes.only', 'agents.writer']],
    ['one target', [{ target: 'b/big' }], ['a/big', 'c/small'], ['agents.writer']],
    ['one of two keys', [{ key: 'a/apiKey[0]' }], ['a/big', 'b/big', 'c/small'], []],
    ['both keys', [{ key: 'a/apiKey[0]' }, { key: 'a/apiKey[1]' }], ['b/big', 'c/small'], ['routes.only']],
    ['one by its other name', [{ provider: 'kimi' }, { target: 'a/big' }], ['b/big', 'c/small'], ['routes.only']],
    ['nothing', [], ['a/big', 'b/big', 'c/small'], []],
  ])('R150 tells what is left when %s is down, and the gaps', async (_name, down, left, gaps) => {
    const { router, sent } = planner()
    const plan = await router.plan({ messages: 'hi', model: 'default' }, { down })
    expect(names(plan.targets.map(({ target }) => target))).toEqual(left)
    expect(plan.skipped.every(({ reason }) => reason === 'down')).toBe(true)
    expect(plan.impact?.filter((one) => one.left.length === 0).map(({ chain }) => chain)).toEqual(gaps)
    expect(plan.impact?.map(({ chain }) => chain)).toEqual([
      'routes.default',
      'routes.only',
      'agents.writer',
      'roles.fallback',
    ])
    expect(sent()).toBe(0)
  })

  it('R150 R223 goes to the next rule when what a rule leads to is down', async () => {
    const { router } = planner()
    const plan = await router.plan({ messages: 'hi', agent: 'writer' }, { down: [{ provider: 'b' }] })
    expect(plan).toMatchObject({ rule: 'default', passed: [{ rule: 'agent' }] })
    const gone = await router.plan(
      { messages: 'hi', agent: 'writer' },
      { down: [{ provider: 'a' }, { provider: 'b' }, { provider: 'c' }] },
    )
    expect(gone.targets).toEqual([])
    expect(gone.passed.map(({ rule }) => rule)).toEqual(['agent', 'default', 'fallback'])
  })

  it.each<[PlanOptions, RegExp]>([
    [{ down: [{ provider: 'aa' }] }, /down\[0\]: `provider`: there is no provider `aa`; did you mean/],
    [{ down: [{ target: 'x/y' }] }, /down\[0\]: `target`: there is no provider/],
    [{ down: [{ key: 'OPENAI_API_KEY' }] }, /`key`: expected `provider\/place`/],
    [{ down: [{} as Selector] }, /down\[0\]: expected one of/],
    [{ donw: [] } as PlanOptions, /did you mean `down`/],
  ])('refuses to suppose what does not exist: %j', async (options, words) => {
    await expect(planner().router.plan({ messages: 'hi' }, options)).rejects.toThrow(words)
  })
})

describe('what is listed', () => {
  it('R157 R224 the owner, the models and the billing of providers, never a key', async () => {
    const { router } = planner({ providers: { openai: { apiKey: 'sk-test-1234567890', region: 'us' } } })
    await router.plan({ messages: 'hi' })
    const listed = router.providers()
    expect(listed.find(({ id }) => id === 'a')).toMatchObject({
      owner: 'team-blue',
      billing: 'pay-per-token',
      tiers: {},
    })
    expect(listed.find(({ id }) => id === 'openai')).toMatchObject({
      region: 'us',
      owner: undefined,
      defaultModel: expect.any(String) as unknown,
      tiers: { flagship: expect.any(String) as unknown, fast: expect.any(String) as unknown },
    })
    expect(JSON.stringify(listed)).not.toContain('sk-test')
  })
})

describe('the configuration of rules', () => {
  const problem = (config: unknown): string => {
    try {
      createRouter(config as RouterConfig)
      return ''
    } catch (error) {
      return (error as Error).message
    }
  }

  it.each([
    [
      { agents: { w: { model: 'opnai/x' } } },
      /`agents\.w\.model`: there is no provider `opnai`; did you mean `openai`/,
    ],
    [{ roles: { chat: ['nowhere'] } }, /`roles\.chat\[0\]`: there is no route or provider `nowhere`/],
    [{ roles: { chta: 'openai' } }, /did you mean `chat`/],
    [{ agents: { w: { enabled: 'yes' } } }, /`agents\.w\.enabled`: expected true or false/],
    [{ routes: { x: { targets: ['openai/y'], tier: 'big' } } }, /`routes\.x\.tier`: expected one of/],
    [{ routes: { x: { targets: ['openai/y'], task: [] } } }, /`routes\.x\.task`: expected a text/],
  ])('R145 is checked: %j', (config, words) => {
    expect(problem(config)).toMatch(words)
  })

  it('R220 takes names of routes and providers, and presets where they are on', () => {
    expect(problem({ roles: { chat: 'openai', fallback: 'x' }, routes: { x: ['openai/y'] } })).toBe('')
    expect(problem({ roles: { chat: 'daily' }, routing: { presets: true } })).toBe('')
  })
})

describe('a selector', () => {
  it('picks a target by key only when every key of it is picked', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom('k1', 'k2', 'k3')), fc.subarray(['k1', 'k2', 'k3']), (has, down) => {
        const picked = selects(
          down.map((key) => ({ key: `a/${key}` })),
          { provider: 'a', model: 'm' },
          has,
        )
        expect(picked).toBe(has.length > 0 && has.every((key) => down.includes(key)))
      }),
    )
  })
})
