import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { plainRequest } from '../plain-request.ts'

/** A greeting for a model that nobody knows, and what is changed of it. */
export function targetedRequest(changes: Partial<TargetedRequest> = {}): TargetedRequest {
  return plainRequest({ provider: 'demo', model: 'demo-model', ...changes })
}
