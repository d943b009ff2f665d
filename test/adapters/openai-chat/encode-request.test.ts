import { describe, expect, it } from 'vitest'

import { encodeChat } from '../../../src/adapters/openai-chat/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { citySchema, weatherTool } from '../weather-tool.ts'
import { encodedFields } from './encoded-fields.ts'
import { targetedRequest } from './targeted-request.ts'

type Changes = Partial<TargetedRequest>

describe('a plain request', () => {
  it('asks for a stream with usage, and for nothing else', () => {
    expect(encodeChat(targetedRequest())).toEqual({
      path: '/chat/completions',
      headers: {},
      body: {
        model: 'demo-model',
        messages: [{ role: 'user', content: 'Hello' }],
        stream: true,
        stream_options: { include_usage: true },
      },
      warnings: [],
      toolNames: undefined,
    })
  })

  it('leaves stream_options out where the host refuses them', () => {
    expect(encodeChat(targetedRequest({ quirks: { streamOptions: false } })).body).not.toHaveProperty('stream_options')
  })

  it('has the output limit in the field of the host', () => {
    expect(encodedFields({ maxOutputTokens: 100 }).body).toEqual({ max_tokens: 100 })
    expect(encodedFields({ maxOutputTokens: 100, quirks: { outputLimitField: 'max_completion_tokens' } }).body).toEqual(
      {
        max_completion_tokens: 100,
      },
    )
  })

  it('has the session where the host wants it', () => {
    expect(encodedFields({ session: 's1' })).toMatchObject({ body: {}, headers: {} })
    expect(encodedFields({ session: 's1', quirks: { sessionHeader: 'x-session-id' } })).toMatchObject({
      body: {},
      headers: { 'x-session-id': 's1' },
    })
    expect(encodedFields({ session: 'ü\n', quirks: { sessionHeader: 'x-session-id' } }).headers).toEqual({
      'x-session-id': '%C3%BC%0A',
    })
    expect(encodedFields({ session: 's'.repeat(80), quirks: { sessionHeader: 'prompt_cache_key' } }).body).toEqual({
      prompt_cache_key: 's'.repeat(64),
    })
  })
})

describe('sampling', () => {
  const wanted = { temperature: 0.5, topP: 0.9, topK: 40, seed: 7 }

  it('is sent as the host knows it, the rest with a warning', () => {
    expect(encodedFields(wanted)).toMatchObject({
      body: { temperature: 0.5, top_p: 0.9, seed: 7 },
      warnings: ['unsupported-parameter'],
    })
    expect(encodedFields({ ...wanted, quirks: { topK: true, seedField: 'random_seed' } })).toMatchObject({
      body: { temperature: 0.5, top_p: 0.9, top_k: 40, random_seed: 7 },
      warnings: [],
    })
    expect(encodedFields({ seed: 7, quirks: { seedField: 'none' } })).toMatchObject({
      body: {},
      warnings: ['unsupported-parameter'],
    })
  })

  it('is not sent to models that refuse it', () => {
    const modelInfo = { provider: 'demo', model: 'demo-model', sampling: false } as const
    expect(encodedFields({ ...wanted, modelInfo })).toMatchObject({
      body: { seed: 7 },
      warnings: ['unsupported-parameter', 'unsupported-parameter', 'unsupported-parameter'],
    })
    expect(encodedFields({ ...wanted, modelInfo }).body).toEqual({ seed: 7 })
  })

  it('has at most four stop sequences', () => {
    expect(encodedFields({ stopSequences: ['a', '', 'b'] })).toMatchObject({ body: { stop: ['a', 'b'] }, warnings: [] })
    expect(encodedFields({ stopSequences: ['a', 'b', 'c', 'd', 'e'] })).toMatchObject({
      body: { stop: ['a', 'b', 'c', 'd'] },
      warnings: ['parameter-adjusted'],
    })
  })
})

describe('tools', () => {
  const tools = [
    weatherTool({ name: 'weather' }),
    weatherTool({ name: 'now', description: ' ', inputSchema: { type: 'object', properties: {} } }),
  ]

  it('are functions, in the order of the caller', () => {
    expect(encodeChat(targetedRequest({ tools })).body['tools']).toEqual([
      {
        type: 'function',
        function: { name: 'weather', description: 'The weather of a city.', parameters: citySchema },
      },
      { type: 'function', function: { name: 'now', parameters: { type: 'object', properties: {} } } },
    ])
  })

  it('are strict where the tool and the host want it', () => {
    const strict = [weatherTool({ name: 'weather', strict: true })]
    expect(encodeChat(targetedRequest({ tools: strict })).body['tools']).toMatchObject([{ function: { strict: true } }])
    const refused = encodeChat(targetedRequest({ tools: strict, quirks: { strictTools: false } }))
    expect(refused.body['tools']).toEqual([
      {
        type: 'function',
        function: { name: 'weather', description: 'The weather of a city.', parameters: citySchema },
      },
    ])
    expect(refused.warnings.map(({ code }) => code)).toEqual(['strict-dropped'])
  })

  it('have names that the wire takes, in the offer, the choice and the history alike', () => {
    const name = 'my tool/1'
    const { body, toolNames } = encodeChat(
      targetedRequest({
        tools: [weatherTool({ name })],
        toolChoice: { name },
        messages: [{ role: 'assistant', content: [{ type: 'tool-call', id: 'c', name, args: {}, rawArgs: '{}' }] }],
      }),
    )
    expect(body).toMatchObject({
      tools: [{ function: { name: 'my_tool_1' } }],
      tool_choice: { function: { name: 'my_tool_1' } },
      messages: [{ tool_calls: [{ function: { name: 'my_tool_1' } }] }],
    })
    expect([...(toolNames ?? [])]).toEqual([['my_tool_1', name]])
  })

  it.each<[string, Changes, unknown, readonly string[]]>([
    ['nothing', {}, {}, []],
    ['auto', { toolChoice: 'auto' }, { tool_choice: 'auto' }, []],
    ['none', { toolChoice: 'none' }, { tool_choice: 'none' }, []],
    ['required', { toolChoice: 'required' }, { tool_choice: 'required' }, []],
    [
      'required at Mistral',
      { toolChoice: 'required', quirks: { toolChoiceRequired: 'any' } },
      { tool_choice: 'any' },
      [],
    ],
    ['a name', { toolChoice: { name: 'now' } }, { tool_choice: { type: 'function', function: { name: 'now' } } }, []],
    [
      'required where there is no choice',
      { toolChoice: 'required', quirks: { toolChoice: false } },
      {},
      ['tool-choice-not-forced'],
    ],
    ['calls one by one', { parallelToolCalls: false }, { parallel_tool_calls: false }, []],
    [
      'calls one by one where the host may not know it',
      { parallelToolCalls: false, quirks: { parallelToolCalls: false } },
      {},
      ['unsupported-parameter'],
    ],
  ])('are chosen by %s', (_, changes, body, warnings) => {
    expect(encodedFields({ tools, ...changes })).toMatchObject({ body: body as object, warnings })
    expect(encodedFields({ tools, ...changes }).body).toEqual(body)
  })

  it('are offered alone where a name is not obeyed, and not at all where none cannot be said', () => {
    const named = encodeChat(
      targetedRequest({ tools, toolChoice: { name: 'now' }, quirks: { namedToolChoice: false } }),
    ).body
    expect(named).toMatchObject({ tools: [{ function: { name: 'now' } }], tool_choice: 'required' })
    expect(
      encodeChat(targetedRequest({ tools, toolChoice: 'none', quirks: { toolChoice: false } })).body,
    ).not.toHaveProperty('tools')
  })

  it('have no choice beside them when there are none', () => {
    expect(encodedFields({ toolChoice: 'required', parallelToolCalls: true }).body).toEqual({})
  })
})
