import { benchModel, type PreparedAnswer } from './prepared-answer.ts'

const startedAt = Date.UTC(2026, 7, 4, 19, 59, 21)

/** `/api/chat` as Ollama writes it: a line of JSON for a token, with the microsecond it was made in. Tool calls come whole, so there is text alone. */
export function ollamaEvents({ pieces }: PreparedAnswer): readonly string[] {
  const line = (index: number, content: string, end: object): string =>
    `${JSON.stringify({ model: benchModel, created_at: timeOf(index), message: { role: 'assistant', content }, ...end })}\n`
  return [
    ...pieces.map((piece, index) => line(index, piece, { done: false })),
    line(pieces.length, '', {
      done: true,
      done_reason: 'stop',
      total_duration: 9_127_309_042,
      load_duration: 59_622_792,
      prompt_eval_count: 12,
      prompt_eval_duration: 808_018_167,
      eval_count: pieces.length,
      eval_duration: 7_603_807_420,
    }),
  ]
}

/** A new token every 12 milliseconds and a bit; trailing zeros are left out, as Go does. */
function timeOf(index: number): string {
  const micros = index * 12_373
  const seconds = new Date(startedAt + Math.floor(micros / 1_000_000) * 1000).toISOString().slice(0, 19)
  const fraction = String(micros % 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '')
  return fraction === '' ? `${seconds}Z` : `${seconds}.${fraction}Z`
}
