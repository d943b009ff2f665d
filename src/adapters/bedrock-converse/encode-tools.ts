import type { ToolChoice } from '../../vocabulary/completion-request.ts'
import type { Message } from '../../vocabulary/message.ts'
import type { Warn } from '../function-plan.ts'
import { isJsonObject } from '../plain-json.ts'
import type { TargetedRequest, WireTool as OfferedTool } from '../protocol.ts'
import type { WireToolNames } from '../tool-names.ts'
import { cachePoint } from './cache-point.ts'
import type { BedrockModelRules } from './model-rules.ts'
import type { WireTool, WireToolChoice, WireToolConfig } from './wire-types.ts'

/** More tools than these with `strict` are a 400 at Anthropic (recorded), whose grammar this is. */
const mostStrictTools = 20

/** What decides about tools beside the request. */
export interface ToolFacts {
  readonly names: WireToolNames
  readonly rules: BedrockModelRules
  /** The answer is asked for as a call. */
  readonly outputByTool: boolean
  /** A call can be demanded: the model does not think. */
  readonly mayForce: boolean
  readonly warn: Warn
}

/** The tools of a request, and what the system prompt has to say where the wire has no word for it. */
export interface ToolPlan {
  readonly toolConfig: WireToolConfig | undefined
  readonly instruction: string | undefined
}

/** Whether the caller demands a call, of any tool or of one. */
export function demandsToolCall({ toolChoice, tools }: TargetedRequest): boolean {
  return tools.length > 0 && (toolChoice === 'required' || typeof toolChoice === 'object')
}

/** There is no choice `none` on the wire. */
const noCalls = 'Do not call any tool now: answer in text.'

/**
 * Which tools are offered and which must be called. A choice that the wire cannot say is said by the offer: no tools for `none`, one
 * tool for a name. As soon as the conversation holds a call, there must be tools (a 400 otherwise): those of the request, or the
 * names of the past.
 */
export function planTools(request: TargetedRequest, facts: ToolFacts): ToolPlan {
  const { warn, outputByTool } = facts
  const choice = plannedChoice(request, outputByTool)
  const past = toolsOfThePast(request.messages)
  const offered = offeredTools(request, choice, facts)
  const calls = choice === 'none' ? [] : offered
  if (calls.length === 0 && past.length === 0) return { toolConfig: undefined, instruction: undefined }
  if (calls.length > 0) {
    const toolChoice = encodeChoice(choice, request.model, facts)
    const tools = encodeTools(offered, request, facts)
    return { toolConfig: { tools, ...(toolChoice === undefined ? {} : { toolChoice }) }, instruction: undefined }
  }
  warn('tool-choice-not-forced', `${request.model} cannot be kept from calling tools here; it is asked not to.`)
  const tools = offered.length > 0 ? encodeTools(offered, request, facts) : past.map((name) => pastTool(name, facts))
  return { toolConfig: { tools }, instruction: noCalls }
}

/** With other tools beside it, calling one of those is as good an answer. */
function plannedChoice({ tools, toolChoice, output }: TargetedRequest, outputByTool: boolean): ToolChoice | undefined {
  if (!outputByTool || output === undefined) return toolChoice
  return tools.length === 0 || toolChoice === 'none' ? { name: output.name } : 'required'
}

/** The tool that takes a structured answer comes last: it must not move the others in a cached prefix. */
function offeredTools(
  { tools, toolChoice, output }: TargetedRequest,
  choice: ToolChoice | undefined,
  { outputByTool, rules, mayForce }: ToolFacts,
): readonly OfferedTool[] {
  if (outputByTool && output !== undefined) {
    const answer = {
      name: output.name,
      description: 'Takes the answer.',
      inputSchema: output.schema,
      strict: undefined,
    }
    return toolChoice === 'none' ? [answer] : [...tools, answer]
  }
  const isNamed = typeof choice === 'object' && rules.forcedTool === 'any' && mayForce
  return isNamed ? tools.filter(({ name }) => name === choice.name) : tools
}

function encodeChoice(choice: ToolChoice | undefined, model: string, facts: ToolFacts): WireToolChoice | undefined {
  const { rules, mayForce, names, outputByTool, warn } = facts
  if (choice === undefined || choice === 'none') return undefined
  if (choice === 'auto') return { auto: {} }
  if (!mayForce || rules.forcedTool === 'none') {
    // Where it is the answer that is asked for, the system prompt says so.
    if (!outputByTool) warn('tool-choice-not-forced', `${model} cannot be made to call a tool here; it decides itself.`)
    return { auto: {} }
  }
  if (choice === 'required' || rules.forcedTool === 'any') return { any: {} }
  return { tool: { name: names.of(choice.name) } }
}

function encodeTools(tools: readonly OfferedTool[], request: TargetedRequest, facts: ToolFacts): readonly WireTool[] {
  const { warn, names, rules } = facts
  const { adaptSchema } = request
  const mayBeStrict = rules.strictTools && request.quirks.strictTools !== false
  let strictTools = 0
  const marks = request.cache?.marks === true
  return tools.flatMap((tool): readonly WireTool[] => {
    const name = names.of(tool.name)
    const strict = tool.strict === true && mayBeStrict && strictTools < mostStrictTools
    const adapted = strict ? adaptSchema(tool.inputSchema, 'bedrock-strict') : undefined
    const isStrict = adapted?.expressible === true
    if (isStrict) strictTools += 1
    else if (tool.strict === true) warn('strict-dropped', `The tool ${tool.name} is offered without strict arguments.`)
    const { schema, changes } = isStrict ? adapted : adaptSchema(tool.inputSchema, 'bedrock-tool')
    for (const change of changes) warn('adapted-schema', `Tool ${tool.name}: ${change}`)
    const { description } = tool
    const described = description === undefined || description.trim() === '' ? {} : { description }
    const toolSpec = {
      name,
      ...described,
      inputSchema: { json: schema },
      ...(isStrict ? { strict: true as const } : {}),
    }
    return [{ toolSpec }, ...(marks ? cachePoint(tool.cache) : [])]
  })
}

/** A tool that only the history knows. */
function pastTool(name: string, { names }: ToolFacts): WireTool {
  return {
    toolSpec: {
      name: names.of(name),
      description: 'Not available any more.',
      inputSchema: { json: { type: 'object', properties: {} } },
    },
  }
}

/** The names of the tools that the conversation shows, in order of their first call. */
function toolsOfThePast(messages: readonly Message[]): readonly string[] {
  const names = new Set<string>()
  for (const { role, content } of messages) {
    if (role === 'user' || typeof content === 'string') continue
    for (const part of content) {
      if (part.type === 'tool-call' || part.type === 'tool-result') names.add(part.name)
      else if (part.type === 'native' && isJsonObject(part.data) && isJsonObject(part.data['toolUse'])) {
        const { name } = part.data['toolUse']
        if (typeof name === 'string' && name !== '') names.add(name)
      }
    }
  }
  return [...names]
}
