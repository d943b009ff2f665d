import { describe, expect, it } from 'vitest'

import { readEffortRefusal } from '../../src/budget/effort-refusal.ts'
import type { ReasoningEffort } from '../../src/vocabulary/model.ts'

describe('a refusal of an effort', () => {
  it.each<[string, ReasoningEffort, readonly ReasoningEffort[]]>([
    [
      "Unsupported value: 'reasoning_effort' does not support 'none' with this model. Supported values are: 'minimal', 'low', 'medium', and 'high'.",
      'none',
      ['minimal', 'low', 'medium', 'high'],
    ],
    [
      "Unsupported value: 'reasoning.effort' does not support 'xhigh' with this model.",
      'xhigh',
      ['low', 'medium', 'high'],
    ],
    ['`reasoning_effort` must be one of `none` or `default`', 'high', ['none']],
    ['registry.ollama.ai/library/gemma3n:e4b-it-q8_0 does not support thinking', 'high', []],
    ['think value "medium" is not supported for this model', 'medium', []],
    ['Model grok-4.20-0309-reasoning does not support parameter reasoningEffort.', 'high', []],
    ["Unsupported parameter: 'reasoning_effort' is not supported with this model.", 'low', []],
    ['Unrecognized request argument supplied: reasoning_effort', 'low', []],
  ])('tells what is taken: %s', (message, wanted, efforts) => {
    expect(readEffortRefusal(message, wanted)).toEqual(efforts)
  })

  it.each([
    'messages.1.content.0: Invalid `signature` in `thinking` block',
    'Thinking may not be enabled when tool_choice forces tool use.',
    '`max_tokens` must be greater than `thinking.budget_tokens`',
    'Unsupported parameter: temperature',
    'Function tools with reasoning_effort are not supported for gpt-5.4 in /v1/chat/completions.',
    '',
  ])('is not seen in: %s', (message) => {
    expect(readEffortRefusal(message, 'high')).toBeUndefined()
  })
})
