import type { ProtocolId } from '../vocabulary/model.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { DescribeFailure, Protocol } from './protocol.ts'
import type { Carrier, Hosts } from './provider.ts'

/** How one protocol is loaded. */
interface ProtocolEntry {
  /** Each is a chunk of its own, and so is what somebody makes of it who carries it. */
  load(carrier?: Carrier): Promise<Protocol>
  /** What is known of the hosts that speak it. */
  loadHosts(): Promise<Hosts>
  /** So is what reads its errors: most calls never need it. */
  loadFailureReader(): Promise<DescribeFailure>
}

const protocols: Readonly<Partial<Record<ProtocolId, ProtocolEntry>>> = {
  'openai-chat': {
    load: async (carrier) => carried((await import('./openai-chat/protocol.ts')).openaiChat, carrier),
    loadHosts: async () => (await import('./openai-chat/hosts.ts')).hosts,
    loadFailureReader: async () => (await import('./openai-chat/failure.ts')).describeFailure,
  },
  'openai-responses': {
    load: async (carrier) => carried((await import('./openai-responses/protocol.ts')).openaiResponses, carrier),
    loadHosts: async () => (await import('./openai-responses/hosts.ts')).hosts,
    loadFailureReader: async () => (await import('./openai-responses/failure.ts')).describeFailure,
  },
  'anthropic-messages': {
    load: async (carrier) => {
      if (carrier === 'bedrock' || carrier === 'vertex') {
        const { anthropicOnBedrock, anthropicOnVertex } = await import('./anthropic-messages/carriers.ts')
        return carrier === 'bedrock' ? anthropicOnBedrock : anthropicOnVertex
      }
      return carried((await import('./anthropic-messages/protocol.ts')).anthropicMessages, carrier)
    },
    loadHosts: async () => (await import('./anthropic-messages/hosts.ts')).hosts,
    loadFailureReader: async () => (await import('./anthropic-messages/failure.ts')).describeFailure,
  },
  gemini: {
    load: async () => (await import('./gemini/protocol.ts')).gemini,
    loadHosts: async () => (await import('./gemini/hosts.ts')).hosts,
    loadFailureReader: async () => (await import('./gemini/failure.ts')).describeFailure,
  },
  'bedrock-converse': {
    load: async () => (await import('./bedrock-converse/protocol.ts')).bedrockConverse,
    loadHosts: async () => (await import('./bedrock-converse/hosts.ts')).hosts,
    loadFailureReader: async () => (await import('./bedrock-converse/failure.ts')).describeFailure,
  },
  'ollama-chat': {
    load: async () => (await import('./ollama-chat/protocol.ts')).ollamaChat,
    loadHosts: async () => (await import('./ollama-chat/hosts.ts')).hosts,
    loadFailureReader: async () => (await import('./ollama-chat/failure.ts')).describeFailure,
  },
}

/** What Azure and Copilot make of any protocol. */
async function carried(protocol: Protocol, carrier: Carrier | undefined): Promise<Protocol> {
  if (carrier === 'azure') return (await import('./carried-by-azure.ts')).carriedByAzure(protocol)
  if (carrier === 'copilot') return (await import('./carried-by-copilot.ts')).carriedByCopilot(protocol)
  return protocol
}

/** Loads the protocol of an id, as somebody carries it. Rejects with `RouterError` `unsupported` for one that is not there. */
export async function loadProtocol(id: ProtocolId, carrier?: Carrier): Promise<Protocol> {
  return entryOf(id).load(carrier)
}

/** Loads what is known of the hosts that speak a protocol. Rejects like `loadProtocol`. */
export async function loadHosts(id: ProtocolId): Promise<Hosts> {
  return entryOf(id).loadHosts()
}

/** Loads what reads the errors of a protocol. Rejects like `loadProtocol`. */
export async function loadFailureReader(id: ProtocolId): Promise<DescribeFailure> {
  return entryOf(id).loadFailureReader()
}

function entryOf(id: ProtocolId): ProtocolEntry {
  const entry = protocols[id]
  if (entry === undefined) throw new RouterError('unsupported', `The protocol ${id} is not available.`)
  return entry
}
