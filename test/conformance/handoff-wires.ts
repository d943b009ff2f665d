import { delta, blockStop, blockStart, event, messageEnd } from '../adapters/bedrock-converse/event-stream.ts'

/** A tool call that an answer holds. */
export interface WireCall {
  readonly id: string
  readonly name: string
  readonly args: Readonly<Record<string, string>>
}

/** One answer of a model, in no protocol's words. */
export interface WireTurn {
  readonly thought: string
  readonly text: string
  readonly calls: readonly WireCall[]
  /** What the tokens of this answer are made of: no other answer has them. */
  readonly seed: string
}

/** The kind of part that a token belongs to. */
export type SealedPart = 'reasoning' | 'text' | 'call'

/** An answer as its provider streams it, and the tokens that it put on which part, in their order. */
export interface WireStream {
  readonly bytes: Uint8Array
  readonly tokens: readonly (readonly [part: SealedPart, token: string])[]
}

type WriteStream = (turn: WireTurn, model: string) => WireStream

/** What nobody but the provider can read. */
function seal(what: string, { seed }: WireTurn): string {
  return Buffer.from(`${what} of ${seed}, sealed`).toString('base64')
}

function sse(events: readonly unknown[], nameOf?: (event: unknown) => string): Uint8Array {
  const lines = events.map((value) => {
    const data = typeof value === 'string' ? value : JSON.stringify(value)
    return `${nameOf === undefined ? '' : `event: ${nameOf(value)}\n`}data: ${data}\n\n`
  })
  return new TextEncoder().encode(lines.join(''))
}

const typeOf = (value: unknown): string => String(Reflect.get(Object(value), 'type'))

function halves(text: string): readonly [string, string] {
  const middle = Math.ceil(text.length / 2)
  return [text.slice(0, middle), text.slice(middle)]
}

function chatStream(model: string, { text, calls }: WireTurn, thinking: readonly object[]): Uint8Array {
  const chunk = (content: object, finish: string | null = null): unknown => ({
    id: 'gen-1',
    object: 'chat.completion.chunk',
    created: 1_795_132_800,
    model,
    choices: [{ index: 0, delta: content, finish_reason: finish }],
  })
  const called = calls.map(({ id, name, args }, index) =>
    chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: JSON.stringify(args) } }] }),
  )
  const said = halves(text).map((content) => chunk({ content }))
  const end = chunk({}, calls.length === 0 ? 'stop' : 'tool_calls')
  return sse([...thinking.map((part) => chunk(part)), ...said, ...called, end, '[DONE]'])
}

/** OpenRouter passes on what Claude signed and what it hides (recorded, 2026-04 to 2026-08). */
const openrouter: WriteStream = (turn, model) => {
  const signature = seal('signature', turn)
  const data = seal('hidden reasoning', turn)
  const [first, second] = halves(turn.thought)
  const about = { format: 'anthropic-claude-v1', index: 0 }
  const detail = (reasoning: string | null, rest: object): object => ({
    content: '',
    reasoning,
    reasoning_details: [{ ...rest, ...about }],
  })
  const thinking = [
    detail(first, { type: 'reasoning.text', text: first }),
    detail(second, { type: 'reasoning.text', text: second }),
    detail(null, { type: 'reasoning.text', signature }),
    { content: '', reasoning: null, reasoning_details: [{ type: 'reasoning.encrypted', data, ...about, index: 1 }] },
  ]
  return {
    bytes: chatStream(model, turn, thinking),
    tokens: [
      ['reasoning', signature],
      ['reasoning', data],
    ],
  }
}

const deepseek: WriteStream = (turn, model) => {
  const thinking = halves(turn.thought).map((part) => ({ content: null, reasoning_content: part }))
  return { bytes: chatStream(model, turn, thinking), tokens: [] }
}

/** Items by their ids; the reasoning is sealed. */
const responses: WriteStream = (turn, model) => {
  const ids = { reasoning: `rs_${turn.seed}`, message: `msg_${turn.seed}` }
  const sealed = seal('reasoning', turn)
  const summary = [{ type: 'summary_text', text: turn.thought }]
  const content = [{ type: 'output_text', text: turn.text, annotations: [], logprobs: [] }]
  const message = { id: ids.message, type: 'message', role: 'assistant', status: 'completed', content }
  const calls = turn.calls.map(({ id, name, args }, index) => ({
    id: `fc_${turn.seed}_${index}`,
    type: 'function_call',
    status: 'completed',
    call_id: id,
    name,
    arguments: JSON.stringify(args),
  }))
  const reasoning = { id: ids.reasoning, type: 'reasoning', summary, encrypted_content: sealed }
  const said = turn.text === '' ? [] : [message]
  const output: readonly object[] = [reasoning, ...said, ...calls]
  const about = { id: 'resp_1', object: 'response', created_at: 1_795_000_000, model, error: null }
  const events = [
    { type: 'response.created', response: { ...about, status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', output_index: 0, item: { ...reasoning, summary: [] } },
    {
      type: 'response.reasoning_summary_text.delta',
      item_id: ids.reasoning,
      output_index: 0,
      summary_index: 0,
      delta: turn.thought,
    },
    { type: 'response.output_item.done', output_index: 0, item: reasoning },
    ...output.slice(1).flatMap((item, index) => [
      { type: 'response.output_item.added', output_index: index + 1, item: { ...item, content: [], arguments: '' } },
      ...(item === message
        ? [
            {
              type: 'response.output_text.delta',
              item_id: ids.message,
              output_index: index + 1,
              content_index: 0,
              delta: turn.text,
            },
          ]
        : []),
      { type: 'response.output_item.done', output_index: index + 1, item },
    ]),
    {
      type: 'response.completed',
      response: { ...about, status: 'completed', output, usage: { input_tokens: 9, output_tokens: 9 } },
    },
  ].map((value, number) => ({ ...value, sequence_number: number }))
  return {
    bytes: sse(events, typeOf),
    tokens: [
      ['reasoning', ids.reasoning],
      ['reasoning', sealed],
      ...(turn.text === '' ? [] : ([['text', ids.message]] as const)),
      ...calls.map(({ id }) => ['call', id] as const),
    ],
  }
}

/** Thinking is signed; where the provider hides some of it, that comes sealed as a whole. */
function anthropic(hides: boolean): WriteStream {
  return (turn, model) => {
    const signature = seal('signature', turn)
    const data = seal('hidden thinking', turn)
    const usage = { input_tokens: 9, output_tokens: 1 }
    const begin = {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage,
    }
    const blocks: readonly (readonly [start: object, deltas: readonly object[]])[] = [
      [
        { type: 'thinking', thinking: '', signature: '' },
        [
          ...halves(turn.thought).map((thinking) => ({ type: 'thinking_delta', thinking })),
          { type: 'signature_delta', signature },
        ],
      ],
      ...(hides ? [[{ type: 'redacted_thinking', data }, []] as const] : []),
      [{ type: 'text', text: '' }, halves(turn.text).map((text) => ({ type: 'text_delta', text }))],
      ...turn.calls.map(
        ({ id, name, args }) =>
          [
            { type: 'tool_use', id, name, input: {} },
            [{ type: 'input_json_delta', partial_json: JSON.stringify(args) }],
          ] as const,
      ),
    ]
    const stopReason = turn.calls.length === 0 ? 'end_turn' : 'tool_use'
    const events = [
      { type: 'message_start', message: begin },
      ...blocks.flatMap(([block, deltas], index) => [
        { type: 'content_block_start', index, content_block: block },
        ...deltas.map((part) => ({ type: 'content_block_delta', index, delta: part })),
        { type: 'content_block_stop', index },
      ]),
      { type: 'message_delta', delta: { stop_reason: stopReason, stop_sequence: null }, usage: { output_tokens: 9 } },
      { type: 'message_stop' },
    ]
    const hidden = hides ? ([['reasoning', data]] as const) : []
    return { bytes: sse(events, typeOf), tokens: [['reasoning', signature], ...hidden] }
  }
}

/** The first call of a turn is signed, else the text, by a part without any (recorded, Gemini 3). */
const google: WriteStream = (turn, model) => {
  const thoughtSignature = seal('thought', turn)
  const chunk = (part: object, finish: object = {}): unknown => ({
    candidates: [{ content: { role: 'model', parts: [part] }, index: 0, ...finish }],
    usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 9, totalTokenCount: 18 },
    modelVersion: model,
    responseId: 'r1',
  })
  const calls = turn.calls.map(({ id, name, args }, index) =>
    chunk({ functionCall: { id, name, args }, ...(index === 0 ? { thoughtSignature } : {}) }),
  )
  const last = calls.length === 0 ? { text: '', thoughtSignature } : { text: '' }
  const events = [
    ...halves(turn.thought).map((text) => chunk({ text, thought: true })),
    ...(turn.text === '' ? [] : [chunk({ text: turn.text })]),
    ...calls,
    chunk(last, { finishReason: 'STOP' }),
  ]
  return { bytes: sse(events), tokens: [[calls.length === 0 ? 'text' : 'call', thoughtSignature]] }
}

/** Claude signs its thinking at Bedrock too; other models do not (facts/providers.md, 2026-11-10). */
function bedrock(signs: boolean): WriteStream {
  return (turn) => {
    const signature = seal('signature', turn)
    const redactedContent = seal('hidden reasoning', turn)
    const reasoning = (index: number, content: object): Uint8Array => delta(index, { reasoningContent: content })
    const messages = [
      event('messageStart', { role: 'assistant' }),
      ...halves(turn.thought).map((text) => reasoning(0, { text })),
      ...(signs ? [reasoning(0, { signature })] : []),
      blockStop(0),
      ...(signs ? [reasoning(1, { redactedContent }), blockStop(1)] : []),
      ...(turn.text === '' ? [] : [delta(2, { text: turn.text }), blockStop(2)]),
      ...turn.calls.flatMap(({ id, name, args }, index) => [
        blockStart(index + 3, { toolUse: { toolUseId: id, name } }),
        delta(index + 3, { toolUse: { input: JSON.stringify(args) } }),
        blockStop(index + 3),
      ]),
      ...messageEnd(turn.calls.length === 0 ? 'end_turn' : 'tool_use'),
    ]
    return {
      bytes: new Uint8Array(Buffer.concat(messages)),
      tokens: signs
        ? [
            ['reasoning', signature],
            ['reasoning', redactedContent],
          ]
        : [],
    }
  }
}

const ollama: WriteStream = (turn, model) => {
  const line = (message: object, rest: object = {}): string =>
    JSON.stringify({
      model,
      created_at: '2026-11-20T09:30:03Z',
      message: { role: 'assistant', content: '', ...message },
      done: false,
      ...rest,
    })
  const calls = turn.calls.map(({ id, name, args }, index) =>
    line({ tool_calls: [{ id, function: { index, name, arguments: args } }] }),
  )
  const lines = [
    ...halves(turn.thought).map((thinking) => line({ thinking })),
    line({ content: turn.text }),
    ...calls,
    line({}, { done: true, done_reason: 'stop', prompt_eval_count: 9, eval_count: 9 }),
  ]
  return { bytes: new TextEncoder().encode(`${lines.join('\n')}\n`), tokens: [] }
}

/** How each host streams an answer, by `provider/model`. */
export const wireStreams: Readonly<Record<string, WriteStream>> = {
  'openrouter/anthropic/claude-sonnet-5.5': openrouter,
  'deepseek/deepseek-v4-pro': deepseek,
  'openai/gpt-6.1-terra': responses,
  'xai/grok-4.7': responses,
  'anthropic/claude-opus-5-5': anthropic(true),
  'anthropic/claude-haiku-4-5': anthropic(false),
  'gemini/gemini-3.8-flash': google,
  'gemini/gemini-4-argon': google,
  'bedrock/eu.anthropic.claude-sonnet-4-6': bedrock(true),
  'bedrock/openai.gpt-oss-120b-1:0': bedrock(false),
  'ollama/qwen3:8b': ollama,
  'ollama/gpt-oss:20b': ollama,
}
