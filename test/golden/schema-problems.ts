import type { JsonObject } from '../../src/vocabulary/message.ts'
import type { ProtocolId } from '../../src/vocabulary/model.ts'
import { bodyCheck } from '../adapters/body-check.ts'

type Schema = readonly [file: string, definition: string]

const ofProtocol: Readonly<Record<ProtocolId, Schema>> = {
  'openai-chat': ['openai', 'CreateChatCompletionRequest.strict'],
  'openai-responses': ['openai', 'CreateResponse.strict'],
  'anthropic-messages': ['anthropic', 'MessageCreateParams'],
  gemini: ['gemini', 'GenerateContentRequest'],
  'bedrock-converse': ['bedrock', 'ConverseStreamRequest'],
  'ollama-chat': ['ollama', 'ChatRequest.strict'],
}

/** Hosts whose own schema is there. */
const ofHost: Readonly<Record<string, Schema>> = {
  'openrouter openai-chat': ['openrouter', 'ChatRequest.strict'],
  // Takes reasoning and cache marks in OpenRouter's form (facts/protocols.md).
  'vercel-ai-gateway openai-chat': ['openrouter', 'ChatRequest.strict'],
  'groq openai-chat': ['groq', 'ChatCompletionRequest'],
  'mistral openai-chat': ['mistral', 'ChatCompletionRequest.strict'],
}

/** Fields of the body that a host's documentation adds to the schema of the protocol (facts of 2026-11). */
const beyond: Readonly<Record<string, readonly string[]>> = {
  'bedrock anthropic-messages': ['anthropic_version'],
  'google-vertex anthropic-messages': ['anthropic_version'],
  'google-vertex-anthropic anthropic-messages': ['anthropic_version'],
  // groq-sdk 1.6.0 has no type for it; the endpoint takes it.
  'groq openai-chat': ['stream_options'],
  'deepseek openai-chat': ['thinking'],
  'zai openai-chat': ['thinking', 'tool_stream'],
  'glm openai-chat': ['thinking', 'tool_stream'],
  'qwen-portal openai-chat': ['enable_thinking'],
  'minimax openai-chat': ['reasoning_split'],
  'xiaomi openai-chat': ['thinking'],
  'venice openai-chat': ['venice_parameters'],
  'infron openai-chat': ['reasoning'],
  'together openai-chat': ['reasoning'],
  'nvidia-nim openai-chat': ['chat_template_kwargs'],
  'ollama ollama-chat': ['truncate', 'shift'],
}

/** What a host has in the address instead of the body. */
const elsewhere: Readonly<Record<string, JsonObject>> = {
  'bedrock anthropic-messages': { model: 'in the address', stream: true },
  'google-vertex anthropic-messages': { model: 'in the address' },
  'google-vertex-anthropic anthropic-messages': { model: 'in the address' },
}

/** Hosts that want the request in an envelope. */
const enveloped: ReadonlySet<string> = new Set(['google-gemini-cli gemini', 'google-antigravity gemini'])

/** What is wrong with a body by the strictest schema there is for a host; empty: nothing. */
export function schemaProblems(id: string, protocol: ProtocolId, body: JsonObject): readonly string[] {
  const place = `${id} ${protocol}`
  const [file, definition] = ofHost[place] ?? ofProtocol[protocol]
  const added = beyond[place] ?? []
  const inner = enveloped.has(place) ? (body['request'] as JsonObject) : body
  const own = Object.entries(inner).filter(([name]) => !added.includes(name))
  return bodyCheck(file, definition)({ ...elsewhere[place], ...Object.fromEntries(own) })
}
