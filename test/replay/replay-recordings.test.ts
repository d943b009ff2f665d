import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { corrections, mistralVerdicts, openaiChatVerdicts, readByHand } from '../conformance/chat-verdicts.ts'
import { recordingsExist, recordingsOf, type Expected, type Recording } from '../conformance/recordings.ts'
import { replay, type Replayed } from './replay-recording.ts'

const sets = [
  { folder: 'openai-chat', protocol: 'openai-chat', verdicts: { ...openaiChatVerdicts, ...corrections, ...readByHand } },
  { folder: 'mistral', protocol: 'openai-chat', verdicts: { ...mistralVerdicts, ...corrections, ...readByHand } },
  { folder: 'anthropic-messages', protocol: 'anthropic-messages', verdicts: {} },
] as const

const counters = {
  inputTokens: 'inputTokens',
  outputTokens: 'outputTokens',
  cachedInputTokens: 'cachedTokens',
  cacheWriteTokens: 'cacheWriteTokens',
  reasoningTokens: 'reasoningTokens',
} as const

function outcomeOf(replayed: Replayed, expected: Partial<Expected>): unknown {
  if (!replayed.ok) {
    const { code, status, providerMessage, providerCode } = replayed.error
    return code === 'empty-response' ? { code } : { status, providerMessage, providerCode }
  }
  const { result } = replayed
  const usage: Record<string, unknown> = {}
  for (const [name, counter] of Object.entries(counters)) {
    if (typeof expected.usage?.[name] === 'number') usage[name] = result.usage[counter]
  }
  const toolCalls = result.toolCalls.map(({ name, args, rawArgs }) =>
    args === null ? { name, arguments: null, argumentsText: rawArgs } : { name, arguments: args },
  )
  return { text: result.text, toolCalls, finishReason: result.finishReason, usage }
}

describe.runIf(recordingsExist)('recorded exchanges, played to complete()', () => {
  for (const { folder, protocol, verdicts } of sets) {
    const recordings = recordingsOf(folder)
    it(`of ${folder} give what the oracle read`, async () => {
      const counts: Record<string, number> = {}
      const wrong: unknown[] = []
      for (const recording of recordings) {
        const verdict = (verdicts as Record<string, { expected: Partial<Expected> }>)[recording.id]
        if (recording.expected === null && verdict === undefined) continue
        const expected = { ...recording.expected, ...verdict?.expected }
        const replayed = await replay(recording, protocol)
        const got = outcomeOf(replayed, expected)
        const want = wantedOf(expected, recording)
        counts[recording.provider] = (counts[recording.provider] ?? 0) + 1
        if (JSON.stringify(got) !== JSON.stringify(want)) wrong.push({ id: recording.id, got, want })
      }
      console.log(folder, counts, 'wrong', wrong.length)
      expect(wrong).toEqual([])
    }, 120_000)
  }
})

function wantedOf(expected: Partial<Expected>, recording: Recording): unknown {
  void recording
  if (expected.error === true) return { status: expected.status, providerMessage: expected.providerMessage, providerCode: expected.providerCode === null ? expected.providerType ?? undefined : String(expected.providerCode) }
  if (expected.finishReason === 'stop' && (expected.text ?? '') === '' && (expected.reasoning ?? '') === '' && (expected.toolCalls ?? []).length === 0) return { code: 'empty-response' }
  const usage: Record<string, unknown> = {}
  for (const name of Object.keys(counters)) if (typeof expected.usage?.[name] === 'number') usage[name] = expected.usage[name]
  const toolCalls = (expected.toolCalls ?? []).map((call) => call.arguments === null ? { name: call.name, arguments: null, argumentsText: call.argumentsText } : { name: call.name, arguments: call.arguments })
  return { text: expected.text ?? '', toolCalls, finishReason: expected.finishReason, usage }
}
void fc
