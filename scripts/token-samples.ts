import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { emptySize, measureRequest, type RequestSize } from '../src/budget/request-size.ts'
import { addText } from '../src/budget/text-size.ts'
import { readRecordedRequest } from './recorded-request.ts'
import { familyOf, othersName } from './token-families.ts'

/** Something whose tokens a provider has counted: a request, or a plain answer. */
export interface TokenSample {
  readonly id: string
  readonly provider: string
  readonly model: string
  readonly kind: 'request' | 'answer'
  readonly size: RequestSize
  readonly tokens: number
  /** Of the half that rates are not fitted to. */
  readonly isJudge: boolean
  /** Where it was recorded, with what was asked in the same place, and its messages one by one; none of an answer. */
  readonly session: string
  readonly turns: readonly string[]
}

interface Exchange {
  readonly id: string
  readonly source: { readonly repo: string; readonly path: string }
  readonly provider: string
  readonly model: string | null
  readonly tags: readonly string[]
  readonly request: { readonly body: unknown } | null
  readonly response: { readonly body?: string } | null
  readonly expected: {
    readonly error?: true
    readonly text?: string
    readonly reasoning?: string
    readonly toolCalls?: readonly unknown[]
    readonly finishReason?: string
    readonly tokenCount?: number
    readonly usage?: {
      readonly inputTokens?: number
      readonly outputTokens?: number
      readonly reasoningTokens?: number
    }
  } | null
}

const folder = fileURLToPath(new URL('../../shared/recordings/', import.meta.url))
const kinds = [
  'token-count',
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'gemini',
  'bedrock-converse',
  'mistral',
  'ollama',
  'cohere',
]

/*
 * What is left out, by what the request says and never by how far off it is: not all of what was counted is in the recorded request
 * (elided, or kept by the provider under an id), the provider adds content of its own (hosted tools, searches, plugins, passes of
 * its own), or it is a matter of pixels and pages.
 */
const leftOut = ['request-elided', 'image-input', 'pdf-input', 'web-search-tool', 'server-tool', 'redacted']
const leftOutMembers = [
  'previous_response_id',
  'conversation',
  'cachedContent',
  'documents',
  'web_search_options',
  'mcp_servers',
  'context_management',
  'plugins',
  'prompt',
  // Any of them may answer.
  'models',
]
/** A replayed item that the recording has blackened, or a mode in which the provider asks itself several times. */
const leftOutText = /"(?:thought_?signature|signature|encrypted_content)":"[^"]*REDACTED|"reasoning":\{[^}]*"mode":/i

/** Adds a system prompt of its own, of over 1 000 tokens. */
const leftOutProvider = 'venice'

/** Every recorded count that can be told from its request or answer. */
export function recordedSamples(): readonly TokenSample[] {
  return kinds.flatMap((kind) =>
    readdirSync(folder + kind)
      .toSorted()
      .flatMap((file) => samplesOf(JSON.parse(readFileSync(`${folder}${kind}/${file}`, 'utf8')) as Exchange)),
  )
}

function samplesOf(exchange: Exchange): readonly TokenSample[] {
  const { id, expected } = exchange
  const model = modelOf(exchange)
  if (expected === null || expected.error === true || model === undefined) return []
  const isJudge = createHash('sha256').update(id).digest().readUInt32BE() % 2 === 1
  const { repo, path } = exchange.source
  const known = { id, provider: exchange.provider, model, isJudge, session: `${repo} ${path}` }
  const request = readRequest(exchange)
  const input = expected.tokenCount ?? expected.usage?.inputTokens ?? 0
  const answer = sizeOfAnswer(exchange)
  const output = expected.usage?.outputTokens ?? 0
  return [
    ...(request === undefined || input === 0
      ? []
      : [{ ...known, ...request, kind: 'request' as const, tokens: input }]),
    ...(answer === undefined ? [] : [{ ...known, kind: 'answer' as const, size: answer, tokens: output, turns: [] }]),
  ]
}

/** The model that has counted: what the answer says, where that is of another family than the one that was asked. */
function modelOf({ provider, model, response }: Exchange): string | undefined {
  if (model === null) return undefined
  const [, answered] = /"model(?:Version)?":\s*"([^"]+)"/.exec(response?.body ?? '') ?? []
  if (answered === undefined) return model
  const family = familyOf({ provider, model: answered })
  return family.of === othersName || family === familyOf({ provider, model }) ? model : answered
}

function readRequest({ request, tags, provider }: Exchange): Pick<TokenSample, 'size' | 'turns'> | undefined {
  const body = request?.body
  if (typeof body !== 'object' || body === null || provider === leftOutProvider) return undefined
  if (leftOut.some((tag) => tags.includes(tag)) || leftOutMembers.some((name) => name in body)) return undefined
  const text = JSON.stringify(body)
  if (leftOutText.test(text)) return undefined
  const read = readRecordedRequest(body)
  if (read === undefined || read.messages.length === 0) return undefined
  const size = measureRequest({ ...read, thinks: thinks(body) })
  if (asksForJson.test(text)) size.hasOutput = 1
  const withoutIds = (name: string, value: unknown): unknown => (/^(?:id|callId)$/.test(name) ? undefined : value)
  return { size, turns: read.messages.map((message) => JSON.stringify(message, withoutIds)) }
}

/** JSON without a schema, for which the schema of an answer is in the prompt. */
const asksForJson = /"type":"json_object"|"format":"json"/

/** Whether thinking is asked for, in any of the ways to do that. */
function thinks(body: object): boolean {
  const said = JSON.stringify(body, (name, value: unknown) =>
    /^(?:messages|input|contents|tools)$/.test(name) ? undefined : value,
  )
  if (/"(?:effort|reasoning_effort)":"none"|"type":"disabled"/.test(said)) return false
  return /"(?:thinking|reasoning_config)":\{"(?!type":"disabled)|"(?:reasoning_effort|effort)":"|"think":true|"enable_thinking":true/.test(
    said,
  )
}

/** Plain text that was finished; under two characters a token there was more in it than its text. */
function sizeOfAnswer({ expected, tags }: Exchange): RequestSize | undefined {
  const { text = '', reasoning = '', toolCalls = [], finishReason, usage = {} } = expected ?? {}
  const { outputTokens = 0, reasoningTokens = 0 } = usage
  if (outputTokens < 30 || text.length / outputTokens < 2 || finishReason !== 'stop') return undefined
  if (reasoningTokens > 0 || reasoning !== '' || toolCalls.length > 0) return undefined
  if (
    ['multi-choice', 'server-tool', 'web-search-tool', 'citations', 'redacted-reasoning'].some((tag) =>
      tags.includes(tag),
    )
  )
    return undefined
  const size = emptySize()
  addText(text, size)
  return size
}
