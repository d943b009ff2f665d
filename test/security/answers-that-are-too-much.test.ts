import { describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import type { CompletionRequest, CompletionResult, ProtocolId, Settled } from '../../src/index.ts'
import { chatEnd, chatEvent } from '../scripted-chat.ts'
import { leastTime, steepGrowth } from '../processor-time.ts'

/* Answers of an ordinary size with more of one thing in them than anybody means, or deeper than anybody nests. */

async function ask(
  answer: string,
  {
    protocol = 'openai-chat',
    status = 200,
    ...request
  }: Partial<CompletionRequest> & { protocol?: ProtocolId; status?: number } = {},
): Promise<Settled<CompletionResult>> {
  const router = createRouter({
    providers: { x: { protocol, baseUrl: 'https://x.example/v1', apiKey: 'key-of-x' } },
    routing: { maxRetries: 0 },
    runtime: { readEnv: () => undefined, fetch: () => Promise.resolve(new Response(answer, { status })) },
  })
  const completion = router.complete({ messages: 'hi', model: 'x/m', ...(request as object) })
  try {
    for await (const _ of completion);
  } catch {
    // It is in the outcome.
  }
  return completion.settled()
}

/** Processor time that no answer of these takes, in milliseconds. */
const mostMs = 5_000

const delta = (part: object): string => chatEvent({ choices: [{ index: 0, delta: part, finish_reason: null }] })
const list = (length: number, make: (index: number) => unknown): unknown[] =>
  Array.from({ length }, (_, index) => make(index))
const call = (index: number, args = '{}'): object => ({
  tool_calls: [{ index, id: `c${index}`, type: 'function', function: { name: 'w', arguments: args } }],
})
const citation = (index: number): object => ({
  type: 'url_citation',
  url_citation: { url: `https://a.example/${index}`, title: 't' },
})
const anthropicEvent = (type: string, more: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`

describe('an answer', { timeout: 30_000 }, () => {
  it.each([
    [
      'tool calls',
      (length: number) => list(length, (index) => delta(call(index))).join('') + chatEnd(undefined, 'tool_calls'),
    ],
    [
      'citations',
      (length: number) =>
        delta({ content: 'x' }) +
        list(length, (index) => delta({ annotations: [citation(index)] })).join('') +
        chatEnd(),
    ],
    [
      'citations',
      (length: number) =>
        JSON.stringify({
          choices: [
            { index: 0, finish_reason: 'stop', message: { content: 'x', annotations: list(length, citation) } },
          ],
        }),
    ],
  ])('may hold ten thousand %s and not more', async (what, make) => {
    const most = await ask(make(10_000))
    expect(most.ok).toBe(true)
    const flood = make(40_000)
    const more = await ask(flood)
    expect(more.ok ? 'ok' : [more.error.code, more.error.message]).toEqual([
      'malformed-stream',
      expect.stringContaining(`more than 10000 ${what}`),
    ])
    expect(await leastTime(() => ask(flood), mostMs)).toBeLessThan(mostMs)
  })

  it('of a hundred thousand parts, events, counts or choices is read in time that grows as it does', async () => {
    const floods: Readonly<Record<string, readonly [ProtocolId, (length: number) => string]>> = {
      parts: [
        'openai-chat',
        (length) =>
          list(length, (index) => delta(index % 2 === 0 ? { content: 'x' } : { reasoning_content: 'y' })).join('') +
          chatEnd(),
      ],
      deltas: ['openai-chat', (length) => delta({ content: 'x' }).repeat(length) + chatEnd()],
      counts: [
        'openai-chat',
        (length) =>
          chatEvent({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 1 } }).repeat(length) +
          delta({ content: 'x' }) +
          chatEnd(),
      ],
      arguments: [
        'openai-chat',
        (length) =>
          delta(call(0, '')) +
          delta({ tool_calls: [{ index: 0, function: { arguments: ' ' } }] }).repeat(length) +
          chatEnd(undefined, 'tool_calls'),
      ],
      choices: [
        'openai-chat',
        (length) => chatEvent({ choices: list(length, (index) => ({ index, delta: { content: 'x' } })) }) + chatEnd(),
      ],
      images: [
        'openai-chat',
        (length) =>
          delta({
            images: list(length, () => ({ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } })),
          }) + chatEnd(),
      ],
      thoughts: [
        'anthropic-messages',
        (length) =>
          list(
            length,
            (index) =>
              anthropicEvent('content_block_start', {
                index,
                content_block: { type: 'thinking', thinking: 'x', signature: 's' },
              }) + anthropicEvent('content_block_stop', { index }),
          ).join(''),
      ],
      items: [
        'openai-responses',
        (length) =>
          JSON.stringify({
            id: 'r',
            object: 'response',
            status: 'completed',
            model: 'm',
            output: list(length, (index) => ({
              type: 'reasoning',
              id: `r${index}`,
              summary: [{ type: 'summary_text', text: 'x' }],
              encrypted_content: 'e',
            })),
          }),
      ],
      contents: [
        'gemini',
        (length) =>
          JSON.stringify({
            candidates: [
              {
                finishReason: 'STOP',
                content: {
                  parts: list(length, (index) => ({ text: 'x', thought: index % 2 === 0, thoughtSignature: 's' })),
                },
              },
            ],
          }),
      ],
      lines: [
        'ollama-chat',
        (length) =>
          `${JSON.stringify({ model: 'm', message: { role: 'assistant', content: 'x' }, done: false })}\n`.repeat(
            length,
          ),
      ],
    }
    const slow: unknown[] = []
    for (const [name, [protocol, make]] of Object.entries(floods)) {
      const growth = await steepGrowth((length) => ask(make(length), { protocol }), 100_000, {
        fast: 200,
        most: mostMs,
      })
      if (growth !== undefined) slow.push([name, growth])
    }
    expect(slow).toEqual([])
  })
})

describe('JSON that is nested a hundred thousand deep', { timeout: 30_000 }, () => {
  const depth = 100_000
  const lists = '['.repeat(depth) + ']'.repeat(depth)
  const objects = '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)
  const chunk = (member: string): string =>
    `data: {"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}],"x":${member}}\n\ndata: [DONE]\n\n`

  it.each([
    ['an error body', `{"error":${lists}}`, { status: 500 }],
    ['an error body that is cut', lists.repeat(2), { status: 400 }],
    ['an error in a stream', `data: {"error":{"message":${lists},"code":500}}\n\n`, {}],
    ['a member of an event', chunk(objects), {}],
    ['a member of a raw event', chunk(objects), { includeRaw: true }],
    ['a document', `{"choices":[{"index":0,"finish_reason":"stop","message":{"content":${lists}}}]}`, {}],
    ['usage', `{"choices":[{"index":0,"finish_reason":"stop","message":{"content":"x"}}],"usage":${objects}}`, {}],
    [
      'arguments',
      `{"choices":[{"index":0,"finish_reason":"tool_calls","message":{"tool_calls":[{"id":"c","type":"function","function":{"name":"w","arguments":${JSON.stringify(objects)}}}]}}]}`,
      {},
    ],
    [
      'arguments that come twice',
      `data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"w","arguments":${JSON.stringify(objects)}}}]},"finish_reason":"tool_calls"}]}\n\ndata: [DONE]\n\n`,
      {},
    ],
    [
      'structured output',
      `{"choices":[{"index":0,"finish_reason":"stop","message":{"content":${JSON.stringify(lists)}}}]}`,
      { output: { schema: { jsonSchema: { type: 'array' } } } },
    ],
    [
      'arguments of Gemini',
      `{"candidates":[{"finishReason":"STOP","content":{"parts":[{"functionCall":{"name":"w","args":${objects}}}]}}]}`,
      { protocol: 'gemini' },
    ],
    ['an error of Gemini', `[{"error":{"message":"x","details":${lists}}}]`, { protocol: 'gemini', status: 429 }],
    [
      'an input of Anthropic',
      `{"type":"message","id":"m","role":"assistant","model":"m","stop_reason":"tool_use","content":[{"type":"tool_use","id":"c","name":"w","input":${objects}}],"usage":{}}`,
      { protocol: 'anthropic-messages' },
    ],
    [
      'arguments of Ollama',
      `{"model":"m","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"w","arguments":${objects}}}]},"done":true,"done_reason":"stop"}\n`,
      { protocol: 'ollama-chat' },
    ],
  ] as const)('in %s is no defect', async (_where, answer, options) => {
    const outcome = await ask(answer, options)
    // `configuration` is the code of a defect.
    expect(outcome.ok ? '' : `${outcome.error.code}: ${outcome.error.message.slice(0, 200)}`).not.toMatch(
      /^configuration/,
    )
    expect(await leastTime(() => ask(answer, options), mostMs)).toBeLessThan(mostMs)
  })
})
