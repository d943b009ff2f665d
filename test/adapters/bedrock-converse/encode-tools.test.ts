import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/bedrock-converse/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { citySchema, weatherTool } from '../weather-tool.ts'
import { toolTurns } from './request-matrix.ts'
import { targetedRequest } from './targeted-request.ts'

const sent = (changes: Partial<TargetedRequest>): ReturnType<typeof encode> => encode(targetedRequest(changes))
const toolConfig = (changes: Partial<TargetedRequest>): unknown => sent(changes).body['toolConfig']
const codes = (changes: Partial<TargetedRequest>): readonly string[] => sent(changes).warnings.map(({ code }) => code)
const tools = [weatherTool()]
const spec = { name: 'get_weather', description: 'The weather of a city.', inputSchema: { json: citySchema } }

describe('tools', () => {
  it('have a name, a description and a schema', () => {
    expect(toolConfig({ tools })).toEqual({ tools: [{ toolSpec: spec }] })
    expect(toolConfig({ tools: [weatherTool({ description: ' ' })] })).toEqual({
      tools: [{ toolSpec: { name: 'get_weather', inputSchema: { json: citySchema } } }],
    })
  })

  it('get names that the wire takes, which are mapped back', () => {
    const named = sent({ tools: [weatherTool({ name: 'weather.get now' })] })
    expect(named.body['toolConfig']).toMatchObject({ tools: [{ toolSpec: { name: 'weather_get_now' } }] })
    expect([...(named.toolNames ?? [])]).toEqual([['weather_get_now', 'weather.get now']])
    const past = sent({ tools: [weatherTool({ name: 'a'.repeat(80) })], toolChoice: { name: 'a'.repeat(80) } })
    expect(past.body['toolConfig']).toMatchObject({ toolChoice: { tool: { name: 'a'.repeat(64) } } })
  })

  it('are strict where the model and the schema allow it', () => {
    const strict = [weatherTool({ strict: true })]
    expect(toolConfig({ tools: strict })).toEqual({ tools: [{ toolSpec: { ...spec, strict: true } }] })
    for (const changes of [
      { tools: strict, model: 'us.anthropic.claude-opus-4-1-20250805-v1:0' },
      { tools: strict, model: 'us.anthropic.claude-3-7-sonnet-20250219-v1:0' },
      { tools: strict, model: 'amazon.nova-pro-v1:0' },
      { tools: strict, quirks: { strictTools: false } },
      { tools: [weatherTool({ strict: true, inputSchema: { type: 'object', additionalProperties: {} } })] },
    ]) {
      expect(JSON.stringify(toolConfig(changes))).not.toContain('strict')
      expect(codes(changes)).toContain('strict-dropped')
    }
    for (const model of ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'us.anthropic.claude-opus-4-6-v1']) {
      expect(codes({ tools: strict, model })).toEqual([])
    }
  })

  it('that are strict are 20 at most', () => {
    const many = Array.from({ length: 21 }, (_, at) => weatherTool({ name: `t${at}`, strict: true }))
    expect(JSON.stringify(toolConfig({ tools: many })).match(/"strict":true/g)).toHaveLength(20)
    expect(codes({ tools: many })).toEqual(['strict-dropped'])
  })

  it('cannot be asked to be called one at a time', () => {
    expect(codes({ tools, parallelToolCalls: false })).toEqual(['unsupported-parameter'])
    expect(codes({ tools, parallelToolCalls: true })).toEqual([])
    expect(codes({ parallelToolCalls: false })).toEqual([])
  })
})

describe('the choice among tools', () => {
  it.each([
    ['auto', { auto: {} }],
    ['required', { any: {} }],
    [{ name: 'get_weather' }, { tool: { name: 'get_weather' } }],
  ] as const)('%j is %j', (toolChoice, wire) => {
    expect(toolConfig({ tools, toolChoice })).toMatchObject({ toolChoice: wire })
    expect(codes({ tools, toolChoice })).toEqual([])
  })

  it('none is no tools; after calls it is the tools and a sentence', () => {
    expect(toolConfig({ tools, toolChoice: 'none' })).toBe(undefined)
    const after = sent({ tools, toolChoice: 'none', messages: toolTurns })
    expect(after.body['toolConfig']).toEqual({ tools: [{ toolSpec: spec }] })
    expect(after.body['system']).toEqual([{ text: 'Do not call any tool now: answer in text.' }])
    expect(after.warnings.map(({ code }) => code)).toEqual(['tool-choice-not-forced'])
  })

  it('of one tool is the offer of that tool alone where only any can be said', () => {
    const two = [weatherTool({ name: 'other' }), weatherTool()]
    expect(toolConfig({ tools: two, toolChoice: { name: 'get_weather' }, model: 'mistral.devstral-2-123b' })).toEqual({
      tools: [{ toolSpec: spec }],
      toolChoice: { any: {} },
    })
  })

  it('is left to models that cannot be made to call a tool', () => {
    for (const changes of [
      { tools, toolChoice: 'required', model: 'us.meta.llama3-3-70b-instruct-v1:0' },
      { tools, toolChoice: { name: 'get_weather' }, model: 'us.anthropic.claude-opus-5-5' },
      { tools, toolChoice: 'required', model: 'us.anthropic.claude-sonnet-4-6', reasoningEffort: 'low' },
    ] as const) {
      expect(toolConfig(changes)).toMatchObject({ toolChoice: { auto: {} } })
      expect(codes(changes)).toContain('tool-choice-not-forced')
    }
  })

  it('wins over the habit of thinking', () => {
    const { body, warnings } = sent({ tools, toolChoice: 'required', model: 'us.anthropic.claude-opus-5' })
    expect(body).toMatchObject({
      toolConfig: { toolChoice: { any: {} } },
      additionalModelRequestFields: { thinking: { type: 'disabled' } },
    })
    expect(warnings.map(({ code }) => code)).toEqual(['thinking-disabled'])
  })
})
