import { describe, expect, it } from 'vitest'

import { measureRequest, type SizedRequest } from '../../src/budget/request-size.ts'
import { estimateTokens, estimateUsage, ratesOf, tokensOf } from '../../src/budget/token-estimate.ts'
import type { JsonObject, Message, UserPart } from '../../src/vocabulary/message.ts'
import { leastTime } from '../processor-time.ts'

const estimateRequestTokens = (request: SizedRequest, model = '', provider = 'host'): number =>
  tokensOf(measureRequest(request), ratesOf({ provider, model }))

const base64OfBytes = (bytes: number): string => 'A'.repeat(Math.ceil((bytes * 4) / 3))

describe('the token estimate of a text', () => {
  it.each([
    ['', 0],
    ['a', 1],
    ['Hello, world!', 4],
    ['The quick brown fox jumps over the lazy dog.', 10],
    ['1234567890', 8],
    ['getUserNameById', 5],
    ['    return x\n', 4],
    ['你好世界', 3],
    ['안녕하세요', 4],
    ['Здравствуйте', 5],
    ['😀', 3],
  ])('of %j is %d', (text, tokens) => {
    expect(estimateTokens(text)).toBe(tokens)
  })

  it('is denser for code, digits and other scripts than for prose', () => {
    const perCharacter = (text: string): number => estimateTokens(text.repeat(50)) / (text.length * 50)
    const prose = perCharacter('Where the river bends there stands an old mill. ')
    expect(perCharacter('const total = items.map((item) => item.price * 1.19);\n')).toBeGreaterThan(prose * 1.2)
    expect(perCharacter('3141592653 5897932384 ')).toBeGreaterThan(prose * 1.5)
    expect(perCharacter('在河流拐弯的地方有一座古老的磨坊。')).toBeGreaterThan(prose * 3)
  })

  it('samples long texts and comes within a tenth of the whole count', () => {
    const mixed = Array.from({ length: 4_000 }, (_, at) =>
      at % 7 === 0 ? `const v${at} = ${at * 31}\n` : `Sentence number ${at} of a long text. `,
    ).join('')
    const parts = mixed.match(/[\s\S]{1,50000}/g) ?? []
    const whole = parts.reduce((sum, part) => sum + estimateTokens(part), 0)
    expect(mixed.length).toBeGreaterThan(100_000)
    expect(estimateTokens(mixed) / whole).toBeGreaterThan(0.9)
    expect(estimateTokens(mixed) / whole).toBeLessThan(1.1)
  })

  it('grows with the text across the border of sampling', () => {
    const text = 'Where the river bends there stands an old mill. '.repeat(2_200)
    expect(estimateTokens(text.slice(0, 100_001)) / estimateTokens(text.slice(0, 100_000))).toBeCloseTo(1, 1)
  })

  it('stays cheap for a very long text', async () => {
    const text = '你好 world 123 '.repeat(2_000_000)
    expect(estimateTokens(text)).toBeGreaterThan(1_000_000)
    expect(await leastTime(() => estimateTokens(text), 1_000)).toBeLessThan(1_000)
  })
})

describe('the token estimate of a request', () => {
  const request = (content: string | readonly UserPart[]) => ({ messages: [{ role: 'user', content }] as const })
  const empty = estimateRequestTokens(request([]))

  it('counts system, messages and a frame for each', () => {
    const plain = estimateRequestTokens(request('Hi'))
    expect(plain).toBeGreaterThan(estimateTokens('Hi'))
    const system = [{ text: 'Be brief and kind.', scope: 'session' }] as const
    const withSystem = estimateRequestTokens({ system, ...request('Hi') })
    expect(withSystem - plain).toBeGreaterThanOrEqual(estimateTokens('Be brief and kind.'))
    expect(withSystem - plain).toBeLessThan(estimateTokens('Be brief and kind.') + 6)
  })

  it.each<[string, UserPart, number]>([
    [
      'an image',
      { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: base64OfBytes(3_000_000) } },
      1_000,
    ],
    [
      'an image by address',
      { type: 'file', mediaType: 'image/*', data: { type: 'url', url: 'https://example.com/a.png' } },
      1_000,
    ],
    [
      'a small PDF',
      { type: 'file', mediaType: 'application/pdf', data: { type: 'base64', base64: base64OfBytes(9_000) } },
      1_000,
    ],
    [
      'a PDF of half a megabyte',
      { type: 'file', mediaType: 'application/pdf', data: { type: 'base64', base64: base64OfBytes(499_000) } },
      10_000,
    ],
    ['a PDF by id', { type: 'file', mediaType: 'application/pdf', data: { type: 'id', fileId: 'file-1' } }, 5_000],
    ['audio', { type: 'file', mediaType: 'audio/mpeg', data: { type: 'base64', base64: base64OfBytes(160_000) } }, 250],
    ['a file of text', { type: 'file', mediaType: 'text/plain', data: { type: 'text', text: 'one two three' } }, 3],
  ])('counts %s by a fixed number or its size', (_name, part, tokens) => {
    expect(estimateRequestTokens(request([part])) - empty).toBe(tokens)
  })

  it('does not count the characters of an inline image', () => {
    const image = (bytes: number): UserPart => ({
      type: 'file',
      mediaType: 'image/png',
      data: { type: 'base64', base64: base64OfBytes(bytes) },
    })
    expect(estimateRequestTokens(request([image(10)]))).toBe(estimateRequestTokens(request([image(1_000_000)])))
  })

  it('counts tool calls, tool results, reasoning and native parts', () => {
    const messages: readonly Message[] = [
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'I look it up.' },
          { type: 'tool-call', id: 'c1', name: 'weather', args: { city: 'Oslo' }, rawArgs: '{"city":"Oslo"}' },
          { type: 'native', kind: 'x', data: { a: 1 } },
        ],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            callId: 'c1',
            name: 'weather',
            output: { celsius: 3 },
            files: [{ type: 'file', mediaType: 'image/png', data: { type: 'id', fileId: 'f' } }],
          },
        ],
      },
    ]
    const tokens = estimateRequestTokens({ messages })
    expect(tokens).toBeGreaterThan(1_030)
    expect(tokens).toBeLessThan(1_080)
  })

  it('counts the schemas of tools and output, and what Claude hosts put before tools', () => {
    const inputSchema = {
      type: 'object',
      properties: { city: { type: 'string', description: 'City name' } },
      required: ['city'],
    }
    const tools = [{ name: 'weather', description: 'Gets the current weather for a city', inputSchema }]
    const added = (model: string, more: Partial<SizedRequest>): number =>
      estimateRequestTokens({ ...request('Hi'), ...more }, model) - estimateRequestTokens(request('Hi'), model)
    expect(added('gpt-5.4', { tools })).toBeGreaterThan(25)
    expect(added('gpt-5.4', { tools })).toBeLessThan(70)
    expect(added('claude-sonnet-4-6', { tools })).toBeGreaterThan(480)
    expect(added('anthropic/claude-sonnet-4', { tools })).toBeLessThan(450)
    expect(added('gpt-5.4', { tools: [] })).toBe(0)
    expect(added('gpt-5.4', { output: { schema: inputSchema } })).toBeGreaterThan(15)
  })

  it('goes by the family of the model, under any name that hosts give it', () => {
    const chinese = request('在河流拐弯的地方有一座古老的磨坊。'.repeat(20))
    const claude = estimateRequestTokens(chinese, 'us.anthropic.claude-sonnet-4-6')
    expect(estimateRequestTokens(chinese, 'anthropic/claude-sonnet-4.6')).toBe(claude)
    expect(estimateRequestTokens(chinese, 'deepseek-ai/DeepSeek-V4')).toBeLessThan(claude * 0.7)
    expect(estimateRequestTokens(chinese, 'nobody-knows')).toBe(estimateRequestTokens(chinese))
    const rates = (model: string): readonly number[] => ratesOf({ provider: 'host', model })
    expect(rates('claude-opus-4-8')).not.toEqual(rates('claude-opus-4-6'))
    expect(rates('anthropic/claude-4.5-haiku')).toEqual(rates('claude-haiku-4-5'))
    expect(rates('o4-mini')).toEqual(rates('openai/gpt-5.4'))
    expect(rates('openai/gpt-oss-120b')).not.toEqual(rates('gpt-5.4'))
  })

  it('goes by the host where that decides how tools are counted, but never by its name alone', () => {
    const rates = (provider: string, model: string): readonly number[] => ratesOf({ provider, model })
    expect(rates('google-vertex', 'gemini-2.5-flash')).not.toEqual(rates('gemini', 'gemini-2.5-flash'))
    expect(rates('ollama', 'qwen3:4b')).not.toEqual(rates('vllm', 'qwen3:4b'))
    expect(rates('ollama', 'granite3:8b')).toEqual(rates('llamacpp', 'nobody-knows'))
  })

  it('counts the fields of a schema, however deep, and what is said of them', () => {
    const fields = (inputSchema: JsonObject): number =>
      measureRequest({ ...request('Hi'), tools: [{ name: 'a', inputSchema }] }).schemaFields
    const city = { type: 'string', description: 'City name', enum: ['Oslo', 'Rome'] }
    expect(fields({ type: 'object' })).toBe(0)
    expect(fields({ type: 'object', properties: { city: { type: 'string' } } })).toBe(2)
    expect(fields({ type: 'object', properties: { city } })).toBe(6)
    const nested = { type: 'object', properties: { places: { type: 'array', items: { properties: { city } } } } }
    expect(fields(nested)).toBe(8)
  })

  it('counts digits as the vocabulary cuts them, and a space before a number apart', () => {
    const digits = (text: string, model: string): number => estimateTokens(text, ratesOf({ provider: 'host', model }))
    expect(digits('123456789012', 'gpt-5.4')).toBeLessThan(6)
    expect(digits('123456789012', 'gemini-2.5-flash')).toBeGreaterThan(10)
    expect(estimateTokens('in 7') - estimateTokens('in')).toBeGreaterThan(1)
  })

  it('adds what asking to think adds', () => {
    const asked = estimateRequestTokens({ ...request('Hi'), thinks: true }, 'claude-haiku-4-5')
    expect(asked - estimateRequestTokens(request('Hi'), 'claude-haiku-4-5')).toBeGreaterThan(20)
  })
})

describe('the usage of an attempt without a report', () => {
  it('is estimated from what was received', () => {
    expect(
      estimateUsage({ inputTokens: 100, receivedText: 'one two', receivedReasoning: 'three', rawArgs: ['{}', '4'] }),
    ).toEqual({
      inputTokens: 100,
      outputTokens: 5,
      reasoningTokens: 1,
      source: 'estimated',
    })
  })

  it('is zero output for an attempt that gave nothing, and leaves unknown input open', () => {
    expect(estimateUsage({})).toEqual({ outputTokens: 0, source: 'estimated' })
  })

  it('keeps what was reported, but not a placeholder of output', () => {
    const reported = { inputTokens: 50, cachedTokens: 40, outputTokens: 1 }
    expect(estimateUsage({ inputTokens: 100, receivedText: 'one two three', reported })).toEqual({
      inputTokens: 50,
      cachedTokens: 40,
      outputTokens: 3,
      source: 'partial',
    })
    expect(estimateUsage({ receivedText: 'one', reported: { outputTokens: 70, reasoningTokens: 60 } })).toEqual({
      outputTokens: 70,
      reasoningTokens: 60,
      source: 'partial',
    })
    expect(estimateUsage({ inputTokens: 9, reported: {} })).toEqual({
      inputTokens: 9,
      outputTokens: 0,
      source: 'estimated',
    })
  })
})
