import type { AnswerAssembly } from '../adapters/answer-assembly.ts'
import { validateOutput } from '../adapters/validate-output.ts'
import type { CallState } from '../state/call-state.ts'
import { partialResult } from '../state/partial-result.ts'
import type { Json } from '../vocabulary/message.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { Schema } from '../vocabulary/standard-schema.ts'

/**
 * The structured answer, checked against the caller's own schema; `undefined` when the call ended in tool calls instead.
 * Rejects with `RouterError` `invalid-output`, the answer as it came in its `partial`.
 */
export async function readOutput(
  state: CallState,
  schema: Schema,
  assembly: AnswerAssembly,
  text: string,
): Promise<unknown> {
  if (text.trim() === '' && assembly.parts.some((part) => part.type === 'tool-call')) return undefined
  const value = parseAnswer(text)
  const checked = value === undefined ? { issues: ['the answer is not JSON'] } : await validateOutput(schema, value)
  if ('value' in checked) return checked.value
  const cut =
    assembly.finishReason === 'length'
      ? ' The output limit cut the answer: give it more room with `maxOutputTokens`.'
      : ''
  state.unkept = assembly
  throw new RouterError(
    'invalid-output',
    `The answer does not fit output.schema: ${checked.issues.map((issue) => state.redact(issue)).join('; ')}.${cut}`,
    {
      hints: ['The answer as it came is in `partial.text`.'],
      target: state.previous,
      attempts: state.attempts,
      partial: partialResult(state),
    },
  )
}

/** The JSON of an answer; models like to put it into a code block. */
function parseAnswer(text: string): Json | undefined {
  try {
    return JSON.parse(unfenced(text)) as Json
  } catch {
    return undefined
  }
}

const fence = '```'

/** What a code block holds, when the text is nothing else. No pattern: one over a whole answer took minutes for 8 kB of line ends. */
function unfenced(text: string): string {
  const block = text.trim()
  const lineEnd = block.indexOf('\n')
  if (lineEnd === -1 || !block.startsWith(fence) || !block.endsWith(fence)) return text
  const language = block.slice(fence.length, lineEnd).trim()
  return language === '' || language === 'json' ? block.slice(lineEnd, -fence.length) : text
}
