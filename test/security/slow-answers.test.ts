import { describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import type { CompletionRequest, ProtocolId } from '../../src/index.ts'
import { steepGrowth, type GrowthLimits } from '../processor-time.ts'

/*
 * Whole calls over answers of a megabyte that are made to be slow, in every place where a provider can put a text. Time must grow as they do.
 */

/** Texts out of what patterns look for. */
const pumps = [
  ' ',
  '\n',
  '\r\n',
  '\t',
  'a',
  '0',
  '-',
  '.',
  '/',
  '"',
  '\\',
  '<',
  '[',
  '{"a":',
  '`',
  '```\n',
  '- ',
  '> ',
  'a ',
  '0 ',
  'sk-',
  'Bearer ',
  'key=',
  'data:',
  'eyJa.',
  'http://a:',
  'try again in 1',
  '<title>',
  '\u4e2d',
  '\ud83c',
  'A_KEY',
  '](',
  '* ',
  ': ',
  '&amp;',
  'ab',
] as const

type Body = (text: string) => {
  readonly body: string
  readonly init?: ResponseInit
  readonly protocol?: ProtocolId
  readonly request?: Partial<CompletionRequest>
}

const json = JSON.stringify
const document = (message: object, more: object = {}): string =>
  json({ id: 'c', model: 'm', choices: [{ index: 0, message, finish_reason: 'stop' }], ...more })
const delta = (part: object, reason: string | null = null): string =>
  `data: ${json({ id: 'c', choices: [{ index: 0, delta: part, finish_reason: reason }] })}\n\n`
const call = (args: string): object => ({
  tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'weather', arguments: args } }],
})
const schema = { jsonSchema: { type: 'object', properties: { a: { type: 'string' } } } } as const
const tools = { weather: { input: schema } } as const

/** Every place of an answer that holds a text. */
const places: Readonly<Record<string, Body>> = {
  'a document': (text) => ({ body: document({ content: text }) }),
  'a delta': (text) => ({ body: `${delta({ content: text })}${delta({}, 'stop')}data: [DONE]\n\n` }),
  'many deltas': (text) => ({
    body: `${text
      .match(/[\s\S]{1,500}/g)
      ?.map((content) => delta({ content }))
      .join('')}${delta({}, 'stop')}data: [DONE]\n\n`,
  }),
  reasoning: (text) => ({ body: document({ content: `<think>${text}</think>x`, reasoning_content: text }) }),
  'structured output': (text) => ({ body: document({ content: text }), request: { output: { schema } } }),
  'structured output in a block': (text) => ({
    body: document({ content: `\`\`\`${text}` }),
    request: { output: { schema } },
  }),
  'arguments of a call': (text) => ({ body: document(call(text)), request: { tools } }),
  'arguments in pieces': (text) => ({
    body: `${text
      .match(/[\s\S]{1,500}/g)
      ?.map((piece) => delta(call(piece)))
      .join('')}${delta({}, 'tool_calls')}data: [DONE]\n\n`,
    request: { tools },
  }),
  citations: (text) => ({
    body: document({ content: 'x', annotations: [{ type: 'url_citation', url_citation: { url: text, title: text } }] }),
  }),
  'an image': (text) => ({
    body: document({ content: 'x', images: [{ type: 'image_url', image_url: { url: `data:image/png;${text}` } }] }),
  }),
  names: (text) => ({
    body: json({ id: text, model: text, choices: [{ index: 0, message: { content: 'x' }, finish_reason: text }] }),
  }),
  'a cut stream': (text) => ({ body: delta({ content: text }) }),
  'an unreadable stream': (text) => ({ body: `data: {${text}\n\ndata: {${text}\n\n` }),
  'lines that are no events': (text) => ({ body: `${text}\n\n${delta({ content: 'x' }, 'stop')}` }),
  'an error message': (text) => ({
    body: json({ error: { message: text, code: text, type: text } }),
    init: { status: 500 },
  }),
  'an error page': (text) => ({ body: `<html><h1>${text}`, init: { status: 502 } }),
  'an error as text': (text) => ({ body: text, init: { status: 429 } }),
  'an error in a stream': (text) => ({ body: `data: ${json({ error: { message: text, code: 500 } })}\n\n` }),
  'an error of Anthropic': (text) => ({
    body: `event: error\ndata: ${json({ type: 'error', error: { type: text, message: text } })}\n\n`,
    protocol: 'anthropic-messages',
  }),
  'a block of Anthropic': (text) => ({
    body: json({
      type: 'message',
      id: 'm',
      role: 'assistant',
      model: 'm',
      stop_reason: 'end_turn',
      content: [{ type: 'text', text }],
      usage: {},
    }),
    protocol: 'anthropic-messages',
  }),
  'an answer of Gemini': (text) => ({
    body: json({ candidates: [{ finishReason: 'STOP', content: { parts: [{ text }] } }] }),
    protocol: 'gemini',
  }),
  'an error of Gemini': (text) => ({
    body: json([{ error: { message: text, status: text, details: [{ '@type': text, retryDelay: text }] } }]),
    init: { status: 429 },
    protocol: 'gemini',
  }),
  'arguments of Gemini in pieces': (text) => ({
    body: `data: ${json({ candidates: [{ content: { parts: [{ functionCall: { name: 'weather', willContinue: true } }, { functionCall: { partialArgs: [{ jsonPath: `$.${text}`, stringValue: text }] } }] } }] })}\n\ndata: ${json({ candidates: [{ finishReason: 'STOP', content: { parts: [{ functionCall: {} }] } }] })}\n\n`,
    protocol: 'gemini',
    request: { tools },
  }),
  'an answer of Responses': (text) => ({
    body: json({
      id: 'r',
      object: 'response',
      status: 'completed',
      model: 'm',
      output: [
        { type: 'message', id: 'm', role: 'assistant', content: [{ type: 'output_text', text, annotations: [] }] },
      ],
    }),
    protocol: 'openai-responses',
  }),
  'an answer of Ollama': (text) => ({
    body: `${json({ model: 'm', message: { role: 'assistant', content: text, thinking: text }, done: true, done_reason: 'stop' })}\n`,
    protocol: 'ollama-chat',
  }),
  'an error of Ollama': (text) => ({ body: json({ error: text }), init: { status: 500 }, protocol: 'ollama-chat' }),
  'lines of Ollama': (text) => ({ body: `[\n${text}\n]\n`, protocol: 'ollama-chat' }),
  'an error of Bedrock': (text) => ({
    body: json({ message: text, __type: text }),
    init: { status: 400, headers: { 'x-amzn-errortype': 'ValidationException' } },
    protocol: 'bedrock-converse',
  }),
}

async function answer(place: Body, text: string): Promise<void> {
  const { body, init, protocol, request } = place(text)
  const bytes = new TextEncoder().encode(body)
  const router = createRouter({
    providers: {
      x: { protocol: protocol ?? 'openai-chat', baseUrl: 'https://x.example/v1', apiKey: 'sk-proj-0123456789abcdef' },
    },
    routing: { maxRetries: 0 },
    runtime: { readEnv: () => undefined, fetch: () => Promise.resolve(new Response(bytes, init)) },
  })
  await router.complete({ messages: 'hi', model: 'x/m', ...(request as object) }).settled()
}

/** The worst is a stream of short lines that are no events: four microseconds for each. */
const limits: GrowthLimits = { fast: 60, most: 6_000 }
const megabyte = 1_000_000

describe('an answer of a megabyte', () => {
  it('would be found if its time grew faster than its size', async () => {
    const count = (to: number): void => {
      for (let left = to, sum = 0; left > 0; left--) sum += left
    }
    expect(await steepGrowth((size) => count(size ** 3), 300, { fast: 10, most: 6_000 })).toMatchObject({ size: 600 })
    expect(await steepGrowth(count, 1e8, { fast: 10, most: 6_000 })).toBeUndefined()
  })

  it.each(Object.entries(places))(
    'takes time that grows as it does in %s',
    async (_name, place) => {
      await answer(place, 'warm')
      const slow: unknown[] = []
      for (const pump of pumps) {
        const growth = await steepGrowth(
          (length) => answer(place, pump.repeat(Math.ceil(length / pump.length))),
          megabyte,
          limits,
        )
        if (growth !== undefined) slow.push([pump, growth])
      }
      expect(slow).toEqual([])
    },
    120_000,
  )
})
