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
  'bedrock-converse': ['/model'],
  // What its other protocols are asked at counts as well: their base URLs end in `/v1`.
  'ollama-chat': ['/api/chat', '/api/generate', '/api/tags', '/api', '/v1/chat/completions'],
}
