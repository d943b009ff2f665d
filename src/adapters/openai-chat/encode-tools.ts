import type { ToolChoice } from '../../vocabulary/completion-request.ts'
import type { JsonObject } from '../../vocabulary/message.ts'
import { cacheControl } from '../cache-control.ts'
import type { FunctionTool, OutputPlan } from '../function-plan.ts'
import type { Quirks } from '../provider.ts'
import type { ChatTool } from './wire-types.ts'

/** `response_format`, where there is one. */
export function encodeResponseFormat(format: OutputPlan['format']): JsonObject {
  if (format === undefined) return {}
  return { response_format: format === 'json' ? { type: 'json_object' } : { type: 'json_schema', json_schema: format } }
}

/** A tool in the form of chat completions. `strict` is sent only where it is on. */
export function encodeTool({ name, description, parameters, strict, cache }: FunctionTool): ChatTool {
  return {
    type: 'function',
    function: {
      name,
      ...(description === undefined ? {} : { description }),
      parameters,
      ...(strict ? { strict } : {}),
    },
    ...cacheControl(cache),
  }
}

/** `tool_choice` and `parallel_tool_calls`, where they say something. */
export function encodeToolChoice(
  { choice, parallel }: { readonly choice: ToolChoice | undefined; readonly parallel: boolean | undefined },
  quirks: Quirks,
): JsonObject {
  return {
    ...(choice === undefined ? {} : { tool_choice: choiceWord(choice, quirks) }),
    ...(parallel === undefined ? {} : { parallel_tool_calls: parallel }),
  }
}

function choiceWord(choice: ToolChoice, quirks: Quirks): string | JsonObject {
  if (typeof choice === 'object') return { type: 'function', function: { name: choice.name } }
  return choice === 'required' ? (quirks.toolChoiceRequired ?? 'required') : choice
}
