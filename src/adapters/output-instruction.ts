import type { JsonObject } from '../vocabulary/message.ts'

/**
 * What the system prompt says when an answer must fit a schema and the target has no way of its own to ensure it. For `tool`
 * mode it names the tool, for targets that cannot be made to call one.
 */
export function outputInstruction(output: {
  readonly name: string
  readonly schema: JsonObject
  readonly mode: string
}): string {
  if (output.mode === 'tool') return `Give your answer by calling the tool \`${output.name}\`, and only so.`
  return [
    'Answer with one JSON value that fits the JSON Schema below, and with nothing else: no explanation, no Markdown.',
    JSON.stringify(output.schema),
  ].join('\n')
}
