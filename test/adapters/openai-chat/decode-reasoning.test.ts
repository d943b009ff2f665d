import { describe, expect, it } from 'vitest'

import { chunk, completion, decodeChunks, decodeDocument, done, finishChunk } from './chat-stream.ts'

/** Parts of a stream of deltas as `type: text`. */
function partsOf(deltas: readonly unknown[]): readonly string[] {
  const { assembly } = decodeChunks([...deltas.map((delta) => chunk(delta)), finishChunk(), done])
  return assembly.parts.map((part) => `${part.type}: ${'text' in part ? part.text : ''}`)
}

describe('reasoning', () => {
  it.each(['reasoning', 'reasoning_content', 'reasoning_text'])('is read from %s', (field) => {
    expect(partsOf([{ [field]: 'I ' }, { [field]: 'think.' }, { content: 'So.' }])).toEqual([
      'reasoning: I think.',
      'text: So.',
    ])
  })

  it('is read from reasoning_details alone, whether text or summary', () => {
    const details = [
      { type: 'reasoning.text', index: 0, text: 'I ' },
      { type: 'reasoning.summary', index: 1, summary: 'think.' },
    ]
    expect(partsOf([{ reasoning_details: details }, { content: 'So.' }])).toEqual(['reasoning: I think.', 'text: So.'])
  })

  it('counts once when a delta has it under two or three names', () => {
    const thought = (text: string): unknown => ({
      reasoning: text,
      reasoning_content: text,
      reasoning_details: [{ type: 'reasoning.text', index: 0, text }],
    })
    expect(partsOf([thought('I '), thought('think.')])).toEqual(['reasoning: I think.'])
  })

  it('counts once when the next delta repeats it under another name', () => {
    expect(
      partsOf([{ reasoning_content: 'Hm' }, { reasoning: 'Hm' }, { reasoning_content: '.' }, { reasoning: '.' }]),
    ).toEqual(['reasoning: Hm.'])
  })

  it('counts twice when the model says the same twice', () => {
    expect(partsOf([{ reasoning_content: 'ha' }, { reasoning_content: 'ha' }])).toEqual(['reasoning: haha'])
  })

  it('comes before the content of the same delta', () => {
    expect(partsOf([{ content: 'So.', reasoning_content: 'I think.' }])).toEqual(['reasoning: I think.', 'text: So.'])
  })

  it('after text is a new part', () => {
    expect(partsOf([{ reasoning: 'a' }, { content: 'b' }, { reasoning: 'c' }, { content: 'd' }])).toEqual([
      'reasoning: a',
      'text: b',
      'reasoning: c',
      'text: d',
    ])
  })

  it('of Mistral is read from parts of the content', () => {
    const thinking = (text: unknown): unknown => ({ content: [{ type: 'thinking', thinking: text, closed: true }] })
    const deltas = [
      thinking([{ type: 'text', text: 'I ' }]),
      thinking([]),
      thinking('think.'),
      { content: [{ type: 'text', text: 'So' }] },
      { content: '.' },
    ]
    expect(partsOf(deltas)).toEqual(['reasoning: I think.', 'text: So.'])
  })

  it('that is null, empty or of another type is none', () => {
    expect(
      partsOf([
        { reasoning: null, reasoning_content: '', reasoning_details: [] },
        { reasoning: 5 },
        { content: 'So.' },
      ]),
    ).toEqual(['text: So.'])
  })
})

describe('the replay token of reasoning', () => {
  const replaysOf = (deltas: readonly unknown[]): readonly unknown[] => {
    const { assembly } = decodeChunks([...deltas.map((delta) => chunk(delta)), finishChunk(), done])
    return assembly.parts.map(({ type, replay }: { type: string; replay?: unknown }) => [type, replay])
  }

  it('says that reasoning_content is wanted back', () => {
    expect(replaysOf([{ reasoning_content: 'Hm' }, { content: 'So.' }])).toEqual([
      ['reasoning', { field: 'reasoning_content' }],
      ['text', undefined],
    ])
  })

  it('holds the details with their fragments joined and the last signature', () => {
    const text = (piece: unknown): unknown => ({
      reasoning: piece,
      reasoning_details: [{ type: 'reasoning.text', index: 0, format: 'f', text: piece, signature: '' }],
    })
    const signature = { reasoning_details: [{ type: 'reasoning.text', index: 0, format: 'f', signature: 'sig' }] }
    expect(replaysOf([text('I '), text('think.'), signature, { content: 'So.' }])).toEqual([
      [
        'reasoning',
        { reasoning_details: [{ type: 'reasoning.text', index: 0, format: 'f', text: 'I think.', signature: 'sig' }] },
      ],
      ['text', undefined],
    ])
  })

  it('keeps encrypted details apart, in their order', () => {
    const encrypted = (data: string, id: string): unknown => ({ type: 'reasoning.encrypted', index: 0, id, data })
    const details = [
      { type: 'reasoning.summary', index: 0, summary: 'Sum' },
      encrypted('AAA', 'rs_1'),
      encrypted('BBB', 'rs_2'),
    ]
    const { assembly } = decodeDocument(completion({ content: 'So.', reasoning: 'Sum', reasoning_details: details }))
    expect(assembly.parts[0]).toMatchObject({ type: 'reasoning', text: 'Sum', replay: { reasoning_details: details } })
  })

  it('that comes without any text makes a reasoning part of its own', () => {
    const details = [{ type: 'reasoning.text', index: 0, signature: 'sig' }]
    expect(replaysOf([{ reasoning_details: details }, { content: 'So.' }])).toEqual([
      ['reasoning', { reasoning_details: details }],
      ['text', undefined],
    ])
  })

  it('that comes after the text goes with the text, and after a tool call makes a part of its own', () => {
    const late = { type: 'reasoning.encrypted', index: 1, data: 'AAA' }
    expect(replaysOf([{ content: 'So' }, { reasoning_details: [late] }, { content: '.' }])).toEqual([
      ['text', { reasoning_details: [late] }],
    ])
    const call = { tool_calls: [{ index: 0, id: 'a', function: { name: 'now', arguments: '{}' } }] }
    expect(replaysOf([call, { reasoning_details: [late] }])).toEqual([
      ['tool-call', undefined],
      ['reasoning', { reasoning_details: [late] }],
    ])
  })

  it('of two reasoning parts stays with its own', () => {
    const thought = (index: number): unknown => ({
      reasoning_details: [{ type: 'reasoning.text', index, text: `t${index}`, signature: `s${index}` }],
    })
    const entry = (index: number): unknown => ({
      reasoning_details: [{ type: 'reasoning.text', index, text: `t${index}`, signature: `s${index}` }],
    })
    expect(replaysOf([thought(0), { content: 'a' }, thought(1), { content: 'b' }])).toEqual([
      ['reasoning', entry(0)],
      ['text', undefined],
      ['reasoning', entry(1)],
      ['text', undefined],
    ])
  })

  it('of Mistral holds the signature', () => {
    const content = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }], signature: 'sig' },
      { type: 'text', text: 'So.' },
    ]
    expect(replaysOf([{ content }])).toEqual([
      ['reasoning', { signature: 'sig' }],
      ['text', undefined],
    ])
  })

  it('of Copilot holds the opaque state', () => {
    expect(replaysOf([{ reasoning_text: 'Hm' }, { reasoning_opaque: 'AAA' }, { content: 'So.' }])[0]).toEqual([
      'reasoning',
      { reasoning_opaque: 'AAA' },
    ])
  })
})
