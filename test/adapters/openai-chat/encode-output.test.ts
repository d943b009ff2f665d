import { describe, expect, it } from 'vitest'

import { encodeChat } from '../../../src/adapters/openai-chat/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { citySchema, weatherTool } from '../weather-tool.ts'
import { encodedFields } from './encoded-fields.ts'
import { targetedRequest } from './targeted-request.ts'

type Changes = Partial<TargetedRequest>

describe('a structured output', () => {
  const output = { name: 'city', schema: citySchema, mode: 'native' } as const
  const instructionOf = (changes: Changes): unknown =>
    (encodeChat(targetedRequest(changes)).body['messages'] as readonly { role: string; content: string }[])
      .filter(({ role }) => role === 'system')
      .map(({ content }) => content.includes('JSON Schema'))

  it('is asked for by its schema, strictly', () => {
    expect(encodedFields({ output })).toMatchObject({
      body: {
        response_format: { type: 'json_schema', json_schema: { name: 'city', schema: citySchema, strict: true } },
      },
      warnings: [],
    })
  })

  it('is asked for without strict where strict cannot say the schema', () => {
    const open = { type: 'object', properties: { any: {} }, additionalProperties: { type: 'string' } } as const
    const { body, warnings } = encodedFields({ output: { ...output, schema: open } })
    expect(body).toMatchObject({ response_format: { json_schema: { strict: false } } })
    expect(warnings).toContain('strict-dropped')
  })

  it('is asked for as JSON with the schema in the prompt where the host knows no schemas', () => {
    const changes: Changes = {
      output,
      quirks: { structuredOutput: 'json-object' },
      system: [{ text: 'Be brief.', scope: 'session' }],
    }
    expect(encodedFields(changes).body).toEqual({ response_format: { type: 'json_object' } })
    expect(instructionOf(changes)).toEqual([false, true])
  })

  it.each<[string, Changes]>([
    ['the host has nothing', { output, quirks: { structuredOutput: 'none' } }],
    [
      'the model has nothing',
      { output, modelInfo: { provider: 'demo', model: 'demo-model', capabilities: { 'structured-output': false } } },
    ],
  ])('is asked for in the prompt where %s, with a warning', (_, changes) => {
    expect(encodedFields(changes)).toMatchObject({ body: {}, warnings: ['output-by-prompt'] })
    expect(instructionOf(changes)).toEqual([true])
  })

  it('is asked for in the prompt when the caller wants it so', () => {
    expect(encodedFields({ output: { ...output, mode: 'prompt' } })).toMatchObject({ body: {}, warnings: [] })
    expect(instructionOf({ output: { ...output, mode: 'prompt' } })).toEqual([true])
  })

  it('is a forced tool in tool mode, the last of the tools', () => {
    const byTool = { ...output, mode: 'tool' } as const
    expect(encodedFields({ output: byTool }).body).toEqual({
      tool_choice: { type: 'function', function: { name: 'city' } },
    })
    const beside = encodeChat(targetedRequest({ output: byTool, tools: [weatherTool({ name: 'weather' })] })).body
    expect(beside).toMatchObject({
      tools: [{ function: { name: 'weather' } }, { function: { name: 'city' } }],
      tool_choice: 'required',
    })
    const unforced = encodeChat(targetedRequest({ output: byTool, quirks: { toolChoice: false } })).body
    expect(unforced).not.toHaveProperty('tool_choice')
    expect(unforced['messages']).toMatchObject([
      { role: 'system', content: expect.stringContaining('city') as string },
      { role: 'user' },
    ])
  })
})
