import type { CachePlan } from '../../vocabulary/caching.ts'
import type { FilePart, UserPart } from '../../vocabulary/message.ts'
import { RouterError } from '../../vocabulary/router-error.ts'
import { cacheBreakpoint } from '../cache-control.ts'
import { inlineText, nameOf, plainMediaType } from '../file-content.ts'
import type { Quirks } from '../provider.ts'
import type { InputPart } from './wire-types.ts'

/**
 * The content of a user message: a string where it is only text, which every host takes, else parts. Throws a `RouterError`
 * `unsupported` for a file that the wire has no part for.
 */
export function encodeUserContent(
  content: string | readonly UserPart[],
  quirks: Quirks,
  cache: CachePlan | undefined,
): string | readonly InputPart[] {
  if (typeof content === 'string') return content
  const [only] = content
  if (content.length === 1 && only?.type === 'text' && (cache?.breakpoints !== true || only.cache === undefined)) {
    return only.text
  }
  return content.map((part) =>
    part.type === 'text'
      ? { type: 'input_text', text: part.text, ...cacheBreakpoint(part.cache, cache) }
      : { ...encodeFile(part, quirks), ...cacheBreakpoint(part.cache, cache) },
  )
}

/** A file as an input part; text goes as text. Throws as `encodeUserContent` does, for audio and video above all. */
export function encodeFile(part: FilePart, quirks: Quirks): InputPart {
  const { data } = part
  const text = inlineText(part)
  if (text !== undefined) return { type: 'input_text', text }
  const mediaType = plainMediaType(part)
  if (/^(?:audio|video)\//.test(mediaType)) throw unsupported(part)
  const url = data.type === 'url' ? data.url : data.type === 'base64' ? `data:${mediaType};base64,${data.base64}` : ''
  if (mediaType.startsWith('image/')) {
    const source = data.type === 'id' ? { file_id: data.fileId } : { image_url: url }
    return { type: 'input_image', detail: 'auto', ...source }
  }
  if (quirks.documents === 'none') throw unsupported(part)
  if (data.type === 'id') return { type: 'input_file', file_id: data.fileId }
  if (data.type === 'url') return { type: 'input_file', file_url: url }
  // OpenAI refuses data without a name.
  return { type: 'input_file', filename: nameOf(part), file_data: url }
}

function unsupported({ mediaType }: FilePart): RouterError {
  return new RouterError(
    'unsupported',
    `A file of type ${mediaType} cannot be sent to this host over the Responses protocol.`,
    {
      hints: ['It takes images, PDF and other documents, and text. Convert the file, or use a target that takes it.'],
    },
  )
}
