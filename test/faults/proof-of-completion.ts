import type { RecordedStream } from './cut-recording.ts'

/** What a plain reading of the bytes says, by rules written for this test alone. */
export interface PlainReading {
  /** The bytes hold the marker that proves an answer complete. */
  readonly isComplete: boolean
  /** They hold an error event. */
  readonly hasError: boolean
}

const decoder = new TextDecoder()

/** Reads the start of a stream: whole events, and the last one if it only lacks its blank line. */
export function readPlainly(
  { protocol, bytes }: Pick<RecordedStream, 'protocol' | 'bytes'>,
  length: number,
): PlainReading {
  let isComplete = false
  let hasError = false
  for (const block of decoder.decode(bytes.subarray(0, length)).split(/\r?\n\r?\n/)) {
    const data = block
      .split(/\r?\n/)
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice(5).trim())
      .join('\n')
    if (data === '[DONE]') {
      isComplete ||= protocol === 'openai-chat'
      continue
    }
    const event = parse(data)
    if (event === undefined) continue
    if (event['error'] !== undefined && event['error'] !== null) hasError = true
    if (protocol === 'anthropic-messages') isComplete ||= event['type'] === 'message_stop'
    else
      isComplete ||= choicesOf(event).some(
        ({ index = 0, finish_reason: reason }) => index === 0 && typeof reason === 'string' && reason !== '',
      )
  }
  return { isComplete, hasError }
}

function parse(data: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(data)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function choicesOf(
  event: Record<string, unknown>,
): readonly { readonly index?: unknown; readonly finish_reason?: unknown }[] {
  return Array.isArray(event['choices']) ? (event['choices'] as { index?: unknown; finish_reason?: unknown }[]) : []
}
