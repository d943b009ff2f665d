import { benchModel, type PreparedAnswer } from './prepared-answer.ts'

/** How many words Gemini puts into one delta of text: between 10 and 30 where it was recorded. */
const wordsOfDelta = 16

/** `streamGenerateContent` as Google's own server writes it: blanks behind colons, CRLF, and the counts so far in every event. */
export function geminiEvents({ pieces, content }: PreparedAnswer): readonly string[] {
  const event = (part: object, candidatesTokenCount: number, finish: object = {}): string =>
    `data: ${withBlanks({
      candidates: [{ content: { parts: [part], role: 'model' }, ...finish, index: 0 }],
      usageMetadata: {
        promptTokenCount: 12,
        candidatesTokenCount,
        totalTokenCount: 12 + candidatesTokenCount,
        promptTokensDetails: [{ modality: 'TEXT', tokenCount: 12 }],
        serviceTier: 'standard',
      },
      modelVersion: benchModel,
      responseId: 'ntcEapytNbDmqtsP2JrvyQs',
    })}\r\n\r\n`
  const count = pieces.length
  if (content === 'text') {
    return [
      ...pieces.map((piece, index) => event({ text: piece.repeat(wordsOfDelta) }, (index + 1) * wordsOfDelta)),
      event({ text: '' }, count * wordsOfDelta, { finishReason: 'STOP' }),
    ]
  }
  const partial = (stringValue: string): object => ({
    functionCall: {
      partialArgs: [{ jsonPath: '$.document', stringValue, willContinue: true }],
      willContinue: true,
    },
  })
  return [
    event({ functionCall: { name: 'store', willContinue: true } }, 1),
    ...pieces.map((piece, index) => event(partial(piece), index + 2)),
    event(
      { functionCall: { partialArgs: [{ jsonPath: '$.document', stringValue: '' }], willContinue: true } },
      count + 2,
    ),
    event({ functionCall: {} }, count + 2),
    event({ text: '' }, count + 2, { finishReason: 'STOP' }),
  ]
}

/** The JSON of a value with a blank behind every colon that is not in a string. */
function withBlanks(value: object): string {
  return JSON.stringify(value).replaceAll(/("(?:[^"\\]|\\.)*")(:?)/g, (_, text: string, colon: string) =>
    colon === '' ? text : `${text}: `,
  )
}
