import type { FilePart } from '../../vocabulary/message.ts'
import { inlineText, plainMediaType } from '../file-content.ts'
import { encodeBase64 } from '../file-input.ts'
import { lookUp } from '../plain-json.ts'
import type { WireFile } from './wire-types.ts'

/** Media types by the ending of an address, for images whose kind nobody named. */
const imageTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  heif: 'image/heif',
}

/**
 * A file as a part: content inline; an address or the name of an uploaded file as `fileData`. The wire takes images, PDF, audio,
 * video and text; other types are refused by the provider, not here.
 */
export function encodeFile(part: FilePart): WireFile {
  const { data } = part
  const mediaType = plainMediaType(part).replace('image/jpg', 'image/jpeg')
  switch (data.type) {
    case 'base64':
      if (otherTextTypes.test(mediaType)) return textFile(part, 'text/plain')
      return { inlineData: { mimeType: mediaType, data: data.base64 } }
    case 'text':
      return textFile(part, mediaType.startsWith('text/') ? mediaType : 'text/plain')
    case 'url':
      return fileUri(data.url, mediaType)
    case 'id':
      return fileUri(data.fileId, mediaType)
  }
}

/** Text to us, but types that the wire refuses: they are sent as plain text. */
const otherTextTypes = /^application\/(?:json|xml|(?:x-)?yaml)$/

function textFile(part: FilePart, mimeType: string): WireFile {
  return { inlineData: { mimeType, data: encodeBase64(new TextEncoder().encode(inlineText(part) ?? '')) } }
}

function fileUri(uri: string, mediaType: string): WireFile {
  const ending = /\.([a-z0-9]{2,5})(?:[?#]|$)/i.exec(uri)?.[1]?.toLowerCase() ?? ''
  const mimeType = mediaType.includes('*') ? lookUp(imageTypes, ending) : mediaType
  return { fileData: { ...(mimeType === undefined ? {} : { mimeType }), fileUri: uri } }
}
