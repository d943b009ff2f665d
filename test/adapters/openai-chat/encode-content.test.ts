import { describe, expect, it } from 'vitest'

import { encodeChat } from '../../../src/adapters/openai-chat/encode.ts'
import type { Quirks } from '../../../src/adapters/provider.ts'
import type { Message, UserPart } from '../../../src/vocabulary/message.ts'
import { RouterError } from '../../../src/vocabulary/router-error.ts'
import { targetedRequest } from './targeted-request.ts'

/** The messages on the wire. */
function messagesOf(
  messages: readonly Message[],
  quirks: Quirks = {},
  more: Parameters<typeof targetedRequest>[0] = {},
): unknown {
  return encodeChat(targetedRequest({ messages, quirks, ...more })).body['messages']
}

describe('a user message', () => {
  const partsOf = (content: readonly UserPart[], quirks: Quirks = {}): unknown =>
    (messagesOf([{ role: 'user', content }], quirks) as { content: unknown }[])[0]?.content
  const file = (mediaType: string, data: unknown, filename?: string): UserPart =>
    ({ type: 'file', mediaType, data, filename }) as UserPart
  const inline = { type: 'base64', base64: 'YWI=' }
  const address = { type: 'url', url: 'https://a.example/b' }

  it('is a string when it is one text, and parts when it is more', () => {
    expect(partsOf([{ type: 'text', text: 'Hi' }])).toBe('Hi')
    expect(
      partsOf([
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ]),
    ).toEqual([
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ])
  })

  it.each<[string, UserPart, unknown]>([
    [
      'an inline image',
      file('image/png', inline),
      { type: 'image_url', image_url: { url: 'data:image/png;base64,YWI=' } },
    ],
    [
      'an image by a wrong name',
      file('image/JPG; q=1', inline),
      { type: 'image_url', image_url: { url: 'data:image/jpeg;base64,YWI=' } },
    ],
    ['an image by address', file('image/*', address), { type: 'image_url', image_url: { url: 'https://a.example/b' } }],
    [
      'an uploaded file',
      file('application/pdf', { type: 'id', fileId: 'file-1' }),
      { type: 'file', file: { file_id: 'file-1' } },
    ],
    ['a sound', file('audio/mpeg', inline), { type: 'input_audio', input_audio: { data: 'YWI=', format: 'mp3' } }],
    [
      'a sound of another kind',
      file('audio/ogg', inline),
      { type: 'input_audio', input_audio: { data: 'YWI=', format: 'ogg' } },
    ],
    ['a film', file('video/mp4', address), { type: 'video_url', video_url: { url: 'https://a.example/b' } }],
    [
      'a document',
      file('application/pdf', inline, 'a.pdf'),
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,YWI=' } },
    ],
    [
      'a document without a name',
      file('application/pdf', inline),
      { type: 'file', file: { filename: 'document.pdf', file_data: 'data:application/pdf;base64,YWI=' } },
    ],
    ['a text file', file('text/csv', inline, 'a.csv'), { type: 'text', text: 'a.csv:\n\nab' }],
    ['a text', file('application/pdf', { type: 'text', text: 'Hello' }), { type: 'text', text: 'Hello' }],
  ])('has a part for %s', (_, part, expected) => {
    expect(partsOf([part, { type: 'text', text: '?' }])).toEqual([expected, { type: 'text', text: '?' }])
  })

  it.each<[string, Quirks, UserPart, unknown]>([
    [
      'Mistral, a document',
      { documents: 'document-url' },
      file('application/pdf', address, 'a.pdf'),
      { type: 'document_url', document_url: 'https://a.example/b', document_name: 'a.pdf' },
    ],
    [
      'Mistral, an inline document',
      { documents: 'document-url' },
      file('application/pdf', inline),
      { type: 'document_url', document_url: 'data:application/pdf;base64,YWI=' },
    ],
    [
      'Mistral, a sound',
      { audioInput: 'string' },
      file('audio/wav', inline),
      { type: 'input_audio', input_audio: 'YWI=' },
    ],
    [
      'OpenRouter, a document by address',
      { documentUrls: true },
      file('application/pdf', address),
      { type: 'file', file: { filename: 'document.pdf', file_data: 'https://a.example/b' } },
    ],
  ])('has it in the form of %s', (_, quirks, part, expected) => {
    expect(partsOf([part, { type: 'text', text: '?' }], quirks)).toEqual([expected, { type: 'text', text: '?' }])
  })

  it.each<[string, Quirks, UserPart]>([
    ['a document where there is no part for it', { documents: 'none' }, file('application/pdf', inline)],
    ['a document by address', {}, file('application/pdf', address)],
    ['a sound by address', {}, file('audio/wav', address)],
  ])('with %s is refused rather than sent without', (_, quirks, part) => {
    expect(() => partsOf([part], quirks)).toThrow(
      expect.toSatisfy((error: unknown) => RouterError.is(error, 'unsupported')) as Error,
    )
  })
})
