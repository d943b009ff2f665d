import { gemini } from '../../../src/adapters/gemini/protocol.ts'
import type { AssistantPart, Json, JsonObject } from '../../../src/vocabulary/message.ts'
import { decodeAnswer, type DecodedAnswer } from '../../conformance/decode-answer.ts'

/** Chunks as a stream, with the line ends that Google sends. */
export function chunkStream(chunks: readonly Json[]): string {
  return chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`).join('')
}

/** Decodes a body given as text. */
export function decodeText(body: string): DecodedAnswer {
  return decodeAnswer(gemini, [new TextEncoder().encode(body)])
}

/** Decodes the stream of the given chunks. */
export function decodeChunks(chunks: readonly Json[]): DecodedAnswer {
  return decodeText(chunkStream(chunks))
}

/** The parts of such a stream without who made them, which is the same for all. */
export function partsOf(chunks: readonly Json[]): readonly Partial<AssistantPart>[] {
  return decodeChunks(chunks).assembly.parts.map(({ origin: _origin, ...part }) => part)
}

/** A chunk with parts, and what else the candidate says. */
export function chunk(parts: readonly Json[], candidate: JsonObject = {}): JsonObject {
  return {
    candidates: [{ content: { role: 'model', parts }, index: 0, ...candidate }],
    modelVersion: 'gemini-3.5-flash',
    responseId: 'resp_1',
  }
}

/** The last chunk: why the answer ended, with an empty piece of text as Google sends it. */
export function lastChunk(finishReason: Json = 'STOP', candidate: JsonObject = {}): JsonObject {
  return chunk([{ text: '' }], { finishReason, ...candidate })
}
