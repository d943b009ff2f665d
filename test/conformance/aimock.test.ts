import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { CompletionEvent, CompletionResult, FinishReason, Message, ModelRef, ProtocolId } from '../../src/index.ts'
import { answer, deviations, models, protocolIds, startSimulatedHosts, type SimulatedHosts } from './simulated-hosts.ts'

let hosts: SimulatedHosts
beforeAll(async () => {
  hosts = await startSimulatedHosts()
})
afterAll(() => hosts.stop())

const at = (protocol: ProtocolId, model: string): ModelRef => `${protocol}/${model}`

/** One call over one chain: what a consumer that only appends was given, all events, and the result. */
async function run(
  chain: readonly ModelRef[],
  request: Parameters<ReturnType<SimulatedHosts['router']>['complete']>[0],
): Promise<{ readonly given: string; readonly events: readonly CompletionEvent[]; readonly result: CompletionResult }> {
  const completion = hosts.router(chain, { maxRetries: 0 }).complete(request)
  const events: CompletionEvent[] = []
  let given = ''
  await Promise.all([
    (async () => {
      for await (const text of completion.textStream) given += text
    })(),
    (async () => {
      for await (const event of completion.events) events.push(event)
    })(),
  ])
  return { given, events, result: await completion }
}

/** How an answer ends, in the words of the simulator: with text, and with calls as they are understood. */
const ends: Readonly<Record<ProtocolId, readonly [text: string, calls: string, understood: FinishReason]>> = {
  'openai-chat': ['stop', 'tool_calls', 'tool-calls'],
  'openai-responses': ['completed', 'completed', 'tool-calls'],
  'anthropic-messages': ['end_turn', 'tool_use', 'tool-calls'],
  // Gemini itself says STOP; a word that it does not have is `other`.
  gemini: ['STOP', 'FUNCTION_CALL', 'other'],
  'bedrock-converse': ['end_turn', 'tool_use', 'tool-calls'],
  'ollama-chat': ['stop', 'stop', 'tool-calls'],
}

const tools = {
  get_weather: {
    description: 'The weather at a place.',
    input: { jsonSchema: { type: 'object', properties: { city: { type: 'string' }, exact: { type: 'boolean' } } } },
  },
} as const

describe('the simulator', () => {
  it('is all there', () => {
    const listed = Object.entries(deviations).map(([protocol, list]) => `${protocol} ${list.length}`)
    console.log(`aimock deviates from the real wire: ${listed.join(', ')}`)
    expect(protocolIds).toHaveLength(6)
    expect(Object.keys(deviations)).toEqual(protocolIds)
  })

  it.each(protocolIds)('deviates from %s as we know, and its answers are read all the same', async (protocol) => {
    const wire = await hosts.wire(protocol)
    expect(wire).toContain('Too many requests.')
    expect(deviations[protocol].length).toBeGreaterThan(0)
    for (const { what, shows, lacks } of deviations[protocol]) {
      expect(shows ?? lacks, what).toBeDefined()
      if (shows !== undefined) expect(wire, what).toMatch(shows)
      if (lacks !== undefined) expect(wire, what).not.toMatch(lacks)
    }
  })
})

describe.each(protocolIds)('%s of the simulator', (protocol) => {
  it('streams an answer, its reasoning and its counts', async () => {
    const { given, events, result } = await run([at(protocol, models.answering)], { messages: 'Why is the sky blue?' })
    expect(given).toBe(answer)
    expect(result).toMatchObject({ text: answer, finishReason: 'stop', rawFinishReason: ends[protocol][0] })
    expect(events.filter(({ type }) => type === 'text-delta').length).toBeGreaterThan(20)
    expect(events.at(-1)?.type).toBe('finish')
    expect(result.served).toMatchObject({ provider: protocol, protocol, model: models.answering })
    const reasoning =
      typeof result.message.content === 'string'
        ? []
        : result.message.content.filter(({ type }) => type === 'reasoning')
    // The simulator writes Ollama's thoughts under another name, and counts nothing for it.
    const isOllama = protocol === 'ollama-chat'
    expect(reasoning).toEqual(isOllama ? [] : [expect.objectContaining({ text: 'A question about light.' })])
    expect(result.attempts[0]?.usage?.source).toBe(isOllama ? 'partial' : 'reported')
    if (!isOllama) expect(result.usage).toMatchObject({ inputTokens: 11, outputTokens: 17 })
  })

  it('calls tools beside each other, and goes on with their results', async () => {
    const chain = [at(protocol, models.calling)]
    const question = { role: 'user', content: 'Is Oslo colder than Zürich?' } as const
    const first = await run(chain, { messages: [question], tools })
    expect(first.given).toBe('I look both up.')
    const [, rawFinishReason, finishReason] = ends[protocol]
    expect(first.result).toMatchObject({ finishReason, rawFinishReason })
    expect(first.result.toolCalls.map(({ name, args }) => ({ name, args }))).toEqual([
      { name: 'get_weather', args: { city: 'Oslo', exact: true } },
      { name: 'get_weather', args: { city: 'Zürich 🌆', exact: false } },
    ])
    expect(new Set(first.result.toolCalls.map(({ id }) => id)).size).toBe(2)
    const content = first.result.toolCalls.map(({ id, name }, index) => {
      return { type: 'tool-result', callId: id, name, output: `${index * 20 - 3} degrees` } as const
    })
    hosts.sent()
    const second = await run(chain, {
      messages: [question, ...first.result.messages, { role: 'tool', content }],
      tools,
    })
    expect(second.result).toMatchObject({ text: 'Oslo is colder.', finishReason: 'stop' })
    const [sent, ...others] = hosts.sent()
    expect(others).toEqual([])
    expect(sent).toMatch(/-3 degrees.*17 degrees/)
  })

  it('refuses with 429 and the time to wait, and the call says so', async () => {
    const settled = await hosts
      .router([at(protocol, models.refusing)], { maxRetries: 0 })
      .complete({ messages: 'Hi' })
      .settled()
    if (settled.ok) throw new Error('it was refused')
    expect(settled.error).toMatchObject({ code: 'rate-limit', status: 429, providerMessage: 'Too many requests.' })
    expect(settled.error.retryAfterMs).toBeGreaterThan(6_000)
    expect(settled.error.retryAfterMs).toBeLessThanOrEqual(7_000)
  })
})

describe('a conversation that visits every protocol twice', () => {
  it('keeps what was said everywhere, and takes what was sealed back to its maker only', async () => {
    const messages: Message[] = []
    const sealed = {
      'anthropic-messages': 'aimock-placeholder-signature',
      'openai-responses': '"encrypted_content":"',
    } as const
    const visits = [...protocolIds, ...protocolIds]
    for (const [turn, protocol] of visits.entries()) {
      messages.push({ role: 'user', content: `Question ${turn}?` })
      hosts.sent()
      const { result } = await run([at(protocol, models.answering)], { messages })
      const [body = '', ...others] = hosts.sent()
      expect(others).toEqual([])
      expect(body.split('so the sky is blue').length - 1, protocol).toBe(turn)
      for (let asked = 0; asked <= turn; asked++) expect(body).toContain(`Question ${asked}?`)
      for (const [maker, token] of Object.entries(sealed)) {
        expect(body.includes(token), `${maker} at ${protocol}`).toBe(maker === protocol && turn >= protocolIds.length)
      }
      messages.push(...result.messages)
    }
    expect(messages).toHaveLength(24)
  })
})

const pairs = protocolIds.flatMap((from) => protocolIds.filter((to) => to !== from).map((to) => ({ from, to })))

describe('a stream that breaks off in the middle', () => {
  it('is one of 30: every protocol goes on for every other', () => {
    console.log(`aimock: ${protocolIds.length} protocols, ${pairs.length} pairs of fallback in mid-stream`)
    expect(pairs).toHaveLength(30)
  })

  it.each(pairs)('$from -> $to: an append-only consumer is given the whole text, once', async ({ from, to }) => {
    const cutsBefore = hosts.cuts()
    const chain = [at(from, models.breaking), at(to, models.finishing)]
    const { given, events, result } = await run(chain, { messages: 'Why is the sky blue?' })
    expect(given).toBe(answer)
    expect(result.text).toBe(answer)
    expect(hosts.cuts()).toBe(cutsBefore + 1)
    const delivered = events.map((event) => (event.type === 'text-delta' ? event.delta : '')).join('')
    expect(delivered).toBe(answer)
    expect(events.map(({ type }) => type)).not.toContain('restart')
    expect(events.filter(({ type }) => type === 'route-changed')).toHaveLength(1)
    expect(
      result.attempts.map(({ protocol, outcome, failure, kind }) => [protocol, outcome, failure?.code, kind]),
    ).toEqual([
      [from, 'failed', 'stream-truncated', 'first'],
      [to, 'success', undefined, 'resume'],
    ])
    expect(result.servedBy.map(({ protocol }) => protocol)).toEqual([from, to])
    expect(result.fallbackOccurred).toBe(true)
  })

  it.each(pairs)('$from -> $to: a refusal with 429 moves on before any text', async ({ from, to }) => {
    const { given, result } = await run([at(from, models.refusing), at(to, models.finishing)], { messages: 'Why?' })
    expect(given).toBe(answer)
    expect(result.attempts.map(({ protocol, failure }) => [protocol, failure?.code])).toEqual([
      [from, 'rate-limit'],
      [to, undefined],
    ])
    expect(result.servedBy.map(({ protocol }) => protocol)).toEqual([to])
  })
})
