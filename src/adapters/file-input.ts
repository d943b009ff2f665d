import type { FileData } from '../vocabulary/message.ts'
import { describeValue, isBytes, isJsonObject } from './plain-json.ts'

/** A file's content in its stored form, with the media type where the content names it. */
interface ReadFileData {
  readonly data: FileData
  readonly mediaType: string | undefined
}

/**
 * Brings a file's content into its stored form: bytes become base64, `data:` addresses base64 or text, a `URL` its text.
 * Returns what is wrong as a sentence instead when it cannot be used.
 */
export function readFileData(value: unknown): ReadFileData | string {
  if (isBytes(value)) return { data: freeze({ type: 'base64', base64: encodeBase64(value) }), mediaType: undefined }
  if (typeof value === 'string' || value instanceof URL) return readAddress(String(value))
  if (typeof Blob === 'function' && value instanceof Blob)
    return 'a Blob is read by its owner; give `await blob.arrayBuffer()`'
  if (!isJsonObject(value)) {
    return `expected bytes, a URL or { type: 'base64' | 'url' | 'text' | 'id', ... }, got ${describeValue(value)}`
  }
  const given: Readonly<Record<string, unknown>> = value
  switch (given['type']) {
    case 'base64':
      return readBase64(given['base64'])
    case 'url': {
      const url = given['url']
      if (typeof url === 'string' || url instanceof URL) return readAddress(String(url))
      return `url: expected a string or a URL, got ${describeValue(url)}`
    }
    case 'text': {
      const text = given['text']
      if (typeof text !== 'string') return `text: expected a string, got ${describeValue(text)}`
      return { data: freeze({ type: 'text', text }), mediaType: undefined }
    }
    case 'id': {
      const fileId = given['fileId']
      if (typeof fileId !== 'string' || fileId === '')
        return `fileId: expected the id of an uploaded file, got ${describeValue(fileId)}`
      return { data: freeze({ type: 'id', fileId }), mediaType: undefined }
    }
    default:
      return `type: expected 'base64', 'url', 'text' or 'id', got ${JSON.stringify(given['type'])}`
  }
}

/** Bytes as base64, without a runtime's own buffers. */
export function encodeBase64(bytes: ArrayBuffer | ArrayBufferView): string {
  const view = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes)
  let base64 = ''
  // A multiple of three, so that the pieces join without padding; small enough for an argument list.
  const pieceLength = 3 * 8192
  for (let start = 0; start < view.length; start += pieceLength) {
    base64 += btoa(String.fromCharCode(...view.subarray(start, start + pieceLength)))
  }
  return base64
}

function readBase64(value: unknown): ReadFileData | string {
  if (isBytes(value)) return { data: freeze({ type: 'base64', base64: encodeBase64(value) }), mediaType: undefined }
  if (typeof value !== 'string') return `base64: expected a string or bytes, got ${describeValue(value)}`
  if (/^data:/i.test(value)) return readAddress(value)
  const base64 = cleanBase64(value)
  return base64 === undefined
    ? 'base64: it holds characters that are not base64'
    : { data: freeze({ type: 'base64', base64 }), mediaType: undefined }
}

function readAddress(address: string): ReadFileData | string {
  const text = address.trim()
  if (/^data:/i.test(text)) return readDataAddress(text)
  if (/^file:/i.test(text)) return 'a file on this machine is not read; give its bytes'
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    return "expected an address such as 'https://...'; write { type: 'base64', base64 } or { type: 'text', text } for content"
  }
  return { data: freeze({ type: 'url', url: text }), mediaType: undefined }
}

/** RFC 2397: `data:` media type, parameters, `;base64`, a comma, the content. */
function readDataAddress(address: string): ReadFileData | string {
  const comma = address.indexOf(',')
  if (comma === -1) return 'a data: address needs a comma before its content'
  const [type = '', ...parameters] = address.slice('data:'.length, comma).split(';')
  const mediaType = type.trim() === '' ? 'text/plain' : type.trim().toLowerCase()
  const content = decodePercent(address.slice(comma + 1))
  if (content === undefined) return 'the content of this data: address is not valid percent-encoding'
  if (parameters.some((parameter) => parameter.trim().toLowerCase() === 'base64')) {
    const base64 = cleanBase64(content)
    if (base64 === undefined) return 'the content of this data: address is not base64'
    return { data: freeze({ type: 'base64', base64 }), mediaType }
  }
  if (mediaType.startsWith('text/')) return { data: freeze({ type: 'text', text: content }), mediaType }
  return { data: freeze({ type: 'base64', base64: encodeBase64(new TextEncoder().encode(content)) }), mediaType }
}

function decodePercent(text: string): string | undefined {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Standard base64 with its padding, out of what is meant as base64; nothing when it is not. */
function cleanBase64(text: string): string | undefined {
  let base64 = /\s/.test(text) ? text.replaceAll(/\s/g, '') : text
  if (/[-_]/.test(base64)) base64 = base64.replaceAll('-', '+').replaceAll('_', '/')
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  const bare = base64.slice(0, base64.length - padding)
  // The search for one wrong character needs no backtracking: a match of the whole could exhaust the stack on a large file.
  if (/[^A-Za-z0-9+/]/.test(bare) || bare.length % 4 === 1) return undefined
  return bare + '='.repeat((4 - (bare.length % 4)) % 4)
}

function freeze(data: FileData): FileData {
  return Object.freeze(data)
}
