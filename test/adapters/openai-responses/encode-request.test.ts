import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/openai-responses/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import type { ModelInfo } from '../../../src/vocabulary/model.ts'
import { bodyCheck, schemasExist } from '../body-check.ts'
import { expectPureEncoding } from '../pure-encoding.ts'
import { citySchema, weatherTool } from '../weather-tool.ts'
import { matrix, openaiItems } from './request-matrix.ts'
import { targetedRequest } from './targeted-request.ts'

const requests = Object.entries({ ...matrix, ...openaiItems })
const model = (facts: Partial<ModelInfo>): ModelInfo => ({ provider: 'openai', model: 'gpt-5.4', ...facts })

/** The named fields of the body, and the codes of the warnings. */
function fieldsOf(
  changes: Partial<TargetedRequest>,
  ...names: readonly string[]
): readonly [unknown, readonly string[]] {
  const { body, warnings } = encode(targetedRequest(changes))
  return [
    Object.fromEntries(names.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]]))),
    warnings.map(({ code }) => code),
  ]
}

describe.runIf(schemasExist)('bodies are valid (../shared/schemas)', () => {
  it.each(requests)('%s: OpenAI, CreateResponse', (_, changes) => {
    expect(bodyCheck('openai', 'CreateResponse.strict')(encode(targetedRequest(changes)).body)).toEqual([])
  })

  it.each(requests)('%s: types of the OpenAI SDK', (_, changes) => {
    expect(bodyCheck('openai-types', 'ResponsesRequest')(encode(targetedRequest(changes)).body)).toEqual([])
  })

  it.each(Object.entries(matrix))('%s: OpenRouter, ResponsesRequest', (_, changes) => {
    expect(bodyCheck('openrouter', 'ResponsesRequest.strict')(encode(targetedRequest(changes)).body)).toEqual([])
  })

  it('the checks do refuse what is wrong', () => {
    const { body } = encode(targetedRequest())
    for (const [file, definition] of [
      ['openai', 'CreateResponse.strict'],
      ['openai-types', 'ResponsesRequest'],
      ['openrouter', 'ResponsesRequest.strict'],
    ] as const) {
      const check = bodyCheck(file, definition)
      expect(check({ ...body, max_tokens: 1 }), file).not.toEqual([])
      expect(check({ ...body, input: [{ role: 'tool', content: 'x' }] }), file).not.toEqual([])
      expect(check({ ...body, tools: [{ type: 'function', function: { name: 'f' } }] }), file).not.toEqual([])
    }
  })
})

describe('a request', () => {
  it('goes to the responses endpoint, keeps nothing there, and says nothing that was not asked', () => {
    expect(encode(targetedRequest())).toEqual({
      path: '/responses',
      headers: {},
      body: { model: 'gpt-5.4', input: [{ role: 'user', content: 'Hello' }], store: false, stream: true },
      warnings: [],
      toolNames: undefined,
    })
  })

  it('is the same every time, and does not touch what it was given', () => {
    expectPureEncoding(
      encode,
      requests.map(([, changes]) => targetedRequest(changes)),
    )
  })

  it('R86 limits the output by max_output_tokens, never below what the wire takes', () => {
    expect(fieldsOf({ maxOutputTokens: 4096 }, 'max_output_tokens')).toEqual([{ max_output_tokens: 4096 }, []])
    expect(fieldsOf({ maxOutputTokens: 15 }, 'max_output_tokens')).toEqual([
      { max_output_tokens: 16 },
      ['parameter-adjusted'],
    ])
    expect(fieldsOf({}, 'max_output_tokens')).toEqual([{}, []])
  })

  it('R194 sends the cache key, and a longer retention only when it is planned', () => {
    const names = ['prompt_cache_key', 'prompt_cache_retention', 'prompt_cache_options'] as const
    const keyed = { marks: false, key: 'k1' } as const
    expect(fieldsOf({ cache: keyed }, ...names)).toEqual([{ prompt_cache_key: 'k1' }, []])
    const long = { ...keyed, retention: true }
    const sent = (id: string): unknown => fieldsOf({ cache: long, model: id, modelInfo: undefined }, ...names)[0]
    expect(sent('gpt-5.4')).toEqual({ prompt_cache_key: 'k1', prompt_cache_retention: '24h' })
    expect(sent('gpt-6-sol')).toEqual({ prompt_cache_key: 'k1', prompt_cache_options: { ttl: '12h' } })
    expect(sent('gpt-4o')).toEqual({ prompt_cache_key: 'k1' })
    const { headers, body } = encode(targetedRequest({ session: 'c1', quirks: { sessionHeader: 'x-session-id' } }))
    expect([headers, body['prompt_cache_key']]).toEqual([{ 'x-session-id': 'c1' }, undefined])
  })

  it('drops what the wire or the model lacks, with a warning each', () => {
    const wanted = { topK: 1, seed: 2, stopSequences: ['END'], temperature: 0.2, topP: 0.9 }
    expect(fieldsOf(wanted, 'temperature', 'top_p')).toEqual([
      { temperature: 0.2, top_p: 0.9 },
      Array(3).fill('unsupported-parameter'),
    ])
    expect(fieldsOf({ ...wanted, modelInfo: model({ sampling: false }) }, 'temperature', 'top_p')).toEqual([
      {},
      Array(5).fill('unsupported-parameter'),
    ])
  })

  it('R199 leaves out what a host refuses, and warns of what the caller wanted (ChatGPT backend)', () => {
    const quirks = { refusedFields: ['max_output_tokens', 'temperature', 'include'], instructionsRequired: true }
    const changes = { quirks, maxOutputTokens: 100, temperature: 1, reasoningEffort: 'low' } as const
    expect(fieldsOf(changes, 'max_output_tokens', 'temperature', 'include', 'instructions')).toEqual([
      { instructions: 'You are a helpful assistant.' },
      ['unsupported-parameter', 'unsupported-parameter'],
    ])
    expect(fieldsOf({ quirks, system: [{ text: 'Be brief.', scope: 'session' }] }, 'instructions')).toEqual([
      { instructions: 'Be brief.' },
      [],
    ])
  })
})

describe('effort', () => {
  const reasoning = { capabilities: { reasoning: true } }
  it.each<[string, Partial<TargetedRequest>, object, readonly string[]]>([
    [
      'is sent as asked to a model that nobody knows',
      { reasoningEffort: 'high' },
      { reasoning: { effort: 'high', summary: 'auto' }, include: ['reasoning.encrypted_content'] },
      [],
    ],
    ['none asks for no summary and no seal', { reasoningEffort: 'none' }, { reasoning: { effort: 'none' } }, []],
    [
      'not asked for says nothing, but what is thought comes back',
      { modelInfo: model(reasoning) },
      { include: ['reasoning.encrypted_content'] },
      [],
    ],
    [
      'R193 is the word of the model for it',
      {
        reasoningEffort: 'max',
        modelInfo: model({ ...reasoning, efforts: { low: 'low', high: 'high', max: 'xhigh' } }),
      },
      { reasoning: { effort: 'xhigh', summary: 'auto' }, include: ['reasoning.encrypted_content'] },
      [],
    ],
    [
      'R193 is the nearest that the model takes',
      {
        reasoningEffort: 'none',
        modelInfo: model({ ...reasoning, efforts: { none: null, low: 'low', high: 'high' } }),
      },
      { reasoning: { effort: 'low', summary: 'auto' }, include: ['reasoning.encrypted_content'] },
      ['effort-adjusted'],
    ],
    [
      'is not sent to a model that does not think',
      { reasoningEffort: 'high', modelInfo: model({ capabilities: { reasoning: false } }) },
      {},
      ['effort-adjusted'],
    ],
    [
      'none is what a model does that does not think',
      { reasoningEffort: 'none', modelInfo: model({ capabilities: { reasoning: false } }) },
      {},
      [],
    ],
    [
      'goes into the fields of the host where its row has such',
      { reasoningEffort: 'low', quirks: { effortFields: { high: { thinking: { type: 'enabled' } } } } },
      { thinking: { type: 'enabled' }, include: ['reasoning.encrypted_content'] },
      ['effort-adjusted'],
    ],
    [
      'is not sent where nothing is left to say',
      { reasoningEffort: 'low', quirks: { effortFields: {} } },
      { include: ['reasoning.encrypted_content'] },
      ['effort-adjusted'],
    ],
  ])('%s', (_, changes, fields, warnings) => {
    expect(fieldsOf(changes, 'reasoning', 'thinking', 'include')).toEqual([fields, warnings])
  })
})

describe('tools and structured output', () => {
  it('always say whether they are strict: left out it means yes here', () => {
    const [fields, warnings] = fieldsOf(
      {
        tools: [
          weatherTool(),
          weatherTool({ name: 'b', strict: true }),
          weatherTool({ name: 'c', strict: true, inputSchema: { type: 'object', additionalProperties: true } }),
        ],
      },
      'tools',
    )
    expect((fields as { tools: readonly { strict: boolean }[] }).tools.map(({ strict }) => strict)).toEqual([
      false,
      true,
      false,
    ])
    expect(warnings).toContain('strict-dropped')
  })

  it('are written flat, with names that the wire takes', () => {
    const { body, toolNames } = encode(
      targetedRequest({
        tools: [weatherTool({ name: 'get weather' })],
        toolChoice: { name: 'get weather' },
        parallelToolCalls: true,
      }),
    )
    expect(body).toMatchObject({
      tools: [
        {
          type: 'function',
          name: 'get_weather',
          description: 'The weather of a city.',
          parameters: citySchema,
          strict: false,
        },
      ],
      tool_choice: { type: 'function', name: 'get_weather' },
      parallel_tool_calls: true,
    })
    expect(toolNames).toEqual(new Map([['get_weather', 'get weather']]))
  })

  it.each<[string, Partial<TargetedRequest>, object]>([
    [
      'native: a format',
      {},
      { text: { format: { type: 'json_schema', name: 'answer', schema: citySchema, strict: true } } },
    ],
    [
      'JSON without a schema where the host knows no more',
      { quirks: { structuredOutput: 'json-object' } },
      { text: { format: { type: 'json_object' } } },
    ],
    ['nothing where the host knows nothing', { quirks: { structuredOutput: 'none' } }, {}],
  ])('%s', (_, changes, fields) => {
    expect(
      fieldsOf(
        { output: { name: 'answer', schema: citySchema, mode: 'native' }, ...changes },
        'text',
        'tool_choice',
      )[0],
    ).toEqual(fields)
  })

  it('ask for an answer by tool with a choice that others may satisfy too', () => {
    const output = { name: 'answer', schema: citySchema, mode: 'tool' } as const
    expect(fieldsOf({ output }, 'tool_choice')[0]).toEqual({ tool_choice: { type: 'function', name: 'answer' } })
    expect(fieldsOf({ output, tools: [weatherTool()] }, 'tool_choice')[0]).toEqual({ tool_choice: 'required' })
    expect(fieldsOf({ output, quirks: { namedToolChoice: false } }, 'tool_choice')[0]).toEqual({
      tool_choice: 'required',
    })
  })

  it('put the instruction for the output into the stable part of the prompt', () => {
    const { body } = encode(
      targetedRequest({
        output: { name: 'answer', schema: citySchema, mode: 'prompt' },
        system: [{ text: 'Be brief.', scope: 'session' }],
      }),
    )
    expect(body['instructions']).toMatch(/^Be brief\.\n\nAnswer with one JSON value/)
  })
})
