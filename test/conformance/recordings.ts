import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What an independent client made of an exchange; see the README of the recordings. */
export interface Expected {
  readonly text?: string
  readonly reasoning?: string
  readonly toolCalls?: readonly { name: string; arguments: unknown; argumentsText?: string }[]
  readonly finishReason?: string
  readonly finishReasonRaw?: string
  readonly usage?: Readonly<Record<string, number | undefined>>
  readonly refusal?: string
  readonly rawUsage?: unknown
  readonly oracle?: string
  readonly disagreement?: { oracle: string; fields: readonly string[]; values: unknown }
  readonly error?: true
  readonly status?: number
  readonly providerMessage?: string
  readonly providerType?: string
  readonly providerCode?: string
  readonly partial?: unknown
  readonly tokenCount?: number
}

/** One recorded exchange. */
export interface Recording {
  readonly id: string
  readonly provider: string
  readonly protocol: string
  readonly streaming: boolean
  readonly model: string
  readonly tags: readonly string[]
  readonly request: { readonly method: string; readonly url: string; readonly body: unknown } | null
  readonly response: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
    readonly bodyEncoding?: 'base64'
  }
  readonly expected: Expected | null
}

const folder = fileURLToPath(new URL('../../../shared/recordings/', import.meta.url))

/** Whether the recordings lie beside the checkout. In CI they must. */
export const recordingsExist: boolean = existsSync(`${folder}index.json`)

if (!recordingsExist && process.env['CI'] !== undefined) {
  throw new Error('The recordings are missing: CI needs ../shared/recordings beside the checkout.')
}

/** The recorded exchanges of a wire protocol, in the order of the index. Empty when there are no recordings here. */
export function recordingsOf(protocol: string): readonly Recording[] {
  if (!recordingsExist) return []
  const index = JSON.parse(readFileSync(`${folder}index.json`, 'utf8')) as readonly { file: string; protocol: string }[]
  return index
    .filter((entry) => entry.protocol === protocol)
    .map((entry) => JSON.parse(readFileSync(folder + entry.file, 'utf8')) as Recording)
}

/** Exchanges with a real llama-server, which speaks several protocols. They have no oracle. Empty when there are none here. */
export function llamaCppRecordingsOf(protocol: string): readonly Recording[] {
  if (!recordingsExist) return []
  return readdirSync(`${folder}llama-cpp`)
    .toSorted()
    .map((file) => JSON.parse(readFileSync(`${folder}llama-cpp/${file}`, 'utf8')) as Recording)
    .filter((recording) => recording.protocol === protocol)
}

/** The body of a recorded answer as bytes. */
export function bodyBytes(recording: Recording): Uint8Array {
  const { body, bodyEncoding } = recording.response
  return new Uint8Array(Buffer.from(body, bodyEncoding === 'base64' ? 'base64' : 'utf8'))
}
