import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/ollama-chat/encode.ts'
import type { Json, JsonObject } from '../../../src/vocabulary/message.ts'
import { bodyCheck, schemasExist } from '../body-check.ts'
import { expectPureEncoding } from '../pure-encoding.ts'
import { matrix, modelInfo } from './request-matrix.ts'
import { targetedRequest } from './targeted-request.ts'

const codes = (changes: Parameters<typeof targetedRequest>[0]): readonly string[] =>
  encode(targetedRequest(changes)).warnings.map(({ code }) => code)

/** Members that the server reads and its published document does not have (README of the schemas; ollama api/types.go, 2026-08). */
const unpublished: readonly string[] = [
  'thinking',
  'tool_name',
  'tool_call_id',
  'id',
  'index',
  'type',
  'truncate',
  'shift',
]

/** The body without what the published document does not have, so that everything else can be checked strictly. */
function published(body: JsonObject): JsonObject {
  const {
    truncate: _truncate,
    shift: _shift,
    messages,
    ...rest
  } = body as { messages: readonly JsonObject[] } & JsonObject
  return { ...rest, messages: messages.map((message) => without(message) as JsonObject) }
}

function without(value: Json | undefined): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(without)
  if (typeof value !== 'object' || value === null) return value ?? null
  const { arguments: args, ...members } = value as JsonObject
  const kept = Object.entries(members).filter(([name]) => !unpublished.includes(name))
  const known = Object.fromEntries(kept.map(([name, member]) => [name, without(member)]))
  return args === undefined ? known : { ...known, arguments: args }
}

describe.skipIf(!schemasExist)('requests fit the published schema (skipped where ../shared/schemas is missing)', () => {
  it('each of them, strictly but for what it does not know', () => {
    const check = bodyCheck('ollama', 'ChatRequest')
    const checkStrictly = bodyCheck('ollama', 'ChatRequest.strict')
    let checked = 0
    for (const [name, changes] of Object.entries(matrix)) {
      const { body, path } = encode(targetedRequest(changes))
      expect(path).toBe('/api/chat')
      expect.soft(check(body), name).toEqual([])
      expect.soft(checkStrictly(published(body)), name).toEqual([])
      checked += 1
    }
    console.log(`ollama-chat: ${checked} requests checked against the schema`)
    expect(checked).toBe(25)
  })

  it('and wrong ones do not', () => {
    const check = bodyCheck('ollama', 'ChatRequest')
    const checkStrictly = bodyCheck('ollama', 'ChatRequest.strict')
    const message = { role: 'user', content: 'Hi' }
    const wrong: readonly unknown[] = [
      { model: 'm' },
      { model: 'm', messages: [{ role: 'developer', content: 'Hi' }] },
      { model: 'm', messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] },
      { model: 'm', messages: [message], options: { num_predict: '5' } },
      { model: 'm', messages: [message], think: 'xhigh' },
      {
        model: 'm',
        messages: [{ role: 'assistant', content: '', tool_calls: [{ function: { name: 'f', arguments: '{}' } }] }],
      },
    ]
    for (const body of wrong) expect(check(body), JSON.stringify(body)).not.toEqual([])
    expect(checkStrictly({ model: 'm', messages: [message], keepAlive: 5 })).not.toEqual([])
    expect(checkStrictly({ model: 'm', messages: [message] })).toEqual([])
  })
})

describe('a request', () => {
  it('asks for a stream of the whole prompt', () => {
    expect(encode(targetedRequest())).toEqual({
      path: '/api/chat',
      headers: {},
      body: {
        model: 'qwen3:8b',
        messages: [{ role: 'user', content: 'Hello' }],
        truncate: false,
        shift: false,
        stream: true,
      },
      warnings: [],
      toolNames: undefined,
    })
  })

  it('has limit, sampling and stop sequences in its options', () => {
    const { body, warnings } = encode(
      targetedRequest({
        maxOutputTokens: 100,
        temperature: 0,
        topP: 0.9,
        topK: 40,
        seed: 7,
        stopSequences: ['END', ''],
      }),
    )
    expect(body['options']).toEqual({ num_predict: 100, temperature: 0, top_p: 0.9, top_k: 40, seed: 7, stop: ['END'] })
    expect(warnings).toEqual([])
  })

  it('leaves sampling out where the model refuses it, and says so', () => {
    const asked = { temperature: 0.5, topK: 3, seed: 1, modelInfo: modelInfo({ sampling: false }) }
    expect(encode(targetedRequest(asked)).body['options']).toEqual({ seed: 1 })
    expect(codes(asked)).toEqual(['unsupported-parameter', 'unsupported-parameter'])
  })

  it.each([['10m'], [0], [-1]])('keeps the model loaded as the options of the provider say (%s)', (keepAlive) => {
    expect(encode(targetedRequest({ options: { keepAlive } })).body['keep_alive']).toBe(keepAlive)
  })

  it('passes over options that mean nothing', () => {
    const { body } = encode(targetedRequest({ options: { keepAlive: true, numCtx: 'large', other: 1 } }))
    expect(Object.keys(body)).toEqual(['model', 'messages', 'truncate', 'shift', 'stream'])
  })

  it('is the same every time and has no holes, whatever is asked', () => {
    expectPureEncoding(
      encode,
      Object.values(matrix).map((changes) => targetedRequest(changes)),
    )
    expect(Object.keys(matrix)).toHaveLength(25)
  })

  it('warns once of each thing that the target cannot be given, in the name of the target', () => {
    const { warnings } = encode(
      targetedRequest({ ...matrix['any tool'], parallelToolCalls: false, reasoningEffort: 'low' }),
    )
    expect(warnings.map(({ code }) => code)).toEqual([
      'unsupported-parameter',
      'tool-choice-not-forced',
      'effort-adjusted',
    ])
    for (const { target } of warnings) expect(target).toEqual({ provider: 'ollama', model: 'qwen3:8b' })
  })
})
