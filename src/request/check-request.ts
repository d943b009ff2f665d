import { joinProblems } from '../vocabulary/join-problems.ts'
import { shownValue } from '../adapters/plain-json.ts'
import type { WireTool } from '../adapters/protocol.ts'
import type { CompletionRequest } from '../vocabulary/completion-request.ts'
import { optionProblems } from './option-problems.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { unknownOptions } from '../vocabulary/unknown-option.ts'

/** Every option of a request; the type keeps the list whole. */
const options = {
  messages: true,
  system: true,
  model: true,
  agent: true,
  task: true,
  phase: true,
  tier: true,
  purpose: true,
  constraints: true,
  tools: true,
  toolChoice: true,
  parallelToolCalls: true,
  output: true,
  maxOutputTokens: true,
  onTruncation: true,
  reasoningEffort: true,
  temperature: true,
  topP: true,
  topK: true,
  seed: true,
  stopSequences: true,
  appendOnly: true,
  includeRaw: true,
  signal: true,
  timeouts: true,
  session: true,
  tags: true,
  search: true,
  caching: true,
  compaction: true,
  apiKeys: true,
  headers: true,
  providerOptions: true,
} as const satisfies Record<keyof CompletionRequest, true>

const optionNames = Object.keys(options)

function invalid(message: string, hint?: string): RouterError {
  return new RouterError('invalid-request', message, hint === undefined ? {} : { hints: [hint] })
}

/** Throws `RouterError` `invalid-request` that lists every option that does not exist, or does not hold what it should. */
export function checkOptions(request: unknown): void {
  if (typeof request !== 'object' || request === null) {
    throw invalid('complete() takes one object.', 'Write: router.complete({ messages: "Why is the sky blue?" }).')
  }
  const problems = [...unknownOptions(request, optionNames), ...optionProblems(request)]
  if (problems.length > 0) throw invalid(`The request cannot be used: ${joinProblems(problems)}`)
}

/** The tool that must be called has to be among those that are offered. Throws like `checkOptions`. */
export function checkToolChoice({ toolChoice }: CompletionRequest, tools: readonly WireTool[]): void {
  if (toolChoice === undefined || toolChoice === 'auto' || toolChoice === 'none') return
  if (tools.length === 0)
    throw invalid(
      'toolChoice asks for a tool, but the request offers none.',
      'Give `tools`, or leave `toolChoice` out.',
    )
  if (toolChoice === 'required') return
  const name: unknown = typeof toolChoice === 'object' && toolChoice !== null ? toolChoice.name : undefined
  if (tools.some((tool) => tool.name === name)) return
  throw invalid(
    `toolChoice: there is no tool ${shownValue(name)}.`,
    `It is 'auto', 'none', 'required' or { name } with one of: ${tools.map((tool) => tool.name).join(', ')}.`,
  )
}
