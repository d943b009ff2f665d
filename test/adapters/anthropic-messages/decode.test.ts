import { describe, expect, it } from 'vitest'

import {
  block,
  decodeEvents,
  decodeText,
  delta,
  eventStream,
  messageEnd,
  messageStart,
  partsOf,
  textBlock,
} from './event-stream.ts'

const answer = [messageStart(), ...textBlock(0, 'Hi'), ...messageEnd()]

describe('the terminal marker', () => {
  it('is message_stop, with the reason that message_delta gave', () => {
    const { assembly } = decodeEvents(answer)
    expect([assembly.finishReason, assembly.rawFinishReason, assembly.isClosed]).toEqual(['stop', 'end_turn', true])
    expect([assembly.wireModel, assembly.responseId]).toEqual(['claude-x', 'msg_1'])
  })

  it('is missed at the end of the body even after a stop reason: no proof, no finish', () => {
    const { assembly } = decodeEvents(answer.slice(0, -1))
    expect([assembly.finishReason, assembly.isClosed, assembly.openPart ?? assembly.parts[0]]).toMatchObject([
      undefined,
      false,
      { text: 'Hi' },
    ])
  })

  it('is replaced by a ping that comes after the stop reason', () => {
    expect(decodeEvents([...answer.slice(0, -1), { type: 'ping' }]).assembly.finishReason).toBe('stop')
    expect(decodeEvents([...answer.slice(0, -2), { type: 'ping' }]).assembly.finishReason).toBeUndefined()
  })

  it('is replaced by the [DONE] of a proxy, but only after a stop reason', () => {
    expect(decodeText(`${eventStream(answer.slice(0, -1))}data: [DONE]\n\n`).assembly.finishReason).toBe('stop')
    const cut = decodeText(`${eventStream(answer.slice(0, -2))}data: [DONE]\n\n`).assembly
    expect([cut.finishReason, cut.malformedFrames]).toEqual([undefined, 0])
  })

  it('without any reason is `other`, with a warning', () => {
    const { assembly } = decodeEvents([messageStart(), ...textBlock(0, 'Hi'), { type: 'message_stop' }])
    expect([assembly.finishReason, assembly.rawFinishReason]).toEqual(['other', undefined])
    expect(assembly.warnings.map(({ code }) => code)).toEqual(['missing-finish-reason'])
  })

  it('ends everything: what follows does not count', () => {
    const error = { type: 'error', error: { type: 'api_error', message: 'late' } }
    const { assembly } = decodeEvents([...answer, error, ...textBlock(1, 'more'), { type: 'message_stop' }])
    expect([assembly.failure, assembly.visibleText]).toEqual([undefined, 'Hi'])
  })

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['tool_use', 'tool-calls'],
    ['refusal', 'content-filter'],
    ['sensitive', 'content-filter'],
    ['pause_turn', 'other'],
    ['compaction', 'other'],
    ['a_reason_to_come', 'other'],
  ])('with %s means %s', (raw, reason) => {
    const { assembly } = decodeEvents([messageStart(), ...textBlock(0, 'Hi'), ...messageEnd(raw)])
    expect([assembly.finishReason, assembly.rawFinishReason]).toEqual([reason, raw])
  })

  it('of a refusal tells why', () => {
    const details = { type: 'refusal', category: 'bio', explanation: 'Not that.' }
    const delta = {
      type: 'message_delta',
      delta: { stop_reason: 'refusal', stop_details: details },
      usage: { output_tokens: 1 },
    }
    const { assembly } = decodeEvents([messageStart(), delta, { type: 'message_stop' }])
    expect(assembly.warnings).toMatchObject([{ code: 'refusal', message: 'Not that. (bio)' }])
  })
})

it('events without data say nothing', () => {
  const blank = 'event: ping\ndata:\n\ndata: \n\n'
  const { assembly } = decodeText(
    `${blank}${eventStream([messageStart(), ...textBlock(0, 'Hi')])}${blank}${eventStream(messageEnd())}`,
  )
  expect([assembly.visibleText, assembly.finishReason, assembly.malformedFrames]).toEqual(['Hi', 'stop', 0])
})

describe('text and thinking', () => {
  it('are parts of their own, block by block', () => {
    expect(partsOf([messageStart(), ...textBlock(0, 'one'), ...textBlock(1, 'two'), ...messageEnd()])).toEqual([
      { type: 'text', text: 'one' },
      { type: 'text', text: 'two' },
    ])
  })

  it('keep the signature and what is sealed, also without any text', () => {
    const thinking = { type: 'thinking', thinking: '', signature: '' }
    expect(
      partsOf([
        messageStart(),
        ...block(
          0,
          thinking,
          { type: 'thinking_delta', thinking: 'Hm.' },
          { type: 'signature_delta', signature: 's1' },
        ),
        ...block(1, thinking, { type: 'signature_delta', signature: 's2' }),
        ...block(2, { type: 'redacted_thinking', data: 'r1' }),
        ...textBlock(3, 'So.'),
        ...messageEnd(),
      ]),
    ).toEqual([
      { type: 'reasoning', text: 'Hm.', replay: { signature: 's1' } },
      { type: 'reasoning', text: '', replay: { signature: 's2' } },
      { type: 'reasoning', text: '', replay: { redactedData: 'r1' } },
      { type: 'text', text: 'So.' },
    ])
  })

  it('may come with deltas that hold nothing, which do not hurt', () => {
    const parts = [
      messageStart(),
      ...block(0, { type: 'thinking', thinking: '' }, { type: 'thinking_delta', thinking: null }),
      ...block(1, { type: 'text', text: null }, { type: 'text_delta', text: null }, { type: 'text_delta', text: 'Hi' }),
      ...block(
        2,
        { type: 'tool_use', id: 'a', name: 'f', input: null },
        { type: 'input_json_delta', partial_json: null },
      ),
      ...messageEnd('tool_use'),
    ]
    const { assembly } = decodeEvents(parts)
    expect([assembly.visibleText, assembly.malformedFrames, assembly.malformedInToolCall]).toEqual(['Hi', 0, false])
    expect(assembly.parts.map(({ type }) => type)).toEqual(['text', 'tool-call'])
  })

  it('stay apart when their blocks are open beside each other', () => {
    const { assembly } = decodeEvents([
      messageStart(),
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
      delta(0, { type: 'thinking_delta', thinking: 'Hm.' }),
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
      delta(1, { type: 'text_delta', text: 'So' }),
      { type: 'content_block_stop', index: 0 },
      delta(1, { type: 'text_delta', text: '.' }),
      delta(0, { type: 'signature_delta', signature: 'late' }),
      { type: 'content_block_stop', index: 1 },
      ...messageEnd(),
    ])
    expect(assembly.parts).toMatchObject([
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'So.' },
    ])
    expect(assembly.parts.every((part) => part.replay === undefined)).toBe(true)
    expect(assembly.warnings.map(({ code }) => code)).toEqual(['dropped-replay'])
  })

  it('have no signature over a part of a block only', () => {
    const { assembly } = decodeEvents([
      messageStart(),
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
      delta(0, { type: 'thinking_delta', thinking: 'Hm.' }),
      ...textBlock(1, 'So.'),
      delta(0, { type: 'thinking_delta', thinking: 'More.' }),
      delta(0, { type: 'signature_delta', signature: 's1' }),
      ...messageEnd(),
    ])
    expect(assembly.parts.map((part) => [part.type, part.replay])).toEqual([
      ['reasoning', undefined],
      ['text', undefined],
      ['reasoning', undefined],
    ])
    expect(assembly.warnings.map(({ code }) => code)).toEqual(['dropped-replay'])
  })

  it('have the citations that came before them, and those that came with the block', () => {
    const page = {
      type: 'page_location',
      cited_text: 'p',
      document_index: 0,
      document_title: 'Report',
      start_page_number: 1,
      end_page_number: 2,
    }
    const web = {
      type: 'web_search_result_location',
      cited_text: 'w',
      url: 'https://example.com',
      title: 'Site',
      encrypted_index: 'i',
    }
    const found = {
      type: 'search_result_location',
      cited_text: 's',
      source: 'notes',
      title: null,
      search_result_index: 0,
      start_block_index: 0,
      end_block_index: 1,
    }
    const events = [
      messageStart(),
      ...textBlock(0, 'Before. '),
      ...block(
        1,
        { type: 'text', text: '', citations: [] },
        { type: 'citations_delta', citation: page },
        { type: 'citations_delta', citation: web },
        { type: 'text_delta', text: 'Cited.' },
      ),
      ...block(2, { type: 'text', text: 'Whole.', citations: [found, 'odd'] }),
      ...messageEnd(),
    ]
    expect(partsOf(events)).toEqual([
      { type: 'text', text: 'Before. ' },
      {
        type: 'text',
        text: 'Cited.',
        citations: [
          { title: 'Report', citedText: 'p', raw: page },
          { url: 'https://example.com', title: 'Site', citedText: 'w', raw: web },
        ],
      },
      { type: 'text', text: 'Whole.', citations: [{ citedText: 's', raw: found }] },
    ])
  })

  it('keep their citations when the stream is cut', () => {
    const citation = { type: 'citations_delta', citation: { type: 'char_location', cited_text: 'x' } }
    const cut = [
      messageStart(),
      ...block(0, { type: 'text', text: '' }, citation, { type: 'text_delta', text: 'Cited' }).slice(0, -1),
    ]
    expect(decodeEvents(cut).assembly.openPart).toMatchObject({ text: 'Cited', citations: [{ citedText: 'x' }] })
  })
})
