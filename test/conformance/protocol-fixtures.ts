import type { DescribeFailure, Protocol, TargetedRequest } from '../../src/adapters/protocol.ts'
import type { FailureDescription, WireFailure } from '../../src/vocabulary/failure.ts'
import type { Usage } from '../../src/vocabulary/usage.ts'

/** What the fixtures of every protocol say. */
export const sample = {
  text: 'Grüße, 世界 🌍!',
  reasoning: 'I count.',
  answer: '4',
  cutText: 'Once upon',
  calls: [
    { id: 'call_a', name: 'weather', args: { city: 'Oslo' } },
    { id: 'call_b', name: 'weather', args: { city: 'Zürich' } },
  ],
  model: 'demo-model',
} as const

/** One answer on the wire. */
export interface WireAnswer {
  /** Each a whole frame; joined they are the body. */
  readonly frames: readonly Uint8Array[]
  /** Position of the frame that makes it complete. */
  readonly terminal: number
}

/** How to say on one wire what every protocol can say. */
export interface ProtocolFixtures {
  readonly protocol: Protocol
  readonly describeFailure: DescribeFailure
  /** `sample.text`, in at least three deltas, with the served model `sample.model`. */
  readonly text: WireAnswer
  /** The counts that `text` reports. */
  readonly usage: Usage
  /** Both of `sample.calls`, open beside each other where the wire can do that. */
  readonly toolCalls: WireAnswer
  /** `sample.reasoning`, then `sample.answer`. */
  readonly reasoning: WireAnswer
  /** `sample.cutText`, ended by the output limit. */
  readonly limit: WireAnswer
  /** The first of `sample.calls`, its arguments cut by the output limit. */
  readonly cutToolCall: WireAnswer
  /** Complete, and nothing in it. */
  readonly empty: WireAnswer
  /** `sample.cutText`, then an error of the provider. */
  readonly errorMidStream: { readonly frames: readonly Uint8Array[]; readonly described: Partial<FailureDescription> }
  /** A frame that cannot be read; absent for binary framings, whose checksums rule it out. */
  readonly malformed?: Uint8Array
  /** Such a frame that was a tool call, where the wire brings each call in one frame, so that none is ever open. */
  readonly malformedToolCall?: Uint8Array
  /** The answer of `text` as one document; absent where the framing does not allow one. */
  readonly document?: Uint8Array
  /** Errors before any answer. */
  readonly failures: readonly { readonly failure: WireFailure; readonly described: Partial<FailureDescription> }[]
  /** Any JSON value as a frame of the stream. */
  frame(value: unknown): Uint8Array
  /** Values that are frames of sound answers, to be spoilt. */
  readonly values: readonly unknown[]
  /** A request with one user message for a model of this protocol, and what is changed of it; frozen. */
  readonly targetedRequest: (changes: Partial<TargetedRequest>) => TargetedRequest
}

/** The answers of a protocol's fixtures that nothing is wrong with. */
export function soundAnswers({
  text,
  toolCalls,
  reasoning,
  limit,
  cutToolCall,
  empty,
}: ProtocolFixtures): readonly WireAnswer[] {
  return [text, toolCalls, reasoning, limit, cutToolCall, empty]
}

/** Frames as one body. */
export function joined(frames: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(frames))
}
