import { describe, expect, it } from 'vitest'

import { encodeChat } from '../../../src/adapters/openai-chat/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { profileOf } from '../../../src/adapters/provider-table.ts'
import type { ModelInfo, ReasoningEffort } from '../../../src/vocabulary/model.ts'
import { citySchema, targetedRequest, weatherTool } from './targeted-request.ts'

type Changes = Partial<TargetedRequest>

/** The body without what every request has, and the codes of the warnings. */
function encoded(changes: Changes): { readonly body: Readonly<Record<string, unknown>>; readonly warnings: readonly string[]; readonly headers: unknown } {
  const { body, warnings, headers } = encodeChat(targetedRequest(changes))
  const { model: _model, messages: _messages, stream: _stream, stream_options: _options, tools: _tools, ...rest } = body
  return { body: rest, warnings: warnings.map(({ code }) => code), headers }
}

describe('a plain request', () => {
  it('asks for a stream with usage, and for nothing else', () => {
    expect(encodeChat(targetedRequest())).toEqual({
      path: '/chat/completions',
      headers: {},
      body: { model: 'demo-model', messages: [{ role: 'user', content: 'Hello' }], stream: true, stream_options: { include_usage: true } },
      warnings: [],
      toolNames: undefined,
    })
  })

  it('leaves stream_options out where the host refuses them', () => {
    expect(encodeChat(targetedRequest({ quirks: { streamOptions: false } })).body).not.toHaveProperty('stream_options')
  })

  it('has the output limit in the field of the host', () => {
    expect(encoded({ maxOutputTokens: 100 }).body).toEqual({ max_tokens: 100 })
    expect(encoded({ maxOutputTokens: 100, quirks: { outputLimitField: 'max_completion_tokens' } }).body).toEqual({ max_completion_tokens: 100 })
  })

  it('has the session where the host wants it', () => {
    expect(encoded({ session: 's1' })).toMatchObject({ body: {}, headers: {} })
    expect(encoded({ session: 's1', quirks: { sessionHeader: 'x-session-id' } })).toMatchObject({ body: {}, headers: { 'x-session-id': 's1' } })
    expect(encoded({ session: 'ü\n', quirks: { sessionHeader: 'x-session-id' } }).headers).toEqual({ 'x-session-id': '%C3%BC%0A' })
    expect(encoded({ session: 's'.repeat(80), quirks: { sessionHeader: 'prompt_cache_key' } }).body).toEqual({ prompt_cache_key: 's'.repeat(64) })
  })
})

describe('sampling', () => {
  const wanted = { temperature: 0.5, topP: 0.9, topK: 40, seed: 7 }

  it('is sent as the host knows it, the rest with a warning', () => {
    expect(encoded(wanted)).toMatchObject({ body: { temperature: 0.5, top_p: 0.9, seed: 7 }, warnings: ['unsupported-parameter'] })
    expect(encoded({ ...wanted, quirks: { topK: true, seedField: 'random_seed' } })).toMatchObject({ body: { temperature: 0.5, top_p: 0.9, top_k: 40, random_seed: 7 }, warnings: [] })
    expect(encoded({ seed: 7, quirks: { seedField: 'none' } })).toMatchObject({ body: {}, warnings: ['unsupported-parameter'] })
  })

  it('is not sent to models that refuse it', () => {
    const modelInfo = { provider: 'demo', model: 'demo-model', sampling: false } as const
    expect(encoded({ ...wanted, modelInfo })).toMatchObject({ body: { seed: 7 }, warnings: ['unsupported-parameter', 'unsupported-parameter', 'unsupported-parameter'] })
    expect(encoded({ ...wanted, modelInfo }).body).toEqual({ seed: 7 })
  })

  it('has at most four stop sequences', () => {
    expect(encoded({ stopSequences: ['a', '', 'b'] })).toMatchObject({ body: { stop: ['a', 'b'] }, warnings: [] })
    expect(encoded({ stopSequences: ['a', 'b', 'c', 'd', 'e'] })).toMatchObject({ body: { stop: ['a', 'b', 'c', 'd'] }, warnings: ['parameter-adjusted'] })
  })
})

describe('tools', () => {
  const tools = [weatherTool(), weatherTool({ name: 'now', description: ' ', inputSchema: { type: 'object', properties: {} } })]

  it('are functions, in the order of the caller', () => {
    expect(encodeChat(targetedRequest({ tools })).body['tools']).toEqual([
      { type: 'function', function: { name: 'weather', description: 'The weather of a city.', parameters: citySchema } },
      { type: 'function', function: { name: 'now', parameters: { type: 'object', properties: {} } } },
    ])
  })

  it('are strict where the tool and the host want it', () => {
    const strict = [weatherTool({ strict: true })]
    expect(encodeChat(targetedRequest({ tools: strict })).body['tools']).toMatchObject([{ function: { strict: true } }])
    const refused = encodeChat(targetedRequest({ tools: strict, quirks: { strictTools: false } }))
    expect(refused.body['tools']).toEqual([{ type: 'function', function: { name: 'weather', description: 'The weather of a city.', parameters: citySchema } }])
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
    ['required at Mistral', { toolChoice: 'required', quirks: { toolChoiceRequired: 'any' } }, { tool_choice: 'any' }, []],
    ['a name', { toolChoice: { name: 'now' } }, { tool_choice: { type: 'function', function: { name: 'now' } } }, []],
    ['required where there is no choice', { toolChoice: 'required', quirks: { toolChoice: false } }, {}, ['tool-choice-not-forced']],
    ['calls one by one', { parallelToolCalls: false }, { parallel_tool_calls: false }, []],
    ['calls one by one where the host may not know it', { parallelToolCalls: false, quirks: { parallelToolCalls: false } }, {}, ['unsupported-parameter']],
  ])('are chosen by %s', (_, changes, body, warnings) => {
    expect(encoded({ tools, ...changes })).toMatchObject({ body: body as object, warnings })
    expect(encoded({ tools, ...changes }).body).toEqual(body)
  })

  it('are offered alone where a name is not obeyed, and not at all where none cannot be said', () => {
    const named = encodeChat(targetedRequest({ tools, toolChoice: { name: 'now' }, quirks: { namedToolChoice: false } })).body
    expect(named).toMatchObject({ tools: [{ function: { name: 'now' } }], tool_choice: 'required' })
    expect(encodeChat(targetedRequest({ tools, toolChoice: 'none', quirks: { toolChoice: false } })).body).not.toHaveProperty('tools')
  })

  it('have no choice beside them when there are none', () => {
    expect(encoded({ toolChoice: 'required', parallelToolCalls: true }).body).toEqual({})
  })
})

describe('a structured output', () => {
  const output = { name: 'city', schema: citySchema, mode: 'native' } as const
  const instructionOf = (changes: Changes): unknown => (encodeChat(targetedRequest(changes)).body['messages'] as readonly { role: string; content: string }[]).filter(({ role }) => role === 'system').map(({ content }) => content.includes('JSON Schema'))

  it('is asked for by its schema, strictly', () => {
    expect(encoded({ output })).toMatchObject({ body: { response_format: { type: 'json_schema', json_schema: { name: 'city', schema: citySchema, strict: true } } }, warnings: [] })
  })

  it('is asked for without strict where strict cannot say the schema', () => {
    const open = { type: 'object', properties: { any: {} }, additionalProperties: { type: 'string' } } as const
    const { body, warnings } = encoded({ output: { ...output, schema: open } })
    expect(body).toMatchObject({ response_format: { json_schema: { strict: false } } })
    expect(warnings).toContain('strict-dropped')
  })

  it('is asked for as JSON with the schema in the prompt where the host knows no schemas', () => {
    const changes: Changes = { output, quirks: { structuredOutput: 'json-object' }, system: [{ text: 'Be brief.', scope: 'session' }] }
    expect(encoded(changes).body).toEqual({ response_format: { type: 'json_object' } })
    expect(instructionOf(changes)).toEqual([false, true])
  })

  it.each<[string, Changes]>([
    ['the host has nothing', { output, quirks: { structuredOutput: 'none' } }],
    ['the model has nothing', { output, modelInfo: { provider: 'demo', model: 'demo-model', capabilities: { 'structured-output': false } } }],
  ])('is asked for in the prompt where %s, with a warning', (_, changes) => {
    expect(encoded(changes)).toMatchObject({ body: {}, warnings: ['output-by-prompt'] })
    expect(instructionOf(changes)).toEqual([true])
  })

  it('is asked for in the prompt when the caller wants it so', () => {
    expect(encoded({ output: { ...output, mode: 'prompt' } })).toMatchObject({ body: {}, warnings: [] })
    expect(instructionOf({ output: { ...output, mode: 'prompt' } })).toEqual([true])
  })

  it('is a forced tool in tool mode, the last of the tools', () => {
    const byTool = { ...output, mode: 'tool' } as const
    expect(encoded({ output: byTool }).body).toEqual({ tool_choice: { type: 'function', function: { name: 'city' } } })
    const beside = encodeChat(targetedRequest({ output: byTool, tools: [weatherTool()] })).body
    expect(beside).toMatchObject({ tools: [{ function: { name: 'weather' } }, { function: { name: 'city' } }], tool_choice: 'required' })
    const unforced = encodeChat(targetedRequest({ output: byTool, quirks: { toolChoice: false } })).body
    expect(unforced).not.toHaveProperty('tool_choice')
    expect(unforced['messages']).toMatchObject([{ role: 'system', content: expect.stringContaining('city') as string }, { role: 'user' }])
  })
})

describe('the reasoning effort', () => {
  const sent = (id: string, model: string, reasoningEffort: ReasoningEffort, efforts?: ModelInfo['efforts'], more: Changes = {}): unknown => {
    const modelInfo = efforts === undefined ? undefined : { provider: id, model, efforts }
    const { body, warnings } = encoded({ provider: id, model, reasoningEffort, quirks: profileOf(id)?.quirks ?? {}, modelInfo, ...more })
    return [body, warnings]
  }
  const adjusted = ['effort-adjusted']

  it('is sent as it is to a host that nobody knows', () => {
    expect(sent('nobody', 'x', 'high')).toEqual([{ reasoning_effort: 'high' }, []])
  })

  it.each<[string, string, ReasoningEffort, ModelInfo['efforts'], unknown, readonly string[]]>([
    ['openai', 'gpt-5', 'low', { none: null, minimal: 'minimal', low: 'low', medium: 'medium', high: 'high', xhigh: null, max: null }, { reasoning_effort: 'low' }, []],
    ['openai', 'gpt-5', 'max', { none: null, minimal: 'minimal', low: 'low', medium: 'medium', high: 'high', xhigh: null, max: null }, { reasoning_effort: 'high' }, adjusted],
    ['openai', 'gpt-5', 'none', { none: null, minimal: 'minimal', low: 'low', medium: 'medium', high: 'high', xhigh: null, max: null }, { reasoning_effort: 'minimal' }, adjusted],
    ['openai', 'gpt-5.6', 'max', { none: 'none', low: 'low', medium: 'medium', high: 'high', xhigh: 'xhigh', max: 'max' }, { reasoning_effort: 'xhigh' }, adjusted],
    ['mistral', 'mistral-medium-3.5', 'low', { none: 'none', low: null, medium: null, high: 'high', xhigh: null }, { reasoning_effort: 'high' }, adjusted],
    ['mistral', 'mistral-large-4', 'low', { none: null, low: 'low', medium: 'medium', high: 'high' }, { reasoning_effort: 'low' }, []],
    ['groq', 'qwen/qwen3.6-27b', 'medium', { none: 'none', low: null, medium: null, high: 'default' }, { reasoning_effort: 'default' }, adjusted],
    ['deepseek', 'deepseek-v4-pro', 'xhigh', { none: 'none', low: null, medium: null, high: 'high', xhigh: null, max: 'max' }, { thinking: { type: 'enabled' }, reasoning_effort: 'max' }, adjusted],
    ['deepseek', 'deepseek-v4-pro', 'none', { none: 'none', high: 'high', max: 'max' }, { thinking: { type: 'disabled' } }, []],
    ['openrouter', 'x-ai/grok-4.7', 'max', { low: 'low', medium: 'medium', high: 'high', xhigh: 'xhigh', max: null }, { reasoning: { effort: 'xhigh' } }, adjusted],
  ])('of %s, %s: %s', (id, model, effort, efforts, body, warnings) => {
    expect(sent(id, model, effort, efforts)).toEqual([body, warnings])
  })

  it('is not sent to a model that does not think', () => {
    const modelInfo = { provider: 'openai', model: 'gpt-4.1', capabilities: { reasoning: false } }
    expect(sent('openai', 'gpt-4.1', 'high', undefined, { modelInfo })).toEqual([{}, adjusted])
    expect(sent('openai', 'gpt-4.1', 'none', undefined, { modelInfo })).toEqual([{}, []])
  })

  it('is what the endpoint takes beside tools, asked for or not', () => {
    const withTools = (model: string, reasoningEffort: ReasoningEffort | undefined): unknown => {
      const { body, warnings } = encoded({ provider: 'openai', model, tools: [weatherTool()], reasoningEffort, quirks: profileOf('openai')?.quirks ?? {} })
      return [body['reasoning_effort'], warnings]
    }
    expect(withTools('gpt-5.4', 'high')).toEqual([undefined, adjusted])
    expect(withTools('gpt-5.4', undefined)).toEqual([undefined, []])
    expect(withTools('gpt-5.6-terra', 'high')).toEqual(['none', adjusted])
    expect(withTools('gpt-6-luna', undefined)).toEqual(['none', []])
    expect(withTools('gpt-5.1', 'high')).toEqual(['high', []])
  })
})
