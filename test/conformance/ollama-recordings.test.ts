import { describe, expect, it } from 'vitest'

import { start, decodeDocument } from '../../src/adapters/ollama-chat/decode.ts'
import { ollamaChat } from '../../src/adapters/ollama-chat/protocol.ts'
import { AnswerAssembly } from '../../src/adapters/answer-assembly.ts'
import { parseJson } from '../../src/adapters/server-sent-events.ts'
import { estimateTokens } from '../../src/budget/token-estimate.ts'
import { isPromptTruncated } from '../../src/routing/silent-truncation.ts'
import { expectSameByteByByte, expectSameForAnyCut } from './cut-recordings.ts'
import { decodeAnswer } from './decode-answer.ts'
import { shown, traces, wanted } from './oracle-comparison.ts'
import { bodyBytes, recordingsExist, recordingsOf, type Recording } from './recordings.ts'
import { expectWellFormed } from './well-formed.ts'

const recordings = recordingsOf('ollama')
const whole = (recording: Recording): ReturnType<typeof decodeAnswer> =>
  decodeAnswer(ollamaChat, [bodyBytes(recording)])
const countsOf = ({ expected }: Recording): Readonly<Record<string, number>> =>
  (expected?.rawUsage ?? {}) as Readonly<Record<string, number>>

it.skipIf(!recordingsExist)(
  'the recordings of ../shared lie beside the checkout; without them nothing is compared',
  () => {
    expect(recordingsExist).toBe(true)
  },
)

describe.runIf(recordingsExist)('recordings of ollama', () => {
  it('are all here, streams and documents, and two clients agree on every one', () => {
    const counts: Record<string, number> = {}
    for (const { provider, streaming } of recordings) {
      const key = `${provider} ${streaming ? 'stream' : 'document'}`
      counts[key] = (counts[key] ?? 0) + 1
    }
    console.log(
      `ollama: ${Object.entries(counts)
        .map(([key, count]) => `${key} ${count}`)
        .join(', ')}`,
    )
    expect(counts).toEqual({ 'ollama stream': 15, 'ollama document': 16 })
    const doubtful = ['oracle-disagreement', 'oracle-failure', 'no-oracle', 'multi-choice']
    const doubted = recordings.filter(
      ({ tags, expected }) => expected === null || tags.some((tag) => doubtful.includes(tag)),
    )
    expect(doubted.map(({ id }) => id)).toEqual([])
  })

  it('decode to the values of the oracle', () => {
    let compared = 0
    for (const recording of recordings) {
      const expected = recording.expected ?? {}
      const decoded = whole(recording)
      expectWellFormed(decoded.events)
      expect.soft(shown(decoded, expected), recording.id).toEqual(wanted(expected))
      expect.soft(decoded.assembly.warnings, recording.id).toEqual([])
      compared += 1
    }
    expect(compared).toBe(31)
  })

  it('give the counts of the wire and no other', () => {
    let compared = 0
    for (const recording of recordings) {
      const { prompt_eval_count: prompt, eval_count: output } = countsOf(recording)
      const { reportedUsage } = whole(recording).assembly
      expect.soft(reportedUsage, recording.id).toEqual({ inputTokens: prompt, outputTokens: output })
      compared += 1
    }
    expect(compared).toBe(31)
  })

  it('give every tool call an id, its own where the server gave one', () => {
    let given = 0
    let made = 0
    for (const recording of recordings) {
      const calls = whole(recording).assembly.parts.filter((part) => part.type === 'tool-call')
      expect(new Set(calls.map(({ id }) => id)).size, recording.id).toBe(calls.length)
      for (const { id } of calls) {
        if (recording.response.body.includes(`"id":"${id}"`)) given += 1
        else made += 1
        expect(id, recording.id).toMatch(/^call_\w+$/)
      }
    }
    expect([given, made]).toEqual([13, 3])
  })

  it('decode the same one byte at a time', () => {
    expectSameByteByByte(recordings, () => ollamaChat)
    expect(recordings.length).toBe(31)
  }, 60_000)

  it('decode the same for any cut of the bytes', () => {
    expectSameForAnyCut(recordings, () => ollamaChat)
  }, 60_000)

  it('decode the same with CRLF, without the last line end, and documents also when they are indented', () => {
    let indented = 0
    for (const recording of recordings) {
      const { body } = recording.response
      const forms = [body.replaceAll('\n', '\r\n'), body.trimEnd(), `\n${body}\n\n`]
      const document = parseJson(body)
      if (document !== undefined) {
        forms.push(JSON.stringify(document, null, 2), JSON.stringify([document], null, '\t'))
        indented += 1
      }
      for (const form of forms) {
        const decoded = decodeAnswer(ollamaChat, [new TextEncoder().encode(form)])
        expect(traces(decoded), recording.id).toEqual(traces(whole(recording)))
      }
    }
    expect(indented).toBe(16)
  }, 60_000)

  it('are never taken for complete when they end before their terminal marker', () => {
    let cut = 0
    for (const recording of recordings) {
      const bytes = bodyBytes(recording)
      const lines = recording.response.body.trimEnd().split('\n')
      const last = new TextEncoder().encode(lines.at(-1)).length
      const end = new TextEncoder().encode(recording.response.body.trimEnd()).length
      for (const length of [end - 1, end - Math.floor(last / 2), end - last]) {
        const { assembly } = decodeAnswer(ollamaChat, [bytes.subarray(0, length)])
        expect
          .soft([assembly.finishReason, assembly.isClosed, assembly.failure, assembly.malformedFrames], recording.id)
          .toEqual([undefined, false, undefined, 0])
        cut += 1
      }
    }
    expect(cut).toBe(93)
  })

  it('that are documents are read by decodeDocument too', () => {
    let read = 0
    for (const recording of recordings) {
      const document = parseJson(recording.response.body)
      if (document === undefined) continue
      const assembly = new AnswerAssembly({
        origin: { provider: 'test', protocol: 'ollama-chat', model: 'test' },
        firstIndex: 0,
        sink: { push: () => 0 },
      })
      decodeDocument(document, start(), assembly)
      assembly.complete()
      const expected = whole(recording).assembly
      expect([assembly.parts, assembly.finishReason, assembly.reportedUsage], recording.id).toEqual([
        expected.parts,
        expected.finishReason,
        expected.reportedUsage,
      ])
      read += 1
    }
    expect(read).toBe(16)
  })

  it('show no prompt that was cut in silence', () => {
    let long = 0
    for (const recording of recordings) {
      const { messages = [], tools } = (recording.request?.body ?? {}) as { messages?: object[]; tools?: unknown }
      // Chat templates leave out what was thought in earlier turns: one prompt of 1 669 tokens with it was read as 417.
      const told = messages.map((message) => ({ ...message, thinking: undefined }))
      const estimatedInputTokens = estimateTokens(JSON.stringify([told, tools]))
      const reportedInputTokens = countsOf(recording)['prompt_eval_count']
      if (estimatedInputTokens > 1_000) long += 1
      expect(isPromptTruncated({ estimatedInputTokens, reportedInputTokens }), recording.id).toBe(false)
    }
    console.log(`ollama: ${long} recorded prompts are long enough for the detector of silent truncation`)
    expect(long).toBeGreaterThan(2)
  })
})
