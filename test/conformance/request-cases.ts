import type { TargetedRequest, WireTool } from '../../src/adapters/protocol.ts'
import type { FilePart, JsonObject, Message, ToolCallPart } from '../../src/vocabulary/message.ts'
import { picture } from '../adapters/one-pixel.ts'

const place: JsonObject = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, description: 'As on a map.' },
    kind: { enum: ['town', 'lake', 'peak'] },
    near: { type: ['string', 'null'] },
    height: { type: 'number', minimum: 0 },
    tags: { type: 'array', items: { type: 'string' }, maxItems: 5 },
  },
  required: ['name', 'kind'],
  additionalProperties: false,
}

function tool(changes: Partial<WireTool> = {}): WireTool {
  return { name: 'find_place', description: 'Finds a place.', inputSchema: place, strict: undefined, ...changes }
}

const tools: readonly WireTool[] = [
  tool(),
  tool({ name: 'now', description: undefined, inputSchema: { type: 'object', properties: {} } }),
]

const photo: FilePart = { type: 'file', mediaType: 'image/*', data: { type: 'url', url: 'https://example.com/a.png' } }
const report: FilePart = {
  type: 'file',
  mediaType: 'application/pdf',
  filename: 'report.pdf',
  data: { type: 'base64', base64: 'JVBERi0xLjQK' },
}

const ask = (...files: readonly FilePart[]): readonly Message[] => [
  { role: 'user', content: [...files, { type: 'text', text: 'What is this?' }] },
]

const called = (id: string): ToolCallPart => ({
  type: 'tool-call',
  id,
  name: 'find_place',
  args: { name: id, kind: 'town' },
  rawArgs: JSON.stringify({ name: id, kind: 'town' }),
})

/** Two calls beside each other: one result is an object, the other an error. */
const parallelResults: readonly Message[] = [
  { role: 'user', content: 'Where are A and B?' },
  { role: 'assistant', content: [{ type: 'text', text: 'I look.' }, called('call_1'), called('call_2')] },
  {
    role: 'tool',
    content: [
      { type: 'tool-result', callId: 'call_1', name: 'find_place', output: { lat: 59.9 } },
      { type: 'tool-result', callId: 'call_2', name: 'find_place', output: 'unknown', isError: true },
    ],
  },
]

/** What every protocol is asked to say. */
export const requestCases: Readonly<Record<string, Partial<TargetedRequest>>> = {
  'a plain question': {},
  'a system prompt in blocks': {
    system: [
      { text: 'Today is Monday.', scope: 'turn' },
      { text: 'Answer briefly.', scope: 'session', key: 'style' },
    ],
  },
  'several turns': {
    messages: [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello.' },
      { role: 'user', content: [{ type: 'text', text: 'Why?' }] },
    ],
  },
  tools: { tools },
  'a strict tool, one call at a time': { tools: [tool({ strict: true })], parallelToolCalls: false },
  'parallel results': { messages: parallelResults, tools },
  'parallel results, the tools gone': { messages: parallelResults },
  'any tool': { tools, toolChoice: 'required' },
  'a named tool': { tools, toolChoice: { name: 'find_place' } },
  'no tool': { tools, toolChoice: 'none' },
  'an image': { messages: ask(picture) },
  'an image by address': { messages: ask(photo) },
  'a PDF': { messages: ask(report) },
  'structured output, native': { output: { name: 'answer', schema: place, mode: 'native' } },
  'structured output, native, beside tools': { output: { name: 'answer', schema: place, mode: 'native' }, tools },
  'structured output, by a tool': { output: { name: 'answer', schema: place, mode: 'tool' } },
  'structured output, by the prompt': { output: { name: 'answer', schema: place, mode: 'prompt' } },
  'stop sequences': { stopSequences: ['END', 'STOP'] },
  'sampling, seed and session': { temperature: 0.5, topP: 0.9, topK: 40, seed: 7, session: 'conversation-1' },
  'no effort': { reasoningEffort: 'none' },
  'a low effort': { reasoningEffort: 'low' },
  'the highest effort': { reasoningEffort: 'max', tools },
  'an output limit': { maxOutputTokens: 2_000 },
}

/** What a host's wire has no place for: such a request is refused before it is sent, and the next target is asked. */
export const refusedCases: Readonly<Record<string, readonly string[]>> = {
  'a PDF': ['deepseek/deepseek-v4-pro', 'ollama/qwen3:8b', 'ollama/gpt-oss:20b'],
  'an image by address': [
    'bedrock/eu.anthropic.claude-sonnet-4-6',
    'bedrock/openai.gpt-oss-120b-1:0',
    'ollama/qwen3:8b',
    'ollama/gpt-oss:20b',
  ],
}
