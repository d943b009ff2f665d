import type { Json, JsonObject } from '../../vocabulary/message.ts'

/*
 * What comes: the spelling of the wire, not its types. Every member is `unknown` until `decode` has looked at it, because hosts
 * that call themselves compatible send anything.
 */

/** An event of the stream, or the whole document; hosts put their own members beside OpenAI's. */
export interface ChatChunk {
  readonly id?: unknown
  readonly object?: unknown
  readonly type?: unknown
  readonly model?: unknown
  readonly choices?: unknown
  readonly usage?: unknown
  /** How the request was served; it decides the price. */
  readonly service_tier?: unknown
  readonly error?: unknown
  /** Groq: usage when `stream_options` was not sent, and why a stream was stopped early (its SDK). */
  readonly x_groq?: { readonly usage?: unknown; readonly error?: unknown } | null
  /** MiniMax: its verdict, also under HTTP 200. */
  readonly base_resp?: unknown
  /** FastAPI servers: the error. */
  readonly detail?: unknown
  readonly message?: unknown
  /** Cloudflare, Z.AI: the same. */
  readonly errors?: unknown
  readonly msg?: unknown
  /** Perplexity. */
  readonly citations?: unknown
  readonly search_results?: unknown
  /** Venice: what it charged, and what its web search found. */
  readonly cost?: unknown
  readonly venice_parameters?: { readonly web_search_citations?: unknown } | null
  /** Vercel AI Gateway. */
  readonly generationId?: unknown
}

/** One of the answers. */
export interface ChatChoice {
  readonly index?: unknown
  readonly delta?: unknown
  readonly message?: unknown
  readonly finish_reason?: unknown
  /** Moonshot. */
  readonly usage?: unknown
  /** OpenRouter. */
  readonly error?: unknown
  /** Azure. */
  readonly content_filter_results?: unknown
}

/** A piece of an answer, or in a document the whole of it. */
export interface ChatDelta {
  readonly content?: unknown
  readonly refusal?: unknown
  readonly reasoning?: unknown
  readonly reasoning_content?: unknown
  /** GitHub Copilot. */
  readonly reasoning_text?: unknown
  readonly reasoning_opaque?: unknown
  /** OpenRouter and what copies it. */
  readonly reasoning_details?: unknown
  readonly tool_calls?: unknown
  readonly function_call?: unknown
  readonly annotations?: unknown
  /** OpenRouter. */
  readonly images?: unknown
  readonly audio?: unknown
  /** Groq's compound models. */
  readonly executed_tools?: unknown
  /** Google: holds the thought signature. */
  readonly extra_content?: unknown
}

/** A piece of a tool call. */
export interface ChatToolCallDelta {
  readonly index?: unknown
  readonly id?: unknown
  readonly function?: unknown
  readonly custom?: unknown
  readonly extra_content?: unknown
}

/** An object of the wire whose members are not known yet. */
export type WireObject = Readonly<Record<string, unknown>>

/** The value as an object; `undefined` for anything else, arrays included. */
export function asObject(value: unknown): WireObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as WireObject) : undefined
}

/** The value as text; `''` for anything else. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The value as a list; one object counts as a list of one, anything else as an empty list. */
export function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return typeof value === 'object' && value !== null ? [value] : []
}

/* What goes. */

/** A part of a user's or an assistant's content. */
export type ChatPart = JsonObject & { readonly type: string }

/** A message as it is sent. */
export type ChatMessage = JsonObject & { readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool' }

/** A tool as it is sent. */
export interface ChatTool {
  readonly [member: string]: Json
  readonly type: 'function'
}
