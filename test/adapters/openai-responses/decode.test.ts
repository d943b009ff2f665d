import { describe, expect, it } from 'vitest'

import { openaiResponses } from '../../../src/adapters/openai-responses/protocol.ts'
import type { JsonObject } from '../../../src/vocabulary/message.ts'
import { decodeAnswer } from '../../conformance/decode-answer.ts'
import { expectWellFormed } from '../../conformance/well-formed.ts'
import {
  added,
  argumentsDelta,
  call,
  completed,
  created,
  decodeDocument,
  decodeEvents,
  done,
  message,
  messageEvents,
  reasoning,
  response,
  summaryDelta,
  textDelta,
} from './event-stream.ts'

const without = (item: JsonObject, ...names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)))
/** Events as a server sends them that counts nothing. */
const uncounted = (events: readonly JsonObject[]): readonly JsonObject[] =>
  events.map((event) => without(event, 'output_index', 'content_index'))

/** What each part says, in the order of the parts. */
function contents(events: readonly unknown[]): unknown {
  const decoded = decodeEvents(events)
  expectWellFormed(decoded.events)
  return said(decoded)
}

function said({ assembly }: ReturnType<typeof decodeEvents>): unknown {
  return assembly.parts.map((part) => {
    if (part.type === 'tool-call') return { [part.id]: part.args }
    return part.type === 'native' ? { native: part.kind } : { [part.type]: 'text' in part ? part.text : part.mediaType }
  })
}

const answer = [{ reasoning: 'Plan.' }, { text: 'Hello' }, { call_a: { city: 'Oslo' } }]
const [thought, text, weather] = [reasoning(['Plan.']), message('Hello'), call()]

describe('an answer is the same from servers that say less', () => {
  it.each<[string, readonly unknown[]]>([
    ['nothing but whole items', [done(0, thought), done(1, text), done(2, weather), completed()]],
    ['nothing but the last event', [completed([thought, text, weather])]],
    [
      'items without ids',
      [done(0, without(thought, 'id')), done(1, without(text, 'id')), done(2, without(weather, 'id')), completed()],
    ],
    [
      'deltas without items',
      [
        summaryDelta(0, 0, 'Plan.'),
        textDelta(1, 'Hel'),
        textDelta(1, 'lo'),
        added(2, { ...weather, arguments: '' }),
        argumentsDelta(2, '{"city":"Oslo"}'),
        completed(),
      ],
    ],
    [
      'neither indices nor ids',
      uncounted([
        summaryDelta(0, 0, 'Plan.'),
        done(0, without(thought, 'id')),
        textDelta(1, 'Hel'),
        textDelta(1, 'lo'),
        done(2, without(weather, 'id')),
        completed([thought, text, weather]),
      ]),
    ],
    [
      'ids instead of indices',
      uncounted([
        added(0, thought),
        { ...summaryDelta(0, 0, 'Plan.'), item_id: 'rs_1' },
        added(1, text),
        { ...textDelta(1, 'Hello'), item_id: 'msg_1' },
        done(0, thought),
        done(1, text),
        added(2, { ...weather, arguments: '' }),
        { ...argumentsDelta(2, '{"city":"Oslo"}'), item_id: 'fc_1' },
        done(2, weather),
        completed([thought, text, weather]),
      ]),
    ],
    [
      'other ids in every event',
      [
        added(0, { ...thought, id: 'a' }),
        { ...summaryDelta(0, 0, 'Plan.'), item_id: 'b' },
        done(0, { ...thought, id: 'c' }),
        added(1, { ...text, id: 'd' }),
        { ...textDelta(1, 'Hello'), item_id: 'e' },
        done(1, { ...text, id: 'f' }),
        done(2, { ...weather, id: 'g' }),
        completed([
          { ...thought, id: 'h' },
          { ...text, id: 'i' },
          { ...weather, id: 'j' },
        ]),
      ],
    ],
    ['indices with gaps', [done(0, thought), done(3, text), done(7, weather), completed([thought, text, weather])]],
    [
      'only the beginning of a text',
      [
        done(0, thought),
        added(1, message('')),
        textDelta(1, 'He'),
        { type: 'response.output_text.done', output_index: 1, content_index: 0, text: 'Hello' },
        done(2, weather),
        completed(),
      ],
    ],
    [
      'arguments only at the end',
      [
        done(0, thought),
        done(1, text),
        added(2, { ...weather, arguments: '' }),
        { type: 'response.function_call_arguments.done', output_index: 2, arguments: '{"city":"Oslo"}' },
        completed(),
      ],
    ],
    [
      'the name of a call after its arguments',
      [
        done(0, thought),
        done(1, text),
        added(2, { ...weather, name: '', arguments: '' }),
        argumentsDelta(2, '{"city":'),
        {
          type: 'response.function_call_arguments.done',
          output_index: 2,
          name: 'weather',
          arguments: '{"city":"Oslo"}',
        },
        done(2, weather),
        completed(),
      ],
    ],
    ['arguments as an object', [completed([thought, text, { ...weather, arguments: { city: 'Oslo' } }])]],
    [
      'every item twice',
      [
        done(0, thought),
        done(0, thought),
        done(1, text),
        done(1, text),
        done(2, weather),
        done(2, weather),
        completed([thought, text, weather]),
      ],
    ],
    ['[DONE] after the end', [completed([thought, text, weather]), '[DONE]']],
    ['events with no type', [{ ...(completed([thought, text, weather])['response'] as JsonObject) }]],
  ])('%s', (_, events) => {
    expect(contents([created, ...events])).toEqual(answer)
    const { assembly } = decodeEvents([created, ...events])
    expect([assembly.finishReason, assembly.isClosed, assembly.warnings]).toEqual(['tool-calls', true, []])
  })

  it('a document instead of a stream', () => {
    const decoded = decodeDocument(response([thought, text, weather]))
    expect(said(decoded)).toEqual(answer)
    expect([decoded.assembly.wireModel, decoded.assembly.responseId]).toEqual(['demo-model', 'resp_1'])
  })

  it('the name of the event in place of the type in the data', () => {
    const frames = [created, ...messageEvents(0, ['Hi']), completed()].map(
      (event) =>
        `event: ${JSON.stringify(event['type']).slice(1, -1)}\ndata: ${JSON.stringify(without(event, 'type'))}\n\n`,
    )
    const { assembly } = decodeAnswer(openaiResponses, [new TextEncoder().encode(frames.join(''))])
    expect([assembly.visibleText, assembly.finishReason]).toEqual(['Hi', 'stop'])
  })
})

describe('the parts of an answer', () => {
  it('keep the order of the items: hosted tools between texts, calls beside each other', () => {
    const search = {
      id: 'ws_1',
      type: 'web_search_call',
      status: 'completed',
      action: { type: 'search', query: 'sky' },
    }
    const events = [
      ...messageEvents(0, ['Let me see.']),
      added(1, search),
      done(1, search),
      ...messageEvents(2, ['Found.']),
      done(3, weather),
    ]
    expect(contents([created, ...events, completed()])).toEqual([
      { text: 'Let me see.' },
      { native: 'web_search_call' },
      { text: 'Found.' },
      { call_a: { city: 'Oslo' } },
    ])
  })

  it('are one for each text of a message and each summary of the reasoning', () => {
    const two = {
      ...text,
      content: [
        { type: 'output_text', text: 'One.' },
        { type: 'output_text', text: 'Two.' },
      ],
    }
    const expected = [{ reasoning: 'First' }, { reasoning: 'Second' }, { text: 'One.' }, { text: 'Two.' }]
    expect(contents([completed([reasoning(['First', 'Second']), two])])).toEqual(expected)
    const deltas = [summaryDelta(0, 0, 'First'), summaryDelta(0, 1, 'Second'), done(0, reasoning(['First', 'Second']))]
    const texts = [textDelta(1, 'One.'), textDelta(1, 'Two.', { content_index: 1 }), done(1, two)]
    expect(contents([...deltas, ...texts, completed([reasoning(['First', 'Second']), two])])).toEqual(expected)
  })

  it('show reasoning once when a host gives it and a summary of it', () => {
    const both = { ...thought, content: [{ type: 'reasoning_text', text: 'Long thought.' }] }
    expect(contents([completed([both])])).toEqual([{ reasoning: 'Long thought.' }])
    expect(contents([summaryDelta(0, 0, 'Plan.'), done(0, both), completed([both])])).toEqual([{ reasoning: 'Plan.' }])
  })

  it('have the citations of their text, each once', () => {
    const [url, file] = [
      { type: 'url_citation', url: 'https://example.com', title: 'Sky', start_index: 0, end_index: 5 },
      { type: 'file_citation', file_id: 'file-1', filename: 'a.pdf', index: 4 },
    ]
    const content = [{ type: 'output_text', text: 'Hello', annotations: [url, file] }]
    const events = messageEvents(0, ['Hello']).map((event) =>
      event['part'] === undefined ? event : { ...event, part: content[0] ?? null },
    )
    const { assembly } = decodeEvents([
      ...events.slice(0, -1),
      done(0, { ...text, content }),
      completed([{ ...text, content }]),
    ])
    expect(assembly.parts).toMatchObject([
      {
        citations: [
          { url: 'https://example.com', title: 'Sky', start: 0, end: 5, raw: url },
          { title: 'a.pdf', raw: file },
        ],
      },
    ])
  })

  it('pass over deltas that hold nothing', () => {
    const { assembly } = decodeEvents([
      added(0, { ...weather, arguments: '' }),
      { ...argumentsDelta(0, ''), delta: null },
      { ...textDelta(1, 'Hi'), delta: null },
      textDelta(1, 'Hi'),
      done(0, weather),
      completed(),
    ])
    expect([assembly.visibleText, assembly.malformedFrames, assembly.malformedInToolCall]).toEqual(['Hi', 0, false])
  })

  it('give a call without an id one of its own', () => {
    const nameless = without(weather, 'id', 'call_id')
    const { assembly } = decodeEvents([created, done(0, nameless), done(1, nameless), completed()])
    expect(assembly.parts.map((part) => part.type === 'tool-call' && part.id)).toEqual(['resp_1_0', 'resp_1_1'])
  })

  it('leave a call without a name out, with a warning', () => {
    const { assembly } = decodeEvents([done(0, { ...weather, name: '' }), completed()])
    expect([assembly.parts, assembly.warnings.map(({ code }) => code)]).toEqual([[], ['nameless-tool-call']])
  })

  it('take the whole arguments for right when they are not what the deltas said', () => {
    const { assembly } = decodeEvents([
      added(0, { ...weather, arguments: '' }),
      argumentsDelta(0, '{"city":"Os'),
      done(0, call({ arguments: '{"city":"Bonn"}' })),
      completed(),
    ])
    expect(assembly.parts).toMatchObject([{ args: { city: 'Bonn' } }])
    expect(assembly.warnings.map(({ code }) => code)).toEqual(['replaced-arguments'])
  })
})
