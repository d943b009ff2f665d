import { cacheControl } from '../cache-control.ts'
import type { AdaptSchema, TargetedRequest, WireTool } from '../protocol.ts'
import type { WireToolNames } from '../tool-names.ts'
import type { WireToolBlock, WireToolChoice } from './wire-types.ts'

type Warn = (code: string, message: string) => void

/** More tools than these with `strict` are a 400 (recorded; Anthropic, 2026-11). */
const mostStrictTools = 20

/** Whether the caller demands a call, of any tool or of one. */
export function demandsToolCall({ toolChoice, tools }: TargetedRequest): boolean {
  return tools.length > 0 && (toolChoice === 'required' || typeof toolChoice === 'object')
}

/** The tools that are offered, the one that takes a structured answer last: it must not move the others. */
export function encodeTools(
  request: TargetedRequest,
  names: WireToolNames,
  outputByTool: boolean,
  warn: Warn,
): readonly WireToolBlock[] {
  const { tools, output, quirks, adaptSchema } = request
  let strictTools = 0
  const marks = request.cache?.marks === true
  const encoded = tools.map((tool): WireToolBlock => {
    const block = encodeOne(tool)
    return marks && tool.cache !== undefined ? { ...block, ...cacheControl(tool.cache) } : block
  })
  if (!outputByTool || output === undefined) return encoded
  const answer = { name: output.name, description: 'Takes the answer.', inputSchema: output.schema, strict: undefined }
  return [...encoded, encodeTool(answer, names.of(output.name), adaptSchema, warn)]

  function encodeOne(tool: WireTool): WireToolBlock {
    const name = names.of(tool.name)
    if (tool.strict !== true) return encodeTool(tool, name, adaptSchema, warn)
    const strict =
      quirks.strictTools === false || strictTools >= mostStrictTools
        ? undefined
        : encodeStrictTool(tool, name, adaptSchema, warn)
    if (strict !== undefined) strictTools += 1
    else warn('strict-dropped', `The tool ${tool.name} is offered without strict arguments.`)
    return strict ?? encodeTool(tool, name, adaptSchema, warn)
  }
}

function encodeTool(tool: WireTool, name: string, adaptSchema: AdaptSchema, warn: Warn): WireToolBlock {
  const { schema, changes } = adaptSchema(tool.inputSchema, 'anthropic-tool')
  for (const change of changes) warn('adapted-schema', `Tool ${tool.name}: ${change}`)
  return { name, ...describe(tool), input_schema: schema }
}

/** `undefined`: its arguments cannot be said in strict mode. */
function encodeStrictTool(
  tool: WireTool,
  name: string,
  adaptSchema: AdaptSchema,
  warn: Warn,
): WireToolBlock | undefined {
  const { schema, changes, expressible } = adaptSchema(tool.inputSchema, 'anthropic-strict')
  if (!expressible) return undefined
  for (const change of changes) warn('adapted-schema', `Tool ${tool.name}: ${change}`)
  return { name, ...describe(tool), input_schema: schema, strict: true }
}

function describe({ description }: WireTool): { readonly description?: string } {
  return description === undefined || description.trim() === '' ? {} : { description }
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
  warn: Warn,
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
