import { describe, expect, it } from 'vitest'

import { anthropicMessages } from '../../src/adapters/anthropic-messages/protocol.ts'
import { bedrockConverse } from '../../src/adapters/bedrock-converse/protocol.ts'
import { gemini } from '../../src/adapters/gemini/protocol.ts'
import { ollamaChat } from '../../src/adapters/ollama-chat/protocol.ts'
import { openaiChat } from '../../src/adapters/openai-chat/protocol.ts'
import { openaiResponses } from '../../src/adapters/openai-responses/protocol.ts'
import { awsEventStream } from '../../src/adapters/aws-event-stream.ts'
import { jsonLines } from '../../src/adapters/json-lines.ts'
import type { Protocol } from '../../src/adapters/protocol.ts'
import { deltaPlaces, repeatedPlaces } from '../../src/adapters/repeated-event.ts'
import { seenFrames, seenOneByOne, type SeenFrames } from '../adapters/seen-frames.ts'
import { cutAt, decodeAnswer } from './decode-answer.ts'
import { traces } from './oracle-comparison.ts'
import { bodyBytes, recordingsExist, recordingsOf } from './recordings.ts'

/** How often the short cut is taken at least: what was measured on all recorded streams (2026-11), rounded down. */
const protocols: readonly { readonly protocol: Protocol; readonly recordings: string; readonly leastShare: number }[] =
  [
    { protocol: openaiChat, recordings: 'openai-chat', leastShare: 0.75 },
    { protocol: anthropicMessages, recordings: 'anthropic-messages', leastShare: 0.6 },
    { protocol: openaiResponses, recordings: 'openai-responses', leastShare: 0.65 },
    { protocol: gemini, recordings: 'gemini', leastShare: 0.05 },
    { protocol: bedrockConverse, recordings: 'bedrock-converse', leastShare: 0.5 },
    { protocol: ollamaChat, recordings: 'ollama', leastShare: 0.8 },
  ]

/** Bodies that are streams of events. */
function streamsOf(name: string, { framing }: Protocol): readonly Uint8Array[] {
  return recordingsOf(name)
    .filter(({ streaming, response }) => {
      if (!streaming || response.status !== 200) return false
      if (framing === awsEventStream) return response.bodyEncoding === 'base64'
      return framing === jsonLines || (response.bodyEncoding === undefined && response.body.includes('data:'))
    })
    .map(bodyBytes)
}

/** The frames of a body without the short cut. A byte at a time no event or line is whole in its chunk: all of them are parsed. */
function plainFrames(bytes: Uint8Array, { framing }: Protocol): SeenFrames {
  if (framing === awsEventStream) return seenOneByOne(messagesOf(bytes), framing)
  return seenFrames(cutAt(bytes, everyByteOf(bytes)), framing)
}

function messagesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const messages: Uint8Array[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at < bytes.length; at += view.getUint32(at)) {
    messages.push(bytes.subarray(at, at + view.getUint32(at)))
  }
  return messages
}

function everyByteOf(bytes: Uint8Array): readonly number[] {
  return Array.from({ length: bytes.length }, (_, at) => at)
}

/**
 * The protocol with every value that may change taken out of an event as soon as it has been decoded. Only events with a delta are
 * ever used again.
 */
function poisoned(protocol: Protocol): Protocol {
  return {
    ...protocol,
    decode(frame, state, emit) {
      const data: unknown = structuredClone(frame.data)
      protocol.decode({ ...frame, data }, state, emit)
      if (!deltaPlaces.some((place) => Object.hasOwn(holderAt(place, data), place.at(-1) ?? ''))) return
      for (const place of repeatedPlaces) {
        const holder = holderAt(place, data)
        const member = place.at(-1) ?? ''
        if (Object.hasOwn(holder, member)) holder[member] = 'poison'
      }
    },
  }
}

function holderAt(place: readonly string[], data: unknown): Record<string, unknown> {
  let holder = data
  for (const step of place.slice(0, -1)) holder = (holder as Record<string, unknown> | null | undefined)?.[step]
  return typeof holder === 'object' && holder !== null ? (holder as Record<string, unknown>) : {}
}

describe.runIf(recordingsExist).each(protocols)(
  'repeated events of recorded $recordings streams',
  ({ protocol, recordings, leastShare }) => {
    const bodies = streamsOf(recordings, protocol)

    it('are frames like those of the parser, whole and in chunks of any size', () => {
      expect(bodies.length).toBeGreaterThan(14)
      let frames = 0
      let repeats = 0
      for (const bytes of bodies) {
        const everyByte = everyByteOf(bytes)
        const reference = plainFrames(bytes, protocol)
        expect(reference.repeats).toBe(0)
        const whole = seenFrames([bytes], protocol.framing)
        frames += whole.frames.length
        repeats += whole.repeats
        expect(whole.frames).toEqual(reference.frames)
        for (const size of [64, 300, 1000, 4096]) {
          const cut = cutAt(
            bytes,
            everyByte.filter((at) => at % size === 0),
          )
          expect(seenFrames(cut, protocol.framing).frames).toEqual(reference.frames)
        }
      }
      expect(repeats / frames).toBeGreaterThan(leastShare)
    })

    it('leave nothing behind in what was decoded: no decoder keeps an object that comes again', () => {
      for (const bytes of bodies) {
        expect(traces(decodeAnswer(poisoned(protocol), [bytes]))).toEqual(traces(decodeAnswer(protocol, [bytes])))
      }
    })
  },
)
