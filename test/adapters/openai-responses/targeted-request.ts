import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { plainRequest } from '../plain-request.ts'

/** A greeting to a reasoning model of OpenAI, and what is changed of it. */
export function targetedRequest(changes: Partial<TargetedRequest> = {}): TargetedRequest {
  return plainRequest({ provider: 'openai', model: 'gpt-5.4', ...changes })
}
