import { describe, expect, it } from 'vitest'

import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { hosts } from '../../../src/adapters/openai-chat/hosts.ts'
import type { ModelInfo, ReasoningEffort } from '../../../src/vocabulary/model.ts'
import { weatherTool } from '../weather-tool.ts'
import { encodedFields } from './encoded-fields.ts'

type Changes = Partial<TargetedRequest>

describe('the reasoning effort', () => {
  const sent = (
    id: string,
    model: string,
    reasoningEffort: ReasoningEffort,
    efforts?: ModelInfo['efforts'],
    more: Changes = {},
  ): unknown => {
    const modelInfo = efforts === undefined ? undefined : { provider: id, model, efforts }
    const { body, warnings } = encodedFields({
      provider: id,
      model,
      reasoningEffort,
      quirks: hosts.known[id]?.quirks ?? {},
      modelInfo,
      ...more,
    })
    return [body, warnings]
  }
  const adjusted = ['effort-adjusted']

  it('is sent as it is to a host that nobody knows', () => {
    expect(sent('nobody', 'x', 'high')).toEqual([{ reasoning_effort: 'high' }, []])
  })

  it.each<[string, string, ReasoningEffort, ModelInfo['efforts'], unknown, readonly string[]]>([
    [
      'openai',
      'gpt-5',
      'low',
      { none: null, minimal: 'minimal', low: 'low', medium: 'medium', high: 'high', xhigh: null, max: null },
      { reasoning_effort: 'low' },
      [],
    ],
    [
      'openai',
      'gpt-5',
      'max',
      { none: null, minimal: 'minimal', low: 'low', medium: 'medium', high: 'high', xhigh: null, max: null },
      { reasoning_effort: 'high' },
      adjusted,
    ],
    [
      'openai',
      'gpt-5',
      'none',
      { none: null, minimal: 'minimal', low: 'low', medium: 'medium', high: 'high', xhigh: null, max: null },
      { reasoning_effort: 'minimal' },
      adjusted,
    ],
    [
      'openai',
      'gpt-5.6',
      'max',
      { none: 'none', low: 'low', medium: 'medium', high: 'high', xhigh: 'xhigh', max: 'max' },
      { reasoning_effort: 'xhigh' },
      adjusted,
    ],
    [
      'mistral',
      'mistral-medium-3.5',
      'low',
      { none: 'none', low: null, medium: null, high: 'high', xhigh: null },
      { reasoning_effort: 'high' },
      adjusted,
    ],
    [
      'mistral',
      'mistral-large-4',
      'low',
      { none: null, low: 'low', medium: 'medium', high: 'high' },
      { reasoning_effort: 'low' },
      [],
    ],
    [
      'groq',
      'qwen/qwen3.6-27b',
      'medium',
      { none: 'none', low: null, medium: null, high: 'default' },
      { reasoning_effort: 'default' },
      adjusted,
    ],
    [
      'deepseek',
      'deepseek-v4-pro',
      'xhigh',
      { none: 'none', low: null, medium: null, high: 'high', xhigh: null, max: 'max' },
      { thinking: { type: 'enabled' }, reasoning_effort: 'max' },
      adjusted,
    ],
    [
      'deepseek',
      'deepseek-v4-pro',
      'none',
      { none: 'none', high: 'high', max: 'max' },
      { thinking: { type: 'disabled' } },
      [],
    ],
    [
      'openrouter',
      'x-ai/grok-4.7',
      'max',
      { low: 'low', medium: 'medium', high: 'high', xhigh: 'xhigh', max: null },
      { reasoning: { effort: 'xhigh' } },
      adjusted,
    ],
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
      const { body, warnings } = encodedFields({
        provider: 'openai',
        model,
        tools: [weatherTool()],
        reasoningEffort,
        quirks: hosts.known['openai']?.quirks ?? {},
      })
      return [body['reasoning_effort'], warnings]
    }
    expect(withTools('gpt-5.4', 'high')).toEqual([undefined, adjusted])
    expect(withTools('gpt-5.4', undefined)).toEqual([undefined, []])
    expect(withTools('gpt-5.6-terra', 'high')).toEqual(['none', adjusted])
    expect(withTools('gpt-6-luna', undefined)).toEqual(['none', []])
    expect(withTools('gpt-5.1', 'high')).toEqual(['high', []])
  })
})
