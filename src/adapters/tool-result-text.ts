import type { ToolResultPart } from '../vocabulary/message.ts'

/** The output of a tool as text, for wires that take no other. They have no mark for a failed call, so the text says so. */
export function toolResultText({ output, isError }: ToolResultPart): string {
  const text = typeof output === 'string' ? output : JSON.stringify(output)
  return isError === true && !/^\s*error/i.test(text) ? `Error: ${text}` : text
}
