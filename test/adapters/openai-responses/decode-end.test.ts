import { describe, expect, it } from 'vitest'

import {
  added,
  call,
  completed,
  created,
  decodeDocument,
  decodeEvents,
  incomplete,
  message,
  messageEvents,
  response,
} from './event-stream.ts'

const [text, weather] = [message('Hello'), call()]

describe('how an answer ended', () => {
  it.each<[string, unknown, readonly [string, string | undefined]]>([
    ['completed', completed([text]), ['stop', 'completed']],
    ['completed with a call', completed([text, weather]), ['tool-calls', 'completed']],
    ['the limit', incomplete('max_output_tokens', [text]), ['length', 'max_output_tokens']],
    ['the filter', incomplete('content_filter', [text]), ['content-filter', 'content_filter']],
    ['another reason', incomplete('steered', [text]), ['other', 'steered']],
    ['incomplete without a reason', incomplete(null, [text]), ['length', 'incomplete']],
    [
      'the limit under the name of completed',
      completed([text], { incomplete_details: { reason: 'max_output_tokens' } }),
      ['length', 'max_output_tokens'],
    ],
    [
      'the limit in a call',
      incomplete('max_output_tokens', [call({ arguments: '{"ci' })]),
      ['length', 'max_output_tokens'],
    ],
    [
      'the last event of the Codex backend',
      { type: 'response.done', response: response([text]) },
      ['stop', 'completed'],
    ],
    [
      'the same, cut',
      {
        type: 'response.done',
        response: response([text], { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }),
      },
      ['length', 'max_output_tokens'],
    ],
    ['an end without a response', { type: 'response.completed' }, ['stop', undefined]],
    [
      'a refusal',
      completed([{ ...text, content: [{ type: 'refusal', refusal: 'I will not.' }] }]),
      ['content-filter', 'completed'],
    ],
  ])('%s', (_, last, [reason, raw]) => {
    const { assembly } = decodeEvents([created, last])
    expect([assembly.finishReason, assembly.rawFinishReason]).toEqual([reason, raw])
  })

  it('a streamed refusal is its text, and a content filter', () => {
    const refusal = ['I will ', 'not.'].map((delta) => ({
      type: 'response.refusal.delta',
      output_index: 0,
      content_index: 0,
      delta,
    }))
    const { assembly } = decodeEvents([
      created,
      added(0, message('')),
      ...refusal,
      { type: 'response.refusal.done', output_index: 0, content_index: 0, refusal: 'I will not.' },
      completed(),
    ])
    expect([assembly.visibleText, assembly.finishReason]).toEqual(['I will not.', 'content-filter'])
  })

  it('completed at exactly the limit that was sent is cut; the wire word stays', () => {
    const last = completed([text], { usage: { input_tokens: 3, output_tokens: 16 } })
    expect(decodeEvents([last], 16).assembly).toMatchObject({ finishReason: 'length', rawFinishReason: 'completed' })
    expect(decodeEvents([last], 17).assembly).toMatchObject({ finishReason: 'stop' })
    expect(decodeEvents([completed([weather], { usage: { output_tokens: 16 } })], 16).assembly.finishReason).toBe(
      'tool-calls',
    )
  })

  it.each<[string, readonly unknown[]]>([
    ['nothing', []],
    ['[DONE] alone', [...messageEvents(0, ['Hi']), '[DONE]']],
    ['whole items without a last event', messageEvents(0, ['Hi'])],
    [
      'a background response that still runs',
      [{ type: 'response.queued', response: response([], { status: 'queued' }) }],
    ],
  ])('is not known from %s', (_, events) => {
    const { assembly } = decodeEvents([created, ...events])
    expect([assembly.finishReason, assembly.failure, assembly.isClosed]).toEqual([undefined, undefined, false])
  })

  it('is not known from a document that still runs', () => {
    for (const status of ['in_progress', 'queued'])
      expect(decodeDocument(response([], { status })).assembly.finishReason).toBeUndefined()
  })
})
