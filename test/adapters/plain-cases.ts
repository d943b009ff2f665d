import type { TargetedRequest } from '../../src/adapters/protocol.ts'
import { citySchema, weatherTool } from './weather-tool.ts'

/** What every wire is asked in the same words, by what it asks for. */
export const plainCases: Readonly<Record<string, Partial<TargetedRequest>>> = {
  'a plain question': {},
  'a system prompt in blocks': {
    system: [
      { text: 'Answer briefly.', scope: 'session' },
      { text: 'Today is Monday.', scope: 'turn' },
    ],
  },
  'several turns': {
    messages: [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello.' },
      { role: 'user', content: [{ type: 'text', text: 'Why is the sky blue?' }] },
    ],
  },
  'a strict tool': { tools: [weatherTool({ strict: true })] },
  'any tool': { tools: [weatherTool()], toolChoice: 'required' },
  'no tool': { tools: [weatherTool()], toolChoice: 'none' },
  'native structured output': { output: { name: 'answer', schema: citySchema, mode: 'native' } },
  'structured output by tool': { output: { name: 'answer', schema: citySchema, mode: 'tool' } },
  'structured output by prompt': { output: { name: 'answer', schema: citySchema, mode: 'prompt' } },
}
