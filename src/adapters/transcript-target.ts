import type { Origin } from '../vocabulary/message.ts'
import type { ProtocolId } from '../vocabulary/model.ts'
import type { Quirks } from './provider.ts'

/** How ids of tool calls must look. Others are replaced by `length` letters and digits. */
export interface ToolCallIdRule {
  readonly pattern: RegExp
  readonly length: number
}

/**
 * How much of who made a part must be the same for its replay token to go back to a target. Provider and protocol always;
 * beside them the model, or its family (name and generation), or no more. `nowhere`: the target takes nothing back.
 */
export type ReplayScope = 'model' | 'family' | 'provider' | 'nowhere'

/** What a target's protocol and host take of a conversation. */
export interface TranscriptRules {
  readonly replay: ReplayScope
  /** Reasoning goes back only with a token; without one it is left out. */
  readonly reasoningNeedsToken: boolean
  /** Absent: any id. */
  readonly toolCallId?: ToolCallIdRule | undefined
  /** Arguments of a call are an object; anything else is put into one. */
  readonly objectArguments: boolean
  /** Files of a tool result stay in it, stay unless the result is an error, or follow in a user message. */
  readonly toolResultFiles: 'inline' | 'inline-unless-error' | 'user-message'
  /** Files that a model made stay in its message, or follow in a user message. */
  readonly assistantFiles: 'inline' | 'user-message'
  /** Messages of one role that follow each other become one. */
  readonly mergeRoles: boolean
}

/** Whom a conversation is made ready for. */
export interface TranscriptTarget extends TranscriptRules {
  readonly origin: Origin
}

/**
 * Rules by protocol. Sources: facts/protocols.md 1-6 and 8, facts/providers.md, as of 2026-11-20: signatures, encrypted
 * items and item ids are bound to the model that made them; thought signatures to its family; ids of calls as in table 8.
 */
const transcriptRules: Readonly<Record<ProtocolId, TranscriptRules>> = {
  'anthropic-messages': {
    replay: 'model',
    reasoningNeedsToken: true,
    toolCallId: { pattern: /^[a-zA-Z0-9_-]{1,64}$/, length: 24 },
    objectArguments: true,
    // An is_error result may hold text only.
    toolResultFiles: 'inline-unless-error',
    assistantFiles: 'user-message',
    mergeRoles: false,
  },
  'openai-chat': {
    // What a host takes back is a fact of its row: `replayReasoning`.
    replay: 'nowhere',
    reasoningNeedsToken: false,
    // 40 characters is what OpenAI's own chat endpoint takes; Kimi wants its `functions.name:0` unchanged.
    toolCallId: { pattern: /^[\x21-\x7e]{1,40}$/, length: 24 },
    objectArguments: false,
    toolResultFiles: 'user-message',
    assistantFiles: 'user-message',
    mergeRoles: false,
  },
  'openai-responses': {
    replay: 'model',
    reasoningNeedsToken: true,
    toolCallId: { pattern: /^[\x21-\x7e]{1,64}$/, length: 24 },
    objectArguments: false,
    toolResultFiles: 'inline',
    assistantFiles: 'user-message',
    mergeRoles: false,
  },
  gemini: {
    replay: 'family',
    reasoningNeedsToken: false,
    toolCallId: { pattern: /^[\x21-\x7e]{1,64}$/, length: 24 },
    objectArguments: true,
    toolResultFiles: 'inline',
    assistantFiles: 'inline',
    mergeRoles: false,
  },
  'bedrock-converse': {
    replay: 'model',
    // Claude needs its signature, other models refuse one: which model it is, encode knows.
    reasoningNeedsToken: false,
    toolCallId: { pattern: /^[a-zA-Z0-9_-]{1,64}$/, length: 24 },
    objectArguments: true,
    toolResultFiles: 'inline-unless-error',
    assistantFiles: 'user-message',
    mergeRoles: true,
  },
  'ollama-chat': {
    replay: 'model',
    reasoningNeedsToken: false,
    objectArguments: true,
    toolResultFiles: 'user-message',
    assistantFiles: 'user-message',
    mergeRoles: false,
  },
}

/** How far each shape of reasoning goes back: text serves any model of the host, details may hold a model's signature. */
const replayShapes: Readonly<Record<NonNullable<Quirks['replayReasoning']>, ReplayScope>> = {
  reasoning_content: 'provider',
  reasoning_details: 'model',
  'thinking-parts': 'provider',
}

/**
 * The rules of one target: its protocol's, changed by what its host's row says. Reads `toolCallId`, `replayReasoning` and
 * `unsignedThinking`.
 */
export function transcriptTarget(
  provider: { readonly id: string; readonly protocol: ProtocolId; readonly quirks: Quirks },
  model: string,
): TranscriptTarget {
  const rules = transcriptRules[provider.protocol]
  const { toolCallId, replayReasoning, unsignedThinking } = provider.quirks
  return {
    ...rules,
    ...(toolCallId === undefined ? {} : { toolCallId }),
    ...(replayReasoning === undefined ? {} : { replay: replayShapes[replayReasoning] }),
    ...(unsignedThinking === true ? { reasoningNeedsToken: false } : {}),
    origin: { provider: provider.id, protocol: provider.protocol, model },
  }
}

/** Whether what `maker` made and signed can go back to the target. */
export function acceptsReplay(target: TranscriptTarget, maker: Origin | undefined): boolean {
  if (maker === undefined || target.replay === 'nowhere' || !isSameHost(target, maker)) return false
  if (target.replay === 'provider' || maker.model === target.origin.model) return true
  const family = target.replay === 'family' ? modelFamily(target.origin.model) : undefined
  return family !== undefined && family === modelFamily(maker.model)
}

/** Whether the target is of the provider and protocol that made a part. */
export function isSameHost(target: TranscriptTarget, maker: Origin | undefined): boolean {
  return maker?.provider === target.origin.provider && maker.protocol === target.origin.protocol
}

/** Name and generation of a model: `gemini-3` of `models/gemini-3.8-flash`. Absent where the id names no generation. */
function modelFamily(model: string): string | undefined {
  return /(?:^|\/)([a-z]+-\d+)(?![\d])/i.exec(model)?.[1]?.toLowerCase()
}
