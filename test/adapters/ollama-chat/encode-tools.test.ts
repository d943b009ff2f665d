import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/ollama-chat/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import type { JsonObject } from '../../../src/vocabulary/message.ts'
import { citySchema, weatherTool } from '../weather-tool.ts'
import { modelInfo } from './request-matrix.ts'
import { targetedRequest } from './targeted-request.ts'

const codes = (changes: Partial<TargetedRequest>): readonly string[] =>
  encode(targetedRequest(changes)).warnings.map(({ code }) => code)

const namesOf = (changes: Partial<TargetedRequest>): readonly string[] => {
  const { tools = [] } = encode(targetedRequest(changes)).body as { tools?: readonly { function: { name: string } }[] }
  return tools.map((tool) => tool.function.name)
}

/** The parameters of a tool as they are sent. */
function parametersOf(inputSchema: JsonObject): JsonObject | undefined {
  const { body } = encode(targetedRequest({ tools: [weatherTool({ inputSchema })] }))
  return (body as { tools: readonly { function: { parameters: JsonObject } }[] }).tools[0]?.function.parameters
}

/** What the system prompt says. */
function systemOf(changes: Partial<TargetedRequest>): string {
  const [first] = encode(targetedRequest(changes)).body['messages'] as readonly { role: string; content: string }[]
  return first?.role === 'system' ? first.content : ''
}

const two = [weatherTool(), weatherTool({ name: 'draw' })]
const output = { name: 'answer', schema: citySchema } as const

describe('tools', () => {
  it('are offered as functions', () => {
    expect(
      encode(targetedRequest({ tools: [weatherTool(), weatherTool({ name: 'b', description: ' ' })] })).body['tools'],
    ).toEqual([
      {
        type: 'function',
        function: { name: 'get_weather', description: 'The weather of a city.', parameters: citySchema },
      },
      { type: 'function', function: { name: 'b', parameters: citySchema } },
    ])
    expect(encode(targetedRequest()).body).not.toHaveProperty('tools')
  })

  it('have names that can be mapped back', () => {
    const { toolNames } = encode(targetedRequest({ tools: [weatherTool({ name: 'Wetter für' })] }))
    expect([...(toolNames ?? [])]).toEqual([['Wetter_f_r', 'Wetter für']])
  })

  it.each<[string, Partial<TargetedRequest>, readonly string[], readonly string[]]>([
    ['are all offered where the model decides', { toolChoice: 'auto' }, ['get_weather', 'draw'], []],
    ['are not offered where none may be called', { toolChoice: 'none' }, [], []],
    [
      'cannot be forced, which is said',
      { toolChoice: 'required' },
      ['get_weather', 'draw'],
      ['tool-choice-not-forced'],
    ],
    [
      'are one where it is named, which cannot be forced',
      { toolChoice: { name: 'draw' } },
      ['draw'],
      ['tool-choice-not-forced'],
    ],
    ['may be called beside each other', { parallelToolCalls: true }, ['get_weather', 'draw'], []],
    [
      'cannot be had one at a time, which is said',
      { parallelToolCalls: false },
      ['get_weather', 'draw'],
      ['unsupported-parameter'],
    ],
  ])('%s', (_, changes, names, warnings) => {
    expect(namesOf({ tools: two, ...changes })).toEqual(names)
    expect(codes({ tools: two, ...changes })).toEqual(warnings)
    expect(encode(targetedRequest({ tools: two, ...changes })).body).not.toHaveProperty('tool_choice')
  })

  it('cannot have guaranteed arguments, which is said', () => {
    expect(codes({ tools: [weatherTool({ strict: true })] })).toEqual(['strict-dropped'])
  })
})

describe('the arguments of a tool', () => {
  it('say what the server would lose on the way: references, unions and constants', () => {
    expect(
      parametersOf({
        type: 'object',
        properties: {
          place: { $ref: '#/$defs/place' },
          unit: { oneOf: [{ const: 'C' }, { const: 'F' }] },
        },
        $defs: { place: { type: 'object', properties: { city: { type: 'string' } } } },
      }),
    ).toEqual({
      type: 'object',
      properties: {
        place: { type: 'object', properties: { city: { type: 'string' } } },
        unit: { anyOf: [{ enum: ['C'] }, { enum: ['F'] }] },
      },
    })
  })

  it('have no keywords that no grammar can be made of; their meaning stands in the description', () => {
    const name = { type: 'string', pattern: String.raw`\S`, maxLength: 100_000 }
    const { parameters } = { parameters: parametersOf({ type: 'object', properties: { name } }) }
    expect(parameters).toMatchObject({
      properties: { name: { type: 'string', description: expect.stringContaining('100000') } },
    })
    expect(JSON.stringify(parameters)).not.toMatch(/"(?:pattern|maxLength)":/)
    expect(codes({ tools: [weatherTool({ inputSchema: { type: 'object', properties: { name } } })] })).toContain(
      'adapted-schema',
    )
  })

  it('are schemas at every place where the server wants one', () => {
    const schema = {
      type: 'object',
      properties: {
        any: true,
        list: { type: 'array', items: { type: 'object', properties: { deep: true } } },
        either: { anyOf: [{ type: 'string' }, true] },
      },
      additionalProperties: false,
    } as const
    expect(parametersOf(schema)).toEqual({
      type: 'object',
      properties: {
        any: {},
        list: { type: 'array', items: { type: 'object', properties: { deep: {} } } },
        either: { anyOf: [{ type: 'string' }, {}] },
      },
      additionalProperties: false,
    })
  })
})

describe('a structured answer', () => {
  it('is held to its schema, which the prompt tells too', () => {
    const asked = { output: { ...output, mode: 'native' } } as const
    expect(encode(targetedRequest(asked)).body['format']).toEqual(citySchema)
    expect(systemOf(asked)).toContain(JSON.stringify(citySchema))
    expect(codes(asked)).toEqual([])
  })

  it('is held to a schema without patterns: the answer is checked against the whole of it afterwards', () => {
    const schema = {
      type: 'object',
      properties: { id: { type: 'string', pattern: '^a+$' } },
      required: ['id'],
    } as const
    const asked = { output: { ...output, schema, mode: 'native' } } as const
    expect(JSON.stringify(encode(targetedRequest(asked)).body['format'])).not.toContain('"pattern"')
    expect(systemOf(asked)).toContain('"pattern":"^a+$"')
    expect(codes(asked)).toEqual(['adapted-schema'])
  })

  it('is asked for by the prompt alone beside tools, which would never be called, and that is said', () => {
    const asked = { output: { ...output, mode: 'native' }, tools: two } as const
    expect(encode(targetedRequest(asked)).body).not.toHaveProperty('format')
    expect(systemOf(asked)).toContain(JSON.stringify(citySchema))
    expect(codes(asked)).toEqual(['output-by-prompt'])
    expect(encode(targetedRequest({ ...asked, toolChoice: 'none' })).body['format']).toEqual(citySchema)
  })

  it('is asked for by the prompt where the model has no other way', () => {
    const asked = {
      output: { ...output, mode: 'native' },
      modelInfo: modelInfo({ capabilities: { 'structured-output': false } }),
    } as const
    expect(encode(targetedRequest(asked)).body).not.toHaveProperty('format')
    expect(codes(asked)).toEqual(['output-by-prompt'])
  })

  it('by tool is a call that the prompt asks for, since it cannot be forced', () => {
    const asked = { output: { ...output, mode: 'tool' }, tools: [weatherTool()] } as const
    expect(namesOf(asked)).toEqual(['get_weather', 'answer'])
    expect(systemOf(asked)).toContain('`answer`')
    expect(codes(asked)).toEqual(['tool-choice-not-forced'])
  })

  it('by prompt is an instruction behind the system prompt', () => {
    const asked = { output: { ...output, mode: 'prompt' }, system: [{ text: 'Be brief.', scope: 'session' }] } as const
    expect(systemOf(asked)).toMatch(/^Be brief\.\n\n/)
    expect(encode(targetedRequest(asked)).body).not.toHaveProperty('format')
  })
})
