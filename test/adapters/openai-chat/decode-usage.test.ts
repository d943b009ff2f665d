import { describe, expect, it } from 'vitest'

import { chunk, completion, decodeChunks, decodeDocument, done, finishChunk, usageChunk } from './chat-stream.ts'

const counts = { prompt_tokens: 20, completion_tokens: 9, total_tokens: 29 }

describe('usage', () => {
  it.each<[string, readonly unknown[]]>([
    [
      'in a chunk of its own after the finish reason',
      [chunk({ content: 'Hi' }), finishChunk(), usageChunk(counts), done],
    ],
    ['on the chunk with the finish reason', [chunk({ content: 'Hi' }), finishChunk('stop', { usage: counts }), done]],
    [
      'on a later chunk that still has a choice',
      [chunk({ content: 'Hi' }), finishChunk(), chunk({ content: '' }, null, { usage: counts }), done],
    ],
    [
      'inside the choice (Moonshot)',
      [chunk({ content: 'Hi' }), { choices: [{ index: 0, delta: {}, finish_reason: 'stop', usage: counts }] }, done],
    ],
    [
      'in the envelope of Groq',
      [chunk({ content: 'Hi' }), finishChunk('stop', { x_groq: { id: 'req', usage: counts } }), done],
    ],
    [
      'on every chunk, each time more',
      [
        chunk({ content: 'Hi' }, null, { usage: { ...counts, completion_tokens: 1 } }),
        finishChunk('stop', { usage: counts }),
        done,
      ],
    ],
    [
      'as null until it is known',
      [
        chunk({ content: 'Hi' }, null, { usage: null }),
        chunk({}, null, { usage: { prompt_tokens: 20, completion_tokens: null } }),
        finishChunk('stop', { usage: counts }),
        done,
      ],
    ],
  ])('is read %s', (_, values) => {
    expect(decodeChunks(values).assembly.reportedUsage).toEqual({ inputTokens: 20, outputTokens: 9 })
  })

  it('is absent when the host gives none, and zero when it says zero', () => {
    expect(decodeChunks([chunk({ content: 'Hi' }), finishChunk(), done]).assembly.reportedUsage).toBeUndefined()
    const zero = { prompt_tokens: 0, completion_tokens: 0 }
    expect(
      decodeChunks([chunk({ content: 'Hi' }), finishChunk('stop', { usage: zero }), done]).assembly.reportedUsage,
    ).toEqual({ inputTokens: 0, outputTokens: 0 })
  })

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['OpenAI', { prompt_tokens_details: { cached_tokens: 12 } }],
    ['Mistral', { prompt_token_details: { cached_tokens: 12 } }],
    ['Mistral, older', { num_cached_tokens: 12 }],
    ['DeepSeek', { prompt_cache_hit_tokens: 12, prompt_cache_miss_tokens: 8 }],
    ['Moonshot and Together', { cached_tokens: 12 }],
    ['Databricks', { cache_read_input_tokens: 12 }],
  ])('has the cached tokens as %s spells them', (_, more) => {
    const { assembly } = decodeDocument(completion({ content: 'Hi' }, 'stop', { usage: { ...counts, ...more } }))
    expect(assembly.reportedUsage).toEqual({ inputTokens: 20, outputTokens: 9, cachedTokens: 12 })
  })

  it.each<[string, Readonly<Record<string, unknown>>, unknown]>([
    ['OpenAI', { prompt_tokens_details: { cache_write_tokens: 5 } }, { cacheWriteTokens: 5 }],
    ['DashScope', { prompt_tokens_details: { cache_creation_input_tokens: 5 } }, { cacheWriteTokens: 5 }],
    [
      'gateways before Anthropic',
      { cache_creation_input_tokens: 5, cache_creation: { ephemeral_1h_input_tokens: 3 } },
      { cacheWriteTokens: 5, cacheWrite1hTokens: 3 },
    ],
  ])('has the tokens written to a cache as %s spell them', (_, more, expected) => {
    const { assembly } = decodeDocument(completion({ content: 'Hi' }, 'stop', { usage: { ...counts, ...more } }))
    expect(assembly.reportedUsage).toMatchObject(expected as object)
  })

  it.each([['12'], [-1], [1.5], [null], [Number.MAX_VALUE], [{}]])('leaves out a count that is %j', (value) => {
    const { assembly } = decodeDocument(
      completion({ content: 'Hi' }, 'stop', { usage: { ...counts, prompt_tokens: value } }),
    )
    expect(assembly.reportedUsage).toEqual({ outputTokens: 9 })
  })
})

describe('output tokens', () => {
  const output = (usage: Readonly<Record<string, unknown>>, message: unknown, more = {}): unknown => {
    const { assembly } = decodeDocument(completion(message, 'stop', { usage, ...more }))
    return [assembly.reportedUsage?.outputTokens, assembly.reportedUsage?.reasoningTokens]
  }
  const reasoning = (tokens: number): unknown => ({ reasoning_tokens: tokens })

  it('hold the reasoning where the total says that it is inside', () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 30,
      total_tokens: 40,
      completion_tokens_details: reasoning(20),
    }
    expect(output(usage, { content: 'Hi' })).toEqual([30, 20])
  })

  it('get the reasoning added where the total says that it is outside (xAI)', () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 30,
      total_tokens: 60,
      completion_tokens_details: reasoning(20),
    }
    expect(output(usage, { content: 'Hi' })).toEqual([50, 20])
  })

  it('get it added where more was thought than completed although an answer was given', () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 15,
      completion_tokens_details: reasoning(80),
    }
    expect(output(usage, { content: 'Hi' })).toEqual([85, 80])
  })

  it('stay as they are where nothing but thinking came, whose count may be a little off (Doubleword)', () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 16,
      total_tokens: 26,
      completion_tokens_details: reasoning(19),
    }
    expect(output(usage, { reasoning_content: 'Hm' })).toEqual([16, 19])
  })

  it('get it added for Google models behind the gateway that gives generation ids', () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 50,
      total_tokens: 60,
      completion_tokens_details: reasoning(20),
    }
    expect(output(usage, { content: 'Hi' }, { model: 'google/gemini-3-pro', generationId: 'gen_1' })).toEqual([70, 20])
    expect(output(usage, { content: 'Hi' }, { model: 'openai/gpt-5', generationId: 'gen_1' })).toEqual([50, 20])
  })
})

describe('the reported cost', () => {
  it.each<[string, Readonly<Record<string, unknown>>, number]>([
    [
      'OpenRouter',
      { usage: { ...counts, cost: 0.0002625, is_byok: false, cost_details: { upstream_inference_cost: 0.0002 } } },
      0.0002625,
    ],
    [
      'OpenRouter with an own upstream key',
      { usage: { ...counts, cost: 0.001, is_byok: true, cost_details: { upstream_inference_cost: 0.004 } } },
      0.005,
    ],
    ['Perplexity', { usage: { ...counts, cost: { input_tokens_cost: 0.004, total_cost: 0.009 } } }, 0.009],
    ['xAI', { usage: { ...counts, cost_in_usd_ticks: 3_155_600 } }, 0.00031556],
    ['Venice', { usage: counts, cost: { diem: 0, usd: 0.0005734 } }, 0.0005734],
    ['a free model', { usage: { ...counts, cost: 0 } }, 0],
  ])('is read as %s gives it', (_, more, usd) => {
    expect(decodeDocument(completion({ content: 'Hi' }, 'stop', more)).assembly.reportedCostUsd).toBeCloseTo(usd, 12)
  })

  it('is absent when the host gives none', () => {
    expect(
      decodeDocument(completion({ content: 'Hi' }, 'stop', { usage: counts })).assembly.reportedCostUsd,
    ).toBeUndefined()
  })
})
