import { describeFailure } from '../../../src/adapters/anthropic-messages/failure.ts'
import { describe, expect, it } from 'vitest'

import type { WireFailure } from '../../../src/vocabulary/failure.ts'
import { block, decodeEvents, decodeText, eventStream, messageEnd, messageStart, textBlock } from './event-stream.ts'

const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: 'req_1' }
const begun = [messageStart(), ...textBlock(0, 'Hi')]

function wordsOf(failure: WireFailure | undefined): unknown {
  return failure === undefined ? undefined : describeFailure(failure, 0).message
}

describe('an error inside a 200', () => {
  it('ends the answer and keeps what had come', () => {
    const { assembly } = decodeEvents([...begun, overloaded, ...textBlock(1, 'more'), ...messageEnd()])
    expect(assembly.failure).toEqual({ body: overloaded })
    expect([assembly.isClosed, assembly.finishReason, assembly.visibleText]).toEqual([true, undefined, 'Hi'])
  })

  it.each([
    ['with no name of the event', `${eventStream(begun)}data: ${JSON.stringify(overloaded)}\n\n`, 'Overloaded'],
    ['with a name only', `${eventStream(begun)}event: error\ndata: {"message":"busy"}\n\n`, 'busy'],
    ['with a text for data', `${eventStream(begun)}event: error\ndata: upstream gone\n\n`, 'upstream gone'],
    ["in OpenAI's envelope", `${eventStream(begun)}data: {"error":{"message":"quota","code":429}}\n\n`, 'quota'],
    [
      'of MiniMax',
      `${eventStream(begun)}data: {"base_resp":{"status_code":1002,"status_msg":"rate limit"}}\n\n`,
      'rate limit',
    ],
    [
      'that is not framed',
      `${eventStream(begun)}{"type":"error","error":{"type":"api_error","message":"gone"}}\n`,
      'gone',
    ],
    ['as a document', JSON.stringify(overloaded), 'Overloaded'],
    ['as a document of a gateway', '{"message":"no upstream"}', 'no upstream'],
    ['as a document of FastAPI', '{"detail":"not found"}', 'not found'],
  ])('is seen %s', (_, body, words) => {
    const { assembly } = decodeText(body)
    expect([wordsOf(assembly.failure), assembly.finishReason]).toEqual([words, undefined])
  })
})

describe('what cannot be read', () => {
  it.each([
    ['broken JSON', 'data: {"type":"content_block_delta"\n\n'],
    ['a number', 'data: 5\n\n'],
    ['a list', 'data: []\n\n'],
    ['an object without a type', 'data: {}\n\n'],
    ['a delta without a delta', 'data: {"type":"content_block_delta","index":0}\n\n'],
    [
      'a text that is none',
      'data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":5}}\n\n',
    ],
    [
      'arguments of no call',
      'data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{}"}}\n\n',
    ],
    ['a block that is none', 'data: {"type":"content_block_start","index":1,"content_block":null}\n\n'],
    [
      'a call without a name',
      'data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"a"}}\n\n',
    ],
  ])('is counted and passed over: %s', (_, event) => {
    const { assembly } = decodeText(eventStream(begun) + event + eventStream(messageEnd()))
    expect([assembly.malformedFrames, assembly.finishReason, assembly.visibleText]).toEqual([1, 'stop', 'Hi'])
  })

  it('is told apart inside a tool call', () => {
    const call = block(1, { type: 'tool_use', id: 'a', name: 'f', input: {} }).slice(0, 1)
    const { assembly } = decodeText(
      `${eventStream([...begun, ...call])}data: {broken\n\n${eventStream(messageEnd('tool_use'))}`,
    )
    expect(assembly.malformedInToolCall).toBe(true)
  })

  it.each([
    ['events to come', { type: 'message_mood', mood: 'good' }],
    ['a ping', { type: 'ping' }],
    [
      'deltas to come of blocks that are known',
      { type: 'content_block_delta', index: 0, delta: { type: 'colour_delta', colour: 'red' } },
    ],
    ['the end of a block that never began', { type: 'content_block_stop', index: 7 }],
  ])('does not count among it: %s', (_, event) => {
    const { assembly } = decodeEvents([...begun, event, ...messageEnd()])
    expect([assembly.malformedFrames, assembly.finishReason, assembly.visibleText]).toEqual([0, 'stop', 'Hi'])
  })

  it.each([
    ['a page', '<html><body>Bad gateway</body></html>'],
    ['broken JSON', '{"type":"message"'],
    ['a list', '[1,2]'],
    ['another document', '{"id":1}'],
  ])('is no answer as a document: %s', (_, body) => {
    const { assembly } = decodeText(body)
    expect([assembly.malformedFrames, assembly.finishReason, assembly.failure]).toEqual([1, undefined, undefined])
  })
})

describe('a document where a stream was asked for', () => {
  const document = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-x',
    content: [
      { type: 'thinking', thinking: 'Hm.', signature: 's1' },
      { type: 'text', text: 'So.' },
      { type: 'tool_use', id: 'toolu_1', name: 'f', input: { a: 1 } },
    ],
    stop_reason: 'tool_use',
    usage: { input_tokens: 3, output_tokens: 4 },
  }

  it('gives the parts that its stream would give', () => {
    const streamed = decodeEvents([
      messageStart(document.usage),
      ...block(
        0,
        { type: 'thinking', thinking: '', signature: '' },
        { type: 'thinking_delta', thinking: 'Hm.' },
        { type: 'signature_delta', signature: 's1' },
      ),
      ...textBlock(1, 'So.'),
      ...block(
        2,
        { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} },
        { type: 'input_json_delta', partial_json: '{"a":1}' },
      ),
      ...messageEnd('tool_use', { output_tokens: 4 }),
    ])
    const whole = decodeText(JSON.stringify(document))
    expect(whole.events).toEqual(streamed.events)
    expect([whole.assembly.finishReason, whole.assembly.reportedUsage, whole.assembly.wireModel]).toEqual([
      streamed.assembly.finishReason,
      streamed.assembly.reportedUsage,
      streamed.assembly.wireModel,
    ])
  })

  it('is read inside an event too, and with plain text for content', () => {
    expect(decodeText(`data: ${JSON.stringify(document)}\n\n`).assembly.finishReason).toBe('tool-calls')
    const plain = decodeText(JSON.stringify({ type: 'message', content: 'So.', stop_reason: 'end_turn' })).assembly
    expect([plain.visibleText, plain.finishReason]).toEqual(['So.', 'stop'])
  })
})
