import { describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import type { CompletionRequest, RouterConfig } from '../../src/index.ts'
import { delta, event, messageEnd } from '../adapters/bedrock-converse/event-stream.ts'

const model = 'anthropic.claude-haiku-4-5-20251001-v1:0'
const refusal =
  `Invocation of model ID ${model} with on-demand throughput isn’t supported. ` +
  'Retry your request with the ID or ARN of an inference profile that contains this model.'

const regionsOf: Readonly<Record<string, readonly string[]>> = {
  us: ['us-east-1', 'us-west-2'],
  eu: ['eu-central-1', 'eu-west-1'],
  jp: ['ap-northeast-1', 'ap-northeast-3'],
}

function summary(id: string): object {
  return {
    inferenceProfileId: id,
    inferenceProfileArn: `arn:aws:bedrock:eu-central-1:1:inference-profile/${id}`,
    status: 'ACTIVE',
    type: 'SYSTEM_DEFINED',
    models: (regionsOf[id.slice(0, 2)] ?? []).map((region) => ({
      modelArn: `arn:aws:bedrock:${region}::foundation-model/${id.slice(3)}`,
    })),
  }
}

interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A Bedrock that takes the model through the profiles that it lists only. */
function bedrockOf(profiles: readonly string[], list: number = 200) {
  const seen: Seen[] = []
  const fetch: typeof globalThis.fetch = (input, init) => {
    const { url } = new Request(input)
    const body = typeof init?.body === 'string' ? init.body : ''
    seen.push({ method: init?.method ?? 'GET', url, headers: Object.fromEntries(new Headers(init?.headers)), body })
    if (url.includes('/inference-profiles')) {
      const answer = { inferenceProfileSummaries: profiles.map(summary) }
      return Promise.resolve(Response.json(list === 200 ? answer : { message: 'no' }, { status: list }))
    }
    const asked = decodeURIComponent(new URL(url).pathname.split('/')[2] ?? '')
    if (!profiles.includes(asked)) {
      const headers = { 'x-amzn-errortype': 'ValidationException:http://internal.amazon.com/' }
      return Promise.resolve(Response.json({ message: refusal }, { status: 400, headers }))
    }
    const messages = [event('messageStart', { role: 'assistant' }), delta(0, { text: 'Hello' }), ...messageEnd()]
    return Promise.resolve(new Response(Buffer.concat(messages)))
  }
  let time = Date.UTC(2026, 10, 20, 12)
  const router = (config: RouterConfig = {}, options: Readonly<Record<string, string>> = {}) =>
    createRouter({
      routes: { default: [`bedrock/${model}`] },
      providers: { bedrock: { apiKey: 'ABSKexample', region: 'eu-central-1' } },
      ...config,
      runtime: { fetch, now: () => time, readEnv: (name: string) => options[name] },
    })
  const paths = (): string[] => seen.map(({ url }) => url.replace('https://', '').replace(/\?.*/, ''))
  return { seen, router, paths, pass: (ms: number) => (time += ms) }
}

const runtimeHost = 'bedrock-runtime.eu-central-1.amazonaws.com'
const listed = 'bedrock.eu-central-1.amazonaws.com/inference-profiles'
const asked = (id: string): string => `${runtimeHost}/model/${encodeURIComponent(id)}/converse-stream`
const ask = { messages: 'Hi' } satisfies CompletionRequest

describe('R12 a model that is asked through its inference profile only', () => {
  it('is asked through it after one refusal, once, and from the start by later calls', async () => {
    const { router, paths, seen } = bedrockOf([`eu.${model}`, `us.${model}`.replace('haiku', 'opus')])
    const own = router()
    const { text, attempts, served } = await own.complete(ask)
    expect(text).toBe('Hello')
    expect(attempts.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['first', 'failed'],
      ['repair', 'success'],
    ])
    expect(served).toMatchObject({ provider: 'bedrock', model })
    expect(paths()).toEqual([asked(model), listed, asked(`eu.${model}`)])
    expect(seen[1]).toMatchObject({
      method: 'GET',
      url: `https://${listed}?type=SYSTEM_DEFINED&maxResults=1000`,
      headers: { authorization: 'Bearer ABSKexample' },
      body: '',
    })
    expect((await own.complete(ask)).attempts).toHaveLength(1)
    expect(paths().slice(3)).toEqual([asked(`eu.${model}`)])
  })

  it('is signed like everything else where AWS credentials are given', async () => {
    const { router, seen } = bedrockOf([`eu.${model}`])
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'hunter2-secret' }
    const config = { providers: { bedrock: { auth: { type: 'aws', region: 'eu-central-1', credentials } } } } as const
    expect((await router(config).complete(ask)).text).toBe('Hello')
    expect(seen[1]?.headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20261120\/eu-central-1\/bedrock\/aws4_request/,
    )
  })

  it('has its list read once in five minutes by an account', async () => {
    const { router, paths, pass } = bedrockOf([`eu.${model}`])
    const own = router()
    const others = ['anthropic.claude-haiku-4-5', 'claude-haiku-4-5'] as const
    await own.complete(ask)
    await own.complete({ ...ask, model: `bedrock/${others[0]}` })
    expect(paths().filter((path) => path === listed)).toHaveLength(1)
    await own.complete({ ...ask, model: `bedrock/${others[1]}`, apiKeys: { bedrock: 'ABSKother' } })
    expect(paths().filter((path) => path === listed)).toHaveLength(2)
    pass(5 * 60_000)
    await own.complete({
      ...ask,
      apiKeys: { bedrock: 'ABSKother' },
      model: `bedrock/anthropic.claude-haiku-4-5-20251001`,
    })
    expect(paths().filter((path) => path === listed)).toHaveLength(3)
  })

  it('R154 stays within the regions of the request, and no other rule has it from the start', async () => {
    const { router, paths } = bedrockOf([`us.${model}`, `eu.${model}`])
    const own = router()
    const bound = { ...ask, constraints: { regions: ['eu-central-1', 'eu-west-1'] } }
    await own.complete(bound)
    expect(paths().at(-1)).toBe(asked(`eu.${model}`))
    const narrow = await own.complete({ ...ask, constraints: { regions: ['eu-central-1'] } }).settled()
    if (narrow.ok) throw new Error('no profile stays in that region')
    expect(narrow.error).toMatchObject({ code: 'permission', status: 400 })
    expect(narrow.error.message).toContain('within the regions that are allowed')
    expect(paths().slice(3)).toEqual([asked(model)])
  })

  it('is never replaced by another model: the error says so, and the next target is asked', async () => {
    const { router, paths } = bedrockOf(['eu.anthropic.claude-opus-4-5-20251101-v1:0', 'eu.amazon.nova-lite-v1:0'])
    const alone = await router().complete(ask).settled()
    if (alone.ok) throw new Error('it has no profile')
    expect(alone.error.code).toBe('model-not-found')
    expect(alone.error.message).toContain(`no active inference profile of ${model}`)
    expect(alone.error.attempts).toHaveLength(1)
    const chain = { routes: { default: [`bedrock/${model}`, 'bedrock/eu.amazon.nova-lite-v1:0'] } } as const
    const { served } = await router(chain).complete(ask)
    expect(served.model).toBe('eu.amazon.nova-lite-v1:0')
    expect(paths()).toEqual([asked(model), listed, asked(model), listed, asked('eu.amazon.nova-lite-v1:0')])
  })

  it('says what to do where the list may not be read', async () => {
    const { router } = bedrockOf([], 403)
    const settled = await router().complete(ask).settled()
    if (settled.ok) throw new Error('it was refused')
    expect(settled.error.message).toContain('could not be read (HTTP 403)')
    expect(settled.error.hints.join()).toContain('bedrock:ListInferenceProfiles')
  })

  it('is left alone at a gateway, whose control plane is not known', async () => {
    const { router, paths } = bedrockOf([`eu.${model}`])
    const gateway = { providers: { bedrock: { apiKey: 'k', baseUrl: 'https://gateway.example' } } }
    expect((await router(gateway).complete(ask).settled()).ok).toBe(false)
    expect(paths()).toHaveLength(1)
  })

  it('C has its output limit lowered to what its profile takes', async () => {
    const { router, seen } = bedrockOf([`eu.${model}`])
    const config = { models: { [`bedrock/${model}`]: { maxOutputTokens: 8_000 } } }
    const { warnings } = await router(config).complete({ ...ask, maxOutputTokens: 50_000 })
    expect(seen.at(-1)?.body).toContain('"maxTokens":8000')
    expect(warnings.length).toBeGreaterThan(0)
  })

  it('ends a call that is aborted while the list is read', async () => {
    const controller = new AbortController()
    const { router } = bedrockOf([`eu.${model}`])
    const base = router()
    await base.close()
    const fetch: typeof globalThis.fetch = (input) => {
      if (!new Request(input).url.includes('inference-profiles'))
        return Promise.resolve(Response.json({ message: refusal }, { status: 400 }))
      setImmediate(() => controller.abort('enough'))
      return new Promise(() => undefined)
    }
    const own = createRouter({ providers: { bedrock: { apiKey: 'k' } }, runtime: { fetch, readEnv: () => undefined } })
    const settled = await own.complete({ ...ask, model: `bedrock/${model}`, signal: controller.signal }).settled()
    expect(settled).toMatchObject({ ok: false, error: { code: 'aborted' } })
  })
})
