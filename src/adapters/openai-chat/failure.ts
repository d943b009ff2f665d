import type { FailureDescription, WireFailure } from '../../vocabulary/failure.ts'
import { describeOpenaiFailure } from '../error-envelope.ts'

/** Reads the facts out of an error of a chat host. */
export function describeFailure(failure: WireFailure, now: number): FailureDescription {
  return describeOpenaiFailure(failure, now)
}
