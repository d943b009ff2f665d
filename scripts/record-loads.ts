import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

import type * as Trunkline from '../src/index.ts'

/*
 * Runs in a process of its own, started by `loaded-by-call.ts`: imports a bundle of the package, makes one call over the protocol that
 * is named, with a provider that is made up, and prints which files of the bundle were loaded, which of them by the import alone, and
 * which before the first delta.
 */

/** One delta over each protocol, as short as its provider would say it. */
const answers: Readonly<Record<string, readonly (string | object)[]>> = {
  'openai-chat': [
    { id: '1', model: 'm', choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: null }] },
    { id: '1', model: 'm', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    { id: '1', model: 'm', choices: [], usage: { prompt_tokens: 1, completion_tokens: 1 } },
    '[DONE]',
  ],
  'openai-responses': [
    { type: 'response.created', response: { id: '1', model: 'm' } },
    { type: 'response.output_item.added', output_index: 0, item: { type: 'message', id: 'm1', content: [] } },
    { type: 'response.output_text.delta', output_index: 0, item_id: 'm1', content_index: 0, delta: 'Hi' },
    {
      type: 'response.completed',
      response: {
        id: '1',
        model: 'm',
        status: 'completed',
        output: [{ type: 'message', id: 'm1', content: [{ type: 'output_text', text: 'Hi', annotations: [] }] }],
        usage: { input_tokens: 1, output_tokens: 1 },
      },
    },
  ],
  'anthropic-messages': [
    { type: 'message_start', message: { id: '1', model: 'm', usage: { input_tokens: 1, output_tokens: 1 } } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } },
    { type: 'message_stop' },
  ],
  gemini: [
    {
      responseId: '1',
      modelVersion: 'm',
      candidates: [{ index: 0, content: { role: 'model', parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1 },
    },
  ],
}

const [entry = '', protocol = ''] = process.argv.slice(2)
const entryUrl = pathToFileURL(entry)
const folder = new URL('.', entryUrl).href
const loaded = new Set<string>()
registerHooks({
  load(url, context, nextLoad) {
    if (url.startsWith(folder)) loaded.add(decodeURI(url.slice(folder.length)))
    return nextLoad(url, context)
  },
})

const events = answers[protocol]
if (events === undefined) throw new Error(`no answer is known for the protocol ${protocol}`)
const body = events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('')

const { createRouter } = (await import(entryUrl.href)) as typeof Trunkline
const onImport = [...loaded]
const router = createRouter({
  providers: {
    made: { protocol: protocol as Trunkline.ProtocolId, baseUrl: 'https://made-up.example/v1', apiKey: 'key' },
  },
  runtime: {
    fetch: () => Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } })),
    readEnv: () => undefined,
  },
})
let beforeDelta: readonly string[] = []
let text = ''
for await (const event of router.complete({ model: 'made/m', messages: 'Hi' }).events) {
  if (event.type !== 'text-delta') continue
  if (text === '') beforeDelta = [...loaded]
  text += event.delta
}
if (text !== 'Hi') throw new Error(`the answer was ${JSON.stringify(text)}`)
process.stdout.write(JSON.stringify({ onImport, beforeDelta, loaded: [...loaded] }))
