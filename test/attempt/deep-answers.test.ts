import { describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import type { CompletionResult, ProtocolId, RouterError } from '../../src/index.ts'
import { chatEvent } from '../scripted-chat.ts'

const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
const fewer = `${'['.repeat(60)}${']'.repeat(60)}`

/** What comes of an answer of these bytes. */
async function answerOf(protocol: ProtocolId, body: string): Promise<CompletionResult | RouterError> {
  const router = createRouter({
    providers: { a: { protocol, baseUrl: 'https://a.example', apiKey: 'key', fetch: async () => new Response(body) } },
    routing: { maxRetries: 0 },
  })
  const settled = await router
    .complete({
      model: 'a/m',
      messages: 'q',
      tools: { f: { description: 'f', input: { jsonSchema: { type: 'object' } } } },
    })
    .settled()
  return settled.ok ? settled.result : settled.error
}

const callOf = (args: string): string =>
  chatEvent({
    choices: [{ delta: { tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: args } }] } }],
  }) + chatEvent({ choices: [{ delta: {}, finish_reason: 'tool_calls' }] })

const searchOf = (data: string): string =>
  'data: {"type":"response.output_text.delta","output_index":1,"content_index":0,"delta":"Found."}\n\n' +
  `data: {"type":"response.output_item.done","output_index":0,"item":{"type":"web_search_call","id":"w","x":${data}}}\n\n` +
  'data: {"type":"response.completed","response":{"status":"completed"}}\n\n'

describe('an answer that nests deeper than a conversation can hold', () => {
  it('gives a tool call that is not to be run, and a result that can be written', async () => {
    const result = await answerOf('openai-chat', callOf(`{"a":${deep}}`))
    expect(result).toMatchObject({ toolCalls: [{ name: 'f', args: null, invalid: 'malformed' }] })
    expect(() => JSON.stringify(result)).not.toThrow()
    const call = await answerOf('openai-chat', callOf(`{"a":${fewer}}`))
    expect(call).toMatchObject({ toolCalls: [{ name: 'f', args: { a: expect.any(Array) } }] })
  })

  it('passes a native part of that kind over with a warning', async () => {
    const result = await answerOf('openai-responses', searchOf(deep))
    expect(() => JSON.stringify(result)).not.toThrow()
    expect(result).toMatchObject({ text: 'Found.', warnings: [{ code: 'malformed-event' }] })
    expect(await answerOf('openai-responses', searchOf(fewer))).toMatchObject({
      messages: [{ content: [{ type: 'text' }, { type: 'native' }] }],
    })
  })

  it.each<ProtocolId>(['anthropic-messages', 'openai-responses', 'openai-chat', 'gemini'])(
    'fails as unreadable, not as a connection, over %s',
    async (protocol) => {
      const bodies = [
        `data: {"x":${deep}}\n\n`,
        `data: {"choices":[{"index":0,"delta":{"content":${deep}}}]}\n\n`,
        `data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"a":${deep}}}}]}}]}\n\n`,
      ]
      for (const body of bodies) {
        const error = await answerOf(protocol, body)
        expect(JSON.stringify(error)).not.toContain('connection failed')
        expect(error).toMatchObject({ code: expect.stringMatching(/^(?:malformed-stream|stream-truncated)$/) })
      }
    },
  )
})
