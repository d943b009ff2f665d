import { inspect } from 'node:util'

import { describe, expect, it } from 'vitest'

import { createRouter, type ProviderConfig, type RouterConfig } from '../../src/index.ts'
import { routerOf } from '../router-of.ts'
import { scriptedChat, type Step } from '../scripted-chat.ts'

const priced: RouterConfig = { models: { 'a/m': { price: { inputUsdPerMillion: 1e6, outputUsdPerMillion: 2e6 } } } }
const hello: Step = { say: ['ok'], usage: { input: 10, output: 5 }, model: 'm-2026' }

describe('a probe', () => {
  it('R224 is one cheap request, whose cost is told', async () => {
    const { router, requests } = routerOf({ a: [hello], b: [hello] }, priced)
    expect(await router.probe('a/m')).toMatchObject({
      target: { provider: 'a', model: 'm' },
      outcome: 'ok',
      wireModel: 'm-2026',
      hints: [],
      cost: { usd: 20 },
      attempts: [{ kind: 'first', outcome: 'success' }],
    })
    expect(requests).toMatchObject([{ host: 'a', body: { model: 'm', max_tokens: 16 } }])
  })

  it('R224 takes the name of a provider for its default model', async () => {
    const { router, requests } = routerOf({ a: [hello] }, { providers: { a: { ...at('a'), defaultModel: 'usual' } } })
    expect(await router.probe('a')).toMatchObject({ outcome: 'ok', target: { provider: 'a', model: 'usual' } })
    expect(await router.probe({ provider: 'a', model: 'm' })).toMatchObject({ outcome: 'ok' })
    expect(requests.map(({ body }) => body.model)).toEqual(['usual', 'm'])
  })

  it('says that a target had to be asked otherwise, and the router remembers how', async () => {
    const refusal: Step = {
      status: 400,
      code: 'unsupported_parameter',
      message:
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    }
    const { router, requests } = routerOf({ a: [refusal, hello] })
    expect(await router.probe('a/m')).toMatchObject({ outcome: 'adjusted', attempts: [{}, { kind: 'repair' }] })
    expect(requests.map(({ body }) => body['max_completion_tokens'])).toEqual([undefined, 16])
    expect(await router.probe('a/m')).toMatchObject({ outcome: 'ok' })
  })

  it('is content with a model that only thought', async () => {
    const { router } = routerOf({
      a: [{ raw: ['data: {"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}\n\n', 'data: [DONE]\n\n'] }],
    })
    expect(await router.probe('a/m')).toMatchObject({ outcome: 'ok' })
  })

  it.each<[string, Step, object, readonly RegExp[]]>([
    [
      'R126 a rejected key',
      { status: 401, message: 'Incorrect API key provided: key-of-a' },
      { code: 'authentication', status: 401 },
      [
        /Is the key of `a` correct/,
        /Is the base URL reachable.*https:\/\/a\.example\/v1/,
        /Does it support the OpenAI chat/,
      ],
    ],
    ['R126 a key that may not', { status: 403 }, { code: 'permission', status: 403 }, [/May this key use `m`/]],
    [
      'R127 an unknown model',
      { status: 404, code: 'model_not_found' },
      { code: 'model-not-found', status: 404 },
      [/name right for `a`.*named differently/, /defaultModel` alone first/],
    ],
    [
      'R128 no connection',
      { network: 'ECONNREFUSED' },
      { code: 'network' },
      [/network up.*firewall/, /base URL right/],
    ],
    ['an overload', { status: 503 }, { code: 'overloaded', status: 503 }, []],
  ])('%s: it is asked once, and says what to look at', async (_what, step, report, hints) => {
    const { router, hosts } = routerOf({ a: [step], b: [hello] })
    const found = await router.probe('a/m')
    expect(found).toMatchObject({ outcome: 'failed', ...report })
    for (const hint of hints) expect(found.hints.join('\n')).toMatch(hint)
    expect(hosts()).toEqual(['a'])
    for (const text of [JSON.stringify(found), inspect(found, { depth: 10 })]) expect(text).not.toContain('key-of-a')
  })

  it('R227 a 404 of a base URL without a version: check `/v1`', async () => {
    const { router } = routerOf(
      { a: [{ status: 404 }] },
      { providers: { a: { ...at('a'), baseUrl: 'https://a.example' } } },
    )
    const { outcome, hints } = await router.probe('a/m')
    expect(outcome).toBe('failed')
    expect(hints).toContainEqual(expect.stringContaining('Check `/v1`'))
  })

  it('ends when nobody answers in time', async () => {
    const { router, runtime, requests } = routerOf({ a: [{ silent: true }] })
    const probing = router.probe('a/m', { timeoutMs: 5_000 })
    while (requests.length < 1) await new Promise((resolve) => setImmediate(resolve))
    await runtime.advance(5_000)
    expect(await probing).toMatchObject({ outcome: 'failed', code: 'timeout', latencyMs: 5_000 })
  })

  it('R225 without a key says where to give one, and asks nobody', async () => {
    const { fetch, requests } = scriptedChat({ a: [hello] })
    const router = createRouter({ runtime: { fetch, readEnv: () => undefined } })
    const { outcome, code, hints } = await router.probe('groq/llama-3.3-70b-versatile')
    expect({ outcome, code, requests }).toEqual({ outcome: 'failed', code: 'missing-credential', requests: [] })
    expect(hints.join(' ')).toContain('GROQ_API_KEY')
  })

  it('R112 says when the catalogue does not know the model', async () => {
    const { fetch } = scriptedChat({ api: [{ status: 404, code: 'model_not_found' }] })
    const router = createRouter({
      providers: { openai: { apiKey: 'key' } },
      runtime: { fetch, readEnv: () => undefined },
    })
    expect((await router.probe('openai/gpt-5.4-nanoo')).hints).toContainEqual(
      expect.stringMatching(/does not know `gpt-5\.4-nanoo` of `openai`.*Did you mean `gpt-5\.4-nano`\?/),
    )
  })

  it('rejects for what is no target, and for options that it does not have', async () => {
    const { router } = routerOf({ a: [hello] })
    await expect(router.probe('nobody/m')).rejects.toMatchObject({ code: 'configuration' })
    await expect(router.probe('a')).rejects.toMatchObject({ code: 'configuration' })
    await expect(router.probe('a/m', { timeoutMs: -1 })).rejects.toThrow('timeoutMs: expected a positive number')
    await expect(router.probe('a/m', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
  })
})

function at(name: string): ProviderConfig {
  return { protocol: 'openai-chat', baseUrl: `https://${name}.example/v1`, apiKey: `key-of-${name}` }
}
