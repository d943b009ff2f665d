import { ollamaChat } from '../../../src/adapters/ollama-chat/protocol.ts'
import type { AssistantPart, Json, JsonObject } from '../../../src/vocabulary/message.ts'
import { decodeAnswer, type DecodedAnswer } from '../../conformance/decode-answer.ts'

/** Values as lines. */
function lineStream(values: readonly Json[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('')
}

/** Decodes a body given as text. */
export function decodeText(body: string, outputLimit?: number): DecodedAnswer {
  return decodeAnswer(ollamaChat, [new TextEncoder().encode(body)], outputLimit)
}

/** Decodes the stream of the given lines. */
export function decodeLines(values: readonly Json[], outputLimit?: number): DecodedAnswer {
  return decodeText(lineStream(values), outputLimit)
}

/** The parts of such a stream without who made them, which is the same for all. */
export function partsOf(values: readonly Json[]): readonly Partial<AssistantPart>[] {
  return decodeLines(values).assembly.parts.map(({ origin: _origin, ...part }) => part)
}

const stamp = { model: 'qwen3:8b', created_at: '2026-11-20T08:15:30.123456Z' }

/** A line with a piece of the answer. */
export function line(message: JsonObject, rest: JsonObject = {}): JsonObject {
  return { ...stamp, message: { role: 'assistant', content: '', ...message }, done: false, ...rest }
}

/** The last line: why the answer ended, and what it took. */
export function lastLine(rest: JsonObject = {}): JsonObject {
  return {
    ...stamp,
    message: { role: 'assistant', content: '' },
    done: true,
    done_reason: 'stop',
    total_duration: 9_000_000,
    prompt_eval_count: 26,
    eval_count: 12,
    ...rest,
  }
}

/** A tool call as it comes. */
export function call(name: string, args: Json, rest: JsonObject = {}): JsonObject {
  return { function: { index: 0, name, arguments: args }, ...rest }
}
