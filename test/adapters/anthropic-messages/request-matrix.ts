import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import type { Message } from '../../../src/vocabulary/message.ts'
import { picture } from '../one-pixel.ts'
import { plainCases } from '../plain-cases.ts'
import { weatherCall, weatherTurns } from '../tool-turns.ts'
import { citySchema, weatherTool } from '../weather-tool.ts'

const origin = { provider: 'anthropic', protocol: 'anthropic-messages', model: 'claude-sonnet-4-6' } as const

const toolTurns: readonly Message[] = weatherTurns(
  origin,
  [
    { type: 'reasoning', text: 'Two calls.', replay: { signature: 'c2ln' } },
    { type: 'reasoning', text: '', replay: { redactedData: 'c2VhbGVk' } },
    { type: 'text', text: 'One moment.' },
  ],
  [weatherCall('toolu_1', 'Paris'), weatherCall('toolu_2', 'Rome')],
)

/** Requests by what they ask for. Each is checked against the types of the SDK and for what is its point. */
export const matrix: Readonly<Record<string, Partial<TargetedRequest>>> = {
  ...plainCases,
  'parallel tool calls with results and replayed thinking': {
    messages: toolTurns,
    tools: [weatherTool()],
    reasoningEffort: 'high',
  },
  'a named tool, one at a time': {
    tools: [weatherTool()],
    toolChoice: { name: 'get_weather' },
    parallelToolCalls: false,
  },
  'tools one at a time': { tools: [weatherTool()], parallelToolCalls: false },
  'images and documents': {
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
          { type: 'file', mediaType: 'application/pdf', data: { type: 'url', url: 'https://example.com/a.pdf' } },
          { type: 'file', mediaType: 'text/markdown', data: { type: 'text', text: '# Title' } },
          { type: 'text', text: 'What is this?' },
        ],
      },
    ],
  },
  'uploaded files': {
    messages: [
      {
        role: 'user',
        content: [
          { type: 'file', mediaType: 'image/png', data: { type: 'id', fileId: 'file_1' } },
          { type: 'file', mediaType: 'application/pdf', data: { type: 'id', fileId: 'file_2' } },
        ],
      },
    ],
  },
  'a tool result with an image': {
    messages: [
      ...toolTurns.slice(0, 1),
      { role: 'assistant', content: [{ type: 'tool-call', id: 'toolu_1', name: 'draw', args: {}, rawArgs: '{}' }] },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            callId: 'toolu_1',
            name: 'draw',
            output: 'done',
            files: [picture],
          },
        ],
      },
    ],
  },
  'native structured output with an effort': {
    output: { name: 'answer', schema: citySchema, mode: 'native' },
    reasoningEffort: 'low',
  },
  'stop sequences': { stopSequences: ['END', 'STOP'] },
  'no output limit': { maxOutputTokens: undefined },
  'effort on Opus 5.5': { model: 'claude-opus-5-5', reasoningEffort: 'xhigh' },
  'no effort on Opus 5.5': { model: 'claude-opus-5-5', reasoningEffort: 'none' },
  'no effort on Sonnet 5.5': { model: 'claude-sonnet-5-5', reasoningEffort: 'none' },
  'no effort on Opus 4.8': { model: 'claude-opus-4-8', reasoningEffort: 'none' },
  'effort on Sonnet 4.6': { reasoningEffort: 'max' },
  'effort on Haiku 4.5': { model: 'claude-haiku-4-5', reasoningEffort: 'medium', maxOutputTokens: 16_000 },
  'citations sent back': {
    messages: [
      { role: 'user', content: 'Search.' },
      {
        role: 'assistant',
        origin,
        content: [
          {
            type: 'native',
            kind: 'server_tool_use',
            data: { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'sky' } },
          },
          {
            type: 'native',
            kind: 'web_search_tool_result',
            data: {
              type: 'web_search_tool_result',
              tool_use_id: 'srvtoolu_1',
              content: [
                {
                  type: 'web_search_result',
                  url: 'https://example.com',
                  title: 'Sky',
                  encrypted_content: 'ZW5j',
                  page_age: null,
                },
              ],
            },
          },
          {
            type: 'text',
            text: 'Because of scattering.',
            citations: [
              {
                raw: {
                  type: 'web_search_result_location',
                  url: 'https://example.com',
                  title: 'Sky',
                  cited_text: 'scatters',
                  encrypted_index: 'aW5k',
                },
              },
              {
                raw: {
                  type: 'char_location',
                  cited_text: 'x',
                  document_index: 0,
                  document_title: null,
                  start_char_index: 0,
                  end_char_index: 1,
                  file_id: null,
                },
              },
              { raw: { type: 'a_location_to_come', cited_text: 'y' } },
            ],
          },
        ],
      },
      { role: 'user', content: 'And at dusk?' },
    ],
  },
}

/** Sampling fields: only the older types have them. */
export const samplings: Readonly<Record<string, Partial<TargetedRequest>>> = {
  'sampling fields': { model: 'claude-3-5-haiku-latest', temperature: 0.5, topP: 0.9, topK: 40 },
  'a temperature alone': { temperature: 0 },
}

/** What only the beta form of the endpoint takes. */
export const betaForms: Readonly<Record<string, Partial<TargetedRequest>>> = {
  'a compaction block sent back': {
    messages: [
      { role: 'user', content: 'Go on.' },
      {
        role: 'assistant',
        origin,
        content: [
          { type: 'native', kind: 'compaction', data: { type: 'compaction', content: 'What happened so far.' } },
          { type: 'text', text: 'Fine.' },
        ],
      },
      { role: 'user', content: 'And now?' },
    ],
  },
}
