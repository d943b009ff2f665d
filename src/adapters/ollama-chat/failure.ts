import type { FailureDescription, WireFailure } from '../../vocabulary/failure.ts'
import { describeOpenaiFailure } from '../error-envelope.ts'

/** How ollama.com ends its words: `(ref: 96164522-08b2-4cbf-886e-e5a38961a688)` (recorded). */
const reference = /\(ref: ([\w-]{8,64})\)\s*$/

/**
 * Reads the facts out of an error: Ollama's `{ error: text }`, as an answer or as a line of a stream, and the envelopes of gateways in
 * front of it. There are no codes; the id of a request stands in the words, where there is one.
 */
export function describeFailure(failure: WireFailure, now: number): FailureDescription {
  const described = describeOpenaiFailure(failure, now)
  const requestId = described.requestId ?? reference.exec(described.message ?? '')?.[1]
  return { ...described, ...(requestId === undefined ? {} : { requestId }) }
}
