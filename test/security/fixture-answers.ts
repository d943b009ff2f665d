import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import type { ProtocolId } from '../../src/index.ts'
import { message } from '../adapters/bedrock-converse/event-stream.ts'

/** The answer of a fixture as its bytes, and a way to say it with other JSON. */
export interface FixtureAnswer {
  readonly protocol: ProtocolId
  readonly name: string
  readonly bytes: Uint8Array
  /** The same answer, each of its JSON values turned into another. */
  readonly rewrite: (turn: (value: unknown) => unknown) => Uint8Array
}

const root = fileURLToPath(new URL('../fixtures/', import.meta.url))
const encoder = new TextEncoder()

/** All fixtures of all protocols: each is a folder of its own. Other fixtures are files. */
export function fixtureAnswers(): readonly FixtureAnswer[] {
  return readdirSync(root).flatMap((protocol) =>
    foldersOf(`${root}${protocol}`).flatMap((name) => {
      const file = readdirSync(`${root}${protocol}/${name}`).find((one) => one.startsWith('response.'))
      if (file === undefined) return []
      return [fixtureAnswer(protocol as ProtocolId, name, readFileSync(`${root}${protocol}/${name}/${file}`), file)]
    }),
  )
}

function foldersOf(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
}

function fixtureAnswer(protocol: ProtocolId, name: string, file: Buffer, fileName: string): FixtureAnswer {
  if (fileName.endsWith('.base64')) {
    const bytes = new Uint8Array(Buffer.from(file.toString(), 'base64'))
    return { protocol, name, bytes, rewrite: (turn) => rewriteMessages(bytes, turn) }
  }
  const text = file.toString()
  const rewrite = (turn: (value: unknown) => unknown): Uint8Array => {
    const whole = turned(text, turn)
    const lines = text.split(/(?<=\n)/).map((line) => {
      const [, before = '', json = '', after = ''] = /^(data: ?)?(.*?)(\s*)$/s.exec(line) ?? []
      return before + (turned(json, turn) ?? json) + after
    })
    return encoder.encode(whole ?? lines.join(''))
  }
  return { protocol, name, bytes: encoder.encode(text), rewrite }
}

function turned(json: string, turn: (value: unknown) => unknown): string | undefined {
  try {
    return JSON.stringify(turn(JSON.parse(json)))
  } catch {
    return undefined
  }
}

/** An event stream of AWS, message by message. */
function rewriteMessages(bytes: Uint8Array, turn: (value: unknown) => unknown): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const messages: Uint8Array[] = []
  for (let at = 0; at < bytes.length;) {
    // A document where a stream was asked for, or the rest of a message that was cut.
    const length = bytes.length - at < 12 ? 0 : view.getUint32(at)
    if (length < 16 || at + length > bytes.length) {
      const rest = Buffer.from(bytes.subarray(at)).toString()
      messages.push(at === 0 ? encoder.encode(turned(rest, turn) ?? rest) : bytes.subarray(at))
      break
    }
    const headersEnd = at + 12 + view.getUint32(at + 4)
    const payload = Buffer.from(bytes.subarray(headersEnd, at + length - 4)).toString()
    messages.push(message(bytes.subarray(at + 12, headersEnd), encoder.encode(turned(payload, turn) ?? payload)))
    at += length
  }
  return new Uint8Array(Buffer.concat(messages))
}
