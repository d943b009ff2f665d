import { loadedOnce } from '../vocabulary/loaded-once.ts'
import type { ProtocolId } from '../vocabulary/model.ts'
import { unknownHost } from './openai-chat/unknown-host.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { DescribeFailure, Protocol, TokenCounter } from './protocol.ts'
import type { Carrier, HostFacts, Hosts, TokenCountFacts } from './provider.ts'

/** How one protocol is loaded. */
interface ProtocolEntry {
  /** Each is a chunk of its own, and so is what somebody makes of it who carries it. */
  load(carrier?: Carrier): Promise<Protocol>
  /** What is known of the hosts that speak it. */
  loadHosts(): Promise<Hosts>
  /** What is safe to send to all others, where the known ones are many. */
  readonly unknownHost?: HostFacts
  /** So is what reads its errors: most calls never need it. */
  loadFailureReader(): DescribeFailure | Promise<DescribeFailure>
  /** And what asks for the tokens of a request. Absent: no host of the protocol counts them. */
  loadTokenCounter?(): Promise<TokenCounter>
}

const protocols: Readonly<Partial<Record<ProtocolId, ProtocolEntry>>> = {
  'openai-chat': {
    load: async (carrier) => carried((await import('./openai-chat/protocol.ts')).openaiChat, carrier),
    loadHosts: async () => (await import('./openai-chat/hosts.ts')).hosts,
    unknownHost,
    loadFailureReader: loadedOnce(async () => (await import('./openai-chat/failure.ts')).describeFailure),
    loadTokenCounter: async () => (await import('./openai-chat/count-tokens.ts')).tokenCounter,
  },
  'openai-responses': {
    load: async (carrier) => carried((await import('./openai-responses/protocol.ts')).openaiResponses, carrier),
    loadHosts: async () => (await import('./openai-responses/hosts.ts')).hosts,
    loadFailureReader: loadedOnce(async () => (await import('./openai-responses/failure.ts')).describeFailure),
    loadTokenCounter: async () => (await import('./openai-responses/count-tokens.ts')).tokenCounter,
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
    loadFailureReader: loadedOnce(async () => (await import('./anthropic-messages/failure.ts')).describeFailure),
    loadTokenCounter: async () => (await import('./anthropic-messages/count-tokens.ts')).tokenCounter,
  },
  gemini: {
    load: async () => (await import('./gemini/protocol.ts')).gemini,
    loadHosts: async () => (await import('./gemini/hosts.ts')).hosts,
    loadFailureReader: loadedOnce(async () => (await import('./gemini/failure.ts')).describeFailure),
    loadTokenCounter: async () => (await import('./gemini/count-tokens.ts')).tokenCounter,
  },
  'bedrock-converse': {
    load: async () => (await import('./bedrock-converse/protocol.ts')).bedrockConverse,
    loadHosts: async () => (await import('./bedrock-converse/hosts.ts')).hosts,
    loadFailureReader: loadedOnce(async () => (await import('./bedrock-converse/failure.ts')).describeFailure),
    loadTokenCounter: async () => (await import('./bedrock-converse/count-tokens.ts')).tokenCounter,
  },
  'ollama-chat': {
    load: async () => (await import('./ollama-chat/protocol.ts')).ollamaChat,
    loadHosts: async () => (await import('./ollama-chat/hosts.ts')).hosts,
    loadFailureReader: loadedOnce(async () => (await import('./ollama-chat/failure.ts')).describeFailure),
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

/** Loads what is known of the host of a row, or of one that nobody knows. Rejects like `loadProtocol`. */
export async function loadHostsFor(id: ProtocolId, row: string | undefined): Promise<Hosts> {
  const entry = entryOf(id)
  const { unknownHost: unknown } = entry
  return row !== undefined || unknown === undefined ? entry.loadHosts() : { known: {}, unknown }
}

/** Loads what is known of the hosts that speak a protocol. Rejects like `loadProtocol`. */
export async function loadHosts(id: ProtocolId): Promise<Hosts> {
  return entryOf(id).loadHosts()
}

/** Loads what reads the errors of a protocol. Rejects like `loadProtocol`. */
export async function loadFailureReader(id: ProtocolId): Promise<DescribeFailure> {
  return entryOf(id).loadFailureReader()
}

/** How a host counts the tokens of requests to a model; `undefined`: it does not. `row`: the row whose facts hold for it. */
export function tokenCountOf(hosts: Hosts, row: string | undefined, model: string): TokenCountFacts | undefined {
  const facts = row === undefined ? undefined : hosts.known[row]?.tokenCount
  return facts?.models?.test(model) === false ? undefined : facts
}

/** Loads what asks hosts of a protocol for the tokens of a request; `undefined`: none counts them. Rejects like `loadProtocol`. */
export async function loadTokenCounter(id: ProtocolId): Promise<TokenCounter | undefined> {
  return entryOf(id).loadTokenCounter?.()
}

function entryOf(id: ProtocolId): ProtocolEntry {
  const entry = protocols[id]
  if (entry === undefined) throw new RouterError('unsupported', `The protocol ${id} is not available.`)
  return entry
}
