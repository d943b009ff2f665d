import { describe, expect, it } from 'vitest'

import type { AssistantPart, FilePart } from '../../../src/vocabulary/message.ts'
import { elsewhere, encoded, here, modelParts } from './encoded-parts.ts'

function filePart(part: Omit<FilePart, 'type'>): unknown {
  return (
    encoded([{ role: 'user', content: [{ type: 'file', ...part }] }]).contents as readonly { parts: unknown[] }[]
  )[0]?.parts[0]
}

describe('native parts', () => {
  const code = { executableCode: { language: 'PYTHON', code: 'print(1)' } }
  const part = (extra: object = {}): AssistantPart => ({
    type: 'native',
    kind: 'executableCode',
    data: code,
    replay: { thoughtSignature: 's1' },
    origin: here,
    ...extra,
  })

  it('go back as they came, signed within their family', () => {
    const signed = [{ ...code, thoughtSignature: 's1' }]
    expect(modelParts([part()]).parts).toEqual(signed)
    expect(modelParts([part()], { model: 'gemini-3.8-flash' }).parts).toEqual(signed)
    expect(modelParts([part()], { model: 'gemini-2.5-flash' }).parts).toEqual([code])
  })

  it('that are the signature of nothing are left out where it is not valid', () => {
    const empty = part({ kind: 'text', data: { text: '' } })
    expect(modelParts([{ type: 'text', text: 'Hi' }, empty]).parts).toEqual([
      { text: 'Hi' },
      { text: '', thoughtSignature: 's1' },
    ])
    expect(modelParts([{ type: 'text', text: 'Hi' }, empty], { model: 'gemini-2.5-flash' }).parts).toEqual([
      { text: 'Hi' },
    ])
  })

  it('that tell of sources are not parts of the conversation', () => {
    expect(
      modelParts([
        { type: 'text', text: 'Hi' },
        part({ kind: 'groundingMetadata', data: {} }),
        part({ kind: 'urlContextMetadata', data: {} }),
      ]),
    ).toEqual({
      parts: [{ text: 'Hi' }],
      warnings: [],
    })
  })

  it('of others are left out, with a warning', () => {
    expect(modelParts([{ type: 'text', text: 'Hi' }, part({ origin: elsewhere }), part({ data: 'x' })])).toEqual({
      parts: [{ text: 'Hi' }],
      warnings: ['dropped-replay'],
    })
  })
})

describe('files', () => {
  const base64 = (text: string): string => btoa(text)

  it.each<[string, Omit<FilePart, 'type'>, unknown]>([
    [
      'content',
      { mediaType: 'image/jpg', data: { type: 'base64', base64: 'aGk=' } },
      { inlineData: { mimeType: 'image/jpeg', data: 'aGk=' } },
    ],
    [
      'content with parameters',
      { mediaType: 'Audio/WAV; rate=16000', data: { type: 'base64', base64: 'aGk=' } },
      { inlineData: { mimeType: 'audio/wav', data: 'aGk=' } },
    ],
    [
      'text',
      { mediaType: 'text/csv', data: { type: 'text', text: 'a,b' } },
      { inlineData: { mimeType: 'text/csv', data: base64('a,b') } },
    ],
    [
      'named text',
      { mediaType: 'application/json', data: { type: 'text', text: '{}' }, filename: 'a.json' },
      { inlineData: { mimeType: 'text/plain', data: base64('a.json:\n\n{}') } },
    ],
    [
      'JSON',
      { mediaType: 'application/json', data: { type: 'base64', base64: base64('{}') } },
      { inlineData: { mimeType: 'text/plain', data: base64('{}') } },
    ],
    [
      'an address',
      { mediaType: 'application/pdf', data: { type: 'url', url: 'gs://b/a.pdf' } },
      { fileData: { mimeType: 'application/pdf', fileUri: 'gs://b/a.pdf' } },
    ],
    [
      'an image by address',
      { mediaType: 'image/*', data: { type: 'url', url: 'https://example.com/a.JPG?x=1' } },
      { fileData: { mimeType: 'image/jpeg', fileUri: 'https://example.com/a.JPG?x=1' } },
    ],
    [
      'an image of no known kind',
      { mediaType: 'image/*', data: { type: 'url', url: 'https://example.com/a' } },
      { fileData: { fileUri: 'https://example.com/a' } },
    ],
    [
      'an upload',
      { mediaType: 'video/mp4', data: { type: 'id', fileId: 'files/x' } },
      { fileData: { mimeType: 'video/mp4', fileUri: 'files/x' } },
    ],
  ])('are sent as %s', (_, part, expected) => {
    expect(filePart(part)).toEqual(expected)
  })
})
