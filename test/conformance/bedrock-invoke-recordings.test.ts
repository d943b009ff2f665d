import { describe, expect, it } from 'vitest'

import { anthropicMessages } from '../../src/adapters/anthropic-messages/protocol.ts'
import { awsEventStream } from '../../src/adapters/aws-event-stream.ts'
import { describeFailure } from '../../src/adapters/bedrock-converse/failure.ts'
import type { Protocol } from '../../src/adapters/protocol.ts'
import { parseJson } from '../../src/adapters/server-sent-events.ts'
import { isJsonObject } from '../../src/adapters/plain-json.ts'
import type { Framing } from '../../src/vocabulary/wire.ts'
import { cutAt, decodeAnswer, type DecodedAnswer } from './decode-answer.ts'
import { shown, traces, wanted } from './oracle-comparison.ts'
import { bodyBytes, recordingsExist, recordingsOf, type Recording } from './recordings.ts'

/*
 * InvokeModel is not a protocol of this library: it carries each vendor's own. Its streams are AWS messages whose payload holds an
 * event of the vendor in base64. That Claude's decode shows that framing and protocol are independent of each other.
 */
const chunkFraming: Framing = {
  ...awsEventStream,
  open: (onFrame) =>
    awsEventStream.open((frame) => {
      const bytes = isJsonObject(frame.data) ? frame.data['bytes'] : undefined
      if (typeof bytes !== 'string') return onFrame(frame)
      onFrame({ event: '', data: parseJson(Buffer.from(bytes, 'base64').toString('utf8')), text: '' })
    }),
}
const streamed: Protocol = { ...anthropicMessages, framing: chunkFraming }

const recordings = recordingsOf('bedrock-invoke')
const isClaude = ({ model }: Recording): boolean => model.includes('claude')
const answers = recordings.filter((recording) => isClaude(recording) && recording.response.status < 400)
const errors = recordings.filter(({ response }) => response.status >= 400)
const foreign = recordings.filter((recording) => !isClaude(recording) && recording.response.status < 400)

function decode(recording: Recording, cuts: readonly number[] = []): DecodedAnswer {
  const isStream = recording.response.bodyEncoding === 'base64'
  return decodeAnswer(isStream ? streamed : anthropicMessages, cutAt(bodyBytes(recording), cuts))
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
