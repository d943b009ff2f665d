import { describe, expect, it } from 'vitest'
import { createRouter } from '../../src/index.ts'
import type { CompletionEvent, CompletionRequest, Notice, RouterConfig } from '../../src/index.ts'
import { routerOf } from '../router-of.ts'
import { scriptedChat, type Step } from '../scripted-chat.ts'

const hello: readonly Step[] = [{ say: ['Hello'] }]
const failing: readonly Step[] = [{ status: 400, code: 'model_not_found', message: 'no such model' }]
const overloaded: readonly Step[] = [{ status: 401 }]

/** Three providers, each with models of all tiers named `big`, `middle` and `small`. */
function tiered(script: Readonly<Record<string, readonly Step[]>>, config: RouterConfig = {}) {
  const names = Object.keys(script)
  const provider = (name: string) => ({
    protocol: 'openai-chat' as const,
    baseUrl: `https://${name}.example/v1`,
    apiKey: `key-of-${name}`,
    tiers: { opus: 'big', balanced: 'middle', fast: 'small' },
    defaultModel: 'middle',
  })
  const notices: Notice[] = []
  const made = routerOf(script, {
    routes: { plain: names.map((name) => `${name}/m` as const) },
    onNotice: (notice) => notices.push(notice),
    ...config,
    providers: Object.fromEntries(names.map((name) => [name, { ...provider(name), ...config.providers?.[name] }])),
  })
  const ask = (request: Partial<CompletionRequest> = {}) => made.router.complete({ messages: 'hi', ...request })
  return { ...made, ask, notices, asked: () => made.requests.map(({ host, body }) => `${host}/${body.model}`) }
}

describe('a request that says what it is for', () => {
  it.each<[string, Partial<CompletionRequest>, string]>([
    ['R129 triage', { task: 'triage' }, 'a/small'],
    ['R129 shipped code', { task: 'shipped-code' }, 'a/big'],
    ['R42 a phase', { phase: 'create' }, 'a/middle'],
    ['a tier', { tier: 'flagship' }, 'a/big'],
    ['a tier in the words of others', { tier: 'haiku' }, 'a/small'],
    ['a task in its own words', { task: 'auto', messages: 'Quick question: is water wet?' }, 'a/small'],
    ['R222 an agent', { agent: 'writer' }, 'b/middle'],
    ['R221 a chat', {}, 'b/big'],
    ['R221 an agent at work', { purpose: 'agent' }, 'b/small'],
    ['a provider alone', { model: 'c' }, 'c/middle'],
    ['a provider alone, and a tier', { model: 'c', tier: 'fast' }, 'c/small'],
    ['a model, whatever else it says', { model: 'c/m', task: 'triage', agent: 'writer' }, 'c/m'],
  ])('%s is served by the model for it', async (_name, request, model) => {
    const { ask, asked } = tiered(
      { a: hello, b: hello, c: hello },
      { agents: { writer: { model: 'b' } }, roles: { chat: 'b/big', autonomous: ['b/small', 'c/small'] } },
    )
    const result = await ask(request)
    expect(asked()).toEqual([model])
    expect(result.fallbackOccurred).toBe(false)
    expect(result.route).not.toBe('')
  })

  it('R47 R140 is told the route, the rule and the reason, beside who answered and when', async () => {
    const { ask } = tiered({ a: hello })
    const result = await ask({ task: 'triage', tags: { team: 'blue' } })
    expect(result).toMatchObject({
      route: 'task triage',
      rule: 'task',
      requested: { provider: 'a', model: 'small' },
      served: { provider: 'a', model: 'small', wireModel: 'm' },
      attempts: [{ startedAt: 1_000_000, tags: { team: 'blue' } }],
    })
    expect(result.reason).toContain('task triage')
  })

  it('R111 falls back to the default model of a provider without the tier', async () => {
    const { ask, asked } = tiered({ a: hello }, { providers: { a: { tiers: { fast: 'small' } } } })
    await ask({ tier: 'opus' })
    expect(asked()).toEqual(['a/middle'])
  })

  it('R155 asks the best measured model of a tier first', async () => {
    const { ask, asked } = tiered(
      { a: hello, b: hello, c: hello },
      { models: { 'a/big': { score: 0.4 }, 'c/big': { score: 0.9 } } },
    )
    await ask({ tier: 'flagship' })
    expect(asked()).toEqual(['c/big'])
  })

  it('R107 R47 falls back in the order that was chosen, each step visible', async () => {
    const { ask, asked } = tiered({ a: failing, b: failing, c: hello })
    const completion = ask({ task: 'synthesis' })
    const events: CompletionEvent[] = []
    for await (const event of completion.events) events.push(event)
    expect(asked()).toEqual(['a/big', 'b/big', 'c/big'])
    expect(events.flatMap((event) => (event.type === 'route-changed' ? [event.to.provider] : []))).toEqual(['b', 'c'])
    expect(await completion).toMatchObject({ fallbackOccurred: true, downgraded: false })
  })

  it.each([
    [{ tier: 'opsu' }, /tier: .*did you mean 'opus'/],
    [{ task: '' }, /task: expected a text/],
    [{ tags: { a: 1 } }, /tags: expected an object of texts/],
    [{ task: 'triag' }, /no task `triag`/],
  ])('is refused when it cannot be read: %j', async (request, words) => {
    const { router, requests } = tiered({ a: hello })
    const outcome = await router.complete({ messages: 'hi', ...request } as never).settled()
    expect(outcome.ok ? '' : `${outcome.error.code} ${outcome.error.message}`).toMatch(words)
    expect(requests).toEqual([])
  })

  it('shows targets as plain objects, whichever rule chose them', async () => {
    const { router } = routerOf({ a: hello }, { agents: { writer: { model: 'a/m' } } })
    const { requested, attempts } = await router.complete({ messages: 'hi', agent: 'writer' })
    const plan = await router.plan({ messages: 'hi', agent: 'writer' }, { down: [{ model: 'other' }] })
    const shown = [
      requested,
      ...attempts.map(({ target }) => target),
      ...plan.targets.map(({ target }) => target),
      ...(plan.impact ?? []).flatMap(({ left }) => left),
    ]
    expect(shown).toHaveLength(5)
    for (const target of shown) expect(target).toStrictEqual({ provider: 'a', model: 'm' })
  })
})

describe('a lower tier', () => {
  const roles = { chat: ['a/big', 'b/small'] } as const

  it('R131 is refused behind what a rule chose, with the reason', async () => {
    const { ask, asked } = tiered({ a: overloaded, b: hello }, { roles })
    const outcome = await ask().settled()
    expect(asked()).toEqual(['a/big'])
    expect(outcome).toMatchObject({ ok: false, error: { code: 'exhausted' } })
    if (!outcome.ok) {
      expect(outcome.error.message).toContain('b/small (skipped: downgrade)')
      expect(outcome.error.partial?.skipped?.[0]?.message).toContain('allowDowngrade')
    }
  })

  it('R131 R156 serves where it is allowed, and says so before its first token', async () => {
    const { ask, notices } = tiered({ a: overloaded, b: hello }, { roles, routing: { allowDowngrade: true } })
    const types: string[] = []
    const completion = ask({ tags: { run: '7' } })
    for await (const event of completion.events) {
      types.push(event.type === 'route-changed' ? `route-changed ${event.downgrade}` : event.type)
    }
    expect(types.indexOf('route-changed true')).toBeGreaterThan(-1)
    expect(types.indexOf('route-changed true')).toBeLessThan(types.indexOf('text-delta'))
    expect((await completion).downgraded).toBe(true)
    expect(notices.filter(({ type }) => type === 'downgrade')).toMatchObject([{ tags: { run: '7' } }])
  })

  it('R131 serves in the order that the caller wrote, flagged', async () => {
    const { ask } = tiered({ a: overloaded, b: hello })
    expect(await ask({ model: ['a/big', 'b/small'] })).toMatchObject({ downgraded: true, fallbackOccurred: true })
  })

  it('R131 does not serve in a route that forbids it', async () => {
    const targets = ['a/big', 'b/small', 'b/big'] as const
    const { ask, asked } = tiered({ a: overloaded, b: hello }, { routes: { top: { targets, allowDowngrade: false } } })
    expect(await ask({ model: 'top' as never })).toMatchObject({ downgraded: false })
    expect(asked()).toEqual(['a/big', 'b/big'])
  })

  it('R156 is told even when the first target was passed over before any request', async () => {
    const { ask, notices } = tiered({ a: hello, b: hello }, { providers: { a: { enabled: false } } })
    const completion = ask({ model: ['a/big', 'b/small'] })
    const changes: CompletionEvent[] = []
    for await (const event of completion.events) if (event.type === 'route-changed') changes.push(event)
    expect(changes).toMatchObject([{ reason: 'disabled', downgrade: true, to: { provider: 'b' } }])
    expect(notices.map(({ type }) => type)).toContain('downgrade')
  })

  it('R136 never serves below `minTier`, whoever wrote the chain', async () => {
    const { ask, asked } = tiered({ a: overloaded, b: hello, c: hello })
    await ask({ model: ['a/big', 'b/small', 'c/middle'], constraints: { minTier: 'balanced' } })
    expect(asked()).toEqual(['a/big', 'c/middle'])
  })
})

describe('constraints on a chain that a rule chose', () => {
  it('R135 R154 only local targets serve offline, also as a fallback', async () => {
    const local = { protocol: 'openai-chat', baseUrl: 'http://127.0.0.1:9/v1', defaultModel: 'small' } as const
    const { ask, asked, router } = tiered(
      { a: hello, '127': hello },
      {
        providers: { '127': { ...local, apiKey: undefined, tiers: undefined } },
        roles: { chat: 'a/big', fallback: '127' },
      },
    )
    await ask({ constraints: { offline: true } })
    expect(asked()).toEqual(['127/small'])
    const plan = await router.plan({ messages: 'hi', constraints: { offline: true } })
    expect(plan.passed).toMatchObject([{ rule: 'role' }])
  })

  it('R143 R154 an unknown region is not served under a residency rule, R142 a known one is', async () => {
    const { ask, asked } = tiered(
      { a: hello, b: hello, c: hello },
      { providers: { b: { region: 'us' }, c: { region: 'eu' } } },
    )
    await ask({ tier: 'fast', constraints: { regions: ['eu'] } })
    expect(asked()).toEqual(['c/small'])
  })

  it('R141 the key of a provider is read for its own targets only', async () => {
    const read: string[] = []
    const key = (name: string) => () => {
      read.push(name)
      return `key-of-${name}`
    }
    const { ask } = tiered({ a: hello, b: hello }, { providers: { a: { apiKey: key('a') }, b: { apiKey: key('b') } } })
    await ask({ tier: 'flagship' })
    expect(read).toEqual(['a'])
  })

  it('R158 the local target serves when all remote ones fail on the network', async () => {
    const offline: readonly Step[] = [{ network: 'ENOTFOUND' }]
    const { ask, asked } = tiered({ a: offline, b: offline, c: hello }, { routing: { maxRetries: 0 } })
    await ask({ model: ['a/m', 'b/m', 'c/m'] })
    expect(asked()).toEqual(['a/m', 'b/m', 'c/m'])
  })

  it('R136 a target that was measured slower than the request can wait is passed over, for a while', async () => {
    let clock = 1_000_000
    const slow: RouterConfig['runtime'] = { now: () => clock }
    const { fetch } = scriptedChat({ a: hello })
    const request = { messages: 'hi', model: ['a/m', 'b/m'], constraints: { maxLatencyMs: 400 } } as const
    const late = routerOf(
      { a: hello, b: hello },
      {
        providers: {
          a: {
            protocol: 'openai-chat',
            baseUrl: 'https://a.example/v1',
            apiKey: 'key-of-a',
            fetch: (input, init) => {
              clock += 500
              return fetch(input, init)
            },
          },
        },
        runtime: slow,
      },
    )
    expect((await late.router.plan(request)).targets.map(({ latencyMs }) => latencyMs)).toEqual([undefined, undefined])
    await late.router.complete({ messages: 'hi', model: 'a/m' })
    const { targets, skipped } = await late.router.plan(request)
    expect(targets.map(({ target }) => target.provider)).toEqual(['b'])
    expect(skipped).toMatchObject([{ reason: 'latency', target: { provider: 'a' } }])
    clock += 600_001
    expect((await late.router.plan(request)).targets).toHaveLength(2)
  })
})

describe('presets', () => {
  it('R219 are routes for common uses, when they are on', async () => {
    const router = createRouter({
      routing: { presets: true },
      runtime: { readEnv: (name) => (name.endsWith('_API_KEY') ? 'key-1234567890123456' : undefined) },
    })
    const first = async (
      model: 'best-quality' | 'daily' | 'fastest' | 'cheapest' | 'dev-test' | 'private' | 'code',
    ) => {
      const { targets, skipped } = await router.plan({ messages: 'hi', model })
      return [...targets, ...skipped].map(({ target }) => `${target.provider}/${target.model}`)
    }
    expect((await first('best-quality'))[0]).toMatch(/^anthropic\/claude-opus/)
    expect((await first('daily'))[0]).toMatch(/^anthropic\/claude-sonnet/)
    expect((await first('dev-test'))[0]).toMatch(/^anthropic\/claude-haiku/)
    expect(await first('fastest')).toEqual(['groq/llama-3.3-70b-versatile'])
    expect((await first('cheapest'))[0]).toMatch(/^gemini\/.*flash/)
    expect(await first('code')).toContain('openai/gpt-5.4')
    expect((await first('private'))[0]).toMatch(/^ollama\//)
  })

  it('R219 are off by default, and give way to a route of the same name', async () => {
    const plain = createRouter()
    const outcome = await plain.complete({ messages: 'hi', model: 'daily' }).settled()
    expect(outcome.ok ? '' : outcome.error.code).toBe('configuration')
    const own = createRouter({ routing: { presets: true }, routes: { daily: ['openai/gpt-5.4'] } })
    expect((await own.plan({ messages: 'hi', model: 'daily' })).requested.provider).toBe('openai')
  })
})
