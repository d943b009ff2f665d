import { describe, expect, it } from 'vitest'

import { anthropicOnBedrock } from '../../src/adapters/anthropic-messages/carriers.ts'
import { anthropicMessages } from '../../src/adapters/anthropic-messages/protocol.ts'
import { describeFailure } from '../../src/adapters/bedrock-converse/failure.ts'
import { parseJson } from '../../src/adapters/server-sent-events.ts'
import { cutAt, decodeAnswer, type DecodedAnswer } from './decode-answer.ts'
import { shown, traces, wanted } from './oracle-comparison.ts'
import { bodyBytes, recordingsExist, recordingsOf, type Recording } from './recordings.ts'

// Of InvokeModel, which carries each vendor's own protocol, Claude's is one of this library.
const recordings = recordingsOf('bedrock-invoke')
const isClaude = ({ model }: Recording): boolean => model.includes('claude')
const answers = recordings.filter((recording) => isClaude(recording) && recording.response.status < 400)
const errors = recordings.filter(({ response }) => response.status >= 400)
const foreign = recordings.filter((recording) => !isClaude(recording) && recording.response.status < 400)

function decode(recording: Recording, cuts: readonly number[] = []): DecodedAnswer {
  const isStream = recording.response.bodyEncoding === 'base64'
  return decodeAnswer(isStream ? anthropicOnBedrock : anthropicMessages, cutAt(bodyBytes(recording), cuts))
}

describe.runIf(recordingsExist)('recordings of bedrock-invoke (skipped where ../shared/recordings is missing)', () => {
  it('are all here; those of other vendors are embeddings and forms of their own, without an oracle', () => {
    console.log(`bedrock-invoke: claude ${answers.length}, errors ${errors.length}, not read ${foreign.length}`)
    expect([answers.length, errors.length, foreign.length]).toEqual([20, 3, 7])
    expect(foreign.filter(({ expected }) => expected !== null)).toEqual([])
  })

  it('of Claude decode to the values of the oracle, whole and one byte at a time', () => {
    for (const recording of answers) {
      const expected = recording.expected ?? {}
      const whole = decode(recording)
      expect.soft(shown(whole, expected), recording.id).toEqual(wanted(expected))
      const offsets = Array.from(bodyBytes(recording), (_, at) => at)
      expect.soft(traces(decode(recording, offsets)), recording.id).toEqual(traces(whole))
    }
    expect(answers.filter(({ expected }) => expected === null)).toEqual([])
  })

  it('describe their errors by status, name and the words of the provider', () => {
    for (const { expected, response, id } of errors) {
      expect.soft(describeFailure({ ...response, body: parseJson(response.body) }, 0), id).toEqual({
        status: expected?.status,
        code: expected?.providerType,
        message: expected?.providerMessage,
        requestId: response.headers['x-amzn-requestid'],
      })
    }
  })
})
