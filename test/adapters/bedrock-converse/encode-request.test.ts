import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/bedrock-converse/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { bodyCheck, schemasExist } from '../body-check.ts'
import { expectPureEncoding } from '../pure-encoding.ts'
import { citySchema, weatherTool } from '../weather-tool.ts'
import { matrix, toolTurns } from './request-matrix.ts'
import { targetedRequest } from './targeted-request.ts'

const sent = (changes: Partial<TargetedRequest>): ReturnType<typeof encode> => encode(targetedRequest(changes))
const codes = (changes: Partial<TargetedRequest>): readonly string[] => sent(changes).warnings.map(({ code }) => code)
const parameters = (changes: Partial<TargetedRequest>): unknown => sent(changes).body['inferenceConfig']
const modelFields = (changes: Partial<TargetedRequest>): unknown => sent(changes).body['additionalModelRequestFields']

describe.runIf(schemasExist)('a request fits the types of AWS (skipped where ../shared/schemas is missing)', () => {
  it.each(Object.entries(matrix))('%s', (_, changes) => {
    expect(bodyCheck('bedrock', 'ConverseStreamRequest')(sent(changes).body)).toEqual([])
  })

  it('the check does refuse what is wrong', () => {
    console.log(`bedrock-converse: ${Object.keys(matrix).length} requests checked against the schema`)
    expect(Object.keys(matrix).length).toBeGreaterThan(30)
    const { messages } = sent({}).body
    for (const body of [
      { messages, max_tokens: 1 },
      { messages, inferenceConfig: { temperature: 2 } },
      { messages: [{ role: 'tool', content: [] }] },
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] },
      { messages, toolConfig: { tools: [] } },
      { messages, toolConfig: { tools: [{ name: 'f' }] } },
    ]) {
      expect(bodyCheck('bedrock', 'ConverseStreamRequest')(body).length, JSON.stringify(body)).toBeGreaterThan(0)
    }
  })
})

describe('a request', () => {
  it('R12 names its model in the path, as one segment, and says nothing of a key', () => {
    const { path, headers, body } = sent({ model: 'eu.anthropic.claude-haiku-4-5-20251001-v1:0' })
    expect([path, headers]).toEqual(['/model/eu.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse-stream', {}])
    expect(body).toEqual({
      messages: [{ role: 'user', content: [{ text: 'Hello' }] }],
      inferenceConfig: { maxTokens: 4096 },
    })
  })

  it('names a profile by its ARN', () => {
    const model = 'arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc'
    expect(sent({ model }).path).toBe(
      '/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Aapplication-inference-profile%2Fabc/converse-stream',
    )
  })

  it('puts session blocks of the system prompt before turn blocks, and leaves blank ones out', () => {
    const { body } = sent({
      system: [
        { text: 'Now.', scope: 'turn' },
        { text: ' ', scope: 'session' },
        { text: 'Always.', scope: 'session' },
      ],
    })
    expect(body['system']).toEqual([{ text: 'Always.' }, { text: 'Now.' }])
  })

  it('is the same every time, does not touch what it was given, and has no holes', () => {
    expectPureEncoding(
      encode,
      Object.values(matrix).map((changes) => targetedRequest(changes)),
    )
  })
})

describe('R86 the output limit', () => {
  it('is maxTokens, and is left out where none is resolved', () => {
    expect(parameters({ maxOutputTokens: 8000 })).toEqual({ maxTokens: 8000 })
    expect(sent({ maxOutputTokens: undefined }).body).not.toHaveProperty('inferenceConfig')
  })
})

describe('sampling', () => {
  const old = 'anthropic.claude-3-haiku-20240307-v1:0'

  it('is sent as the model takes it', () => {
    const asked = { temperature: 0, topP: 0.9, topK: 40, maxOutputTokens: undefined }
    expect(parameters({ ...asked, model: old })).toEqual({ temperature: 0, topP: 0.9 })
    expect(modelFields({ ...asked, model: old })).toEqual({ top_k: 40 })
    expect(modelFields({ ...asked, model: 'amazon.nova-pro-v1:0' })).toEqual({ inferenceConfig: { topK: 40 } })
    expect(modelFields({ ...asked, model: 'mistral.pixtral-large-2502-v1:0' })).toBe(undefined)
    expect(codes({ ...asked, model: 'mistral.pixtral-large-2502-v1:0' })).toEqual(['unsupported-parameter'])
  })

  it('has a temperature of 1 at most, and no seed', () => {
    expect(parameters({ model: old, temperature: 1.7 })).toMatchObject({ temperature: 1 })
    expect(codes({ model: old, temperature: 1.7, seed: 1 })).toEqual(['unsupported-parameter', 'parameter-adjusted'])
  })

  it('is left out for models that refuse it', () => {
    for (const model of ['global.anthropic.claude-opus-4-7', 'us.anthropic.claude-opus-5-5']) {
      expect(parameters({ model, temperature: 0.5, topP: 0.5 }), model).toEqual({ maxTokens: 4096 })
    }
    const modelInfo = { provider: 'bedrock', model: 'x', sampling: false }
    expect(parameters({ model: 'openai.gpt-6-astra', temperature: 0.5, modelInfo })).toEqual({ maxTokens: 4096 })
    expect(parameters({ model: 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0', temperature: 0.5, topP: 0.5 })).toEqual({
      maxTokens: 4096,
      temperature: 0.5,
    })
  })

  it('sends no blank stop sequence', () => {
    expect(parameters({ stopSequences: ['END', ' '] })).toMatchObject({ stopSequences: ['END'] })
    expect(codes({ stopSequences: ['END', ' '] })).toEqual(['unsupported-parameter'])
  })
})

describe('structured output', () => {
  const output = { name: 'the answer', schema: citySchema } as const
  const native: Partial<TargetedRequest> = { output: { ...output, mode: 'native' } }
  const textFormat = {
    type: 'json_schema',
    structure: { jsonSchema: { name: 'the_answer', schema: JSON.stringify(citySchema) } },
  }

  it('is a schema written as text', () => {
    expect(sent(native).body['outputConfig']).toEqual({ textFormat })
    expect(sent({ ...native, model: 'zai.glm-4.7-flash' }).body['outputConfig']).toEqual({ textFormat })
  })

  it('is asked for by the prompt where the model, the host or the schema cannot do that', () => {
    const denied = { provider: 'x', model: 'x', capabilities: { 'structured-output': false } }
    for (const changes of [
      { ...native, modelInfo: denied },
      { ...native, model: 'us.amazon.nova-2-lite-v1:0' },
      { ...native, quirks: { structuredOutput: 'none' } as const },
      {
        output: {
          ...output,
          schema: { type: 'object', additionalProperties: { type: 'string' } },
          mode: 'native',
        } as const,
      },
    ]) {
      const { body } = sent(changes)
      expect(body).not.toHaveProperty('outputConfig')
      expect(JSON.stringify(body['system'])).toContain('JSON Schema')
      expect(codes(changes)).toContain('output-by-prompt')
    }
    const known = { provider: 'x', model: 'x', capabilities: { 'structured-output': true } }
    expect(sent({ ...native, model: 'us.amazon.nova-3-x', modelInfo: known }).body).toHaveProperty('outputConfig')
  })

  it('by tool is a tool that must be called, and stands behind the others', () => {
    const byTool: Partial<TargetedRequest> = { output: { name: 'answer', schema: citySchema, mode: 'tool' } }
    expect(sent(byTool).body['toolConfig']).toMatchObject({
      tools: [{ toolSpec: { name: 'answer' } }],
      toolChoice: { tool: { name: 'answer' } },
    })
    expect(sent({ ...byTool, tools: [weatherTool()] }).body['toolConfig']).toMatchObject({
      tools: [{ toolSpec: { name: 'get_weather' } }, { toolSpec: { name: 'answer' } }],
      toolChoice: { any: {} },
    })
    expect(sent({ ...byTool, tools: [weatherTool()], toolChoice: 'none' }).body['toolConfig']).toMatchObject({
      tools: [{ toolSpec: { name: 'answer' } }],
    })
  })

  it('by tool is asked for by the prompt beside it where no call can be demanded', () => {
    const byTool: Partial<TargetedRequest> = { output: { name: 'answer', schema: citySchema, mode: 'tool' } }
    for (const changes of [
      { ...byTool, model: 'us.meta.llama4-scout-17b-instruct-v1:0' },
      { ...byTool, model: 'us.anthropic.claude-sonnet-4-6', reasoningEffort: 'high' } as const,
    ]) {
      const { body } = sent(changes)
      expect(body['toolConfig']).toMatchObject({ toolChoice: { auto: {} } })
      expect(JSON.stringify(body['system'])).toContain('calling the tool `answer`')
    }
  })
})

describe('a conversation with calls', () => {
  it('always has tools: those of the past where none are offered, with the request not to call them', () => {
    const { body, warnings } = sent({ messages: toolTurns })
    expect(body['toolConfig']).toEqual({
      tools: [
        {
          toolSpec: {
            name: 'get_weather',
            description: 'Not available any more.',
            inputSchema: { json: { type: 'object', properties: {} } },
          },
        },
      ],
    })
    expect(JSON.stringify(body['system'])).toContain('Do not call any tool')
    expect(warnings.map(({ code }) => code)).toEqual(['tool-choice-not-forced'])
  })
})
