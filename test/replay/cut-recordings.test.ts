import { describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import type { CompletionRequest, CompletionResult, ProtocolId } from '../../src/index.ts'
import { blockStop, delta, messageEnd } from '../adapters/bedrock-converse/event-stream.ts'
import {
  bodyBytes,
  llamaCppRecordingsOf,
  recordingsExist,
  recordingsOf,
  type Recording,
} from '../conformance/recordings.ts'

/** A whole answer in one document: what the second request is given. */
const rest = 'and this is the rest of it.'
const restOf: Readonly<Record<ProtocolId, unknown>> = {
  'openai-chat': { choices: [{ index: 0, message: { role: 'assistant', content: rest }, finish_reason: 'stop' }] },
  'openai-responses': {
    object: 'response',
    status: 'completed',
    output: [
      { type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: rest }] },
    ],
  },
  'anthropic-messages': {
    type: 'message',
    role: 'assistant',
    content: [{ type: 'text', text: rest }],
    stop_reason: 'end_turn',
  },
  gemini: { candidates: [{ content: { role: 'model', parts: [{ text: rest }] }, finishReason: 'STOP' }] },
  'bedrock-converse': undefined,
  'ollama-chat': { message: { role: 'assistant', content: rest }, done: true, done_reason: 'stop' },
}

const protocols: Readonly<Record<string, ProtocolId>> = {
  'openai-chat': 'openai-chat',
  mistral: 'openai-chat',
  'openai-responses': 'openai-responses',
  'anthropic-messages': 'anthropic-messages',
  gemini: 'gemini',
  'bedrock-converse': 'bedrock-converse',
  ollama: 'ollama-chat',
}

type Limits = Pick<CompletionRequest, 'maxOutputTokens' | 'onTruncation' | 'purpose'>

interface Replay {
  readonly result: CompletionResult
  readonly requests: number
  /** What a reader of text was given. */
  readonly streamed: string
}

/** Plays the recording, and the rest to whoever asks again. */
async function play(recording: Recording, request: Limits, how: 'await' | 'stream'): Promise<Replay> {
  const protocol = protocols[recording.protocol] ?? 'openai-chat'
  let requests = 0
  const { status, headers } = recording.response
  const router = createRouter({
    providers: { replay: { protocol, baseUrl: 'https://replay.example', apiKey: 'not-a-key' } },
    routing: { maxRetries: 0 },
    runtime: {
      fetch: async () =>
        requests++ === 0
          ? new Response(bodyBytes(recording).slice(), { status, headers: { ...headers } })
          : protocol === 'bedrock-converse'
            ? new Response(Buffer.concat([delta(0, { text: rest }), blockStop(0), ...messageEnd()]))
            : Response.json(restOf[protocol]),
      readEnv: () => undefined,
    },
  })
  const completion = router.complete({ messages: 'hi', model: 'replay/model', ...request })
  let streamed = ''
  if (how === 'stream') for await (const piece of completion.textStream) streamed += piece
  const result = await completion
  await router.close()
  return { result, requests, streamed }
}

const limitNames = [
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'maxOutputTokens',
  'maxTokens',
  'num_predict',
]

/** The limit that the recorded request had. */
function limitOf(body: unknown): number | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  for (const [name, value] of Object.entries(body)) {
    if (limitNames.includes(name) && typeof value === 'number') return value
    const inner = typeof value === 'object' && !Array.isArray(value) ? limitOf(value) : undefined
    if (inner !== undefined) return inner
  }
  return undefined
}

/** Exchanges that were cut, by protocol; Bedrock's documents do not come where a stream was asked for. */
const cutRecordings: readonly Recording[] = Object.keys(protocols)
  .flatMap((protocol) => recordingsOf(protocol))
  .filter(
    ({ tags, protocol, streaming }) => tags.includes('truncated') && (streaming || protocol !== 'bedrock-converse'),
  )

/** Answers of a llama-server whose names say that they were cut, in a protocol of ours. */
const cutLlamas: readonly Recording[] = ['openai-chat', 'openai-responses', 'anthropic-messages']
  .flatMap((protocol) => llamaCppRecordingsOf(protocol))
  .filter(
    ({ id, response }) => response.status === 200 && /-length|max-tokens(?:-stream)?$|tool-truncated|ctx-full/.test(id),
  )

/** Answers that go on with what the request began: they are whole. */
const prefilled: readonly Recording[] = ['openai-chat', 'anthropic-messages']
  .flatMap((protocol) => llamaCppRecordingsOf(protocol))
  .filter(({ id, response }) => response.status === 200 && id.includes('prefill'))

const limited = (recording: Recording): Limits => ({
  maxOutputTokens: limitOf(recording.request?.body) ?? 10,
})

describe.runIf(recordingsExist)(
  'a recorded answer that was cut (skipped where ../shared/recordings is missing)',
  () => {
    it('is seen to be cut, whatever word its server has for it', async () => {
      for (const recording of [...cutRecordings, ...cutLlamas]) {
        const { result, requests } = await play(recording, { ...limited(recording), onTruncation: 'stop' }, 'await')
        expect.soft(result.finishReason, recording.id).toBe('length')
        expect.soft(result.guidance?.code, recording.id).toBeDefined()
        expect.soft(requests).toBe(1)
      }
      console.log(`cut recordings: ${cutRecordings.length} and ${cutLlamas.length} of llama.cpp`)
      expect(cutRecordings.length).toBe(162)
      expect(cutLlamas.length).toBe(16)
    })

    it('is not taken for one when it goes on with a prefill', async () => {
      for (const recording of prefilled) {
        const { result } = await play(recording, { ...limited(recording), maxOutputTokens: 200 }, 'await')
        expect(result.finishReason, recording.id).toBe('stop')
      }
      expect(prefilled.length).toBe(6)
    })

    it('R88 is made again for somebody who awaits it', async () => {
      for (const recording of cutRecordings) {
        const { result, requests } = await play(recording, { purpose: 'agent' }, 'await')
        expect.soft([result.text, result.finishReason, requests], recording.id).toEqual([rest, 'stop', 2])
      }
    })

    it('R89 R90 is gone on with for a reader of its text, and ends with guidance where there is none', async () => {
      const counts = { continued: 0, guided: 0 }
      for (const recording of [...cutRecordings, ...cutLlamas]) {
        const first = await play(recording, { ...limited(recording), onTruncation: 'stop' }, 'await')
        const request = { ...limited(recording), onTruncation: 'recover' } as const
        const { result, requests, streamed } = await play(recording, request, 'stream')
        const { text, toolCalls } = first.result
        const isThought = text.lastIndexOf('<think>') > text.lastIndexOf('</think>')
        if (text.trim() !== '' && !isThought && toolCalls.length === 0) {
          counts.continued++
          expect
            .soft([result.text, streamed, result.finishReason, requests], recording.id)
            .toEqual([text + rest, text + rest, 'stop', 2])
        } else {
          counts.guided++
          expect.soft([result.finishReason, requests], recording.id).toEqual(['length', 1])
          expect
            .soft(result.guidance?.code, recording.id)
            .toBe(toolCalls.length > 0 ? 'tool-call-truncated' : 'reasoning-exhausted')
        }
      }
      console.log(`cut recordings: ${counts.continued} gone on with, ${counts.guided} with guidance`)
      expect(Math.min(counts.continued, counts.guided)).toBeGreaterThan(20)
    })
  },
)
