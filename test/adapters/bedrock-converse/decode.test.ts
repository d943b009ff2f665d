import { describe, expect, it } from 'vitest'

import { blockStart, blockStop, decodeMessages, delta, event, messageEnd, partsOf } from './event-stream.ts'

const text = (index: number, words: string): Uint8Array => delta(index, { text: words })
const thought = (index: number, content: unknown): Uint8Array => delta(index, { reasoningContent: content })
const toolUse = (index: number, toolUseId: string, name: string, more: object = {}): Uint8Array =>
  blockStart(index, { toolUse: { toolUseId, name, ...more } })
const input = (index: number, json: string): Uint8Array => delta(index, { toolUse: { input: json } })

describe('text', () => {
  it('begins with its first delta, and each block is a part', () => {
    const answer = decodeMessages(
      text(0, 'One'),
      text(0, '.'),
      blockStop(0),
      text(1, 'Two.'),
      blockStop(1),
      ...messageEnd(),
    )
    expect(partsOf(answer)).toEqual([
      { type: 'text', text: 'One.' },
      { type: 'text', text: 'Two.' },
    ])
  })

  it('of nothing begins no part (recorded)', () => {
    const answer = decodeMessages(text(0, ''), blockStop(0), thought(1, { text: 'Hm.' }), blockStop(1), ...messageEnd())
    expect(partsOf(answer)).toEqual([{ type: 'reasoning', text: 'Hm.' }])
  })

  it('may have a start that says nothing (recorded)', () => {
    const answer = decodeMessages(blockStart(0, {}), text(0, 'Hi'), blockStop(0), ...messageEnd())
    expect(partsOf(answer)).toEqual([{ type: 'text', text: 'Hi' }])
  })

  it('is sent on as it comes', () => {
    const { events } = decodeMessages(text(0, 'a'), text(0, 'b'), blockStop(0), ...messageEnd())
    expect(events.map(({ type }) => type)).toEqual(['text-start', 'text-delta', 'text-delta', 'part-end'])
  })
})

describe('citations', () => {
  const location = { web: { url: 'https://example.com/a', domain: 'example.com' } }
  const raw = { title: 'Sky', location, sourceContent: [{ text: 'It is ' }, { text: 'blue.' }] }
  const citation = { url: 'https://example.com/a', title: 'Sky', citedText: 'It is blue.', raw }

  it('belong to the text of their block, whether they come before, after or in the middle of it', () => {
    for (const deltas of [
      [text(0, 'Blue'), delta(0, { citation: raw }), text(0, '.')],
      [delta(0, { citation: raw }), text(0, 'Blue.')],
      [text(0, 'Blue.'), delta(0, { citation: raw })],
    ]) {
      const answer = decodeMessages(...deltas, blockStop(0), ...messageEnd())
      expect(partsOf(answer)).toEqual([{ type: 'text', text: 'Blue.', citations: [citation] }])
    }
  })

  it('in a block without text belong to the text before it', () => {
    const answer = decodeMessages(
      text(0, 'Blue.'),
      blockStop(0),
      delta(1, { citation: raw }),
      blockStop(1),
      text(2, ' Yes.'),
      ...messageEnd(),
    )
    expect(partsOf(answer)).toEqual([
      { type: 'text', text: 'Blue.', citations: [citation] },
      { type: 'text', text: ' Yes.' },
    ])
  })

  it('of a stream that is cut are given with the text that came', () => {
    const { assembly } = decodeMessages(delta(0, { citation: raw }), text(0, 'Bl'))
    expect(assembly.openPart).toMatchObject({ text: 'Bl', citations: [citation] })
  })

  it('name no address where the source is a name', () => {
    const answer = decodeMessages(text(0, 'x'), delta(0, { citation: { source: 'facts.txt' } }), ...messageEnd())
    expect(partsOf(answer)).toEqual([{ type: 'text', text: 'x', citations: [{ raw: { source: 'facts.txt' } }] }])
  })
})

describe('reasoning', () => {
  it('keeps its signature, in however many pieces it comes', () => {
    const pieces = [{ text: 'I ' }, { text: 'think.' }, { signature: 'c2l' }, { signature: 'n' }]
    const answer = decodeMessages(
      ...pieces.map((piece) => thought(0, piece)),
      blockStop(0),
      text(1, '4'),
      ...messageEnd(),
    )
    expect(partsOf(answer)).toEqual([
      { type: 'reasoning', text: 'I think.', replay: { signature: 'c2ln' } },
      { type: 'text', text: '4' },
    ])
  })

  it('that is signed without being shown is a part all the same', () => {
    const answer = decodeMessages(thought(0, { signature: 'c2ln' }), blockStop(0), text(1, '4'), ...messageEnd())
    expect(partsOf(answer)[0]).toEqual({ type: 'reasoning', text: '', replay: { signature: 'c2ln' } })
  })

  it('that is sealed is a part of its own', () => {
    const answer = decodeMessages(
      text(0, 'First.'),
      thought(1, { redactedContent: 'c2VhbGVk' }),
      blockStop(1),
      thought(2, { text: 'Open.' }),
      thought(2, { signature: 'c2ln' }),
      blockStop(2),
      text(3, '4'),
      ...messageEnd(),
    )
    expect(partsOf(answer)).toEqual([
      { type: 'text', text: 'First.' },
      { type: 'reasoning', text: '', replay: { redactedContent: 'c2VhbGVk' } },
      { type: 'reasoning', text: 'Open.', replay: { signature: 'c2ln' } },
      { type: 'text', text: '4' },
    ])
  })

  it('that is interrupted loses its signature, with a warning', () => {
    const { assembly } = decodeMessages(
      thought(0, { text: 'One' }),
      text(1, 'Hi'),
      thought(0, { text: 'two' }),
      thought(0, { signature: 'c2ln' }),
      ...messageEnd(),
    )
    expect(assembly.parts.every(({ replay }) => replay === undefined)).toBe(true)
    expect(assembly.warnings.map(({ code }) => code)).toEqual(['dropped-replay'])
  })
})

describe('tool calls', () => {
  it('are told apart by their block', () => {
    const answer = decodeMessages(
      toolUse(0, 'a', 'f'),
      toolUse(1, 'b', 'g', { type: 'tool_use' }),
      input(1, '{"y":'),
      input(0, '{"x":1}'),
      input(1, '2}'),
      blockStop(0),
      blockStop(1),
      ...messageEnd('tool_use'),
    )
    expect(partsOf(answer)).toEqual([
      { type: 'tool-call', id: 'a', name: 'f', args: { x: 1 }, rawArgs: '{"x":1}' },
      { type: 'tool-call', id: 'b', name: 'g', args: { y: 2 }, rawArgs: '{"y":2}' },
    ])
    expect(answer.assembly.finishReason).toBe('tool-calls')
  })

  it('without arguments have an empty object', () => {
    const answer = decodeMessages(toolUse(0, 'a', 'f'), input(0, ''), blockStop(0), ...messageEnd('tool_use'))
    expect(partsOf(answer)).toMatchObject([{ args: {}, rawArgs: '' }])
  })

  it('whose end does not come are whole with the answer', () => {
    const answer = decodeMessages(toolUse(0, 'a', 'f'), input(0, '{"x":1}'), ...messageEnd('tool_use'))
    expect(partsOf(answer)).toMatchObject([{ args: { x: 1 } }])
  })

  it('get an id where the server gives none', () => {
    const answer = decodeMessages(blockStart(0, { toolUse: { name: 'f' } }), blockStop(0), ...messageEnd('tool_use'))
    expect(partsOf(answer)).toMatchObject([{ id: 'call_0' }])
  })

  it('that never began are an event that cannot be read', () => {
    expect(decodeMessages(input(0, '{}'), ...messageEnd()).assembly.malformedFrames).toBe(1)
    expect(
      decodeMessages(blockStart(0, { toolUse: { toolUseId: 'a' } }), ...messageEnd()).assembly.malformedFrames,
    ).toBe(1)
  })
})

describe('hosted tools', () => {
  const call = { toolUseId: 'a', name: 'nova_code_interpreter', type: 'server_tool_use' }
  const result = { toolUseId: 'a', status: 'success', type: 'nova_code_interpreter_result' }

  it('and their results are kept as they have to be sent back', () => {
    const answer = decodeMessages(
      blockStart(0, { toolUse: call }),
      input(0, '{"snippet":'),
      input(0, '"1+1"}'),
      blockStop(0),
      blockStart(1, { toolResult: result }),
      delta(1, { toolResult: [{ json: { stdOut: '2' } }] }),
      delta(1, { toolResult: [{ text: 'done' }] }),
      blockStop(1),
      text(2, '2'),
      ...messageEnd(),
    )
    expect(partsOf(answer)).toEqual([
      { type: 'native', kind: 'server_tool_use', data: { toolUse: { ...call, input: { snippet: '1+1' } } } },
      {
        type: 'native',
        kind: 'nova_code_interpreter_result',
        data: { toolResult: { ...result, content: [{ json: { stdOut: '2' } }, { text: 'done' }] } },
      },
      { type: 'text', text: '2' },
    ])
    expect(answer.assembly.finishReason).toBe('stop')
  })

  it('cut in the middle of their input are left out, with a warning', () => {
    const { assembly } = decodeMessages(blockStart(0, { toolUse: call }), input(0, '{"sn'), ...messageEnd('max_tokens'))
    expect(assembly.parts).toEqual([])
    expect(assembly.warnings.map(({ code }) => code)).toEqual(['dropped-native'])
  })
})

describe('an image', () => {
  it('is a file', () => {
    const source = { source: { bytes: 'aW1n' } }
    const answer = decodeMessages(
      blockStart(0, { image: { format: 'png' } }),
      delta(0, { image: source }),
      blockStop(0),
      ...messageEnd(),
    )
    expect(partsOf(answer)).toEqual([
      { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'aW1n' } },
    ])
  })

  it('without its content is left out, with a warning', () => {
    const { assembly } = decodeMessages(blockStart(0, { image: { format: 'png' } }), blockStop(0), ...messageEnd())
    expect([assembly.parts, assembly.warnings.map(({ code }) => code)]).toEqual([[], ['dropped-file']])
  })
})

describe('events that are yet to be invented', () => {
  it('do not hurt, and neither do deltas of a new kind', () => {
    const { assembly } = decodeMessages(
      event('contentBlockSparkle', { contentBlockIndex: 0 }),
      event('initial-response', {}),
      delta(0, { video: { source: {} } }),
      text(1, 'Hi'),
      ...messageEnd(),
    )
    expect([assembly.visibleText, assembly.finishReason, assembly.malformedFrames]).toEqual(['Hi', 'stop', 0])
  })
})
