import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { plainRequest } from '../plain-request.ts'

/** A greeting to Qwen 3, and what is changed of it. */
export function targetedRequest(changes: Partial<TargetedRequest> = {}): TargetedRequest {
  return plainRequest({ provider: 'ollama', model: 'qwen3:8b', ...changes })
}
