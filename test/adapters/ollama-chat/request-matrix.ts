import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import type { FilePart, Message } from '../../../src/vocabulary/message.ts'
import type { ModelInfo } from '../../../src/vocabulary/model.ts'
import { citySchema, weatherTool } from '../weather-tool.ts'

const origin = { provider: 'ollama', protocol: 'ollama-chat', model: 'qwen3:8b' } as const
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** A picture of one pixel. */
export const picture: FilePart = { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: pixel } }

/** A thought, a turn with two calls beside each other, both answered, then a question. */
export const toolTurns: readonly Message[] = [
  { role: 'user', content: 'Weather in Paris and Rome?' },
  {
    role: 'assistant',
    origin,
    content: [
      { type: 'reasoning', text: 'Two calls.' },
      { type: 'text', text: 'One moment.' },
      { type: 'tool-call', id: 'call_1', name: 'get_weather', args: { city: 'Paris' }, rawArgs: '{"city":"Paris"}' },
      { type: 'tool-call', id: 'call_2', name: 'get_weather', args: { city: 'Rome' }, rawArgs: '{"city":"Rome"}' },
    ],
  },
  {
    role: 'tool',
    content: [
      { type: 'tool-result', callId: 'call_1', name: 'get_weather', output: { celsius: 18 } },
      { type: 'tool-result', callId: 'call_2', name: 'get_weather', output: 'unknown city', isError: true },
    ],
  },
  { role: 'user', content: 'In Fahrenheit.' },
]

/** What a catalogue may know of a model. */
export function modelInfo(facts: Partial<ModelInfo>): ModelInfo {
  return { provider: 'ollama', model: 'qwen3:8b', ...facts }
}

/** Requests by what they ask for. Each is checked against the published schema. */
export const matrix: Readonly<Record<string, Partial<TargetedRequest>>> = {
  'a plain question': {},
  'a system prompt in blocks': {
    system: [
      { text: 'Today is Monday.', scope: 'turn' },
      { text: 'Answer briefly.', scope: 'session' },
    ],
  },
  'several turns': {
    messages: [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello.' },
      { role: 'user', content: [{ type: 'text', text: 'Why is the sky blue?' }] },
    ],
  },
  'parallel tool calls with results and thoughts': { messages: toolTurns, tools: [weatherTool()] },
  'a strict tool': { tools: [weatherTool({ strict: true })] },
  'a tool without arguments and description': {
    tools: [weatherTool({ description: undefined, inputSchema: { type: 'object', properties: {} } })],
  },
  'any tool': { tools: [weatherTool()], toolChoice: 'required' },
  'a named tool': { tools: [weatherTool(), weatherTool({ name: 'draw' })], toolChoice: { name: 'draw' } },
  'no tool': { tools: [weatherTool()], toolChoice: 'none' },
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
  'a tool result with an image': {
    messages: [
      { role: 'user', content: 'Draw.' },
      { role: 'assistant', content: [{ type: 'tool-call', id: 'd1', name: 'draw', args: {}, rawArgs: '{}' }] },
      {
        role: 'tool',
        content: [{ type: 'tool-result', callId: 'd1', name: 'draw', output: 'done', files: [picture] }],
      },
    ],
  },
  'native structured output': { output: { name: 'answer', schema: citySchema, mode: 'native' } },
  'native structured output beside tools': {
    output: { name: 'answer', schema: citySchema, mode: 'native' },
    tools: [weatherTool()],
  },
  'structured output by tool': { output: { name: 'answer', schema: citySchema, mode: 'tool' } },
  'structured output by prompt': { output: { name: 'answer', schema: citySchema, mode: 'prompt' } },
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
