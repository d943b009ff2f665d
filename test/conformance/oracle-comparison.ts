import type { Usage } from '../../src/vocabulary/usage.ts'
import type { DecodedAnswer } from './decode-answer.ts'
import type { Expected } from './recordings.ts'

/** Where our reading of a recorded answer is not the oracle's, decided by hand. */
export interface Verdict {
  readonly reason: string
  /** What is right instead; what is absent is as the oracle has it. */
  readonly expected: Partial<Expected>
}

/** An answer in the oracle's terms. */
export interface ComparableAnswer {
  readonly text: string
  readonly reasoning: string
  readonly toolCalls: readonly { name: string; arguments: unknown; argumentsText?: string | undefined }[]
  readonly finishReason: string | undefined
  readonly finishReasonRaw: string | undefined
  readonly usage: Readonly<Record<string, number>>
  readonly malformedFrames: number
  readonly failure: unknown
}

const counters = {
  inputTokens: 'inputTokens',
  outputTokens: 'outputTokens',
  cachedInputTokens: 'cachedTokens',
  cacheWriteTokens: 'cacheWriteTokens',
  reasoningTokens: 'reasoningTokens',
} as const satisfies Record<string, keyof Usage>

/** What was decoded, as the oracle would write it; of the counts only those that the oracle knows. */
export function shown({ assembly }: DecodedAnswer, expected: Partial<Expected>): ComparableAnswer {
  const usage: Record<string, number> = {}
  for (const [name, counter] of Object.entries(counters)) {
    const count = assembly.reportedUsage?.[counter]
    if (count !== undefined && isKnown(expected, name)) usage[name] = count
  }
  return {
    text: assembly.visibleText,
    reasoning: assembly.readableReasoning,
    toolCalls: assembly.parts.flatMap((part) =>
      part.type === 'tool-call' ? [toolCall(part.name, part.args, part.rawArgs)] : [],
    ),
    finishReason: assembly.finishReason,
    finishReasonRaw: assembly.rawFinishReason,
    usage,
    malformedFrames: assembly.malformedFrames,
    failure: assembly.failure,
  }
}

/** What the oracle has, with the verdict's corrections. */
export function wanted(expected: Partial<Expected>): ComparableAnswer {
  const usage: Record<string, number> = {}
  for (const name of Object.keys(counters)) {
    const count = expected.usage?.[name]
    if (typeof count === 'number') usage[name] = count
  }
  return {
    text: expected.text ?? '',
    reasoning: expected.reasoning ?? '',
    toolCalls: (expected.toolCalls ?? []).map((call) => toolCall(call.name, call.arguments, call.argumentsText)),
    finishReason: expected.finishReason,
    finishReasonRaw: expected.finishReasonRaw ?? undefined,
    usage,
    malformedFrames: 0,
    failure: undefined,
  }
}

const traced = [
  'finishReason',
  'rawFinishReason',
  'wireModel',
  'responseId',
  'reportedUsage',
  'reportedCostUsd',
  'malformedFrames',
  'failure',
  'isClosed',
] as const satisfies readonly (keyof DecodedAnswer['assembly'])[]

/** Events and outcome: everything that a consumer or the router could tell two decodings apart by. */
export function traces({ events, assembly }: DecodedAnswer): unknown {
  return { events, ...Object.fromEntries(traced.map((name) => [name, assembly[name]])) }
}

function toolCall(name: string, args: unknown, rawArgs: string | undefined): ComparableAnswer['toolCalls'][number] {
  return { name, arguments: args, ...(args === null ? { argumentsText: rawArgs ?? '' } : {}) }
}

function isKnown(expected: Partial<Expected>, name: string): boolean {
  return typeof expected.usage?.[name] === 'number'
}
