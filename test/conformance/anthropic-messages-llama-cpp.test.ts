import { describeFailure } from '../../src/adapters/anthropic-messages/failure.ts'
import { describe, expect, it } from 'vitest'

import { anthropicMessages } from '../../src/adapters/anthropic-messages/protocol.ts'
import { expectSameByteByByte } from './cut-recordings.ts'
import { decodeAnswer, type DecodedAnswer } from './decode-answer.ts'
import { bodyBytes, llamaCppRecordingsOf, recordingsExist, type Recording } from './recordings.ts'

const recordings = llamaCppRecordingsOf('anthropic-messages').filter(({ tags }) => !tags.includes('token-count'))
const answers = recordings.filter(({ response }) => response.status === 200)
const errors = recordings.filter(({ response }) => response.status !== 200)

function decodeRecording(recording: Recording): DecodedAnswer {
  return decodeAnswer(anthropicMessages, [bodyBytes(recording)])
}

function named(name: string): Recording {
  const found = recordings.find(({ id }) => id === `llama-cpp-${name}`)
  if (found === undefined) throw new Error(`no recording ${name}`)
  return found
}

describe.runIf(recordingsExist)('answers of a real llama-server (../shared/recordings/llama-cpp)', () => {
  it('are there', () => {
    expect([answers.filter(({ streaming }) => streaming).length, answers.length, errors.length]).toEqual([10, 25, 8])
  })

  it('are complete, with content, usage and a reason', () => {
    for (const recording of answers) {
      const { assembly } = decodeRecording(recording)
      expect.soft(assembly.malformedFrames, recording.id).toBe(0)
      expect.soft(assembly.parts, recording.id).not.toEqual([])
      expect.soft(assembly.finishReason, recording.id).toMatch(/^(stop|length|tool-calls)$/)
      expect.soft(assembly.reportedUsage?.inputTokens, recording.id).toBeGreaterThan(0)
      expect.soft(assembly.reportedUsage?.outputTokens, recording.id).toBeGreaterThan(0)
      expect.soft(assembly.wireModel, recording.id).toBe('demo-chat')
    }
  })

  it('keep thinking and text apart although their blocks end together', () => {
    const { assembly } = decodeRecording(named('messages-basic-stream'))
    expect(assembly.parts.map((part) => [part.type, part.replay])).toEqual([
      ['reasoning', undefined],
      ['text', undefined],
    ])
    expect(assembly.visibleText).toBe('The capital of France is Paris.')
    expect(assembly.warnings).toEqual([])
  })

  it('say the same as a stream and as a document', () => {
    for (const name of ['messages-basic', 'messages-max-tokens', 'messages-stop-sequence']) {
      const [stream, document] = [named(`${name}-stream`), named(name)].map((recording) => {
        const { assembly } = decodeRecording(recording)
        return [assembly.visibleText, assembly.readableReasoning, assembly.finishReason]
      })
      expect(stream, name).toEqual(document)
    }
  })

  it('give parallel calls that are open beside each other their own arguments', () => {
    const { assembly } = decodeRecording(named('messages-tool-parallel-stream'))
    const calls = assembly.parts.flatMap((part) => (part.type === 'tool-call' ? [part.args] : []))
    expect(calls).toEqual([{ city: 'Boston' }, { city: 'Milan' }])
  })

  it('mark a call that the limit cut', () => {
    const { assembly } = decodeRecording(named('messages-tool-truncated-stream'))
    expect(assembly.finishReason).toBe('length')
    expect(assembly.parts).toMatchObject([{ type: 'tool-call', args: null, rawArgs: '{', invalid: 'truncated' }])
  })

  it('decode the same one byte at a time', () => {
    expectSameByteByByte(answers, () => anthropicMessages)
  })
})

describe.runIf(recordingsExist)('errors of a real llama-server (../shared/recordings/llama-cpp)', () => {
  it("are described although their envelope is not Anthropic's", () => {
    const described = errors.map(({ id, response }) => {
      const { status, type, code, message } = describeFailure({ ...response, body: JSON.parse(response.body) }, 0)
      expect.soft(code, id).toBeUndefined()
      return [id.replace('llama-cpp-', ''), status, type, message?.slice(0, 30)]
    })
    expect(described).toEqual([
      ['auth-wrong-messages', 401, 'authentication_error', 'Invalid API Key'],
      ['ctx-overflow-messages-stream', 400, 'exceed_context_size_error', 'request (1509 tokens) exceeds '],
      ['ctx-overflow-messages', 400, 'exceed_context_size_error', 'request (1509 tokens) exceeds '],
      ['loading-messages', 503, 'unavailable_error', 'Loading model'],
      ['messages-err-image', 500, 'server_error', 'image input is not supported -'],
      ['messages-err-invalid-json', 400, 'invalid_request_error', '[json.exception.parse_error.10'],
      ['messages-err-no-messages', 500, 'server_error', "'messages' is required"],
      ['router-unknown-model-messages', 400, 'invalid_request_error', "model 'nope' not found"],
    ])
  })
})
