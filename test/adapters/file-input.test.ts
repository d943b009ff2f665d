import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeBase64 } from '../../src/adapters/file-input.ts'
import { normaliseMessages } from '../../src/adapters/normalise-request.ts'
import type { MessageInput } from '../../src/vocabulary/message-input.ts'

function normalisedFile(part: object): unknown {
  const content: unknown = [{ type: 'file', ...part }]
  const [normalised] = normaliseMessages([{ role: 'user', content } as MessageInput])
  return normalised?.content[0]
}

const png = new Uint8Array([137, 80, 78, 71])

describe('files of a request', () => {
  it.each<[string, object, object]>([
    [
      'bytes',
      { mediaType: 'image/png', data: png },
      { mediaType: 'image/png', data: { type: 'base64', base64: 'iVBORw==' } },
    ],
    ['a buffer', { mediaType: 'image/png', data: png.buffer }, { data: { type: 'base64', base64: 'iVBORw==' } }],
    [
      'a view of a part',
      { mediaType: 'image/png', data: new DataView(png.buffer, 1, 3) },
      { data: { type: 'base64', base64: 'UE5H' } },
    ],
    [
      'bytes as base64',
      { mediaType: 'image/png', data: { type: 'base64', base64: png } },
      { data: { type: 'base64', base64: 'iVBORw==' } },
    ],
    [
      'a URL',
      { mediaType: 'image/*', data: new URL('https://a.example/b c') },
      { data: { type: 'url', url: 'https://a.example/b%20c' } },
    ],
    [
      'an address',
      { mediaType: 'image/*', data: ' https://a.example/b ' },
      { data: { type: 'url', url: 'https://a.example/b' } },
    ],
    [
      'an address of a store',
      { mediaType: 'image/png', data: { type: 'url', url: 'gs://bucket/a' } },
      { data: { type: 'url', url: 'gs://bucket/a' } },
    ],
    [
      'a data: address',
      { data: 'data:image/PNG;base64,iVBORw' },
      { mediaType: 'image/png', data: { type: 'base64', base64: 'iVBORw==' } },
    ],
    [
      'a data: address as url',
      { data: { type: 'url', url: 'data:image/png;base64,iVBORw==' } },
      { mediaType: 'image/png', data: { type: 'base64' } },
    ],
    [
      'a data: address as base64',
      { data: { type: 'base64', base64: 'data:image/png;base64,iVBORw%3D%3D' } },
      { data: { base64: 'iVBORw==' } },
    ],
    [
      'a data: address of text',
      { data: 'data:,caf%C3%A9' },
      { mediaType: 'text/plain', data: { type: 'text', text: 'café' } },
    ],
    [
      'a data: address that is percent-encoded',
      { data: 'data:image/svg+xml,%3Csvg/%3E' },
      { mediaType: 'image/svg+xml', data: { type: 'base64', base64: 'PHN2Zy8+' } },
    ],
    [
      'a media type of its own',
      { mediaType: 'image/webp', data: 'data:image/png;base64,iVBORw==' },
      { mediaType: 'image/webp' },
    ],
    [
      'base64 with line breaks',
      { mediaType: 'a/b', data: { type: 'base64', base64: 'iVB\nORw' } },
      { data: { base64: 'iVBORw==' } },
    ],
    ['base64url', { mediaType: 'a/b', data: { type: 'base64', base64: '-_8' } }, { data: { base64: '+/8=' } }],
    [
      'text',
      { mediaType: 'text/csv', data: { type: 'text', text: 'a\ud83d' }, filename: 'a.csv' },
      { data: { text: 'a\ufffd' }, filename: 'a.csv' },
    ],
    [
      'an uploaded file',
      { mediaType: 'application/pdf', data: { type: 'id', fileId: 'file-1' } },
      { data: { type: 'id', fileId: 'file-1' } },
    ],
  ])('takes %s', (_name, part, expected) => {
    expect(normalisedFile(part)).toMatchObject(expected)
  })

  it.each<[string, object, RegExp]>([
    [
      'no content',
      { mediaType: 'a/b' },
      /^messages\[0\]\.content\[0\]\.data: expected bytes, a URL or .* got nothing$/,
    ],
    ['a blob', { mediaType: 'a/b', data: new Blob(['a']) }, /give `await blob\.arrayBuffer\(\)`$/],
    ['a path', { mediaType: 'a/b', data: '/tmp/a.png' }, /expected an address such as/],
    [
      'a file on this machine',
      { mediaType: 'a/b', data: new URL('file:///tmp/a.png') },
      /a file on this machine is not read; give its bytes$/,
    ],
    [
      'broken base64',
      { mediaType: 'a/b', data: { type: 'base64', base64: 'a*b=' } },
      /characters that are not base64$/,
    ],
    ['cut base64', { mediaType: 'a/b', data: { type: 'base64', base64: 'abcde' } }, /characters that are not base64$/],
    ['a data: address without content', { data: 'data:image/png' }, /needs a comma/],
    ['broken percent-encoding', { data: 'data:,%zz' }, /not valid percent-encoding$/],
    [
      'another kind of content',
      { mediaType: 'a/b', data: { type: 'blob' } },
      /type: expected 'base64', 'url', 'text' or 'id', got "blob"$/,
    ],
    [
      'bytes without a media type',
      { data: png },
      /\.mediaType: expected a media type such as 'image\/png', got nothing$/,
    ],
    ['an empty id', { mediaType: 'a/b', data: { type: 'id', fileId: '' } }, /fileId: expected the id/],
  ])('refuses %s', (_name, part, message) => {
    expect(() => normalisedFile(part)).toThrow(message)
  })

  it('writes base64 as the platform does, whatever the length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.constantFrom(0, 24_576, 50_000), (bytes, padding) => {
        const whole = new Uint8Array(padding + bytes.length)
        whole.set(bytes, padding)
        expect(encodeBase64(whole)).toBe(Buffer.from(whole).toString('base64'))
      }),
    )
  })

  it('takes a file of 20 MB', () => {
    const base64 = 'A'.repeat(28_000_000)
    expect(normalisedFile({ mediaType: 'application/pdf', data: { type: 'base64', base64 } })).toMatchObject({
      data: { base64 },
    })
  })
})
