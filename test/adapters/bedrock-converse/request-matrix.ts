import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import type { FilePart, Message } from '../../../src/vocabulary/message.ts'
import { picture } from '../one-pixel.ts'
import { plainCases } from '../plain-cases.ts'
import { weatherCall, weatherTurns } from '../tool-turns.ts'
import { citySchema, weatherTool } from '../weather-tool.ts'

const origin = { provider: 'bedrock', protocol: 'bedrock-converse', model: 'eu.anthropic.claude-sonnet-4-6' } as const
const pdf = { type: 'file', mediaType: 'application/pdf', data: { type: 'base64', base64: 'JVBERi0=' } } as const
const paris = weatherCall('t1', 'Paris', { rawArgs: '{}' })
const found = { type: 'tool-result', callId: 't1', name: 'get_weather', output: { celsius: 18 } } as const

/** Two calls beside each other with what was thought before them, and their results. */
export const toolTurns: readonly Message[] = weatherTurns(
  origin,
  [
    { type: 'reasoning', text: 'Two calls.', replay: { signature: 'c2ln' } },
    { type: 'reasoning', text: '', replay: { redactedContent: 'c2VhbGVk' } },
    { type: 'text', text: 'One moment.' },
  ],
  [paris, weatherCall('t2', 'Rome', { rawArgs: '{}' })],
)

const question = (...content: readonly FilePart[]): readonly Message[] => [
  { role: 'user', content: [...content, { type: 'text', text: 'What is this?' }] },
]

/** Requests by what they ask for. Each is checked against the types of AWS. */
export const matrix: Readonly<Record<string, Partial<TargetedRequest>>> = {
  ...plainCases,
  'no output limit': { maxOutputTokens: undefined },
  'a conversation that begins with an answer': { messages: [{ role: 'assistant', content: 'Welcome.' }] },
  'parallel calls with results and replayed thinking': {
    messages: toolTurns,
    tools: [weatherTool()],
    reasoningEffort: 'high',
  },
  'parallel calls of a model without signatures': {
    messages: toolTurns,
    tools: [weatherTool()],
    model: 'qwen.qwen3-32b-v1:0',
  },
  'calls in the past without tools': { messages: toolTurns },
  tools: { tools: [weatherTool(), weatherTool({ name: 'get weather!' })] },
  'a named tool': { tools: [weatherTool()], toolChoice: { name: 'get_weather' }, parallelToolCalls: false },
  'a named tool where only any can be said': {
    tools: [weatherTool(), weatherTool({ name: 'other' })],
    toolChoice: { name: 'get_weather' },
    model: 'mistral.mistral-large-2407-v1:0',
  },
  'a tool that cannot be demanded': {
    tools: [weatherTool()],
    toolChoice: 'required',
    model: 'us.meta.llama4-scout-17b-instruct-v1:0',
  },
  'no tool after calls': { messages: toolTurns, tools: [weatherTool()], toolChoice: 'none' },
  auto: { tools: [weatherTool()], toolChoice: 'auto' },
  'an image': { messages: question(picture) },
  'a PDF': { messages: question(pdf) },
  'two documents of one name and none beside them': {
    messages: [
      {
        role: 'user',
        content: [
          { ...pdf, filename: 'Q3: report_v1.pdf' },
          { ...pdf, filename: 'q3 report v1.PDF' },
        ],
      },
    ],
  },
  'text, sheets, video and audio': {
    messages: [
      {
        role: 'user',
        content: [
          { type: 'file', mediaType: 'text/markdown', data: { type: 'text', text: '# Title' } },
          { type: 'file', mediaType: 'application/json', data: { type: 'base64', base64: 'e30=' } },
          { type: 'file', mediaType: 'text/csv', data: { type: 'text', text: 'a,b' }, filename: 'a.csv' },
          { type: 'file', mediaType: 'video/mp4', data: { type: 'url', url: 's3://bucket/a.mp4' } },
          { type: 'file', mediaType: 'audio/mpeg', data: { type: 'base64', base64: 'AAAA' } },
          { type: 'text', text: 'Summarise.' },
        ],
      },
    ],
  },
  'a result with files': {
    messages: [
      ...toolTurns.slice(0, 1),
      { role: 'assistant', content: [paris] },
      { role: 'tool', content: [{ ...found, files: [picture, pdf] }] },
    ],
    tools: [weatherTool()],
  },
  'a result with files where results hold none': {
    messages: [
      ...toolTurns.slice(0, 1),
      { role: 'assistant', content: [paris] },
      { role: 'tool', content: [{ ...found, files: [picture, pdf] }] },
    ],
    tools: [weatherTool()],
    model: 'openai.gpt-6-astra',
  },
  'hosted tools of the past': {
    messages: [
      { role: 'user', content: '1+1?' },
      {
        role: 'assistant',
        origin,
        content: [
          {
            type: 'native',
            kind: 'server_tool_use',
            data: {
              toolUse: {
                toolUseId: 'a',
                name: 'nova_code_interpreter',
                input: { snippet: '1+1' },
                type: 'server_tool_use',
              },
            },
          },
          {
            type: 'native',
            kind: 'nova_code_interpreter_result',
            data: {
              toolResult: {
                toolUseId: 'a',
                content: [{ json: { stdOut: '2' } }],
                status: 'success',
                type: 'nova_code_interpreter_result',
              },
            },
          },
          { type: 'text', text: '2' },
        ],
      },
      { role: 'user', content: 'Sure?' },
    ],
    model: 'us.amazon.nova-2-lite-v1:0',
  },
  'native structured output': { output: { name: 'the answer', schema: citySchema, mode: 'native' } },
  'structured output by tool beside others': {
    output: { name: 'answer', schema: citySchema, mode: 'tool' },
    tools: [weatherTool()],
  },
  'stop sequences and sampling': {
    stopSequences: ['END'],
    temperature: 1.4,
    topK: 5,
    model: 'anthropic.claude-3-haiku-20240307-v1:0',
  },
  'effort by budget': {
    model: 'eu.anthropic.claude-haiku-4-5-20251001-v1:0',
    reasoningEffort: 'medium',
    maxOutputTokens: 16_000,
  },
  'effort by word': { model: 'global.anthropic.claude-opus-5-5', reasoningEffort: 'xhigh' },
  'effort of OpenAI': { model: 'openai.gpt-6-astra', reasoningEffort: 'low' },
  'effort of gpt-oss': { model: 'openai.gpt-oss-120b-1:0', reasoningEffort: 'max' },
  'effort of Nova 2': { model: 'us.amazon.nova-2-lite-v1:0', reasoningEffort: 'high', temperature: 0.5 },
  'top_k of Nova': { model: 'amazon.nova-lite-v1:0', topK: 20 },
}
