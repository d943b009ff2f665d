import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { describeFailure } from '../../src/adapters/bedrock-converse/failure.ts'
import { bedrockConverse } from '../../src/adapters/bedrock-converse/protocol.ts'
import type { Protocol } from '../../src/adapters/protocol.ts'
import { parseJson } from '../../src/adapters/server-sent-events.ts'
import { bedrockVerdicts } from './bedrock-verdicts.ts'
import { expectSameByteByByte, expectSameForAnyCut } from './cut-recordings.ts'
import { decodeAnswer, type DecodedAnswer } from './decode-answer.ts'
import { shown, wanted } from './oracle-comparison.ts'
import { bodyBytes, recordingsExist, recordingsOf, type Recording } from './recordings.ts'

const recordings = recordingsOf('bedrock-converse')
const isError = (recording: Recording): boolean => recording.response.status >= 400
const isStream = (recording: Recording): boolean => recording.response.bodyEncoding === 'base64'
const answers = recordings.filter((recording) => !isError(recording))
const streams = answers.filter(isStream)
const errors = recordings.filter(isError)

/** `/converse` gives documents, which the framing of the stream never lets through. */
const documents: Protocol = { ...bedrockConverse, framing: { ...bedrockConverse.framing, documentAllowed: true } }

const readerOf = (recording: Recording): Protocol => (isStream(recording) ? bedrockConverse : documents)
const decode = (recording: Recording): DecodedAnswer => decodeAnswer(readerOf(recording), [bodyBytes(recording)])

interface RawUsage {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly totalTokens: number
  readonly cacheReadInputTokens?: number
  readonly cacheWriteInputTokens?: number
}

describe.runIf(recordingsExist)(
  'recordings of bedrock-converse (skipped where ../shared/recordings is missing)',
  () => {
    it('are all here: streams, documents and errors, all with an oracle', () => {
      const counts = { stream: streams.length, document: answers.length - streams.length, error: errors.length }
      console.log(`bedrock-converse: bedrock ${JSON.stringify(counts)}`)
      expect(counts).toEqual({ stream: 25, document: 53, error: 4 })
      expect(recordings.filter(({ expected }) => expected === null)).toEqual([])
    })

    it('decode to the values of the oracle', () => {
      for (const recording of answers) {
        const expected = { ...recording.expected, ...bedrockVerdicts[recording.id]?.expected }
        expect.soft(shown(decode(recording), expected), recording.id).toEqual(wanted(expected))
      }
      expect(answers.length).toBe(78)
    })

    it('give the counts of the wire, inclusive of its cache, and they add up to its total', () => {
      for (const recording of answers) {
        const { reportedUsage: usage } = decode(recording).assembly
        const raw = recording.expected?.rawUsage as RawUsage
        expect.soft((usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0), recording.id).toBe(raw.totalTokens)
        expect.soft(usage?.cachedTokens, recording.id).toBe(raw.cacheReadInputTokens)
        expect.soft(usage?.cacheWriteTokens, recording.id).toBe(raw.cacheWriteInputTokens)
        expect.soft(usage?.reasoningTokens, recording.id).toBe(undefined)
      }
      expect(answers.length).toBe(78)
    })

    it('have verdicts for the disputed ones and no other', () => {
      const disputed = recordings.filter(({ tags }) => tags.includes('oracle-disagreement')).map(({ id }) => id)
      expect(disputed.toSorted()).toEqual(Object.keys(bedrockVerdicts).toSorted())
    })

    it('keep what has to be sent back: signatures, sealed reasoning, hosted tools and their results', () => {
      const kinds: Record<string, number> = {}
      const count = (kind: string): number => (kinds[kind] = (kinds[kind] ?? 0) + 1)
      for (const recording of answers) {
        for (const part of decode(recording).assembly.parts) {
          if (part.type === 'reasoning') for (const member of Object.keys(part.replay ?? { none: true })) count(member)
          if (part.type === 'native') count(part.kind)
          if (part.type === 'text' && part.citations !== undefined) count('cited text')
        }
      }
      expect(kinds).toEqual({
        signature: 9,
        redactedContent: 1,
        none: 3,
        server_tool_use: 4,
        nova_code_interpreter_result: 3,
        nova_grounding_result: 1,
        'cited text': 3,
      })
    })

    it('decode the same one byte at a time', () => {
      expectSameByteByByte(answers, readerOf)
      expect(answers.length).toBe(78)
    }, 60_000)

    it('decode the same for any cut of the bytes', () => {
      expectSameForAnyCut(answers, readerOf)
    }, 60_000)

    it('are never taken for complete when they end before messageStop', () => {
      for (const recording of streams) {
        const bytes = bodyBytes(recording)
        const at = Buffer.from(bytes).indexOf('messageStop')
        expect(at, recording.id).toBeGreaterThan(0)
        const { assembly } = decodeAnswer(bedrockConverse, [bytes.subarray(0, at)])
        expect([assembly.finishReason, assembly.isClosed, assembly.failure], recording.id).toEqual([
          undefined,
          false,
          undefined,
        ])
      }
      expect(streams.length).toBe(25)
    })

    it('are refused when any byte of them is changed', () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...streams),
          fc.nat(),
          fc.integer({ min: 1, max: 255 }),
          (recording, place, flip) => {
            const bytes = bodyBytes(recording)
            const at = place % bytes.length
            bytes[at] = (bytes[at] ?? 0) ^ flip
            // In one chunk, so that all of it is read although the answer is complete before its end.
            expect(() => decodeAnswer(bedrockConverse, [bytes])).toThrow('cannot be read')
          },
        ),
        { numRuns: 300 },
      )
    })

    it('describe their errors by status, name and the words of the provider', () => {
      for (const { expected, response, id } of errors) {
        const described = describeFailure({ ...response, body: parseJson(response.body) }, 0)
        expect.soft(described, id).toEqual({
          status: expected?.status,
          // The sources of three kept none of AWS's headers.
          ...(expected?.providerType === null ? {} : { code: expected?.providerType }),
          message: expected?.providerMessage,
          ...(response.headers['x-amzn-requestid'] === undefined
            ? {}
            : { requestId: response.headers['x-amzn-requestid'] }),
        })
      }
      expect(errors.length).toBe(4)
    })
  },
)
