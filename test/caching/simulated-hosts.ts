import { blockStop, counts, delta, event, messageEnd } from '../adapters/bedrock-converse/event-stream.ts'
import {
  anthropicRules,
  createIdealCache,
  createPromptCache,
  type CachedRequest,
  type PromptBlock,
} from './prompt-cache.ts'

type Wire = Readonly<Record<string, unknown>>

/** A host with a prompt cache, and what it has charged so far. */
export interface SimulatedHost {
  answer(body: Wire): Response
  /** In tokens at the input price: charged, at the least, and without a cache. */
  readonly charged: { cost: number; ideal: number; plain: number }
  readonly requests: CachedRequest[]
}

const list = (value: unknown): readonly Wire[] => (Array.isArray(value) ? (value as readonly Wire[]) : [])

function ttlOf(mark: unknown): '5m' | '1h' | undefined {
  if (typeof mark !== 'object' || mark === null) return undefined
  return 'ttl' in mark && mark.ttl === '1h' ? '1h' : '5m'
}

function block(item: Wire, where: string): PromptBlock {
  const { cache_control: mark, ...rest } = item
  return { text: where + JSON.stringify(rest), mark: ttlOf(mark) }
}

/** The blocks of a body of Anthropic's protocol in the order of the prefix; the mark for the whole request is on the last. */
export function anthropicBlocks(body: Wire): readonly PromptBlock[] {
  const blocks = [
    ...list(body['tools']).map((tool) => block(tool, 't')),
    ...list(body['system']).map((one) => block(one, 's')),
    ...list(body['messages']).flatMap(({ role, content }) =>
      typeof content === 'string'
        ? [block({ type: 'text', text: content }, String(role))]
        : list(content).map((one) => block(one, String(role))),
    ),
  ]
  const all = ttlOf(body['cache_control'])
  return all === undefined
    ? blocks
    : blocks.map((one, index) => (index === blocks.length - 1 ? { ...one, mark: all } : one))
}

/** The blocks of a chat body as they reach Claude behind a gateway: parts, calls and results are blocks. */
export function chatBlocks(body: Wire): readonly PromptBlock[] {
  return [
    ...list(body['tools']).map((tool) => block(tool, 't')),
    ...list(body['messages']).flatMap(({ role, content, tool_calls: calls }) => [
      ...(typeof content === 'string'
        ? content === ''
          ? []
          : [block({ type: 'text', text: content }, String(role))]
        : list(content).map((part) => block(part, String(role)))),
      ...list(calls).map((call) => block(call, 'call')),
    ]),
  ]
}

/** The blocks of a body for Bedrock: a cache point marks the block before it. */
export function bedrockBlocks(body: Wire): readonly PromptBlock[] {
  const items = [
    ...list((body['toolConfig'] as Wire | undefined)?.['tools']).map((item) => ({ item, where: 't' })),
    ...list(body['system']).map((item) => ({ item, where: 's' })),
    ...list(body['messages']).flatMap(({ role, content }) =>
      list(content).map((item) => ({ item, where: String(role) })),
    ),
  ]
  const blocks: PromptBlock[] = []
  for (const { item, where } of items) {
    const last = blocks.at(-1)
    if (!('cachePoint' in item)) blocks.push({ text: where + JSON.stringify(item), mark: undefined })
    else if (last !== undefined) blocks[blocks.length - 1] = { ...last, mark: ttlOf(item['cachePoint']) }
  }
  return blocks
}

/** A host that answers every request with a word, and tells and charges what its cache did. */
export function simulatedHost(
  now: () => number,
  read: (body: Wire) => readonly PromptBlock[],
  write: (usage: CachedRequest) => Response,
): SimulatedHost {
  const cache = createPromptCache(anthropicRules, now)
  const ideal = createIdealCache(anthropicRules, '5m', now)
  const charged = { cost: 0, ideal: 0, plain: 0 }
  const requests: CachedRequest[] = []
  return {
    charged,
    requests,
    answer(body) {
      const blocks = read(body)
      const usage = cache.ask(blocks)
      requests.push(usage)
      charged.cost += usage.cost
      charged.ideal += ideal.ask(blocks)
      charged.plain += usage.read + usage.write5m + usage.write1h + usage.fresh
      return write(usage)
    },
  }
}

/** An answer of Anthropic's protocol. */
export function anthropicAnswer({ read, write5m, write1h, fresh }: CachedRequest): Response {
  return Response.json({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [{ type: 'text', text: 'Done.' }],
    stop_reason: 'end_turn',
    usage: {
      input_tokens: fresh,
      cache_read_input_tokens: read,
      cache_creation_input_tokens: write5m + write1h,
      cache_creation: { ephemeral_5m_input_tokens: write5m, ephemeral_1h_input_tokens: write1h },
      output_tokens: 2,
    },
  })
}

/** An answer over chat, as OpenRouter counts. */
export function chatAnswer({ read, write5m, write1h, fresh }: CachedRequest): Response {
  const written = write5m + write1h
  return Response.json({
    id: 'gen-1',
    object: 'chat.completion',
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Done.' }, finish_reason: 'stop' }],
    usage: {
      prompt_tokens: read + written + fresh,
      completion_tokens: 2,
      prompt_tokens_details: { cached_tokens: read, cache_write_tokens: written },
    },
  })
}

/** An answer of Bedrock. */
export function bedrockAnswer({ read, write5m, write1h, fresh }: CachedRequest): Response {
  const usage = counts({
    inputTokens: fresh,
    cacheReadInputTokens: read,
    cacheWriteInputTokens: write5m + write1h,
    cacheDetails: [
      { ttl: '5m', inputTokens: write5m },
      { ttl: '1h', inputTokens: write1h },
    ],
  })
  const messages = [event('messageStart', { role: 'assistant' }), delta(0, { text: 'Done.' }), blockStop(0)]
  return new Response(Buffer.concat([...messages, ...messageEnd('end_turn', usage)]), {
    headers: { 'content-type': 'application/vnd.amazon.eventstream' },
  })
}
