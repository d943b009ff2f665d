import { describe, expect, it } from 'vitest'

import { readRecordedRequest, type RecordedRequest } from '../../scripts/recorded-request.ts'
import { loadTokenCounter } from '../../src/adapters/protocol-table.ts'
import { createRouter, type CompletionRequest, type Router, type RouterConfig } from '../../src/index.ts'
import { bodyCheck } from '../adapters/body-check.ts'
import { llamaCppRecordingsOf, recordingsExist, recordingsOf, type Recording } from '../conformance/recordings.ts'
import { manualRuntime } from '../manual-runtime.ts'

interface Sent {
  readonly url: string
  readonly headers: Headers
  readonly body: unknown
}

/** A router whose every request is answered alike, and what it sent. */
function answering(
  answer: { readonly status: number; readonly body: string } | 'nothing',
  config: Omit<RouterConfig, 'runtime'>,
): { readonly router: Router; readonly sent: Sent[] } {
  const sent: Sent[] = []
  const fetch: typeof globalThis.fetch = (url, init) => {
    const { body } = init ?? {}
    const sentBody: unknown = typeof body === 'string' ? JSON.parse(body) : undefined
    sent.push({
      url: url instanceof Request ? url.url : url.toString(),
      headers: new Headers(init?.headers),
      body: sentBody,
    })
    if (answer === 'nothing') return Promise.reject(new TypeError('fetch failed'))
    return Promise.resolve(
      new Response(answer.body, { status: answer.status, headers: { 'content-type': 'application/json' } }),
    )
  }
  return { router: createRouter({ ...config, runtime: manualRuntime({ fetch }) }), sent }
}

/** What was recorded, as it would be asked here. */
function asRequest(recorded: RecordedRequest, model: string): Parameters<Router['countTokens']>[0] {
  return {
    model,
    system: recorded.system,
    messages: recorded.messages,
    ...(recorded.tools.length === 0
      ? {}
      : {
          tools: Object.fromEntries(
            recorded.tools.map(({ name, description, inputSchema }) => [
              name,
              { description, input: { jsonSchema: inputSchema } },
            ]),
          ) as NonNullable<CompletionRequest['tools']>,
        }),
    ...(recorded.output === undefined
      ? {}
      : { output: { name: recorded.output.name, schema: { jsonSchema: recorded.output.schema } } }),
  }
}

const hosts: Readonly<
  Record<string, { readonly id: string; readonly check: readonly [string, string]; readonly config: RouterConfig }>
> = {
  anthropic: {
    id: 'anthropic',
    check: ['anthropic', 'MessageCountTokensParams'],
    config: { providers: { anthropic: { apiKey: 'sk-ant-count' } } },
  },
  openai: {
    id: 'openai',
    check: ['openai', 'TokenCountsBody.strict'],
    config: { providers: { openai: { apiKey: 'sk-count' } } },
  },
  google: {
    id: 'gemini',
    check: ['gemini', 'CountTokensRequest'],
    config: { providers: { gemini: { apiKey: 'AIzaCount' } } },
  },
  bedrock: {
    id: 'bedrock',
    check: ['bedrock', 'CountTokensRequest'],
    config: { providers: { bedrock: { apiKey: 'bedrock-key', region: 'us-east-1' } } },
  },
}

const replayed = recordingsOf('token-count').filter(({ provider }) => hosts[provider] !== undefined)
const withNumber = replayed.filter(({ expected }) => expected?.tokenCount !== undefined)

const withoutQuery = (url: string): string => decodeURIComponent(url.replace(/\?.*$/, ''))
const words = (request: RecordedRequest | undefined): unknown => ({
  system: request?.system.map(({ text }) => text),
  messages: request?.messages,
  tools: request?.tools.map(({ name, description }) => [name, description]),
})

describe.skipIf(!recordingsExist)('recorded token counts (skipped: no recordings beside the checkout)', () => {
  it('are all there', () => {
    expect(withNumber.map(({ provider }) => provider).toSorted()).toEqual([
      ...Array.from({ length: 6 }, () => 'anthropic'),
      ...Array.from({ length: 5 }, () => 'bedrock'),
      ...Array.from({ length: 4 }, () => 'google'),
      ...Array.from({ length: 7 }, () => 'openai'),
    ])
  })

  it.each(withNumber.map((recording): [string, Recording] => [recording.id, recording]))(
    'R183 R197 asks for %s and reads its number',
    async (_id, recording) => {
      const { id, check, config } = hosts[recording.provider] ?? { id: '', check: ['', ''] as const, config: {} }
      const recorded = readRecordedRequest(recording.request?.body)
      if (recorded === undefined) throw new Error('the recorded request cannot be read')
      const { router, sent } = answering(recording.response, config)
      const count = await router.countTokens(asRequest(recorded, `${id}/${recording.model}`), { source: 'endpoint' })
      expect(count).toEqual({
        tokens: recording.expected?.tokenCount,
        exact: true,
        source: 'endpoint',
        target: { provider: id, model: recording.model },
      })
      expect(sent).toHaveLength(1)
      expect(withoutQuery(sent[0]?.url ?? '')).toBe(withoutQuery(recording.request?.url ?? ''))
      expect(bodyCheck(...check)(sent[0]?.body)).toEqual([])
      expect(words(readRecordedRequest(sent[0]?.body))).toEqual(words(recorded))
    },
  )

  it.each(
    replayed
      .filter(({ expected }) => expected?.error === true)
      .map((recording): [string, Recording] => [recording.id, recording]),
  )('estimates where the endpoint refuses, as recorded in %s', async (_id, recording) => {
    const { id, config } = hosts[recording.provider] ?? { id: '', config: {} }
    const model = `${id}/${recording.model}` as const
    const { router } = answering(recording.response, config)
    const count = await router.countTokens({ model, messages: 'Hello, world!' })
    expect(count).toMatchObject({ exact: false, source: 'estimate' })
    expect(count.reason).toContain(recording.expected?.providerMessage)
    await expect(
      router.countTokens({ model, messages: 'Hello, world!' }, { source: 'endpoint' }),
    ).rejects.toMatchObject({
      status: recording.expected?.status,
    })
  })

  const llama = (['openai-chat', 'openai-responses', 'anthropic-messages'] as const).flatMap((protocol) =>
    llamaCppRecordingsOf(protocol)
      .filter(({ request }) => /(?:input|count)_tokens$/.test(request?.url ?? ''))
      .map((recording) => [recording.id, protocol, recording] as const),
  )
  it('has those of a llama-server', () => expect(llama).toHaveLength(4))

  it.each(llama)('asks a llama-server as recorded in %s', async (_id, protocol, recording) => {
    const recorded = readRecordedRequest(recording.request?.body)
    if (recorded === undefined) throw new Error('the recorded request cannot be read')
    const { router, sent } = answering(recording.response, { providers: { 'llama-cpp': { protocol } } })
    const count = await router.countTokens(asRequest(recorded, `llama-cpp/${recording.model}`))
    expect(count).toMatchObject({
      exact: true,
      tokens: (JSON.parse(recording.response.body) as { input_tokens: number }).input_tokens,
    })
    expect(new URL(sent[0]?.url ?? '').pathname).toBe(new URL(recording.request?.url ?? '').pathname)
    expect(words(readRecordedRequest(sent[0]?.body))).toEqual(words(recorded))
  })
})

describe('what a host is asked to count', () => {
  it('is flat on Vertex, and a model of its own for Claude there', async () => {
    const gemini = await loadTokenCounter('gemini')
    const body = { contents: [], systemInstruction: { parts: [] }, toolConfig: {} }
    const path = '/models/gemini-2.5-pro:streamGenerateContent?alt=sse'
    expect(gemini?.ask({ path, headers: {}, body }, { form: 'flat' })).toEqual({
      path: '/models/gemini-2.5-pro:countTokens',
      headers: {},
      body: { contents: [], systemInstruction: { parts: [] } },
    })
    const claude = await loadTokenCounter('anthropic-messages')
    const onVertex = {
      path: '/models/claude-sonnet-4-6:streamRawPredict',
      headers: {},
      body: { messages: [], stream: true },
    }
    expect(claude?.ask(onVertex, {})).toEqual({
      path: '/models/count-tokens:rawPredict',
      headers: {},
      body: { messages: [], model: 'claude-sonnet-4-6' },
    })
  })

  it('is the messages at Moonshot, and nothing there with tools', async () => {
    const { router, sent } = answering(
      { status: 200, body: '{"data":{"total_tokens":9}}' },
      { providers: { moonshot: { apiKey: 'sk-moon' } } },
    )
    const request = { model: 'moonshot/kimi-k2.5', messages: 'Hello' } as const
    expect(await router.countTokens(request)).toMatchObject({ tokens: 9, exact: true })
    expect(sent[0]?.url).toBe('https://api.moonshot.ai/v1/tokenizers/estimate-token-count')
    const tools = { now: { description: 'The time', input: { jsonSchema: { type: 'object' } } } } as const
    expect(await router.countTokens({ ...request, tools })).toMatchObject({ exact: false, source: 'estimate' })
    expect(sent).toHaveLength(1)
  })

  it('stands beside /v1 at vLLM', async () => {
    const { router, sent } = answering(
      { status: 200, body: '{"count":12,"max_model_len":4096}' },
      { providers: { vllm: {} } },
    )
    expect(await router.countTokens({ model: 'vllm/qwen3', messages: 'Hello' })).toMatchObject({ tokens: 12 })
    expect(sent[0]?.url).toBe('http://localhost:8000/tokenize')
  })
})

describe('countTokens()', () => {
  const anthropic = { providers: { anthropic: { apiKey: 'sk-ant-very-secret-key' } } } as const
  const request = { model: 'anthropic/claude-sonnet-4-6', messages: 'How long is this?' } as const

  it('estimates where there is no endpoint, and says so', async () => {
    const { router, sent } = answering('nothing', { providers: { groq: { apiKey: 'gsk' } } })
    const count = await router.countTokens({ model: 'groq/llama-3.3-70b-versatile', messages: 'How long is this?' })
    expect(count).toMatchObject({ exact: false, source: 'estimate', target: { provider: 'groq' } })
    expect(count.tokens).toBeGreaterThan(4)
    expect(count.reason).toContain('no endpoint')
    expect(sent).toEqual([])
  })

  it('asks the first planned target, with its key, and nobody else', async () => {
    const { router, sent } = answering(
      { status: 200, body: '{"input_tokens":7}' },
      { ...anthropic, routes: { default: ['groq/llama-3.3-70b-versatile', 'anthropic/claude-sonnet-4-6'] } },
    )
    expect(await router.countTokens({ messages: 'Hi' })).toMatchObject({ tokens: 7, target: { provider: 'anthropic' } })
    expect(sent.map(({ url }) => url)).toEqual(['https://api.anthropic.com/v1/messages/count_tokens'])
    expect(sent[0]?.headers.get('x-api-key')).toBe('sk-ant-very-secret-key')
  })

  it('sends nothing to a target that is not admitted', async () => {
    const { router, sent } = answering({ status: 200, body: '{"input_tokens":7}' }, anthropic)
    const constrained = { ...request, constraints: { vendors: ['openai'] } }
    expect(await router.countTokens(constrained)).toMatchObject({ exact: false, source: 'estimate' })
    await expect(router.countTokens(constrained, { source: 'endpoint' })).rejects.toMatchObject({ code: 'no-target' })
    expect(sent).toEqual([])
  })

  it('sends nothing where an estimate is asked for', async () => {
    const { router, sent } = answering({ status: 200, body: '{"input_tokens":7}' }, anthropic)
    expect(await router.countTokens(request, { source: 'estimate' })).toMatchObject({ exact: false })
    expect(sent).toEqual([])
  })

  it.each([
    [
      'an error',
      { status: 529, body: '{"type":"error","error":{"type":"overloaded_error","message":"sk-ant-very-secret-key"}}' },
    ],
    ['no number', { status: 200, body: '{"input_tokens":"many"}' }],
    ['no JSON', { status: 200, body: '<html>' }],
    ['too much', { status: 200, body: ' '.repeat(300_000) }],
    ['nothing', 'nothing'],
  ] as const)('estimates after %s, shows no key and lets nobody rest', async (_name, answer) => {
    const { router } = answering(answer, anthropic)
    const count = await router.countTokens(request)
    expect(count).toMatchObject({ exact: false, source: 'estimate' })
    expect(JSON.stringify(count)).not.toContain('secret')
    const error: unknown = await router.countTokens(request, { source: 'endpoint' }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Error)
    expect(JSON.stringify(error)).not.toContain('secret')
    expect((await router.plan(request)).skipped).toEqual([])
  })

  it('is aborted by the signal of the request', async () => {
    const { router } = answering({ status: 200, body: '{"input_tokens":7}' }, anthropic)
    await expect(router.countTokens({ ...request, signal: AbortSignal.abort('enough') })).rejects.toMatchObject({
      code: 'aborted',
    })
  })

  it('rejects options that nobody knows', async () => {
    const { router } = answering('nothing', anthropic)
    await expect(router.countTokens(request, { sourc: 'endpoint' } as never)).rejects.toThrow('source')
    await expect(router.countTokens(request, { source: 'somewhere' } as never)).rejects.toThrow('endpoint or estimate')
  })
})
