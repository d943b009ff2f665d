import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/bedrock-converse/encode.ts'
import type { FileData, FilePart, JsonObject, Message, UserPart } from '../../../src/vocabulary/message.ts'
import { targetedRequest } from './targeted-request.ts'

const base64: FileData = { type: 'base64', base64: 'AAAA' }
const source = { bytes: 'AAAA' }
const text = { type: 'text', text: 'x' } as const

function file(mediaType: string, data: FileData = base64, filename?: string): FilePart {
  return { type: 'file', mediaType, data, ...(filename === undefined ? {} : { filename }) }
}

/** The blocks of a turn of the user. */
function blocks(...content: readonly UserPart[]): readonly JsonObject[] {
  const { body } = encode(targetedRequest({ messages: [{ role: 'user', content }] }))
  return (body['messages'] as readonly { readonly content: readonly JsonObject[] }[])[0]?.content ?? []
}

function codes(...messages: readonly Message[]): readonly string[] {
  return encode(targetedRequest({ messages })).warnings.map(({ code }) => code)
}

describe('files', () => {
  it.each([
    ['image/jpg', { image: { format: 'jpeg', source } }],
    ['image/webp', { image: { format: 'webp', source } }],
    ['video/quicktime', { video: { format: 'mov', source } }],
    ['audio/wav', { audio: { format: 'wav', source } }],
    ['application/pdf', { document: { format: 'pdf', name: 'document', source } }],
    ['text/plain; charset=utf-8', { document: { format: 'txt', name: 'document', source } }],
    ['text/x-python', { document: { format: 'txt', name: 'document', source } }],
    [
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      { document: { format: 'docx', name: 'document', source } },
    ],
  ])('of type %s', (mediaType, wire) => {
    expect(blocks(file(mediaType), text)[0]).toEqual(wire)
  })

  it('that are text are the bytes of UTF-8', () => {
    expect(blocks(file('text/markdown', { type: 'text', text: 'Grüße' }), text)[0]).toMatchObject({
      document: { format: 'md', source: { bytes: Buffer.from('Grüße').toString('base64') } },
    })
  })

  it.each<FileData>([
    { type: 'url', url: 's3://bucket/a.png' },
    { type: 'id', fileId: 's3://bucket/a.png' },
  ])('are read from S3: %j', (data) => {
    expect(blocks(file('image/png', data))).toEqual([
      { image: { format: 'png', source: { s3Location: { uri: 's3://bucket/a.png' } } } },
    ])
  })

  it.each<[string, FileData]>([
    ['image/png', { type: 'url', url: 'https://example.com/a.png' }],
    ['application/pdf', { type: 'id', fileId: 'file_1' }],
    ['image/tiff', base64],
    ['application/zip', base64],
  ])('of type %s that cannot be sent are refused: %j', (mediaType, data) => {
    expect(() => blocks(file(mediaType, data))).toThrow(expect.objectContaining({ code: 'unsupported' }) as Error)
  })

  it('that are documents have names that the wire takes, none twice in a request', () => {
    const names = [
      'Q3: report_v1.pdf',
      'q3 report v1',
      undefined,
      '分期.pdf',
      'a'.repeat(250),
      `${'A'.repeat(250)}.pdf`,
      'v1 (final) [2]-b.pdf',
    ]
    const sent = blocks(...names.map((name) => file('application/pdf', base64, name)), text)
    expect(sent.slice(0, -1)).toMatchObject(
      [
        'Q3 report v1',
        'q3 report v1 2',
        'document',
        'document 2',
        'a'.repeat(200),
        `${'A'.repeat(198)} 2`,
        'v1 (final) [2]-b',
      ].map((name) => ({ document: { name } })),
    )
  })

  it('that are documents stand beside a text', () => {
    expect(blocks(file('application/pdf'))).toMatchObject([{ document: {} }, { text: 'See the attached document.' }])
    expect(codes({ role: 'user', content: [file('application/pdf')] })).toEqual(['added-text'])
    expect(codes({ role: 'user', content: [file('image/png')] })).toEqual([])
  })

  it('of an answer are not sent', () => {
    expect(codes({ role: 'user', content: 'Draw.' }, { role: 'assistant', content: [file('image/png')] })).toEqual([
      'dropped-file',
    ])
  })
})
