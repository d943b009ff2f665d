import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import type { Message } from '../../../src/vocabulary/message.ts'
import type { ModelInfo } from '../../../src/vocabulary/model.ts'
import { picture } from '../one-pixel.ts'
import { plainCases } from '../plain-cases.ts'
import { drawTurns, weatherCall, weatherTurns } from '../tool-turns.ts'
import { citySchema, weatherTool } from '../weather-tool.ts'

const origin = { provider: 'ollama', protocol: 'ollama-chat', model: 'qwen3:8b' } as const

/** A thought, a turn with two calls beside each other, both answered, then a question. */
export const toolTurns: readonly Message[] = weatherTurns(
  origin,
  [
    { type: 'reasoning', text: 'Two calls.' },
    { type: 'text', text: 'One moment.' },
  ],
  [weatherCall('call_1', 'Paris'), weatherCall('call_2', 'Rome')],
)

/** What a catalogue may know of a model. */
export function modelInfo(facts: Partial<ModelInfo>): ModelInfo {
  return { provider: 'ollama', model: 'qwen3:8b', ...facts }
}

/** Requests by what they ask for. Each is checked against the published schema. */
export const matrix: Readonly<Record<string, Partial<TargetedRequest>>> = {
  ...plainCases,
  'a system prompt in blocks': {
    system: [
      { text: 'Today is Monday.', scope: 'turn' },
      { text: 'Answer briefly.', scope: 'session' },
    ],
  },
  'parallel tool calls with results and thoughts': { messages: toolTurns, tools: [weatherTool()] },
  'a tool without arguments and description': {
    tools: [weatherTool({ description: undefined, inputSchema: { type: 'object', properties: {} } })],
  },
  'a named tool': { tools: [weatherTool(), weatherTool({ name: 'draw' })], toolChoice: { name: 'draw' } },
  'tools one at a time': { tools: [weatherTool()], parallelToolCalls: false },
  'images and text files': {
    messages: [
      {
        role: 'user',
        content: [
          picture,
          { type: 'file', mediaType: 'text/markdown', data: { type: 'text', text: '# Title' }, filename: 'a.md' },
          { type: 'text', text: 'What is this?' },
        ],
      },
    ],
  },
  'a tool result with an image': { messages: drawTurns },
  'native structured output beside tools': {
    output: { name: 'answer', schema: citySchema, mode: 'native' },
    tools: [weatherTool()],
  },
  'stop sequences': { stopSequences: ['END', 'STOP'] },
  'an output limit': { maxOutputTokens: 1000 },
  'a long prompt': { inputTokens: 20_000 },
  'sampling fields': { temperature: 0.5, topP: 0.9, topK: 40, seed: 7 },
  'an effort': { reasoningEffort: 'high' },
  'an effort of a model that thinks': {
    reasoningEffort: 'high',
    modelInfo: modelInfo({ capabilities: { reasoning: true } }),
  },
  'an effort of gpt-oss': { model: 'gpt-oss:20b', reasoningEffort: 'max' },
  'no effort': { reasoningEffort: 'none' },
  'options of the provider': { options: { keepAlive: '30m', numCtx: 16_384 } },
}
