import { describe, expect, it } from 'vitest'

import { anthropicMessages } from '../../src/adapters/anthropic-messages/protocol.ts'
import { describeFailure as describeMessagesFailure } from '../../src/adapters/anthropic-messages/failure.ts'
import { describeFailure as describeChatFailure } from '../../src/adapters/openai-chat/failure.ts'
import { openaiChat } from '../../src/adapters/openai-chat/protocol.ts'
import type { DescribeFailure, Protocol } from '../../src/adapters/protocol.ts'
import { parseJson } from '../../src/adapters/server-sent-events.ts'
import { expectSameByteByByte } from './cut-recordings.ts'
import { decodeAnswer } from './decode-answer.ts'
import { bodyBytes, llamaCppRecordingsOf, recordingsExist, type Recording } from './recordings.ts'

/** Each protocol with the end of its URL, how many of its exchanges there are, and how a terminal marker is told. */
const surfaces: readonly {
  protocol: Protocol
  describeFailure: DescribeFailure
  url: string
  answers: number
  errors: number
  isTerminal: (line: string) => boolean
}[] = [
  {
    protocol: openaiChat,
    describeFailure: describeChatFailure,
    url: '/chat/completions',
    answers: 58,
    errors: 21,
    isTerminal: (line) => /"finish_reason":"/.test(line),
  },
  {
    protocol: anthropicMessages,
    describeFailure: describeMessagesFailure,
    url: '/messages',
    answers: 25,
    errors: 8,
    isTerminal: (line) => line.includes('message_delta') || line.includes('message_stop'),
  },
]

it.skipIf(!recordingsExist)('the recordings of ../shared lie beside the checkout; without them nothing is read', () => {
  expect(recordingsExist).toBe(true)
})

describe.each(recordingsExist ? surfaces : [])(
  'a real llama-server, $protocol.id',
  ({ protocol, describeFailure, url, isTerminal, ...counts }) => {
    const recordings = llamaCppRecordingsOf(protocol.id).filter(({ request }) => request?.url.endsWith(url) === true)
    const answers = recordings.filter(({ response }) => response.status === 200)
    const errors = recordings.filter(({ response }) => response.status !== 200)

    it('is read whole', () => {
      console.log(`llama.cpp ${protocol.id}: ${answers.length} answers, ${errors.length} errors`)
      expect([answers.length, errors.length]).toEqual([counts.answers, counts.errors])
    })

    it('never looks complete without content and a reason', () => {
      for (const recording of answers) {
        const { assembly } = decodeAnswer(protocol, [bodyBytes(recording)])
        expect.soft(assembly.finishReason, recording.id).toMatch(/^(stop|length|tool-calls)$/)
        expect.soft(assembly.parts, recording.id).not.toEqual([])
        expect.soft([assembly.malformedFrames, assembly.failure], recording.id).toEqual([0, undefined])
      }
    })

    it('shows every truncation by the limit or by a full context', () => {
      const truncated = answers.filter(({ id }) => /(?<!no-)(length|max-tokens|truncated|ctx-full)/.test(id))
      for (const recording of truncated) {
        expect(decodeAnswer(protocol, [bodyBytes(recording)]).assembly.finishReason, recording.id).toBe('length')
      }
      expect(truncated.length).toBeGreaterThan(2)
    })

    it('does not pass for complete when cut at any line before its terminal marker', () => {
      let cuts = 0
      for (const recording of answers.filter(({ streaming }) => streaming)) {
        const lines = recording.response.body.split(/(?<=\n)/)
        const end = lines.findIndex(isTerminal)
        expect(end, recording.id).toBeGreaterThan(0)
        for (let kept = 0; kept <= end; kept += 1) {
          const { assembly } = decodeAnswer(protocol, [new TextEncoder().encode(lines.slice(0, kept).join(''))])
          expect(
            [assembly.finishReason, assembly.failure, assembly.isClosed],
            `${recording.id} cut at ${kept}`,
          ).toEqual([undefined, undefined, false])
          cuts += 1
        }
      }
      expect(cuts).toBeGreaterThan(100)
    })

    it('decodes the same one byte at a time', () => {
      expectSameByteByByte(answers, () => protocol)
    })

    it('says why it refuses', () => {
      for (const recording of errors) {
        const { status, headers, body } = recording.response
        const described = describeFailure({ status, headers, body: parseJson(body) ?? body }, 0)
        expect.soft([described.status, described.message], recording.id).toEqual([status, errorOf(recording).message])
        expect.soft(described.type, recording.id).toBe(errorOf(recording).type)
      }
    })

    it('is not believed when an error or another document comes as an answer', () => {
      for (const recording of errors) {
        const { assembly } = decodeAnswer(protocol, [bodyBytes(recording)])
        expect.soft(assembly.finishReason, recording.id).toBeUndefined()
        expect.soft(assembly.failure, recording.id).toBeDefined()
      }
      const { assembly } = decodeAnswer(protocol, [
        new TextEncoder().encode('{"input_tokens":15,"object":"response.input_tokens"}'),
      ])
      expect([assembly.finishReason, assembly.parts]).toEqual([undefined, []])
    })
  },
)

describe.each(recordingsExist ? [openaiChat.id] : [])('particulars of a real llama-server, %s', () => {
  const named = (name: string): Recording => {
    const found = llamaCppRecordingsOf('openai-chat').find(({ id }) => id === `llama-cpp-${name}`)
    if (found === undefined) throw new Error(`no recording ${name}`)
    return found
  }

  it('gives parallel calls their own ids and arguments, streamed or not', () => {
    for (const name of ['chat-tool-parallel', 'chat-tool-parallel-stream']) {
      const { assembly } = decodeAnswer(openaiChat, [bodyBytes(named(name))])
      const calls = assembly.parts.filter((part) => part.type === 'tool-call')
      expect(
        calls.map(({ args }) => args),
        name,
      ).toEqual([{ city: 'Boston' }, { city: 'Milan' }])
      expect(new Set(calls.map(({ id }) => id)).size, name).toBe(2)
    }
  })

  it('marks a call that the limit cut, streamed or not', () => {
    for (const name of ['chat-tool-truncated', 'chat-tool-truncated-stream']) {
      const { assembly } = decodeAnswer(openaiChat, [bodyBytes(named(name))])
      expect(assembly.parts, name).toMatchObject([
        { type: 'tool-call', args: null, rawArgs: '{', invalid: 'truncated' },
      ])
    }
  })

  it('says the same as a stream and as a document', () => {
    for (const name of [
      'chat-length',
      'chat-length-inside-reasoning',
      'chat-tool-call',
      'reasoning-deepseek-legacy',
      'ctx-full-during-generation',
    ]) {
      const [document, stream] = [named(name), named(`${name}-stream`)].map((recording) => {
        const { assembly } = decodeAnswer(openaiChat, [bodyBytes(recording)])
        return [assembly.visibleText, assembly.readableReasoning, assembly.toolArguments, assembly.finishReason]
      })
      expect(stream, name).toEqual(document)
    }
  })

  it('reports the tokens that came from its cache', () => {
    const { assembly } = decodeAnswer(openaiChat, [bodyBytes(named('chat-cache-2-warm'))])
    expect(assembly.reportedUsage).toEqual({ inputTokens: 809, outputTokens: 2, cachedTokens: 796 })
  })
})

function errorOf(recording: Recording): { message?: string; type?: string } {
  return (parseJson(recording.response.body) as { error: { message: string; type: string } }).error
}
