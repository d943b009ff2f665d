import type { ProtocolId } from '../vocabulary/model.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { Protocol } from './protocol.ts'

/** Loads each protocol when a call first needs it; each is a chunk of its own. */
const loaders: Readonly<Partial<Record<ProtocolId, () => Promise<Protocol>>>> = {
  'openai-chat': async () => (await import('./openai-chat/protocol.ts')).openaiChat as Protocol,
  'openai-responses': async () => (await import('./openai-responses/protocol.ts')).openaiResponses,
  'anthropic-messages': async () => (await import('./anthropic-messages/protocol.ts')).anthropicMessages as Protocol,
  gemini: async () => (await import('./gemini/protocol.ts')).gemini,
}

/**
 * Paths that each protocol appends to a base URL, the completion first. Known without loading a protocol, because they are
 * cut off the base URLs that users paste.
 */
export const protocolEndpoints: Readonly<Partial<Record<ProtocolId, readonly string[]>>> = {
  'openai-chat': ['/chat/completions', '/completions', '/models', '/embeddings'],
  'openai-responses': ['/responses', '/responses/compact', '/responses/input_tokens', '/models'],
  'anthropic-messages': ['/v1/messages/count_tokens', '/v1/messages/batches', '/v1/messages', '/v1/models', '/v1/complete'],
  gemini: ['/models'],
}

/** Loads the protocol of an id. Rejects with `RouterError` `unsupported` for one that is not there. */
export async function loadProtocol(id: ProtocolId): Promise<Protocol> {
  const load = loaders[id]
  if (load === undefined) throw new RouterError('unsupported', `The protocol ${id} is not available.`)
  return load()
}
