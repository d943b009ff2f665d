import type { FilePart } from '../../vocabulary/message.ts'
import { RouterError } from '../../vocabulary/router-error.ts'
import { plainMediaType } from '../file-content.ts'
import type { DocumentBlock, FileSource, ImageBlock } from './wire-types.ts'

/** Images that the wire takes inline. */
const imageTypes: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp'])

/** Media types that are text although they do not begin with `text/`. */
const textTypes: ReadonlySet<string> = new Set([
  'application/json',
  'application/xml',
  'application/yaml',
  'application/x-yaml',
])

/** Uploaded files are named by id; that is a beta feature of the API (2026-11). */
const filesBeta = 'files-api-2025-04-14'

/**
 * A file as an image or document block. Adds the beta feature that it needs to `betas`. Throws a `RouterError` `unsupported`
 * for audio, video and other media that the wire has no block for.
 */
export function encodeFile(part: FilePart, betas: Set<string>): ImageBlock | DocumentBlock {
  const mediaType = plainMediaType(part).replace('image/jpg', 'image/jpeg')
  const isImage = mediaType.startsWith('image/')
  const source = isImage ? imageSource(part, mediaType) : documentSource(part, mediaType)
  if (source === undefined) throw unsupported(part)
  if (source.type === 'file') betas.add(filesBeta)
  if (isImage) return { type: 'image', source }
  return { type: 'document', source, ...(part.filename === undefined ? {} : { title: part.filename }) }
}

function imageSource({ data }: FilePart, mediaType: string): FileSource | undefined {
  switch (data.type) {
    case 'base64':
      return imageTypes.has(mediaType) ? { type: 'base64', media_type: mediaType, data: data.base64 } : undefined
    case 'url':
      return { type: 'url', url: data.url }
    case 'id':
      return { type: 'file', file_id: data.fileId }
    case 'text':
      return undefined
  }
}

function documentSource({ data }: FilePart, mediaType: string): FileSource | undefined {
  const isText = mediaType.startsWith('text/') || textTypes.has(mediaType)
  switch (data.type) {
    case 'base64':
      if (mediaType === 'application/pdf') return { type: 'base64', media_type: mediaType, data: data.base64 }
      return isText ? { type: 'text', media_type: 'text/plain', data: decodeText(data.base64) } : undefined
    case 'url':
      return mediaType === 'application/pdf' ? { type: 'url', url: data.url } : undefined
    case 'id':
      return { type: 'file', file_id: data.fileId }
    case 'text':
      return { type: 'text', media_type: 'text/plain', data: data.text }
  }
}

function decodeText(base64: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)))
}

function unsupported({ mediaType, data }: FilePart): RouterError {
  const how = data.type === 'url' ? ' by address' : ''
  return new RouterError(
    'unsupported',
    `A file of type ${mediaType} cannot be sent${how} over the Anthropic Messages protocol.`,
    {
      hints: ['It takes images (jpeg, png, gif, webp), PDF and text. Convert the file, or use a target that takes it.'],
    },
  )
}
