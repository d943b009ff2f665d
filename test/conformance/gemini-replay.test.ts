import { describe, expect, it } from 'vitest'

import { encode } from '../../src/adapters/gemini/encode.ts'
import { gemini } from '../../src/adapters/gemini/protocol.ts'
import { prepareTranscript, transcriptTarget } from '../../src/adapters/transcript.ts'
import type { AssistantPart, JsonObject, Message } from '../../src/vocabulary/message.ts'
import { targetedRequest } from '../adapters/gemini/targeted-request.ts'
import { decodeAnswer } from './decode-answer.ts'
import { bodyBytes, recordingsExist, recordingsOf, type Recording } from './recordings.ts'

/** Answers that can be sent back: sound ones, whose parts came whole. */
const answers = recordingsOf('gemini').filter(
  ({ expected, response, tags }) =>
    expected?.error !== true && !response.body.includes('partialArgs') && !tags.includes('quirk:non-json-data'),
)

interface Part {
  readonly text?: string
  readonly thought?: boolean
  readonly thoughtSignature?: string
  readonly functionCall?: { readonly id?: string; readonly name: string; readonly args?: JsonObject }
}

describe.runIf(recordingsExist)('recorded answers of gemini (skipped where ../shared/recordings is missing)', () => {
  it('go back to their model as they came, every signature on its own part', () => {
    let signatures = 0
    let ids = 0
    for (const recording of answers) {
      const received = receivedParts(recording)
      if (received.every((part) => part.thought === true)) continue
      const sent = partsSentBack(recording)
      expect.soft(sent, recording.id).toEqual(received)
      signatures += sent.filter((part) => part.thoughtSignature !== undefined).length
      ids += sent.filter((part) => part.functionCall?.id !== undefined).length
    }
    console.log(`gemini: ${answers.length} answers sent back, ${signatures} signatures, ${ids} ids of calls`)
    expect([answers.length, signatures, ids]).toEqual([174, 81, 15])
  })
})

/** The parts of the first candidate, its pieces of text put together: chunks of a stream cut one part into several. */
function receivedParts({ response }: Recording): readonly Part[] {
  const parts: Part[] = []
  for (const part of chunksOf(response.body).flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? [])) {
    const { text, thoughtSignature } = part
    const last = parts.at(-1)
    const isPiece = text !== undefined && last?.text !== undefined && last.thought === part.thought
    if (isPiece) {
      const signature = thoughtSignature ?? last.thoughtSignature
      parts[parts.length - 1] = {
        ...last,
        text: last.text + text,
        ...(signature === undefined ? {} : { thoughtSignature: signature }),
      }
    } else if (text !== '' || thoughtSignature !== undefined) {
      parts.push(
        part.functionCall === undefined
          ? part
          : { ...part, functionCall: { ...part.functionCall, args: part.functionCall.args ?? {} } },
      )
    }
  }
  return parts
}

function chunksOf(body: string): readonly { candidates?: readonly { content?: { parts?: readonly Part[] } }[] }[] {
  if (/^\s*\[/.test(body)) return JSON.parse(body)
  if (/^\s*\{/.test(body)) return [JSON.parse(body)]
  return body
    .split(/\r?\n/)
    .flatMap((line) => (line.startsWith('data:') ? [JSON.parse(line.slice('data:'.length))] : []))
}

/** What the next request says of the answer, on the way that the router takes it. */
function partsSentBack(recording: Recording): readonly Part[] {
  const { model } = recording
  const target = transcriptTarget({ id: 'test', protocol: 'gemini', quirks: {} }, model)
  const content = decodeAnswer(gemini, [bodyBytes(recording)]).assembly.parts.map((part): AssistantPart => ({
    ...part,
    origin: target.origin,
  }))
  const messages: readonly Message[] = [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content },
    { role: 'user', content: 'And now?' },
  ]
  const prepared = prepareTranscript(messages, target)
  const { body, warnings } = encode(targetedRequest({ model, messages: prepared.messages }))
  expect.soft(warnings, recording.id).toEqual([])
  return (body['contents'] as unknown as readonly { parts: readonly Part[] }[])[1]?.parts ?? []
}
