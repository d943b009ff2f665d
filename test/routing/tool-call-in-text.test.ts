import { describe, expect, it } from 'vitest'
import { toolCallInText } from '../../src/routing/tool-call-in-text.ts'

const tools = ['get_weather', 'search']

describe('a tool call that is written as text', () => {
  it.each([
    ['<tool_call>\n{"name": "get_weather", "arguments": {"city": "Bern"}}\n</tool_call>', 'get_weather'],
    ['[TOOL_CALLS][{"name": "search", "arguments": {"q": "x"}}]', 'search'],
    ['<|python_tag|>search.call(query="x")', 'search'],
    ['<function=get_weather>{"city": "Bern"}</function>', 'get_weather'],
    ['I will look. <invoke name="search"><parameter name="q">x</parameter></invoke>', 'search'],
    ['<｜tool▁calls▁begin｜>function<｜tool▁sep｜>get_weather', 'get_weather'],
    ['<|tool_calls_section_begin|><|tool_call_begin|>functions.search:0', 'search'],
    ['{"name": "get_weather", "parameters": {"city": "Bern"}}', 'get_weather'],
    ['```json\n{"tool": "search", "input": {"q": "x"}}\n```', 'search'],
    ['{"type": "function", "function": {"name": "search", "arguments": "{}"}}', 'search'],
    ['[{"name": "search", "arguments": {}}]', 'search'],
  ])('%s', (text, expected) => {
    expect(toolCallInText(text, tools)).toBe(expected)
  })

  it.each([
    'I could call get_weather, but I know it: rain.',
    '{"name": "get_weather"}',
    '{"name": "other_tool", "arguments": {}}',
    'Use `<tool_call>` to call a tool.',
    '{"name": "search", "arguments": ',
    'An example: {"name": "search", "arguments": {}} as text.',
    '{"city": "Bern", "arguments": []}',
    '',
  ])('%s is none', (text) => {
    expect(toolCallInText(text, tools)).toBeUndefined()
  })
})
