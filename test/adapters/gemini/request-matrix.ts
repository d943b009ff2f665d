import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import type { Message } from '../../../src/vocabulary/message.ts'
import { picture } from '../one-pixel.ts'
import { plainCases } from '../plain-cases.ts'
import { drawTurns, weatherCall, weatherTurns } from '../tool-turns.ts'
import { citySchema, weatherTool } from '../weather-tool.ts'

const origin = { provider: 'gemini', protocol: 'gemini', model: 'gemini-3.5-flash' } as const

/** A turn with two calls beside each other, both answered, then a question. */
export const toolTurns: readonly Message[] = weatherTurns(
  origin,
  [
    { type: 'reasoning', text: 'Two calls.' },
    { type: 'text', text: 'One moment.' },
  ],
  [
    weatherCall('x1', 'Paris', { replay: { thoughtSignature: 'c2ln', functionCallId: 'x1' } }),
    weatherCall('resp_1_1', 'Rome'),
  ],
)

/** Requests by what they ask for. Each is checked against the types of the SDK. */
export const matrix: Readonly<Record<string, Partial<TargetedRequest>>> = {
  ...plainCases,
  'parallel tool calls with results and signatures': {
    messages: toolTurns,
    tools: [weatherTool()],
    reasoningEffort: 'high',
  },
  'the same history on an older model': { model: 'gemini-2.5-flash', messages: toolTurns, tools: [weatherTool()] },
  'a tool without arguments': { tools: [weatherTool({ inputSchema: { type: 'object', properties: {} } })] },
  'a named tool': { tools: [weatherTool()], toolChoice: { name: 'get_weather' } },
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
  'native structured output in the form of OpenAPI': {
    quirks: { openApiSchemas: true },
    output: { name: 'answer', schema: citySchema, mode: 'native' },
    tools: [weatherTool()],
  },
  'native structured output beside tools': {
    output: { name: 'answer', schema: citySchema, mode: 'native' },
    tools: [weatherTool()],
  },
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
