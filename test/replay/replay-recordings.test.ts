import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { anthropicVerdicts } from '../conformance/anthropic-verdicts.ts'
import { corrections, mistralVerdicts, openaiChatVerdicts, readByHand } from '../conformance/chat-verdicts.ts'
import type { Verdict } from '../conformance/oracle-comparison.ts'
import { recordingsExist, recordingsOf, type Expected, type Recording } from '../conformance/recordings.ts'
import { replay, type Replayed } from './replay-recording.ts'

interface ReplaySet {
  readonly folder: string
  readonly protocol: 'openai-chat' | 'anthropic-messages'
  /** By id: where the oracle is in doubt or wrong, what is right and why. */
  readonly verdicts: Readonly<Record<string, Verdict>>
  /** How many exchanges there are to compare; another number means that something was passed over. */
  readonly count: number
}

const sets: readonly ReplaySet[] = [
  {
    folder: 'openai-chat',
    protocol: 'openai-chat',
    verdicts: { ...openaiChatVerdicts, ...corrections, ...readByHand },
    count: 619,
  },
  { folder: 'mistral', protocol: 'openai-chat', verdicts: { ...mistralVerdicts, ...corrections }, count: 69 },
  { folder: 'anthropic-messages', protocol: 'anthropic-messages', verdicts: anthropicVerdicts, count: 152 },
]

const counters = {
  inputTokens: 'inputTokens',
  outputTokens: 'outputTokens',
  cachedInputTokens: 'cachedTokens',
  cacheWriteTokens: 'cacheWriteTokens',
  reasoningTokens: 'reasoningTokens',
} as const

/** What an exchange gave, in the oracle's terms; of the counts those that the oracle knows. */
function outcomeOf(replayed: Replayed, expected: Partial<Expected>): unknown {
  if (!replayed.ok) {
    const { code, status, providerMessage, providerCode } = replayed.error
    return code === 'empty-response' ? { code } : { status, providerMessage, providerCode }
  }
  const { text, toolCalls, finishReason, usage } = replayed.result
  const known = Object.entries(counters).filter(([name]) => typeof expected.usage?.[name] === 'number')
  return {
    text,
    toolCalls: toolCalls.map(({ name, args, rawArgs }) => toolCall(name, args, rawArgs)),
    finishReason,
    usage: Object.fromEntries(known.map(([name, counter]) => [name, usage[counter]])),
  }
}

function wantedOf(expected: Partial<Expected>): unknown {
  const { text = '', reasoning = '', toolCalls = [], finishReason, usage = {} } = expected
  if (expected.error === true) {
    const code = expected.providerCode ?? expected.providerType ?? undefined
    return {
      status: expected.status,
      providerMessage: expected.providerMessage,
      providerCode: code === undefined ? undefined : String(code),
    }
  }
  // By design an answer that says stop and holds nothing is a failure.
  if (finishReason === 'stop' && text === '' && reasoning === '' && toolCalls.length === 0)
    return { code: 'empty-response' }
  const known = Object.keys(counters).filter((name) => typeof usage[name] === 'number')
  return {
    text,
    toolCalls: toolCalls.map((call) => toolCall(call.name, call.arguments, call.argumentsText)),
    finishReason,
    usage: Object.fromEntries(known.map((name) => [name, usage[name]])),
  }
}

function toolCall(name: string, args: unknown, rawArgs: string | undefined): unknown {
  return args === null ? { name, arguments: null, argumentsText: rawArgs } : { name, arguments: args }
}

function expectedOf({ id, expected }: Recording, { verdicts }: ReplaySet): Partial<Expected> | undefined {
  const verdict = verdicts[id]
  return expected === null && verdict === undefined ? undefined : { ...expected, ...verdict?.expected }
}

it.skipIf(!recordingsExist)(
  'the recordings of ../shared lie beside the checkout; without them nothing is replayed',
  () => {
    expect(recordingsExist).toBe(true)
  },
)

describe.each(recordingsExist ? sets : [])('recorded exchanges of $folder, played to complete()', (set) => {
  const recordings = recordingsOf(set.folder)

  it('give what the oracle read', async () => {
    const perProvider: Record<string, number> = {}
    for (const recording of recordings) {
      const expected = expectedOf(recording, set)
      if (expected === undefined) continue
      const replayed = await replay(recording, set.protocol)
      expect.soft(outcomeOf(replayed, expected), recording.id).toEqual(wantedOf(expected))
      perProvider[recording.provider] = (perProvider[recording.provider] ?? 0) + 1
    }
    const count = Object.values(perProvider).reduce((sum, number) => sum + number, 0)
    const list = Object.entries(perProvider).map(([provider, number]) => `${provider} ${number}`)
    console.log(`replayed ${set.folder}: ${count} (${list.join(', ')})`)
    expect(count).toBe(set.count)
  }, 120_000)

  it('give the same when the bytes are cut anywhere', async () => {
    const whole = new Map<string, unknown>()
    const playedWhole = async (recording: Recording): Promise<unknown> => {
      const known = whole.get(recording.id) ?? traceOf(await replay(recording, set.protocol))
      whole.set(recording.id, known)
      return known
    }
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...recordings),
        fc.array(fc.nat(1_000_000), { maxLength: 8 }),
        async (recording, cuts) => {
          const played = await replay(recording, set.protocol, (length) => cuts.map((cut) => cut % (length + 1)))
          expect(traceOf(played)).toEqual(await playedWhole(recording))
        },
      ),
      { numRuns: 300 },
    )
  }, 120_000)

  it('give the same one byte at a time', async () => {
    const small = recordings.filter(({ response }) => response.body.length < 6_000)
    for (const recording of small) {
      const played = await replay(recording, set.protocol, (length) => Array.from({ length }, (_, at) => at))
      expect(traceOf(played), recording.id).toEqual(traceOf(await replay(recording, set.protocol)))
    }
    expect(small.length).toBeGreaterThan(20)
  }, 240_000)
})

/** All of an outcome but the time it took. */
function traceOf(replayed: Replayed): unknown {
  if (!replayed.ok) {
    const { code, message, status, partial } = replayed.error
    return { code, message, status, text: partial?.text, toolCalls: partial?.toolCalls, usage: partial?.usage }
  }
  const { attempts: _attempts, ...result } = replayed.result
  return result
}
