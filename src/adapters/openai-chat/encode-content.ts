import type { CacheMark, CachePlan } from '../../vocabulary/caching.ts'
import type { FilePart, UserPart } from '../../vocabulary/message.ts'
import { RouterError } from '../../vocabulary/router-error.ts'
import { cacheBreakpoint, cacheControl } from '../cache-control.ts'
import { inlineText, nameOf, plainMediaType } from '../file-content.ts'
import type { Quirks } from '../provider.ts'
import type { ChatPart } from './wire-types.ts'

/** Formats of audio by media type; other types are named by what follows the slash. */
const audioFormats: Readonly<Record<string, string>> = {
  'audio/mpeg': 'mp3',
  'audio/x-wav': 'wav',
  'audio/wave': 'wav',
  'audio/vnd.wave': 'wav',
  'audio/x-m4a': 'm4a',
  'audio/mp4': 'm4a',
  'audio/x-flac': 'flac',
}

/**
 * The content of a user message: a string where it is only text, which every host takes, else parts. Throws a `RouterError`
 * `unsupported` for a file that the host has no part for.
 */
export function encodeUserContent(
  content: string | readonly UserPart[],
  quirks: Quirks,
  cache: CachePlan | undefined,
): string | readonly ChatPart[] {
  if (typeof content === 'string') return content
  const [only] = content
  if (content.length === 1 && only?.type === 'text' && !(takesMarks(cache) && only.cache !== undefined))
    return only.text
  return content.map((part) =>
    part.type === 'text'
      ? encodeText(part.text, part.cache, cache)
      : { ...encodeFile(part, quirks), ...cacheBreakpoint(part.cache, cache) },
  )
}

/** Text as a part, with its cache mark. */
export function encodeText(text: string, mark: CacheMark | undefined, cache: CachePlan | undefined): ChatPart {
  return { type: 'text', text, ...(cache?.marks === true ? cacheControl(mark) : cacheBreakpoint(mark, cache)) }
}

/** Whether texts carry marks, of whatever kind. */
export function takesMarks(cache: CachePlan | undefined): boolean {
  return cache?.marks === true || cache?.breakpoints === true
}

function encodeFile(part: FilePart, quirks: Quirks): ChatPart {
  const { data } = part
  const mediaType = plainMediaType(part).replace('image/jpg', 'image/jpeg')
  if (data.type === 'id') return { type: 'file', file: { file_id: data.fileId } }
  const text = inlineText(part)
  if (data.type === 'text' || text !== undefined) return { type: 'text', text: text ?? '' }
  const url = data.type === 'url' ? data.url : `data:${mediaType};base64,${data.base64}`
  if (mediaType.startsWith('image/')) return { type: 'image_url', image_url: { url } }
  if (mediaType.startsWith('video/')) return { type: 'video_url', video_url: { url } }
  if (!mediaType.startsWith('audio/')) return encodeDocument(part, url, quirks)
  if (data.type === 'url') throw unsupported(part, ' by address')
  const format = audioFormats[mediaType] ?? mediaType.slice('audio/'.length)
  return {
    type: 'input_audio',
    input_audio: quirks.audioInput === 'string' ? data.base64 : { data: data.base64, format },
  }
}

function encodeDocument(part: FilePart, url: string, quirks: Quirks): ChatPart {
  const { filename } = part
  switch (quirks.documents ?? 'file') {
    case 'file':
      if (part.data.type === 'url' && quirks.documentUrls !== true) throw unsupported(part, ' by address')
      // OpenAI refuses data without a name.
      return { type: 'file', file: { filename: nameOf(part), file_data: url } }
    case 'document-url':
      return { type: 'document_url', document_url: url, ...(filename === undefined ? {} : { document_name: filename }) }
    case 'none':
      throw unsupported(part, '')
  }
}

function unsupported({ mediaType }: FilePart, how: string): RouterError {
  return new RouterError(
    'unsupported',
    `A file of type ${mediaType} cannot be sent${how} to this host over chat completions.`,
    {
      hints: ['Send its content inline, convert it to text, or use a target that takes it.'],
    },
  )
}
