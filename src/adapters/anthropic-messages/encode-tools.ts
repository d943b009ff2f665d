import type { JsonObject } from '../../vocabulary/message.ts'
import type { TargetedRequest, WireTool } from '../protocol.ts'
import type { WireToolNames } from '../tool-names.ts'
import type { WireToolBlock, WireToolChoice } from './wire-types.ts'

/** More tools than these with `strict` are a 400 (recorded; Anthropic, 2026-11). */
const mostStrictTools = 20

/** Whether a call is demanded, of any tool or of one. Structured output by tool demands one too. */
export function demandsToolCall({ toolChoice, output, tools }: TargetedRequest): boolean {
  if (output?.mode === 'tool') return true
  return tools.length > 0 && (toolChoice === 'required' || typeof toolChoice === 'object')
}

/** The tools that are offered, the one that takes a structured answer last: it must not move the others. */
export function encodeTools(
  request: TargetedRequest,
  names: WireToolNames,
  outputByTool: boolean,
  warn: (code: string, message: string) => void,
): readonly WireToolBlock[] {
  const { tools, output, quirks } = request
  let strictTools = 0
  const encoded = tools.map((tool): WireToolBlock => {
    const strict = tool.strict === true && quirks.strictTools !== false && ++strictTools <= mostStrictTools
    if (tool.strict === true && !strict) warn('strict-dropped', `The tool ${tool.name} is offered without strict arguments.`)
    return encodeTool(tool, names.of(tool.name), strict)
  })
  if (!outputByTool || output === undefined) return encoded
  const answer = { name: output.name, description: 'Takes the answer.', inputSchema: output.schema, strict: undefined }
  return [...encoded, encodeTool(answer, names.of(output.name), false)]
}

function encodeTool(tool: WireTool, name: string, strict: boolean): WireToolBlock {
  return {
    name,
    ...(tool.description === undefined || tool.description.trim() === '' ? {} : { description: tool.description }),
    input_schema: adaptInputSchema(tool.inputSchema),
    ...(strict ? { strict: true } : {}),
  }
}

/** The one place where a tool's schema is fitted to the wire. */
function adaptInputSchema(schema: JsonObject): JsonObject {
  return { ...schema, type: 'object' }
}

/** What is known when the tool choice is written. */
export interface ToolChoiceFacts {
  readonly toolCount: number
  readonly outputByTool: boolean
  /** A call is demanded. */
  readonly forced: boolean
  /** And the model can be made to give one. */
  readonly mayForce: boolean
}

/** The tool choice; absent where the default says the same. */
export function encodeToolChoice(
  request: TargetedRequest,
  names: WireToolNames,
  facts: ToolChoiceFacts,
  warn: (code: string, message: string) => void,
): WireToolChoice | undefined {
  if (facts.toolCount === 0) return undefined
  const { toolChoice, output } = request
  const oneByOne = request.parallelToolCalls === false ? ({ disable_parallel_tool_use: true } as const) : {}
  if (facts.forced && !facts.mayForce) {
    warn('tool-choice-not-forced', `${request.model} cannot be made to call a tool here; it is asked to decide itself.`)
    return { type: 'auto', ...oneByOne }
  }
  if (facts.outputByTool && output !== undefined) {
    // With other tools beside it, calling one of those is as good an answer.
    const onlyAnswer = facts.toolCount === 1 || toolChoice === 'none'
    return onlyAnswer ? { type: 'tool', name: names.of(output.name), ...oneByOne } : { type: 'any', ...oneByOne }
  }
  if (toolChoice === 'none') return { type: 'none' }
  if (toolChoice === 'required') return { type: 'any', ...oneByOne }
  if (typeof toolChoice === 'object') return { type: 'tool', name: names.of(toolChoice.name), ...oneByOne }
  return request.parallelToolCalls === false || toolChoice === 'auto' ? { type: 'auto', ...oneByOne } : undefined
}
