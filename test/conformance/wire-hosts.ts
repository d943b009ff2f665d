import { anthropicMessages } from '../../src/adapters/anthropic-messages/protocol.ts'
import { bedrockConverse } from '../../src/adapters/bedrock-converse/protocol.ts'
import { gemini } from '../../src/adapters/gemini/protocol.ts'
import { ollamaChat } from '../../src/adapters/ollama-chat/protocol.ts'
import { openaiChat } from '../../src/adapters/openai-chat/protocol.ts'
import { openaiResponses } from '../../src/adapters/openai-responses/protocol.ts'
import { protocolEndpoints } from '../../src/adapters/protocol-endpoints.ts'
import type { Protocol, TargetedRequest, WireRequest } from '../../src/adapters/protocol.ts'
import { profileOf } from '../../src/adapters/provider-table.ts'
import type { ResolvedProvider } from '../../src/adapters/provider.ts'
import { prepareTranscript, transcriptTarget } from '../../src/adapters/transcript.ts'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { findKeys } from '../../src/credentials/api-key.ts'
import type { Warning } from '../../src/vocabulary/completion-result.ts'
import type { Json, JsonObject, Origin } from '../../src/vocabulary/message.ts'
import type { ModelInfo } from '../../src/vocabulary/model.ts'
import { bodyCheck } from '../adapters/body-check.ts'
import { plainRequest } from '../adapters/plain-request.ts'
import { resolveProvider } from '../adapters/resolve-provider.ts'

/** A model of a real provider over one protocol, as the provider table and the catalogue know it. */
export interface WireHost {
  /** `provider/model`. */
  readonly name: string
  readonly protocol: Protocol
  readonly provider: ResolvedProvider
  readonly origin: Origin
  readonly modelInfo: ModelInfo | undefined
  /** What is wrong with a body by the strict form of the provider's own schema; empty: nothing. */
  problems(body: JsonObject): readonly string[]
}

/** A strict schema, and what the host takes although the schema's document lacks it: members of the body and within messages. */
interface HostSchema {
  readonly file: string
  readonly definition: string
  readonly beyond?: { readonly body: readonly string[]; readonly messages: readonly string[] }
}

const openaiResponse: HostSchema = { file: 'openai', definition: 'CreateResponse.strict' }
const openrouterChat: HostSchema = { file: 'openrouter', definition: 'ChatRequest.strict' }
const anthropicMessage: HostSchema = { file: 'anthropic', definition: 'MessageCreateParams' }
// Newer models take no sampling parameters, and the newer schema has none.
const olderAnthropicMessage: HostSchema = { file: 'anthropic-0.120', definition: 'MessageCreateParams' }
const geminiContent: HostSchema = { file: 'gemini', definition: 'GenerateContentRequest' }
const bedrockStream: HostSchema = { file: 'bedrock', definition: 'ConverseStreamRequest' }
const ollamaMessage: HostSchema = {
  file: 'ollama',
  definition: 'ChatRequest.strict',
  // README of the schemas, and ollama api/types.go, 2026-08.
  beyond: {
    body: ['truncate', 'shift'],
    messages: ['thinking', 'tool_name', 'tool_call_id', 'id', 'index', 'type'],
  },
}
const deepseekChat: HostSchema = {
  file: 'openai',
  definition: 'CreateChatCompletionRequest.strict',
  // DeepSeek has no schema of its own here: OpenAI's, and what its documentation adds (facts/providers.md, 2026-11-10).
  beyond: { body: ['thinking'], messages: ['reasoning_content'] },
}

/** What a host is made of. */
export type HostRow = readonly [protocol: Protocol, provider: string, model: string, schema: HostSchema]

const table: readonly HostRow[] = [
  [openaiChat, 'openrouter', 'anthropic/claude-sonnet-5.5', openrouterChat],
  [openaiChat, 'deepseek', 'deepseek-v4-pro', deepseekChat],
  [openaiResponses, 'openai', 'gpt-6.1-terra', openaiResponse],
  [openaiResponses, 'xai', 'grok-4.7', openaiResponse],
  [anthropicMessages, 'anthropic', 'claude-opus-5-5', anthropicMessage],
  [anthropicMessages, 'anthropic', 'claude-haiku-4-5', olderAnthropicMessage],
  [gemini, 'gemini', 'gemini-3.8-flash', geminiContent],
  [gemini, 'gemini', 'gemini-4-argon', geminiContent],
  [bedrockConverse, 'bedrock', 'eu.anthropic.claude-sonnet-4-6', bedrockStream],
  [bedrockConverse, 'bedrock', 'openai.gpt-oss-120b-1:0', bedrockStream],
  [ollamaChat, 'ollama', 'qwen3:8b', ollamaMessage],
  [ollamaChat, 'ollama', 'gpt-oss:20b', ollamaMessage],
]

const catalog = await loadCatalog()

/** A model of a provider over a protocol, checked by a schema. */
export function wireHost([protocol, id, model, schema]: HostRow): WireHost {
  return {
    name: `${id}/${model}`,
    protocol,
    provider: resolveProvider(id, { protocol: protocol.id }, profileOf(id), {
      readEnv: () => undefined,
      endpoints: protocolEndpoints,
      findKeys,
    }),
    origin: { provider: id, protocol: protocol.id, model },
    modelInfo: catalog.find(id, model),
    problems: (body) => bodyCheck(schema.file, schema.definition)(published(body, schema)),
  }
}

/** Six protocols, two models each. */
export const wireHosts: readonly WireHost[] = table.map(wireHost)

/** The body without what the schema's document lacks, so that everything else can be checked strictly. */
function published(body: JsonObject, { beyond }: HostSchema): JsonObject {
  if (beyond === undefined) return body
  const rest = Object.fromEntries(Object.entries(body).filter(([name]) => !beyond.body.includes(name)))
  return { ...rest, messages: without(rest['messages'], beyond.messages) }
}

function without(value: Json | undefined, names: readonly string[]): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => without(item, names))
  if (typeof value !== 'object' || value === null) return value ?? null
  return Object.fromEntries(
    Object.entries(value as JsonObject)
      .filter(([name]) => !names.includes(name))
      // Arguments of a call may be called anything.
      .map(([name, member]) => [name, name === 'arguments' ? member : without(member, names)]),
  )
}

/** What is asked of a host, and what was said about it. */
export interface HostRequest extends WireRequest {
  /** Of the transcript and of the encoding. */
  readonly allWarnings: readonly Warning[]
}

/** Writes a request for a host as the router does: transcript, then encoding. Throws `RouterError` `unsupported`. */
export function writeFor(host: WireHost, changes: Partial<TargetedRequest>): HostRequest {
  const { origin, provider, protocol, modelInfo } = host
  const transcript = prepareTranscript(changes.messages ?? [], transcriptTarget(provider, origin.model))
  const wire = protocol.encode(
    plainRequest({
      provider: origin.provider,
      model: origin.model,
      quirks: provider.quirks,
      modelInfo,
      maxOutputTokens: protocol.id === 'anthropic-messages' ? 16_000 : undefined,
      ...changes,
      messages: transcript.messages,
    }),
  )
  return { ...wire, allWarnings: [...transcript.warnings, ...wire.warnings] }
}
