import type { ProtocolId } from '../vocabulary/model.ts'

/**
 * Paths of the protocols that are there, the completion's first. Known without loading a protocol, because they are cut off base
 * URLs as users paste them.
 */
export const protocolEndpoints: Readonly<Partial<Record<ProtocolId, readonly string[]>>> = {
  'openai-chat': ['/chat/completions', '/completions', '/models', '/embeddings'],
  'openai-responses': ['/responses', '/responses/compact', '/responses/input_tokens', '/models'],
  'anthropic-messages': [
    '/v1/messages',
    '/v1/messages/count_tokens',
    '/v1/messages/batches',
    '/v1/models',
    '/v1/complete',
  ],
  gemini: ['/models'],
}
