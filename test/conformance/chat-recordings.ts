import { describeFailure } from '../../src/adapters/openai-chat/failure.ts'
import { describe, expect, it } from 'vitest'

import { openaiChat } from '../../src/adapters/openai-chat/protocol.ts'
import { parseJson } from '../../src/adapters/server-sent-events.ts'
import type { WireFailure } from '../../src/vocabulary/failure.ts'
import { expectSameByteByByte, expectSameForAnyCut } from './cut-recordings.ts'
import { decodeAnswer } from './decode-answer.ts'
import { shown, wanted, type Verdict } from './oracle-comparison.ts'
import { bodyBytes, recordingsExist, recordingsOf, type Recording } from './recordings.ts'

/** What a set of recordings must show. */
export interface ChatRecordings {
  /** Protocol in the index of the recordings. */
  readonly protocol: string
  /** By id: decisions where the clients disagree or cannot be right. */
  readonly verdicts: Readonly<Record<string, Verdict>>
  /** By id: where the clients agree and we differ. */
  readonly corrections: Readonly<Record<string, Verdict>>
  /** By id: what no client could read. */
  readonly readByHand: Readonly<Record<string, Verdict>>
  /** How many there are of each kind; another number means that something was passed over. */
  readonly counts: Readonly<Record<'stream' | 'document' | 'error', number>>
}

/** Tags that say: the oracle itself is in doubt. */
const doubtful = ['oracle-disagreement', 'oracle-failure', 'no-oracle', 'multi-choice']

/** Registers the tests that every recorded exchange of chat completions passes. */
export function describeChatRecordings(set: ChatRecordings): void {
  it.skipIf(!recordingsExist)(
    'the recordings of ../shared lie beside the checkout; without them nothing is compared',
    () => {
      expect(recordingsExist).toBe(true)
    },
  )
  if (!recordingsExist) return
  const recordings = recordingsOf(set.protocol)
  const errors = recordings.filter(isError)
  const answers = recordings.filter((recording) => !isError(recording))

  describe(`recordings of ${set.protocol}`, () => {
    it('are all here', () => {
      const perProvider = new Map<string, number>()
      const perKind = { stream: 0, document: 0, error: 0 }
      for (const recording of recordings) {
        const kind = isError(recording) ? 'error' : recording.streaming ? 'stream' : 'document'
        perKind[kind] += 1
        const key = `${recording.provider} ${kind}`
        perProvider.set(key, (perProvider.get(key) ?? 0) + 1)
      }
      console.log(`${set.protocol}: ${[...perProvider].map(([key, count]) => `${key} ${count}`).join(', ')}`)
      expect(perKind).toEqual(set.counts)
    })

    it('decode to the values of the oracle', () => {
      let compared = 0
      for (const recording of answers) {
        const verdict = set.verdicts[recording.id] ?? set.corrections[recording.id] ?? set.readByHand[recording.id]
        const expected = { ...recording.expected, ...verdict?.expected }
        expect
          .soft(shown(decodeAnswer(openaiChat, [bodyBytes(recording)]), expected), recording.id)
          .toEqual(wanted(expected))
        compared += 1
      }
      expect(compared).toBe(set.counts.stream + set.counts.document)
    })

    it('are doubted only where the oracle is in doubt', () => {
      const tagsOf = (id: string): readonly string[] => recordings.find((recording) => recording.id === id)?.tags ?? []
      const decided = { ...set.verdicts, ...set.readByHand }
      const undecided = recordings.filter(
        ({ id, tags, expected }) =>
          (tags.includes('oracle-disagreement') || expected === null) && decided[id] === undefined,
      )
      expect(undecided.map(({ id }) => id)).toEqual([])
      const unfounded = Object.keys(decided).filter((id) => !tagsOf(id).some((tag) => doubtful.includes(tag)))
      expect(unfounded).toEqual([])
      expect(Object.keys(set.corrections).filter((id) => tagsOf(id).length === 0)).toEqual([])
    })

    it('decode the same one byte at a time', () => {
      expectSameByteByByte(answers, () => openaiChat)
      expect(answers.length).toBeGreaterThan(60)
    }, 120_000)

    it('decode the same for any cut of the bytes', () => {
      expectSameForAnyCut(answers, () => openaiChat)
    }, 60_000)

    it('are never taken for complete when they end before their terminal marker', () => {
      let cut = 0
      for (const recording of answers) {
        for (const bytes of beginnings(recording)) {
          const { assembly } = decodeAnswer(openaiChat, [bytes])
          expect([assembly.finishReason, assembly.isClosed, assembly.failure], recording.id).toEqual([
            undefined,
            false,
            undefined,
          ])
          cut += 1
        }
      }
      expect(cut).toBeGreaterThan(answers.length)
    }, 60_000)

    it('describe their errors by status, code, type and the words of the provider', () => {
      for (const recording of errors) {
        const { expected } = recording
        const failure = failureOf(recording)
        const { status, code, type, message } = describeFailure(failure, 0)
        // An error inside a 200 has a status of its own at best.
        const isHttp = recording.response.status >= 400
        expect.soft({ status: isHttp ? status : expected?.status, code, type, message }, recording.id).toEqual({
          status: expected?.status,
          code: expected?.providerCode === null ? undefined : String(expected?.providerCode),
          type: expected?.providerType ?? undefined,
          message: expected?.providerMessage,
        })
      }
      expect(errors.length).toBe(set.counts.error)
    })
  })
}

function isError({ expected }: Recording): boolean {
  return expected?.error === true
}

function failureOf(recording: Recording): WireFailure {
  const { status, headers, body } = recording.response
  if (status >= 400) return { status, headers, body: parseJson(body) ?? body }
  const { assembly } = decodeAnswer(openaiChat, [bodyBytes(recording)])
  const partial = recording.expected?.partial as { text: string; reasoning: string } | undefined
  expect([assembly.visibleText, assembly.readableReasoning], recording.id).toEqual([partial?.text, partial?.reasoning])
  expect(assembly.failure, recording.id).toBeDefined()
  return { ...assembly.failure, headers, body: assembly.failure?.body }
}

/** The answer cut in the middle, and directly before its terminal marker. */
function beginnings(recording: Recording): readonly Uint8Array[] {
  const { body } = recording.response
  const lines = body.split(/(?<=[\n\r])/)
  const at = recording.streaming ? lines.findIndex(isTerminal) : -1
  const end = at === -1 ? body.length - 1 : lines.slice(0, at).join('').length
  const kept = at === -1 ? body.trimEnd().slice(0, -1) : body.slice(0, end)
  return [kept, kept.slice(0, Math.floor(kept.length / 2))].map((text) => new TextEncoder().encode(text))
}

function isTerminal(line: string): boolean {
  if (!line.startsWith('data:')) return false
  const data = line.slice('data:'.length).trim()
  if (data === '[DONE]') return true
  const chunk = parseJson(data) as
    | { choices?: readonly { index?: number; finish_reason?: string | null }[] }
    | undefined
  return (
    chunk?.choices?.some(
      ({ index, finish_reason: reason }) => index === 0 && typeof reason === 'string' && reason !== '',
    ) === true
  )
}
