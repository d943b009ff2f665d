import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import type { Message } from '../../../src/vocabulary/message.ts'
import { picture, pixel } from '../one-pixel.ts'
import { plainCases } from '../plain-cases.ts'
import { weatherCall, weatherTurns } from '../tool-turns.ts'
import { citySchema, weatherTool } from '../weather-tool.ts'

const origin = { provider: 'openai', protocol: 'openai-responses', model: 'gpt-5.4' } as const

/** Two turns with parallel calls; what the model thought comes back with them. */
export const toolTurns: readonly Message[] = weatherTurns(
  origin,
  [
    { type: 'reasoning', text: 'Two calls.', replay: { id: 'rs_1' } },
    {
      type: 'reasoning',
      text: 'Now.',
      replay: {
        id: 'rs_1',
        encrypted_content: 'c2VhbGVk',
        summary: [
          { type: 'summary_text', text: 'Two calls.' },
          { type: 'summary_text', text: 'Now.' },
        ],
      },
    },
    { type: 'text', text: 'One moment.', replay: { id: 'msg_1', phase: 'commentary' } },
  ],
  [
    weatherCall('call_1', 'Paris', { replay: { id: 'fc_1' } }),
    weatherCall('call_2', 'Rome', { replay: { id: 'fc_2' } }),
  ],
)

/** Requests by what they ask for. Each is checked against the schemas of OpenAI and OpenRouter and the types of the SDK. */
export const matrix: Readonly<Record<string, Partial<TargetedRequest>>> = {
  ...plainCases,
  'parallel tool calls with results and replayed reasoning': {
    messages: toolTurns,
    tools: [weatherTool()],
    reasoningEffort: 'high',
  },
  'a tool whose schema strict mode cannot say': {
    tools: [weatherTool({ strict: true, inputSchema: { type: 'object', additionalProperties: true } })],
  },
  'a named tool, one at a time': {
    tools: [weatherTool()],
    toolChoice: { name: 'get_weather' },
    parallelToolCalls: false,
  },
  'images and documents': {
    messages: [
      {
        role: 'user',
        content: [
          picture,
          { type: 'file', mediaType: 'image/*', data: { type: 'url', url: 'https://example.com/a.png' } },
          { type: 'file', mediaType: 'application/pdf', data: { type: 'base64', base64: 'JVBERi0=' } },
          { type: 'file', mediaType: 'application/pdf', data: { type: 'url', url: 'https://example.com/a.pdf' } },
          { type: 'file', mediaType: 'text/markdown', data: { type: 'text', text: '# Title' }, filename: 'a.md' },
          { type: 'text', text: 'What is this?' },
        ],
      },
    ],
  },
  'a tool result with files': {
    messages: [
      { role: 'user', content: 'Draw.' },
      {
        role: 'assistant',
        content: [{ type: 'tool-call', id: 'call_1', name: 'draw', args: {}, rawArgs: '{}', replay: { id: 'fc_1' } }],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            callId: 'call_1',
            name: 'draw',
            output: 'done',
            files: [
              picture,
              {
                type: 'file',
                mediaType: 'application/pdf',
                data: { type: 'base64', base64: 'JVBERi0=' },
                filename: 'a.pdf',
              },
            ],
          },
        ],
      },
    ],
  },
  'structured output by tool beside others': {
    tools: [weatherTool()],
    output: { name: 'answer', schema: citySchema, mode: 'tool' },
  },
  'structured output of a host that knows JSON only': {
    output: { name: 'answer', schema: citySchema, mode: 'native' },
    quirks: { structuredOutput: 'json-object' },
  },
  'an output limit': { maxOutputTokens: 4096 },
  'an output limit that is too small': { maxOutputTokens: 1 },
  'an effort': { reasoningEffort: 'high' },
  'no effort': { reasoningEffort: 'none' },
  'the highest effort': { reasoningEffort: 'xhigh' },
  'sampling fields': { temperature: 0.5, topP: 0.9 },
  'fields that the wire lacks': { topK: 40, seed: 1, stopSequences: ['END'] },
  'a session': { session: 'a-conversation-with-an-id-that-is-longer-than-the-wire-takes-'.repeat(2) },
}

/** What OpenRouter's schema does not know: items of OpenAI's hosted tools, uploaded images, calls that this wire did not make. */
export const openaiItems: Readonly<Record<string, Partial<TargetedRequest>>> = {
  'hosted tools, compaction and what is between them': {
    messages: [
      { role: 'user', content: 'Search.' },
      {
        role: 'assistant',
        origin,
        content: [
          {
            type: 'native',
            kind: 'compaction',
            data: { id: 'cmp_1', type: 'compaction', encrypted_content: 'c28gZmFy' },
          },
          {
            type: 'native',
            kind: 'web_search_call',
            data: {
              id: 'ws_1',
              type: 'web_search_call',
              status: 'completed',
              action: { type: 'search', query: 'sky' },
            },
          },
          {
            type: 'native',
            kind: 'image_generation_call',
            data: { id: 'ig_1', type: 'image_generation_call', status: 'completed', result: pixel },
          },
          {
            type: 'native',
            kind: 'mcp_list_tools',
            data: { id: 'mcpl_1', type: 'mcp_list_tools', server_label: 's', tools: [] },
          },
          {
            type: 'native',
            kind: 'custom_tool_call',
            data: { id: 'ctc_1', type: 'custom_tool_call', call_id: 'call_c', name: 'patch', input: 'x' },
          },
          {
            type: 'text',
            text: 'Because of scattering.',
            citations: [{ raw: { type: 'url_citation', url: 'https://example.com' } }],
          },
        ],
      },
      { role: 'user', content: 'And at dusk?' },
    ],
  },
  'uploaded files': {
    messages: [
      {
        role: 'user',
        content: [
          { type: 'file', mediaType: 'image/png', data: { type: 'id', fileId: 'file-1' } },
          { type: 'file', mediaType: 'application/pdf', data: { type: 'id', fileId: 'file-2' } },
        ],
      },
    ],
  },
  'a call without an id of its own': {
    messages: [
      { role: 'user', content: 'Draw.' },
      { role: 'assistant', content: [{ type: 'tool-call', id: 'call_1', name: 'draw', args: {}, rawArgs: '' }] },
      { role: 'tool', content: [{ type: 'tool-result', callId: 'call_1', name: 'draw', output: null }] },
    ],
  },
}
