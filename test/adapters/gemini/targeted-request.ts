import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { plainRequest } from '../plain-request.ts'

/** A greeting to Gemini 3.5 Flash, and what is changed of it. */
export function targetedRequest(changes: Partial<TargetedRequest> = {}): TargetedRequest {
  return plainRequest({ provider: 'gemini', model: 'gemini-3.5-flash', ...changes })
}
