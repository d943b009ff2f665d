import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import type { FilePart, Message } from '../../../src/vocabulary/message.ts'
import { citySchema, weatherTool } from '../weather-tool.ts'

const origin = { provider: 'openai', protocol: 'openai-responses', model: 'gpt-5.4' } as const
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const png: FilePart = { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: pixel } }

/** Two turns with parallel calls; what the model thought comes back with them. */
export const toolTurns: readonly Message[] = [
  { role: 'user', content: 'Weather in Paris and Rome?' },
  {
    role: 'assistant',
    origin,
    content: [
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
      {
        type: 'tool-call',
        id: 'call_1',
        name: 'get_weather',
        args: { city: 'Paris' },
        rawArgs: '{"city":"Paris"}',
        replay: { id: 'fc_1' },
      },
      {
        type: 'tool-call',
        id: 'call_2',
        name: 'get_weather',
        args: { city: 'Rome' },
        rawArgs: '{"city":"Rome"}',
        replay: { id: 'fc_2' },
      },
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

/** Requests by what they ask for. Each is checked against the schemas of OpenAI and OpenRouter and the types of the SDK. */
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
  'parallel tool calls with results and replayed reasoning': {
    messages: toolTurns,
    tools: [weatherTool()],
    reasoningEffort: 'high',
  },
  'a strict tool': { tools: [weatherTool({ strict: true })] },
  'a tool whose schema strict mode cannot say': {
    tools: [weatherTool({ strict: true, inputSchema: { type: 'object', additionalProperties: true } })],
  },
  'any tool': { tools: [weatherTool()], toolChoice: 'required' },
  'a named tool, one at a time': {
    tools: [weatherTool()],
    toolChoice: { name: 'get_weather' },
    parallelToolCalls: false,
  },
  'no tool': { tools: [weatherTool()], toolChoice: 'none' },
  'images and documents': {
    messages: [
      {
        role: 'user',
        content: [
          png,
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
              png,
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
  'native structured output': { output: { name: 'answer', schema: citySchema, mode: 'native' } },
  'structured output by tool': { output: { name: 'answer', schema: citySchema, mode: 'tool' } },
  'structured output by tool beside others': {
    tools: [weatherTool()],
    output: { name: 'answer', schema: citySchema, mode: 'tool' },
  },
  'structured output by prompt': { output: { name: 'answer', schema: citySchema, mode: 'prompt' } },
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
