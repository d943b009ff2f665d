import { transcriptTarget } from '../../src/adapters/transcript.ts'
import type { TranscriptTarget } from '../../src/adapters/transcript.ts'
import type { Quirks } from '../../src/adapters/provider.ts'
import type {
  AssistantPart,
  Json,
  Message,
  Origin,
  ToolCallPart,
  ToolResultPart,
} from '../../src/vocabulary/message.ts'
import type { ProtocolId } from '../../src/vocabulary/model.ts'

/** A target without quirks, or with those that are given. */
export function targetOf(provider: string, protocol: ProtocolId, model: string, quirks: Quirks = {}): TranscriptTarget {
  return transcriptTarget({ id: provider, protocol, quirks }, model)
}

/** Where parts are from, and where they go: one target for each protocol and kind of host. */
export const targets: Readonly<
  Record<
    'claude' | 'gpt' | 'chat' | 'deepseek' | 'openrouter' | 'gemini' | 'bedrock' | 'ollama' | 'mistral',
    TranscriptTarget
  >
> = {
  claude: targetOf('anthropic', 'anthropic-messages', 'claude-opus-5-5'),
  gpt: targetOf('openai', 'openai-responses', 'gpt-5.4'),
  chat: targetOf('groq', 'openai-chat', 'gpt-oss'),
  deepseek: targetOf('deepseek', 'openai-chat', 'deepseek-v4-pro', { replayReasoning: 'reasoning_content' }),
  openrouter: targetOf('openrouter', 'openai-chat', 'anthropic/claude-opus-5-5', {
    replayReasoning: 'reasoning_details',
  }),
  mistral: targetOf('mistral', 'openai-chat', 'magistral', {
    replayReasoning: 'thinking-parts',
    toolCallId: { pattern: /^[a-zA-Z0-9]{9}$/, length: 9 },
  }),
  gemini: targetOf('gemini', 'gemini', 'gemini-3.8-flash'),
  bedrock: targetOf('bedrock', 'bedrock-converse', 'us.anthropic.claude-opus-5'),
  ollama: targetOf('ollama', 'ollama-chat', 'llama3.2'),
}

/** One user turn. */
export function user(text: string): Message {
  return { role: 'user', content: text }
}

/** One answer. */
export function answer(origin: Origin | undefined, ...content: readonly AssistantPart[]): Message {
  return { role: 'assistant', content, ...(origin === undefined ? {} : { origin }) }
}

/** One message of results. */
export function results(...content: readonly ToolResultPart[]): Message {
  return { role: 'tool', content }
}

/** A sound call. */
export function call(id: string, args: Json = {}, more: Partial<ToolCallPart> = {}): ToolCallPart {
  return { type: 'tool-call', id, name: 'f', args, rawArgs: JSON.stringify(args), ...more }
}

/** A result. */
export function result(callId: string, output: Json = 'ok', more: Partial<ToolResultPart> = {}): ToolResultPart {
  return { type: 'tool-result', callId, name: 'f', output, ...more }
}
