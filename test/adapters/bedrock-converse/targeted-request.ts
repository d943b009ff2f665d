import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { plainRequest } from '../plain-request.ts'

/** A greeting to Claude Sonnet 4.6 with room for 4096 tokens, and what is changed of it. */
export function targetedRequest(changes: Partial<TargetedRequest> = {}): TargetedRequest {
  return plainRequest({
    provider: 'bedrock',
    model: 'eu.anthropic.claude-sonnet-4-6',
    maxOutputTokens: 4096,
    ...changes,
  })
}
