import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import type { FilePart, Message } from '../../../src/vocabulary/message.ts'
import { citySchema, weatherTool } from '../weather-tool.ts'

const origin = { provider: 'gemini', protocol: 'gemini', model: 'gemini-3.5-flash' } as const
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const picture: FilePart = { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: pixel } }

/** A turn with two calls beside each other, both answered, then a question. */
export const toolTurns: readonly Message[] = [
  { role: 'user', content: 'Weather in Paris and Rome?' },
  {
    role: 'assistant',
    origin,
    content: [
      { type: 'reasoning', text: 'Two calls.' },
      { type: 'text', text: 'One moment.' },
      {
        type: 'tool-call',
        id: 'x1',
        name: 'get_weather',
        args: { city: 'Paris' },
        rawArgs: '{"city":"Paris"}',
        replay: { thoughtSignature: 'c2ln', functionCallId: 'x1' },
      },
      { type: 'tool-call', id: 'resp_1_1', name: 'get_weather', args: { city: 'Rome' }, rawArgs: '{"city":"Rome"}' },
    ],
  },
  {
    role: 'tool',
    content: [
      { type: 'tool-result', callId: 'x1', name: 'get_weather', output: { celsius: 18 } },
      { type: 'tool-result', callId: 'resp_1_1', name: 'get_weather', output: 'unknown city', isError: true },
    ],
  },
  { role: 'user', content: 'In Fahrenheit.' },
]

/** A call whose result is a picture. */
export const drawTurns: readonly Message[] = [
  { role: 'user', content: 'Draw.' },
  { role: 'assistant', content: [{ type: 'tool-call', id: 'd1', name: 'draw', args: {}, rawArgs: '{}' }] },
  { role: 'tool', content: [{ type: 'tool-result', callId: 'd1', name: 'draw', output: 'done', files: [picture] }] },
]

/** Requests by what they ask for. Each is checked against the types of the SDK. */
export const matrix: Readonly<Record<string, Partial<TargetedRequest>>> = {
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
  'parallel tool calls with results and signatures': {
    messages: toolTurns,
    tools: [weatherTool()],
    reasoningEffort: 'high',
  },
  'the same history on an older model': { model: 'gemini-2.5-flash', messages: toolTurns, tools: [weatherTool()] },
  'a strict tool': { tools: [weatherTool({ strict: true })] },
  'a tool without arguments': { tools: [weatherTool({ inputSchema: { type: 'object', properties: {} } })] },
  'any tool': { tools: [weatherTool()], toolChoice: 'required' },
  'a named tool': { tools: [weatherTool()], toolChoice: { name: 'get_weather' } },
  'no tool': { tools: [weatherTool()], toolChoice: 'none' },
  'tools one at a time': { tools: [weatherTool()], parallelToolCalls: false },
  'images, audio and documents': {
    messages: [
      {
        role: 'user',
        content: [
          picture,
          { type: 'file', mediaType: 'image/*', data: { type: 'url', url: 'https://example.com/a.png' } },
          {
            type: 'file',
            mediaType: 'application/pdf',
            data: { type: 'base64', base64: 'JVBERi0=' },
            filename: 'a.pdf',
          },
          { type: 'file', mediaType: 'application/pdf', data: { type: 'url', url: 'gs://bucket/a.pdf' } },
          { type: 'file', mediaType: 'audio/mp3', data: { type: 'base64', base64: 'SUQz' } },
          { type: 'file', mediaType: 'text/markdown', data: { type: 'text', text: '# Title' } },
          { type: 'text', text: 'What is this?' },
        ],
      },
    ],
  },
  'an uploaded file': {
    messages: [
      { role: 'user', content: [{ type: 'file', mediaType: 'video/mp4', data: { type: 'id', fileId: 'files/abc' } }] },
    ],
  },
  'a tool result with an image': { messages: drawTurns },
  'a tool result with an image on an older model': { model: 'gemini-2.5-flash', messages: drawTurns },
  'native structured output': { output: { name: 'answer', schema: citySchema, mode: 'native' } },
  'native structured output in the form of OpenAPI': {
    quirks: { openApiSchemas: true },
    output: { name: 'answer', schema: citySchema, mode: 'native' },
    tools: [weatherTool()],
  },
  'native structured output beside tools': {
    output: { name: 'answer', schema: citySchema, mode: 'native' },
    tools: [weatherTool()],
  },
  'structured output by tool': { output: { name: 'answer', schema: citySchema, mode: 'tool' } },
  'structured output by prompt': { output: { name: 'answer', schema: citySchema, mode: 'prompt' } },
  'stop sequences': { stopSequences: ['END', 'STOP'] },
  'an output limit': { maxOutputTokens: 1000 },
  'sampling fields': { temperature: 0.5, topP: 0.9, topK: 40, seed: 7 },
  'effort by level': { reasoningEffort: 'low' },
  'effort by budget': { model: 'gemini-2.5-pro', reasoningEffort: 'medium', maxOutputTokens: 16_000 },
  'no effort': { model: 'gemini-2.5-flash', reasoningEffort: 'none' },
  'an answer with code, a picture and signatures sent back': {
    messages: [
      { role: 'user', content: 'Plot it.' },
      {
        role: 'assistant',
        origin,
        content: [
          {
            type: 'native',
            kind: 'executableCode',
            data: { executableCode: { language: 'PYTHON', code: 'plot()' } },
            replay: { thoughtSignature: 's1' },
          },
          {
            type: 'native',
            kind: 'codeExecutionResult',
            data: { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '' } },
          },
          { ...picture, replay: { thoughtSignature: 's2' } },
          { type: 'text', text: 'There.', replay: { thoughtSignature: 's3' } },
          { type: 'native', kind: 'groundingMetadata', data: { webSearchQueries: ['plot'] } },
        ],
      },
      { role: 'user', content: 'Larger.' },
    ],
  },
}
