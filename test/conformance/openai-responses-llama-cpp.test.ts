import { describeFailure } from '../../src/adapters/openai-responses/failure.ts'
import { describe, expect, it } from 'vitest'

import { openaiResponses } from '../../src/adapters/openai-responses/protocol.ts'
import { parseJson } from '../../src/adapters/server-sent-events.ts'
import { expectSameByteByByte } from './cut-recordings.ts'
import { decodeAnswer, type DecodedAnswer } from './decode-answer.ts'
import { bodyBytes, llamaCppRecordingsOf, recordingsExist, type Recording } from './recordings.ts'

const recordings = llamaCppRecordingsOf('openai-responses').filter(
  ({ request }) => request?.url.endsWith('/responses') === true,
)
const answers = recordings.filter(({ response }) => response.status === 200)
const errors = recordings.filter(({ response }) => response.status !== 200)
const streams = answers.filter(({ streaming }) => streaming)

describe.runIf(recordingsExist)('a real llama-server, openai-responses', () => {
  it('is read whole', () => {
    console.log(
      `llama.cpp openai-responses: ${answers.length} answers (${streams.length} streams), ${errors.length} errors`,
    )
    expect([answers.length, streams.length, errors.length]).toEqual([11, 3, 6])
  })

  it('never looks complete without content and a reason', () => {
    for (const recording of answers) {
      const { assembly } = decoded(recording)
      expect.soft(assembly.finishReason, recording.id).toMatch(/^(stop|length|tool-calls)$/)
      expect.soft(assembly.parts, recording.id).not.toEqual([])
      expect
        .soft([assembly.malformedFrames, assembly.failure, assembly.warnings], recording.id)
        .toEqual([0, undefined, []])
    }
    expect(answers.length).toBeGreaterThan(0)
  })

  it('says completed at the cap; the usage shows that the limit cut the answer', () => {
    const cut = answers.filter(({ id }) => id.includes('length'))
    for (const recording of cut) {
      const { assembly } = decoded(recording)
      expect([assembly.finishReason, assembly.rawFinishReason], recording.id).toEqual(['length', 'completed'])
      expect(assembly.visibleText, recording.id).toBe('1, 2, 3, 4')
    }
    expect(cut.length).toBe(2)
    const whole = answers.filter((recording) => !cut.includes(recording))
    expect(whole.map((recording) => decoded(recording).assembly.finishReason)).not.toContain('length')
  })

  it('gives reasoning, then text or a call, although it ends its reasoning last; streamed or not', () => {
    for (const name of ['basic', 'tool', 'length']) {
      const [document, stream] = [`responses-${name}`, `responses-${name}-stream`].map((id) =>
        content(decoded(named(id))),
      )
      expect(stream, name).toEqual(document)
    }
    expect(content(decoded(named('responses-tool-stream')))).toEqual([
      ['reasoning', 'I need the weather in Paris. I will call get_weather.\n'],
      ['get_weather', { city: 'Paris' }],
    ])
  })

  it('keeps its reasoning to be sent back, whatever event it came with', () => {
    const [part] = decoded(named('responses-basic-stream')).assembly.parts
    expect(part).toMatchObject({
      type: 'reasoning',
      replay: {
        id: 'rs_iI1bBQb2HNpbzb0IEeaP6MO5KCOm3lPN',
        content: [{ type: 'reasoning_text', text: 'The user asks for the capital of France. It is Paris.\n' }],
      },
    })
  })

  it('does not pass for complete when cut at any byte before its terminal event', () => {
    let cuts = 0
    for (const recording of streams) {
      const before = recording.response.body.split('event: response.completed')[0] ?? ''
      const bytes = new TextEncoder().encode(before)
      for (let length = 0; length <= bytes.length; length += 7) {
        const { assembly } = decodeAnswer(openaiResponses, [bytes.subarray(0, length)])
        expect([assembly.finishReason, assembly.failure, assembly.isClosed], recording.id).toEqual([
          undefined,
          undefined,
          false,
        ])
        cuts += 1
      }
    }
    expect(cuts).toBeGreaterThan(500)
  })

  it('decodes the same one byte at a time', () => {
    expectSameByteByByte(answers, () => openaiResponses)
    expect(answers.length).toBeGreaterThan(0)
  })

  it('says why it refuses, and is not believed when a refusal comes as an answer', () => {
    for (const recording of errors) {
      const { status, headers, body } = recording.response
      const { error } = parseJson(body) as { error: { message: string; type: string } }
      const described = describeFailure({ status, headers, body: parseJson(body) }, 0)
      expect
        .soft([described.status, described.message, described.type], recording.id)
        .toEqual([status, error.message, error.type])
      const { assembly } = decodeAnswer(openaiResponses, [bodyBytes(recording)])
      expect.soft([assembly.finishReason, assembly.failure === undefined], recording.id).toEqual([undefined, false])
    }
    expect(errors.length).toBeGreaterThan(0)
  })
})

/** Decoded as the router would, which knows the limit that was sent. */
function decoded(recording: Recording): DecodedAnswer {
  const body = recording.request?.body as { max_output_tokens?: number } | undefined
  return decodeAnswer(openaiResponses, [bodyBytes(recording)], body?.max_output_tokens)
}

function named(name: string): Recording {
  const found = recordings.find(({ id }) => id === `llama-cpp-${name}`)
  if (found === undefined) throw new Error(`no recording ${name}`)
  return found
}

function content({ assembly }: DecodedAnswer): unknown {
  return assembly.parts.map((part) =>
    part.type === 'tool-call' ? [part.name, part.args] : [part.type, 'text' in part ? part.text : ''],
  )
}
