import { describe, expect, it } from 'vitest'
import type { CompletionRequest, RouterConfig } from '../../src/index.ts'
import { routerOf } from '../router-of.ts'
import type { Step } from '../scripted-chat.ts'

const hello: readonly Step[] = [{ say: ['Hello'] }]
const rejected: readonly Step[] = [{ status: 401 }]
const image = { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'aGVsbG8=' } } as const
const withImage = { messages: [{ role: 'user', content: [{ type: 'text', text: 'What is this?' }, image] }] } as const

function routed(script: Readonly<Record<string, readonly Step[]>>, config: RouterConfig = {}) {
  const made = routerOf(script, config)
  const ask = (request: Partial<CompletionRequest> = {}) => made.router.complete({ messages: 'hi', ...request })
  return { ...made, ask, asked: () => made.requests.map(({ host, body }) => `${host}/${body.model}`) }
}

const off = (name: string) => ({
  protocol: 'openai-chat' as const,
  baseUrl: `https://${name}.example/v1`,
  apiKey: 'a-key',
  enabled: false,
})

describe('what an application assigns', () => {
  it('C the fallback of the roles stands behind every chain but one that the request names itself', async () => {
    const roles = { chat: 'a/m', fallback: 'b/spare' } as const
    const named = routed({ a: rejected, b: hello }, { roles })
    expect((await named.ask({ model: 'a/m' }).settled()).ok).toBe(false)
    expect(named.asked()).toEqual(['a/m'])
    const byRole = routed({ a: rejected, b: hello }, { roles })
    await byRole.ask()
    expect(byRole.asked()).toEqual(['a/m', 'b/spare'])
  })

  it('C each call is planned anew: a strong plan, then cheap hands', async () => {
    const routes = {
      thinking: { targets: ['a/strong'], phase: 'plan' },
      working: { targets: ['b/cheap'], phase: ['execute', 'deliver'] },
    } as const
    const { ask, asked } = routed({ a: hello, b: hello }, { routes })
    await ask({ phase: 'plan' })
    await ask({ phase: 'execute' })
    await ask({ phase: 'deliver' })
    expect(asked()).toEqual(['a/strong', 'b/cheap', 'b/cheap'])
  })

  it('C a model runs at the provider that is named, though another has one of the same id', async () => {
    const { ask, asked } = routed({ a: hello, b: hello }, { agents: { one: { model: 'b/m' } } })
    await ask({ agent: 'one' })
    expect(asked()).toEqual(['b/m'])
  })

  it('C R46 what cannot see is passed over for an image, and a fallback that can is asked', async () => {
    const { ask, asked } = routed(
      { a: hello, b: hello },
      {
        routes: {},
        roles: { chat: 'a/blind', fallback: 'b/seeing' },
        models: { 'a/blind': { capabilities: { vision: false } }, 'b/seeing': { capabilities: { vision: true } } },
      },
    )
    const result = await ask(withImage)
    expect(asked()).toEqual(['b/seeing'])
    expect(result).toMatchObject({ rule: 'fallback', served: { provider: 'b' } })
    await ask()
    expect(asked()).toEqual(['b/seeing', 'a/blind'])
  })

  it('C verification goes to the strongest, whatever serves the rest', async () => {
    const tiers = { 'a/m': { tier: 'fast' }, 'b/m': { tier: 'flagship' } } as const
    const { ask, asked } = routed({ a: hello, b: hello }, { models: tiers })
    await ask()
    await ask({ task: 'verification' })
    expect(asked()).toEqual(['a/m', 'b/m'])
  })

  it('C a model of a tier that does not exist gives way to the next rule', async () => {
    const { ask, asked } = routed({ a: hello, b: hello }, { providers: { b: { ...off('b'), tiers: { fast: 'x' } } } })
    const result = await ask({ task: 'triage' })
    expect(asked()).toEqual(['a/m'])
    expect(result.rule).toBe('default')
  })

  it('C the fallback that serves is kept, and the primary comes back after its rest', async () => {
    const { ask, asked, runtime } = routed(
      { a: [{ status: 402 }, ...hello], b: hello },
      { roles: { chat: ['a/m', 'b/m'] }, routing: { retryPrimaryAfterSeconds: 10 } },
    )
    await ask()
    await ask()
    expect(asked()).toEqual(['a/m', 'b/m', 'b/m'])
    await runtime.advance(24 * 3_600_000)
    await ask()
    expect(asked().at(-1)).toBe('a/m')
  })

  it('R136 a sensitive request goes where nobody trains on it', async () => {
    const { ask, asked } = routed(
      { a: hello, b: hello },
      { providers: { b: { ...off('b'), enabled: true, noTraining: true } } },
    )
    const result = await ask({ constraints: { noTraining: true } })
    expect(asked()).toEqual(['b/m'])
    expect(result.skipped).toMatchObject([{ reason: 'training', target: { provider: 'a' } }])
  })

  it('R224 sets a default by the role of chats, and names what is missing', async () => {
    const { router } = routed({ a: hello }, { routes: {}, roles: { chat: 'openai' } })
    const outcome = await router.complete({ messages: 'hi' }).settled()
    expect(outcome).toMatchObject({ ok: false, error: { code: 'missing-credential' } })
    if (!outcome.ok) expect(outcome.error.hints.join(' ')).toContain('OPENAI_API_KEY')
  })

  it('R225 tells what stands against every chain when none may serve', async () => {
    const { ask } = routed(
      { a: hello, b: hello },
      {
        providers: { a: off('a'), b: off('b') },
        agents: { writer: { model: 'a/m' } },
        roles: { fallback: 'b/spare' },
      },
    )
    const outcome = await ask({ agent: 'writer' }).settled()
    expect(outcome).toMatchObject({ ok: false, error: { code: 'no-target' } })
    const words = outcome.ok ? '' : outcome.error.hints.join('\n')
    expect(words).toContain('a/m: `a` is disabled.')
    expect(words).toContain('Nor by the rule default')
    expect(words).toContain('Nor by the rule fallback')
  })
})
