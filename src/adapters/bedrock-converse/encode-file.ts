import type { FilePart } from '../../vocabulary/message.ts'
import { RouterError } from '../../vocabulary/router-error.ts'
import { plainMediaType } from '../file-content.ts'
import { encodeBase64 } from '../file-input.ts'
import { lookUp } from '../plain-json.ts'
import type { DocumentBlock, FileSource, MediaBlock } from './wire-types.ts'

/** Formats by media type, as botocore 1.43.117 (2026-10) names them. */
const imageFormats: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/jpg': 'jpeg',
  'image/gif': 'gif',
  'image/webp': 'webp',
}
const videoFormats: Readonly<Record<string, string>> = {
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/x-matroska': 'mkv',
  'video/webm': 'webm',
  'video/x-flv': 'flv',
  'video/mpeg': 'mpeg',
  'video/x-ms-wmv': 'wmv',
  'video/3gpp': 'three_gp',
}
const audioFormats: Readonly<Record<string, string>> = {
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/opus': 'opus',
  'audio/ogg': 'ogg',
  'audio/aac': 'aac',
  'audio/flac': 'flac',
  'audio/mp4': 'm4a',
  'audio/webm': 'webm',
}
const documentFormats: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/markdown': 'md',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/json': 'txt',
  'application/xml': 'txt',
  'application/yaml': 'txt',
  'application/x-yaml': 'txt',
}

/** Longer names are a 400 (botocore 1.43.117). */
const longestName = 200

/**
 * A file as a block: base64, text, or an object in S3 (`s3://…`) by address or id. `documentNames` are those in use, in lower case;
 * the file's own is added. Throws a `RouterError` `unsupported` for other addresses and for media that the wire has no block for.
 */
export function encodeFile(part: FilePart, documentNames: Set<string>): MediaBlock | DocumentBlock {
  const mediaType = plainMediaType(part)
  const source = fileSource(part)
  if (source === undefined) throw unsupported(part)
  const image = lookUp(imageFormats, mediaType)
  if (image !== undefined) return { image: { format: image, source } }
  const video = lookUp(videoFormats, mediaType)
  if (video !== undefined) return { video: { format: video, source } }
  const audio = lookUp(audioFormats, mediaType)
  if (audio !== undefined) return { audio: { format: audio, source } }
  const isText = mediaType.startsWith('text/') || part.data.type === 'text'
  const document = lookUp(documentFormats, mediaType) ?? (isText ? 'txt' : undefined)
  if (document === undefined) throw unsupported(part)
  return { document: { format: document, name: documentName(part.filename, documentNames), source } }
}

function fileSource({ data }: FilePart): FileSource | undefined {
  switch (data.type) {
    case 'base64':
      return { bytes: data.base64 }
    case 'text':
      return { bytes: encodeBase64(new TextEncoder().encode(data.text)) }
    case 'url':
      return s3Source(data.url)
    case 'id':
      return s3Source(data.fileId)
  }
}

function s3Source(uri: string): FileSource | undefined {
  return uri.startsWith('s3://') ? { s3Location: { uri } } : undefined
}

/**
 * A name that the wire takes: letters, digits, single blanks, hyphens, parentheses and brackets, and none twice in a request, in
 * whatever case (400 "can't contain duplicate document names", maximhq/bifrost#7003, 2026-09).
 */
function documentName(filename: string | undefined, taken: Set<string>): string {
  const plain = (filename ?? '')
    .replace(/\.[a-z0-9]{1,8}$/i, '')
    .replaceAll(/[^a-zA-Z0-9()[\]-]+/g, ' ')
    .trim()
    .slice(0, longestName)
    .trim()
  const base = plain === '' ? 'document' : plain
  let name = base
  for (let number = 2; taken.has(name.toLowerCase()); number += 1) {
    const suffix = ` ${number}`
    name = base.slice(0, longestName - suffix.length).trim() + suffix
  }
  taken.add(name.toLowerCase())
  return name
}

function unsupported({ mediaType, data }: FilePart): RouterError {
  const how = data.type === 'url' ? ' by address' : data.type === 'id' ? ' by an id' : ''
  return new RouterError('unsupported', `A file of type ${mediaType} cannot be sent${how} over Bedrock Converse.`, {
    hints: [
      'It takes images (png, jpeg, gif, webp), documents (PDF, Office, HTML, text), video and audio, inline or in S3 (s3://). ' +
        'Give the content itself, convert the file, or use a target that takes it.',
    ],
  })
}
