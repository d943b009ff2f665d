import type { ChatCompletionRequest, Fixture } from '@copilotkit/aimock'
import { LLMock } from '@copilotkit/aimock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import type { CompletionEvent, ProtocolId } from '../../src/index.ts'
import { scriptedBackends, type ScriptedBackends } from '../search/scripted-search.ts'
import { places, protocolIds } from './simulated-hosts.ts'

const usage = {
  prompt_tokens: 10,
  completion_tokens: 5,
  input_tokens: 10,
  output_tokens: 5,
  promptTokenCount: 10,
  candidatesTokenCount: 5,
}

const resultsIn = ({ messages }: ChatCompletionRequest): number => messages.filter(({ role }) => role === 'tool').length

const search = (id: string, query: string, content: string): Fixture['response'] => {
  const toolCalls = [{ id, name: 'web_search', arguments: JSON.stringify({ query }) }]
  return () => ({ content, toolCalls, usage })
}

const answer = 'Blue is scattered most, as [Rayleigh](https://rayleigh.example/) found; see https://sky.example/ too.'

/** A model that searches twice and then is gone; one that takes over and answers; one that is asked in a later call. */
const fixtures: readonly Fixture[] = [
  {
    match: { model: 'searches', predicate: (request) => resultsIn(request) === 0 },
    response: search('call_1', 'why is the sky blue', 'Let me look. '),
  },
  {
    match: { model: 'searches', predicate: (request) => resultsIn(request) === 1 },
    response: search('call_2', 'rayleigh 1871', 'And once more. '),
  },
  { match: { model: 'searches' }, response: { status: 503, error: { message: 'Gone.', type: 'server_error' } } },
  {
    match: { model: 'answers' },
    response: (request) => ({ content: resultsIn(request) === 2 ? answer : 'Nothing was found.', usage }),
  },
  { match: { model: 'goes-on' }, response: { content: 'You are welcome.', usage } },
]

let mock: LLMock
beforeAll(async () => {
  mock = new LLMock({ port: 0, host: '127.0.0.1' })
  mock.addFixtures([...fixtures])
  await mock.start()
})
afterAll(() => mock.stop())

function routerOf(backends: ScriptedBackends) {
  const named = Object.entries(places).map(([id, { path, ...place }]) => {
    return [id, { ...place, protocol: id as ProtocolId, baseUrl: `${mock.url}${path}` }] as const
  })
  const price = { inputUsdPerMillion: 1_000_000, outputUsdPerMillion: 0 }
  return createRouter({
    providers: Object.fromEntries(named),
    models: Object.fromEntries(
      protocolIds.flatMap((id) => ['searches', 'answers'].map((model) => [`${id}/${model}`, { price }] as const)),
    ),
    routing: { maxRetries: 0 },
    search: {
      duckDuckGo: false,
      backends: {
        tavily: { apiKey: 'not-a-key', usdPerQuery: 0.25 },
        exa: { apiKey: 'not-a-key', usdPerQuery: 0.5 },
      },
    },
    runtime: { fetch: backends.fetch, readEnv: () => undefined },
  })
}

const after = (protocol: ProtocolId, steps: number): ProtocolId =>
  protocolIds[(protocolIds.indexOf(protocol) + steps) % protocolIds.length] ?? protocol

describe('two searches in one call, over the wire of the simulator', () => {
  it('is tried on every protocol', () => {
    expect(protocolIds).toHaveLength(6)
  })

  it.each(protocolIds)('%s: a backend and the model fail in between, the answer has both', async (protocol) => {
    const bodies: string[] = []
    const backends = scriptedBackends(
      {
        tavily: [{ found: ['sky', 'dusk'] }, { status: 503 }],
        exa: [{ found: ['rayleigh'] }],
      },
      (input, init) => {
        bodies.push(typeof init?.body === 'string' ? init.body : '')
        return globalThis.fetch(input, init)
      },
    )
    const router = routerOf(backends)
    const [second, third] = [after(protocol, 1), after(protocol, 2)]
    const question = { role: 'user', content: 'Why is the sky blue?' } as const
    const completion = router.complete({
      messages: [question],
      model: [`${protocol}/searches`, `${second}/answers`],
      search: true,
    })
    const events: CompletionEvent[] = []
    let text = ''
    await Promise.all([
      (async () => {
        for await (const piece of completion.textStream) text += piece
      })(),
      (async () => {
        for await (const event of completion) events.push(event)
      })(),
    ])
    const result = await completion
    expect(text).toBe(`Let me look. And once more. ${answer}`)
    expect(result.text).toBe(text)
    expect(events.map((event) => (event.type === 'text-delta' ? event.delta : '')).join('')).toBe(text)
    expect(events.some(({ type }) => type === 'restart' || type.startsWith('tool-call'))).toBe(false)
    expect(events.flatMap((event) => (event.type === 'search' ? [`${event.state} ${event.query}`] : []))).toEqual([
      'started why is the sky blue',
      'finished why is the sky blue',
      'started rayleigh 1871',
      'finished rayleigh 1871',
    ])
    expect(backends.asked).toEqual(['tavily', 'tavily', 'exa'])
    expect(result.attempts.map(({ target, kind, outcome }) => `${target.provider} ${kind} ${outcome}`)).toEqual([
      `${protocol} first success`,
      'tavily first success',
      `${protocol} follow-up success`,
      'tavily first failed',
      'exa fallback success',
      `${protocol} follow-up failed`,
      `${second} fallback success`,
    ])
    expect(result.citations.map(({ url, start, end }) => [url, answer.slice(start, end)])).toEqual([
      ['https://rayleigh.example/', '[Rayleigh](https://rayleigh.example/)'],
      ['https://sky.example/', 'https://sky.example/'],
    ])
    // The simulator counts nothing for Ollama: there the router estimates.
    const counted = result.attempts.filter(({ usage: tokens }) => tokens?.source === 'reported').length
    if (protocol !== 'ollama-chat' && second !== 'ollama-chat') {
      expect(counted).toBe(3)
      expect(result.usage).toMatchObject({ inputTokens: 30, outputTokens: 15 })
      expect(result.cost.usd).toBeCloseTo(30 + 0.25 + 0.5)
    }
    const costs = result.attempts.map(({ cost }) => cost?.usd ?? 0)
    expect(result.cost.usd).toBeCloseTo(costs.reduce((sum, usd) => sum + usd))

    bodies.length = 0
    const history = [question, ...structuredClone(result.messages), { role: 'user', content: 'Thanks!' }] as const
    const later = await router.complete({
      messages: JSON.parse(JSON.stringify(history)) as typeof history,
      model: `${third}/goes-on`,
    })
    expect(later.text).toBe('You are welcome.')
    for (const page of ['sky', 'dusk', 'rayleigh']) expect(bodies[0]).toContain(`https://${page}.example/`)
    expect(bodies[0]).toContain('rayleigh 1871')
  })
})
