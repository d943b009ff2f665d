import { describe, expect, it } from 'vitest'

import { gemini } from '../../../src/adapters/gemini/protocol.ts'
import type { Json } from '../../../src/vocabulary/message.ts'
import { chunk, chunkStream, decodeChunks, decodeText, lastChunk, partsOf } from './chunk-stream.ts'

const signed = (text: string, thoughtSignature: string): Json => ({ text, thoughtSignature })

describe('text and thoughts', () => {
  it('are parts of their own, whatever the chunks are', () => {
    const parts = partsOf([
      chunk([{ text: 'Let ', thought: true }]),
      chunk([{ text: 'me see.', thought: true }, { text: 'It ' }]),
      chunk([{ text: 'is' }]),
      chunk([{ text: ' so.' }], { finishReason: 'STOP' }),
    ])
    expect(parts).toEqual([
      { type: 'reasoning', text: 'Let me see.' },
      { type: 'text', text: 'It is so.' },
    ])
  })

  it('take a chunk without candidates, and candidates without content, for nothing', () => {
    const { assembly } = decodeChunks([
      { usageMetadata: { promptTokenCount: 3 }, modelVersion: 'gemini-3.5-flash' },
      { candidates: [{ index: 0 }] },
      { candidates: [{ content: { role: 'model' }, index: 0 }] },
      chunk([{ text: 'Yes.' }]),
      { candidates: [{ finishReason: 'STOP', index: 0 }] },
      { usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 1 } },
    ])
    expect([assembly.visibleText, assembly.finishReason, assembly.malformedFrames]).toEqual(['Yes.', 'stop', 0])
    expect(assembly.reportedUsage).toEqual({ inputTokens: 3, outputTokens: 1 })
  })

  it('are those of the first candidate', () => {
    const { assembly } = decodeChunks([
      { candidates: [{ content: { parts: [{ text: 'no' }] }, index: 1 }] },
      {
        candidates: [
          { content: { parts: [{ text: 'a' }] } },
          { content: { parts: [{ text: 'b' }] }, finishReason: 'STOP' },
        ],
      },
    ])
    expect([assembly.visibleText, assembly.finishReason]).toEqual(['a', undefined])
  })

  it('name who made them', () => {
    const { assembly } = decodeChunks([chunk([{ text: 'Hi' }]), lastChunk()])
    expect([assembly.wireModel, assembly.responseId]).toEqual(['gemini-3.5-flash', 'resp_1'])
    expect(assembly.parts[0]?.origin).toEqual({ provider: 'test', protocol: 'gemini', model: 'test' })
  })
})

describe('a thought signature', () => {
  it('of a text stays with it: in its middle, or on the empty piece at its end', () => {
    expect(partsOf([chunk([signed('One', 's1')]), chunk([{ text: ' two' }]), lastChunk()])).toEqual([
      { type: 'text', text: 'One two', replay: { thoughtSignature: 's1' } },
    ])
    expect(partsOf([chunk([{ text: 'One' }]), chunk([signed('', 's1')], { finishReason: 'STOP' })])).toEqual([
      { type: 'text', text: 'One', replay: { thoughtSignature: 's1' } },
    ])
  })

  it('is the last that is not empty', () => {
    const parts = partsOf([
      chunk([signed('One', 's1')]),
      chunk([signed(' two', 's2')]),
      chunk([signed(' three', '')]),
      lastChunk(),
    ])
    expect(parts).toEqual([{ type: 'text', text: 'One two three', replay: { thoughtSignature: 's2' } }])
  })

  it('of a thought stays with the thought, also on an empty piece', () => {
    const thought = { text: 'Hm.', thought: true }
    const end = { text: '', thought: true, thoughtSignature: 's1' }
    const replay = { thoughtSignature: 's1' }
    expect(partsOf([chunk([thought]), chunk([end]), chunk([{ text: 'So.' }]), lastChunk()])).toEqual([
      { type: 'reasoning', text: 'Hm.', replay },
      { type: 'text', text: 'So.' },
    ])
    expect(partsOf([chunk([{ text: 'So.' }]), chunk([end]), lastChunk()])).toEqual([
      { type: 'text', text: 'So.' },
      { type: 'reasoning', text: '', replay },
    ])
  })

  it('never moves to the part before it: after a thought or a call an empty text is a part of its own', () => {
    const call = { functionCall: { name: 'f', args: {} }, thoughtSignature: 's1' }
    expect(partsOf([chunk([call]), chunk([signed('', 's2')], { finishReason: 'STOP' })])).toEqual([
      { type: 'tool-call', id: 'resp_1_0', name: 'f', args: {}, rawArgs: '{}', replay: { thoughtSignature: 's1' } },
      { type: 'native', kind: 'text', data: { text: '' }, replay: { thoughtSignature: 's2' } },
    ])
    expect(
      partsOf([chunk([{ text: 'Hm.', thought: true }]), chunk([signed('', 's2')], { finishReason: 'STOP' })]),
    ).toEqual([{ type: 'reasoning', text: 'Hm.' }])
  })

  it('on a piece that lost its empty text is that of an empty text', () => {
    const thought = { thought: true, thoughtSignature: 's1' }
    expect(
      partsOf([
        chunk([{ text: 'Hm.', thought: true }, thought, { text: 'So.' }, { thoughtSignature: 's2' }]),
        lastChunk(),
      ]),
    ).toEqual([
      { type: 'reasoning', text: 'Hm.', replay: { thoughtSignature: 's1' } },
      { type: 'text', text: 'So.', replay: { thoughtSignature: 's2' } },
    ])
  })

  it('alone is no answer', () => {
    const { assembly } = decodeChunks([chunk([signed('', 's1')], { finishReason: 'STOP' })])
    expect([assembly.parts, assembly.finishReason]).toEqual([[], 'stop'])
  })
})

describe('files', () => {
  it('come as content or address, with their signature', () => {
    const parts = partsOf([
      chunk([
        { text: 'Here: ' },
        { inlineData: { mimeType: 'image/png', data: 'aGk=' }, thoughtSignature: 's1' },
        { fileData: { mimeType: 'video/mp4', fileUri: 'https://example.com/v.mp4' } },
        { inlineData: { data: 'aGk=' } },
      ]),
      lastChunk(),
    ])
    expect(parts).toEqual([
      { type: 'text', text: 'Here: ' },
      {
        type: 'file',
        mediaType: 'image/png',
        data: { type: 'base64', base64: 'aGk=' },
        replay: { thoughtSignature: 's1' },
      },
      { type: 'file', mediaType: 'video/mp4', data: { type: 'url', url: 'https://example.com/v.mp4' } },
      { type: 'file', mediaType: 'application/octet-stream', data: { type: 'base64', base64: 'aGk=' } },
    ])
  })

  it('that are thoughts are kept and not shown', () => {
    const draft = { inlineData: { mimeType: 'image/png', data: 'aGk=' }, thought: true }
    expect(partsOf([chunk([draft, { text: 'Done.' }]), lastChunk()])).toEqual([
      { type: 'native', kind: 'inlineData', data: draft },
      { type: 'text', text: 'Done.' },
    ])
  })
})

describe('hosted tools', () => {
  const code = { executableCode: { language: 'PYTHON', code: 'print(1)' } }
  const result = { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1\n' } }

  it('are native parts, with their signatures apart from what they hold', () => {
    const invented = { toolCall: { toolType: 'X', id: 'a' }, partMetadata: { n: 1 } }
    const parts = partsOf([
      chunk([{ ...code, thoughtSignature: 's1' }]),
      chunk([result, invented, { text: 'One.' }]),
      lastChunk(),
    ])
    expect(parts).toEqual([
      { type: 'native', kind: 'executableCode', data: code, replay: { thoughtSignature: 's1' } },
      { type: 'native', kind: 'codeExecutionResult', data: result },
      { type: 'native', kind: 'toolCall', data: invented },
      { type: 'text', text: 'One.' },
    ])
  })

  it('may say STOP while their result is awaited: the answer goes on', () => {
    const chunks = [chunk([code], { finishReason: 'STOP' }), chunk([result, { text: 'One.' }])]
    expect(decodeChunks(chunks).assembly.finishReason).toBeUndefined()
    const { assembly } = decodeChunks([...chunks, lastChunk('MAX_TOKENS')])
    expect([assembly.visibleText, assembly.finishReason]).toEqual(['One.', 'length'])
  })

  it('and where nothing comes after that, it was the end', () => {
    const end = chunk([code], { finishReason: 'STOP' })
    for (const body of [
      chunkStream([end]),
      JSON.stringify(end),
      JSON.stringify([end]),
      `${chunkStream([end])}data: [DONE]\n\n`,
    ]) {
      expect(decodeText(body).assembly.finishReason, body.slice(0, 20)).toBe('stop')
    }
  })

  it('that hold nothing at all are passed over', () => {
    expect(partsOf([chunk([{}, { thought: true }, { text: 'Hi' }]), lastChunk()])).toEqual([
      { type: 'text', text: 'Hi' },
    ])
  })
})

it('is asked for as a stream of events', () => {
  expect([gemini.id, gemini.framing.accept, gemini.framing.documentAllowed]).toEqual([
    'gemini',
    'text/event-stream',
    true,
  ])
})
