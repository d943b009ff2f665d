import type { FilePart } from '../../vocabulary/message.ts'
import { asObject, asText } from './wire-types.ts'

/** An image part of an answer: `{ image_url: { url } }`, or Mistral's bare address. `undefined` when there is none in it. */
export function imageOf(value: unknown): FilePart | undefined {
  const body = asObject(value)
  const image = body?.['image_url']
  const url = asText(image) || asText(asObject(image)?.['url'])
  if (url === '') return undefined
  const inline = /^data:([^;,]*)[^,]*;base64,/.exec(url.slice(0, 200))
  if (inline === null) return { type: 'file', mediaType: 'image/*', data: { type: 'url', url } }
  const mediaType = inline[1] === undefined || inline[1] === '' ? 'image/*' : inline[1]
  return { type: 'file', mediaType, data: { type: 'base64', base64: url.slice(inline[0].length) } }
}

/** How audio files begin, in base64; the wire does not say what was asked for. Raw samples begin with anything. */
const audioBeginnings: readonly (readonly [string, string])[] = [
  ['UklGR', 'audio/wav'],
  ['SUQz', 'audio/mpeg'],
  ['//', 'audio/mpeg'],
  ['T2dnU', 'audio/ogg'],
  ['ZkxhQ', 'audio/flac'],
]

/** The audio of an answer out of its pieces, each encoded for itself. `undefined` when there is none, or it is no base64. */
export function audioOf(pieces: readonly string[]): FilePart | undefined {
  const base64 = joinBase64(pieces)
  if (base64 === undefined || base64 === '') return undefined
  const mediaType = audioBeginnings.find(([beginning]) => base64.startsWith(beginning))?.[1] ?? 'audio/pcm'
  return { type: 'file', mediaType, data: { type: 'base64', base64 } }
}

function joinBase64(pieces: readonly string[]): string | undefined {
  const isJoinable = pieces.every(
    (piece, at) => at === pieces.length - 1 || (piece.length % 4 === 0 && !piece.endsWith('=')),
  )
  if (isJoinable) return pieces.join('')
  try {
    return btoa(pieces.map((piece) => atob(piece)).join(''))
  } catch {
    return undefined
  }
}
