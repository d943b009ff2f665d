import { describe, expect, it } from 'vitest'

import type { CompletionRequest } from '../../src/index.ts'
import { bodyCheck, schemasExist } from '../adapters/body-check.ts'
import { countMarks, markPaths, writtenBody, type Asked, type Body } from './written-body.ts'

const tools = { search: { description: 'Searches.', input: { jsonSchema: { type: 'object' } } } }

/** A conversation in the middle of its second turn: five messages, a tool call answered. */
const conversation: Asked = {
  system: [
    { text: 'You are careful.', scope: 'session', key: 'identity' },
    { text: 'It is ten.', scope: 'turn' },
    { text: 'The project is trunkline.', scope: 'session', key: 'workspace' },
  ],
  tools,
  messages: [
    { role: 'user', content: 'First question.' },
    { role: 'assistant', content: 'First answer.' },
    { role: 'user', content: 'Second question.' },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'I look.' },
        { type: 'tool-call', id: 'call_1', name: 'search', args: { q: 'a' }, rawArgs: '{"q":"a"}' },
      ],
    },
    { role: 'tool', content: [{ type: 'tool-result', callId: 'call_1', name: 'search', output: 'Nothing.' }] },
  ],
}

/** Every family: who is asked, where its marks are, and what else its body says of caching; by lifetime. */
const families: Readonly<
  Record<
    string,
    {
      readonly model: `${string}/${string}`
      readonly config?: { readonly protocol: 'openai-chat' }
      readonly marks: readonly string[]
      readonly fields: Readonly<Record<'5m' | '1h', Body>>
      readonly schema: readonly [file: string, definition: string]
    }
  >
> = {
  'R53 R55 R180 Anthropic, automatic': {
    model: 'anthropic/claude-sonnet-4-6',
    marks: ['cache_control', 'system.1.cache_control'],
    fields: { '5m': {}, '1h': {} },
    schema: ['anthropic-0.120', 'MessageCreateParams'],
  },
  'R53 R57 Claude over OpenRouter, explicit': {
    model: 'openrouter/anthropic/claude-sonnet-4.6',
    marks: [
      'messages.0.content.0.cache_control',
      'messages.3.content.0.cache_control',
      'messages.4.content.0.cache_control',
      'messages.5.content.0.cache_control',
    ],
    fields: { '5m': {}, '1h': {} },
    schema: ['openrouter', 'ChatRequest.strict'],
  },
  'R53 R61 GPT over OpenRouter, by itself': {
    model: 'openrouter/openai/gpt-5.4',
    marks: [],
    fields: { '5m': {}, '1h': {} },
    schema: ['openrouter', 'ChatRequest.strict'],
  },
  'R53 R59 OpenAI over chat': {
    model: 'openai/gpt-5.4',
    config: { protocol: 'openai-chat' },
    marks: [],
    fields: {
      '5m': { prompt_cache_key: expect.stringMatching(/^prefix-[a-z0-9]{28}$/) as unknown },
      '1h': {
        prompt_cache_key: expect.stringMatching(/^prefix-[a-z0-9]{28}$/) as unknown,
        prompt_cache_retention: '24h',
      },
    },
    schema: ['openai', 'CreateChatCompletionRequest.strict'],
  },
  'R53 R59 OpenAI over responses': {
    model: 'openai/gpt-5.4',
    marks: [],
    fields: {
      '5m': { prompt_cache_key: expect.stringMatching(/^prefix-[a-z0-9]{28}$/) as unknown },
      '1h': {
        prompt_cache_key: expect.stringMatching(/^prefix-[a-z0-9]{28}$/) as unknown,
        prompt_cache_retention: '24h',
      },
    },
    schema: ['openai', 'CreateResponse.strict'],
  },
  'R53 Bedrock, cache points': {
    model: 'bedrock/us.anthropic.claude-sonnet-4-6',
    marks: [
      'system.2.cachePoint',
      'messages.2.content.1.cachePoint',
      'messages.3.content.2.cachePoint',
      'messages.4.content.1.cachePoint',
    ],
    fields: { '5m': {}, '1h': {} },
    schema: ['bedrock', 'ConverseStreamRequest'],
  },
  'R53 Gemini, by itself': {
    model: 'gemini/gemini-3.8-flash',
    marks: [],
    fields: { '5m': {}, '1h': {} },
    schema: ['gemini', 'GenerateContentRequest'],
  },
}

const cacheFields = ['prompt_cache_key', 'prompt_cache_retention', 'prompt_cache_options', 'cachedContent']
const fieldsOf = (body: Body): Body =>
  Object.fromEntries(Object.entries(body).filter(([name]) => cacheFields.includes(name)))

function lifetimes(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]): unknown[] =>
    name === 'cache_control' || name === 'cachePoint' ? [(member as Body)['ttl']] : lifetimes(member),
  )
}

describe.each(Object.entries(families))('%s', (_, { model, config, marks, fields, schema }) => {
  const provider = model.split('/')[0] ?? ''
  const configured = config === undefined ? {} : { providers: { [provider]: config } }
  const write = (caching: CompletionRequest['caching']): Promise<Body> =>
    writtenBody({ ...conversation, model, caching }, configured)

  it.each(['5m', '1h'] as const)('R68 says it for %s, five minutes without a word', async (ttl) => {
    const body = await write(ttl === '5m' ? undefined : { ttl })
    expect(markPaths(body)).toEqual(marks)
    expect(fieldsOf(body)).toEqual(fields[ttl])
    expect(lifetimes(body)).toEqual(marks.map(() => (ttl === '1h' ? '1h' : undefined)))
  })

  it('R69 sends no cache field when caching is off', async () => {
    const body = await write({ mode: 'off' })
    expect([countMarks(body), fieldsOf(body)]).toEqual([0, {}])
  })

  it.runIf(schemasExist).each(['5m', '1h'] as const)('has a body that its schema takes (%s)', async (ttl) => {
    expect(bodyCheck(...schema)(await write({ ttl }))).toEqual([])
  })

  it('R54 R67 keeps the bytes of the prefix when only turn blocks change, and puts none before it', async () => {
    const later = {
      ...conversation,
      model,
      system: (conversation.system as readonly { readonly text: string; readonly scope: 'session' | 'turn' }[]).map(
        (block) => (block.scope === 'turn' ? { ...block, text: 'It is eleven.' } : block),
      ),
    }
    const [one, other] = [JSON.stringify(await write(undefined)), JSON.stringify(await writtenBody(later, configured))]
    expect(other).toBe(one.replace('It is ten.', 'It is eleven.'))
    expect(one.indexOf('It is ten.')).toBeGreaterThan(one.indexOf('The project is trunkline.'))
  })
})

describe('a model that takes system messages within the conversation', () => {
  it('R67 has the turn blocks behind the last question, the same for all requests of a turn', async () => {
    const body = await writtenBody({ ...conversation, model: 'anthropic/claude-sonnet-5-5' })
    const messages = body['messages'] as readonly { readonly role: string; readonly content: unknown }[]
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'system', 'assistant', 'user'])
    expect(messages[3]?.content).toEqual([{ type: 'text', text: 'It is ten.' }])
    expect(JSON.stringify(body['system'])).not.toContain('It is ten.')
    if (schemasExist) expect(bodyCheck('anthropic', 'MessageCreateParams')(body)).toEqual([])
  })
})

describe('hosts that are told nothing', () => {
  it.each(['groq/openai/gpt-oss-120b', 'deepseek/deepseek-flash', 'bedrock/meta.llama3-3-70b-instruct-v1:0'] as const)(
    '%s gets no cache field, marks of the caller included',
    async (model) => {
      const body = await writtenBody({
        ...conversation,
        model,
        messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi', cache: true }] }],
      })
      expect([countMarks(body), fieldsOf(body)]).toEqual([0, {}])
    },
  )

  it('an unknown chat host gets none, an unknown host of the Anthropic protocol the automatic mark (R55)', async () => {
    const own = (protocol: 'openai-chat' | 'anthropic-messages') =>
      writtenBody(
        { ...conversation, model: 'own/claude-x' },
        { providers: { own: { protocol, baseUrl: 'https://own.example', apiKey: 'k' } } },
      )
    expect(countMarks(await own('openai-chat'))).toBe(0)
    expect(markPaths(await own('anthropic-messages'))).toEqual(['cache_control', 'system.1.cache_control'])
  })

  it('nano-gpt gets no cache controls, by whatever name it is configured', async () => {
    for (const baseUrl of ['https://nano-gpt.com/api/v1', 'https://api.nano-gpt.com']) {
      const own = { protocol: 'anthropic-messages', baseUrl, apiKey: 'k' } as const
      const body = await writtenBody({ ...conversation, model: 'own/claude-x', session: 's' }, { providers: { own } })
      expect([countMarks(body), fieldsOf(body)]).toEqual([0, {}])
    }
  })

  it('Gemini is asked with a cached content of the caller, and not told again what that holds', async () => {
    const body = await writtenBody({
      ...conversation,
      model: 'gemini/gemini-3.8-flash',
      caching: { cachedContent: 'cachedContents/abc' },
    })
    expect(body['cachedContent']).toBe('cachedContents/abc')
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['systemInstruction']))
    expect(body).not.toHaveProperty('tools')
    expect(body).not.toHaveProperty('toolConfig')
  })
})
