import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/anthropic-messages/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import type { JsonObject } from '../../../src/vocabulary/message.ts'
import { citySchema, weatherTool } from '../weather-tool.ts'
import { targetedRequest } from './targeted-request.ts'

interface Sent {
  readonly tools?: readonly JsonObject[]
  readonly tool_choice?: JsonObject
  readonly thinking?: JsonObject
  readonly output_config?: JsonObject
  readonly system?: readonly { readonly text: string }[]
}

function sent(changes: Partial<TargetedRequest>): Sent & { readonly warnings: readonly string[] } {
  const { body, warnings } = encode(targetedRequest(changes))
  return { ...(body as Sent), warnings: warnings.map(({ code }) => code) }
}

const tools = [weatherTool()]
const output = { name: 'answer', schema: citySchema, mode: 'tool' } as const

describe('tools', () => {
  it("are offered in the caller's order with their schemas", () => {
    const plain = { type: 'object', properties: {}, additionalProperties: false }
    const { tools: offered } = sent({
      tools: [weatherTool(), weatherTool({ name: 'now', description: ' ', inputSchema: plain })],
    })
    expect(offered).toEqual([
      { name: 'get_weather', description: 'The weather of a city.', input_schema: citySchema },
      { name: 'now', input_schema: plain },
    ])
  })

  it('have no union at the root of their schema', () => {
    const union = { anyOf: [citySchema, { type: 'object', properties: { zip: { type: 'string' } } }] }
    const { tools: offered, warnings } = sent({ tools: [weatherTool({ inputSchema: union })] })
    expect(offered?.[0]?.['input_schema']).toMatchObject({ type: 'object', properties: { city: {}, zip: {} } })
    expect(offered?.[0]?.['input_schema']).not.toHaveProperty('anyOf')
    expect(warnings).toContain('adapted-schema')
  })

  it('are strict only when asked for, with a schema that strict mode takes', () => {
    const bounded = { ...citySchema, properties: { city: { type: 'string', maxLength: 40 } } }
    const { tools: offered, warnings } = sent({
      tools: [weatherTool({ strict: true, inputSchema: bounded }), weatherTool({ name: 'b', inputSchema: bounded })],
    })
    expect(offered?.[0]).toMatchObject({ strict: true })
    expect(JSON.stringify(offered?.[0]?.['input_schema'])).not.toContain('"maxLength"')
    expect(offered?.[1]).not.toHaveProperty('strict')
    expect(offered?.[1]?.['input_schema']).toEqual(bounded)
    expect(warnings).toEqual(['adapted-schema'])
  })

  it('lose strict with a warning where the schema cannot be said, the host has none, or there are more than 20', () => {
    const open = { type: 'object', properties: {}, additionalProperties: { type: 'string' } }
    const inexpressible = sent({ tools: [weatherTool({ strict: true, inputSchema: open })] })
    expect(inexpressible.tools).toEqual([
      { name: 'get_weather', description: 'The weather of a city.', input_schema: open },
    ])
    expect(inexpressible.warnings).toEqual(['strict-dropped'])
    const elsewhere = sent({ tools: [weatherTool({ strict: true })], quirks: { strictTools: false } })
    expect([elsewhere.tools?.[0]?.['strict'], elsewhere.warnings]).toEqual([undefined, ['strict-dropped']])
    const many = Array.from({ length: 22 }, (_, at) => weatherTool({ name: `tool_${at}`, strict: true }))
    const crowded = sent({ tools: many })
    expect(crowded.tools?.filter(({ strict }) => strict === true)).toHaveLength(20)
    expect(crowded.warnings).toEqual(['strict-dropped', 'strict-dropped'])
  })
})

describe('the tool choice', () => {
  it.each([
    [{}, undefined],
    [{ toolChoice: 'auto' }, { type: 'auto' }],
    [{ toolChoice: 'none' }, { type: 'none' }],
    [{ toolChoice: 'none', parallelToolCalls: false }, { type: 'none' }],
    [{ toolChoice: 'required' }, { type: 'any' }],
    [{ toolChoice: { name: 'get_weather' } }, { type: 'tool', name: 'get_weather' }],
    [{ parallelToolCalls: true }, undefined],
    [{ parallelToolCalls: false }, { type: 'auto', disable_parallel_tool_use: true }],
    [
      { toolChoice: 'required', parallelToolCalls: false },
      { type: 'any', disable_parallel_tool_use: true },
    ],
  ] as const)('of %j is %j', (changes, choice) => {
    expect(sent({ tools, ...changes }).tool_choice).toEqual(choice)
  })

  it('is not sent without tools', () => {
    expect(sent({ toolChoice: 'required' }).tool_choice).toBeUndefined()
  })

  it.each(['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-fable-5-2', 'anthropic/claude-opus-5.5', 'claude-opus-7'])(
    'cannot be forced on %s: the model decides, with a warning',
    (model) => {
      const { tool_choice: choice, warnings } = sent({ model, tools, toolChoice: 'required' })
      expect([choice, warnings]).toEqual([{ type: 'auto' }, ['tool-choice-not-forced']])
    },
  )

  it('gives way to an effort that was asked for', () => {
    const { tool_choice: choice, thinking, warnings } = sent({ tools, toolChoice: 'required', reasoningEffort: 'low' })
    expect([choice, thinking?.['type'], warnings]).toEqual([{ type: 'auto' }, 'adaptive', ['tool-choice-not-forced']])
  })

  it.each(['claude-opus-5', 'claude-sonnet-5', 'claude-haiku-5-5'])('wins over the habit of %s to think', (model) => {
    const { tool_choice: choice, thinking, warnings } = sent({ model, tools, toolChoice: 'required' })
    expect([choice, thinking, warnings]).toEqual([{ type: 'any' }, { type: 'disabled' }, ['thinking-disabled']])
  })
})

describe('structured output', () => {
  it('is native as a schema that strict mode takes', () => {
    const schema = {
      ...citySchema,
      properties: { city: { type: 'string', minLength: 1 } },
      additionalProperties: undefined,
    }
    const {
      output_config: config,
      tools: offered,
      warnings,
    } = sent({ output: { name: 'answer', schema, mode: 'native' } })
    expect(config?.['format']).toMatchObject({ type: 'json_schema', schema: { additionalProperties: false } })
    expect(offered).toBeUndefined()
    expect(warnings).toContain('adapted-schema')
  })

  it('is asked for in the prompt when strict mode cannot say its schema', () => {
    const schema = { type: 'object', properties: {}, additionalProperties: { type: 'string' } }
    const { output_config: config, system, warnings } = sent({ output: { name: 'answer', schema, mode: 'native' } })
    expect(config).toBeUndefined()
    expect(system?.at(-1)?.text).toContain(JSON.stringify(schema))
    expect(warnings).toEqual(['output-by-prompt'])
  })

  it('is asked for in the prompt where the host or the model has no native form', () => {
    const native = { output: { ...output, mode: 'native' } } as const
    const modelInfo = { provider: 'x', model: 'x', capabilities: { 'structured-output': false } }
    for (const changes of [
      { ...native, modelInfo },
      { ...native, quirks: { structuredOutput: 'none' } },
    ] as const) {
      const { output_config: config, system, warnings } = sent(changes)
      expect([config, system?.length, warnings]).toEqual([undefined, 1, ['output-by-prompt']])
    }
  })

  it('by tool forces the tool, or any when there are others', () => {
    const alone = sent({ output })
    expect(alone.tools).toEqual([{ name: 'answer', description: 'Takes the answer.', input_schema: citySchema }])
    expect(alone.tool_choice).toEqual({ type: 'tool', name: 'answer' })
    const beside = sent({ output, tools })
    expect(beside.tools?.map(({ name }) => name)).toEqual(['get_weather', 'answer'])
    expect(beside.tool_choice).toEqual({ type: 'any' })
    expect(sent({ output, tools, toolChoice: 'none' }).tool_choice).toEqual({ type: 'tool', name: 'answer' })
  })

  it('by tool becomes native where no tool can be forced, or is asked for in the prompt too', () => {
    const newest = sent({ model: 'claude-opus-5-5', output })
    expect([newest.tools, newest.tool_choice, newest.output_config?.['format']]).toEqual([
      undefined,
      undefined,
      { type: 'json_schema', schema: citySchema },
    ])
    const older = sent({ output, reasoningEffort: 'high' })
    expect(older.tool_choice).toEqual({ type: 'auto' })
    expect(older.system?.at(-1)?.text).toContain('`answer`')
    expect(older.warnings).toEqual(['tool-choice-not-forced'])
  })

  it('by prompt adds the schema to the system prompt, last', () => {
    const { system } = sent({
      output: { ...output, mode: 'prompt' },
      system: [{ text: 'Be brief.', scope: 'session' }],
    })
    expect(system?.map(({ text }) => text.split('\n').at(-1))).toEqual(['Be brief.', JSON.stringify(citySchema)])
  })
})
