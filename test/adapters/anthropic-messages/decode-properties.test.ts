import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { anthropicMessages } from '../../../src/adapters/anthropic-messages/protocol.ts'
import type { Json, JsonObject } from '../../../src/vocabulary/message.ts'
import { cutAt, decodeAnswer } from '../../conformance/decode-answer.ts'
import { block, decodeEvents, decodeText, eventStream, messageEnd, messageStart, textBlock } from './event-stream.ts'

const json = fc.jsonValue() as fc.Arbitrary<Json>

/** A stream with every kind of block. */
const events: readonly JsonObject[] = [
  messageStart({ input_tokens: 3, cache_creation: { ephemeral_1h_input_tokens: 1 }, output_tokens: 1 }),
  { type: 'ping' },
  ...block(
    0,
    { type: 'thinking', thinking: '', signature: '' },
    { type: 'thinking_delta', thinking: 'Hm.' },
    { type: 'signature_delta', signature: 's1' },
  ),
  ...block(1, { type: 'redacted_thinking', data: 'r1' }),
  ...block(
    2,
    { type: 'text', text: '' },
    { type: 'citations_delta', citation: { type: 'char_location', cited_text: 'x' } },
    { type: 'text_delta', text: 'Grüße 🌤️' },
  ),
  ...block(
    3,
    { type: 'server_tool_use', id: 's', name: 'web_search', input: {} },
    { type: 'input_json_delta', partial_json: '{"query":"a"}' },
  ),
  ...block(
    4,
    { type: 'tool_use', id: 't', name: 'f', input: {} },
    { type: 'input_json_delta', partial_json: '{"a":' },
    { type: 'input_json_delta', partial_json: '1}' },
  ),
  ...block(5, { type: 'compaction', content: null }, { type: 'compaction_delta', content: 'c' }),
  ...textBlock(6, 'Bye.'),
  ...messageEnd('end_turn', {
    output_tokens: 9,
    output_tokens_details: { thinking_tokens: 2 },
    iterations: [{ type: 'compaction', input_tokens: 1, output_tokens: 1 }],
  }),
]

/** Every place inside a value, as the keys that lead there. */
function placesIn(value: Json | undefined): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]]
  return [
    [],
    ...Object.entries(value).flatMap(([key, member]) => placesIn(member as Json).map((place) => [key, ...place])),
  ]
}

function replaceAt(value: Json | undefined, [key, ...rest]: readonly string[], by: Json): Json {
  if (key === undefined) return by
  if (Array.isArray(value))
    return value.map((item: Json, at) => (String(at) === key ? replaceAt(item, rest, by) : item))
  const object = value as JsonObject
  return { ...object, [key]: replaceAt(object[key], rest, by) }
}

describe('any JSON', () => {
  it('as an event breaks nothing, and every frame gives an answer or a complaint', () => {
    fc.assert(
      fc.property(fc.array(json, { maxLength: 6 }), (values) => {
        const body = values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join('')
        expect(() => decodeText(body)).not.toThrow()
      }),
    )
  })

  it('as a document breaks nothing', () => {
    fc.assert(
      fc.property(json, json, (value, other) => {
        for (const document of [
          value,
          { type: 'message', content: value, usage: other },
          { content: [value, { type: value, text: other }], stop_reason: other },
        ]) {
          const { assembly } = decodeText(JSON.stringify(document))
          const outcomes = [
            assembly.finishReason !== undefined,
            assembly.failure !== undefined,
            assembly.malformedFrames > 0,
          ]
          expect(outcomes.some(Boolean)).toBe(/^[[{]/.test(JSON.stringify(document)))
        }
      }),
    )
  })

  it('in the place of any value of a stream breaks nothing, and what parts come are well formed', () => {
    const places = events.flatMap((event, at) => placesIn(event).map((place) => ({ at, place })))
    expect(places.length).toBeGreaterThan(150)
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.oneof(json, fc.constantFrom(-1, 1e300, '', '__proto__', 'text', [], {})),
        ({ at, place }, by) => {
          const changed = events.map((event, index) => (index === at ? replaceAt(event, place, by) : event))
          const { assembly } = decodeText(changed.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''))
          for (const part of assembly.parts) {
            if (part.type === 'text' || part.type === 'reasoning') expect(typeof part.text).toBe('string')
            if (part.type === 'tool-call')
              expect([typeof part.id, typeof part.name, typeof part.rawArgs]).toEqual(['string', 'string', 'string'])
          }
          for (const count of Object.values(assembly.reportedUsage ?? {})) expect(count).toBeGreaterThanOrEqual(0)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('any cut', () => {
  const bytes = new TextEncoder().encode(eventStream(events).replaceAll('\n', '\r\n'))

  it('of the bytes gives the same events', () => {
    const whole = decodeAnswer(anthropicMessages, [bytes])
    expect(whole.assembly.finishReason).toBe('tool-calls')
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (offsets) => {
        expect(decodeAnswer(anthropicMessages, cutAt(bytes, offsets)).events).toEqual(whole.events)
      }),
    )
  })

  it('of the stream short of message_stop is no finished answer', () => {
    for (let length = 0; length < events.length; length += 1) {
      expect(decodeEvents(events.slice(0, length)).assembly.finishReason, String(length)).toBeUndefined()
    }
  })
})
