import type { FilePart } from '../vocabulary/message.ts'

/** Media types that are text although they do not begin with `text/`. */
const textTypes: ReadonlySet<string> = new Set([
  'application/json',
  'application/xml',
  'application/yaml',
  'application/x-yaml',
])

/** The media type in lower case and without parameters (`text/plain; charset=utf-8`), for comparing. */
export function plainMediaType({ mediaType }: FilePart): string {
  return mediaType.toLowerCase().replace(/;.*$/s, '').trim()
}

/** The content of a file that is text and here, under its name; `undefined` for all other files. */
export function inlineText(part: FilePart): string | undefined {
  const { data, filename } = part
  const mediaType = plainMediaType(part)
  const isText = mediaType.startsWith('text/') || textTypes.has(mediaType)
  const text = data.type === 'text' ? data.text : data.type === 'base64' && isText ? decodeText(data.base64) : undefined
  return text === undefined || filename === undefined ? text : `${filename}:\n\n${text}`
}

/** The file's name, or one after its type: some hosts refuse data without a name. */
export function nameOf({ filename, mediaType }: FilePart): string {
  return filename ?? `document.${/\/([a-z0-9]{1,8})$/i.exec(mediaType)?.[1] ?? 'bin'}`
}

function decodeText(base64: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)))
}
