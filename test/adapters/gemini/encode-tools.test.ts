import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/gemini/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { citySchema, weatherTool } from '../weather-tool.ts'
import { targetedRequest } from './targeted-request.ts'

const sent = (changes: Partial<TargetedRequest>): ReturnType<typeof encode> => encode(targetedRequest(changes))
const choice = (changes: Partial<TargetedRequest>): unknown =>
  sent({ tools: [weatherTool()], ...changes }).body['toolConfig']
const calling = (mode: string, ...names: readonly string[]): object => ({
  functionCallingConfig: { mode, ...(names.length === 0 ? {} : { allowedFunctionNames: names }) },
})

describe('tools', () => {
  it('are functions with a JSON Schema', () => {
    expect(sent({ tools: [weatherTool(), weatherTool({ name: 'b', description: ' ' })] }).body['tools']).toEqual([
      {
        functionDeclarations: [
          { name: 'get_weather', description: 'The weather of a city.', parametersJsonSchema: citySchema },
          { name: 'b', parametersJsonSchema: citySchema },
        ],
      },
    ])
    expect(sent({}).body).not.toHaveProperty('tools')
    expect(sent({}).body).not.toHaveProperty('toolConfig')
  })

  it('say a constant as an enum, and at the root no union, with a warning', () => {
    const inputSchema = {
      anyOf: [
        { type: 'object', properties: { a: { const: 1 } } },
        { type: 'object', properties: { b: {} } },
      ],
    }
    const { body, warnings } = sent({ tools: [weatherTool({ inputSchema })] })
    expect(body['tools']).toMatchObject([
      { functionDeclarations: [{ parametersJsonSchema: { type: 'object', properties: { a: { enum: [1] } } } }] },
    ])
    expect(warnings).toMatchObject([
      { code: 'adapted-schema', message: expect.stringContaining('get_weather') as string },
    ])
  })

  it('in the form of OpenAPI have no parameters where they have no arguments', () => {
    const tools = [
      weatherTool(),
      weatherTool({ name: 'b', inputSchema: { type: 'object', properties: {}, additionalProperties: false } }),
    ]
    expect(sent({ tools, quirks: { openApiSchemas: true } }).body['tools']).toEqual([
      {
        functionDeclarations: [
          {
            name: 'get_weather',
            description: 'The weather of a city.',
            parameters: { type: 'OBJECT', properties: { city: { type: 'STRING' } }, required: ['city'] },
          },
          { name: 'b', description: 'The weather of a city.' },
        ],
      },
    ])
  })

  it('get names that the wire takes, in the history too, and the way back is told', () => {
    const tools = ['ns.search:all', '1st tool', `x${'y'.repeat(80)}`].map((name) => weatherTool({ name }))
    const call = { type: 'tool-call', id: 'a', name: '1st tool', args: {}, rawArgs: '{}' } as const
    const { body, toolNames } = sent({
      model: 'gemini-2.5-flash',
      tools,
      toolChoice: { name: '1st tool' },
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: [call] },
        { role: 'tool', content: [{ type: 'tool-result', callId: 'a', name: '1st tool', output: 'x' }] },
      ],
    })
    const names = (
      body['tools'] as unknown as [{ functionDeclarations: { name: string }[] }]
    )[0].functionDeclarations.map(({ name }) => name)
    expect(names).toEqual(['ns.search:all', 'tool_1st_tool', `x${'y'.repeat(63)}`])
    expect([...(toolNames ?? [])]).toEqual([
      ['tool_1st_tool', '1st tool'],
      [`x${'y'.repeat(63)}`, `x${'y'.repeat(80)}`],
    ])
    expect(body['toolConfig']).toEqual(calling('ANY', 'tool_1st_tool'))
    expect(body['contents']).toMatchObject([
      {},
      { parts: [{ functionCall: { name: 'tool_1st_tool' } }] },
      { parts: [{ functionResponse: { name: 'tool_1st_tool' } }] },
    ])
    expect(sent({ tools: [weatherTool()] }).toolNames).toBeUndefined()
  })
})

it('the form of OpenAPI spells types in upper case, and members of any name as they are', () => {
  const inputSchema = {
    type: 'object',
    properties: {
      type: {
        type: 'array',
        items: { anyOf: [{ type: 'string' }, { type: 'object', properties: { items: { type: 'integer' } } }] },
      },
    },
  }
  expect(sent({ tools: [weatherTool({ inputSchema })], quirks: { openApiSchemas: true } }).body['tools']).toMatchObject(
    [
      {
        functionDeclarations: [
          {
            parameters: {
              type: 'OBJECT',
              properties: {
                type: {
                  type: 'ARRAY',
                  items: {
                    anyOf: [{ type: 'STRING' }, { type: 'OBJECT', properties: { items: { type: 'INTEGER' } } }],
                  },
                },
              },
            },
          },
        ],
      },
    ],
  )
})

describe('the tool choice', () => {
  it.each<[TargetedRequest['toolChoice'], unknown]>([
    [undefined, undefined],
    ['auto', calling('AUTO')],
    ['none', calling('NONE')],
    ['required', calling('ANY')],
    [{ name: 'get_weather' }, calling('ANY', 'get_weather')],
  ])('%j is %j', (toolChoice, expected) => {
    expect(choice({ toolChoice })).toEqual(expected)
  })

  it('holds strict tools to their schemas', () => {
    expect(choice({ tools: [weatherTool({ strict: true })] })).toEqual(calling('VALIDATED'))
    expect(choice({ tools: [weatherTool({ strict: true })], toolChoice: 'required' })).toEqual(calling('ANY'))
  })

  it('without tools is nothing', () => {
    expect(choice({ tools: [], toolChoice: 'required' })).toBeUndefined()
  })

  it('cannot keep calls from coming side by side', () => {
    expect(sent({ tools: [weatherTool()], parallelToolCalls: false }).warnings).toMatchObject([
      { code: 'unsupported-parameter' },
    ])
    expect(sent({ tools: [weatherTool()], parallelToolCalls: true }).warnings).toEqual([])
  })

  it('demands the tool that takes a structured answer, or any where others stand beside it', () => {
    const output = { name: 'answer', schema: citySchema, mode: 'tool' } as const
    expect(choice({ tools: [], output })).toEqual(calling('ANY', 'answer'))
    expect(choice({ output })).toEqual(calling('ANY'))
    expect(choice({ output, toolChoice: 'none' })).toEqual(calling('ANY', 'answer'))
    expect(sent({ output }).body['tools']).toMatchObject([
      { functionDeclarations: [{ name: 'answer', parametersJsonSchema: citySchema }] },
    ])
  })
})
