import type { ToolChoice } from '../../vocabulary/completion-request.ts'
import type { Json, JsonObject } from '../../vocabulary/message.ts'
import { outputInstruction } from '../output-instruction.ts'
import type { TargetedRequest, WireTool } from '../protocol.ts'
import type { Quirks } from '../provider.ts'
import { adaptSchema } from '../schema-adaptation.ts'
import { cerebrasStrict, mistral, openaiStrict, openaiTool, xaiTool } from '../schema-rules.ts'
import type { SchemaRules } from '../schema-rules.ts'
import type { WireToolNames } from '../tool-names.ts'
import type { ChatTool } from './wire-types.ts'

/** Notes a warning. */
export type Warn = (code: string, message: string) => void

/** What a host takes of JSON Schema, with `strict` and without. */
const dialects: Readonly<Record<NonNullable<Quirks['schemaDialect']>, { readonly strict: SchemaRules; readonly plain: SchemaRules }>> = {
  openai: { strict: openaiStrict, plain: openaiTool },
  mistral: { strict: mistral, plain: openaiTool },
  xai: { strict: openaiStrict, plain: xaiTool },
  cerebras: { strict: cerebrasStrict, plain: openaiTool },
}

/** The structured output as one target gets it. */
export interface OutputPlan {
  /** The answer is asked for as a call of a tool. */
  readonly byTool: boolean
  readonly responseFormat: JsonObject | undefined
  /** What the system prompt has to say. */
  readonly instruction: string | undefined
}

/** How the structured output is asked for: as the request says, or the nearest way that the host has. */
export function planOutput(request: TargetedRequest, names: WireToolNames, warn: Warn): OutputPlan {
  const { output, quirks, modelInfo } = request
  if (output === undefined) return { byTool: false, responseFormat: undefined, instruction: undefined }
  const instruction = outputInstruction({ ...output, name: names.of(output.name) })
  if (output.mode === 'tool') {
    const isForced = quirks.toolChoice !== false
    return { byTool: true, responseFormat: undefined, instruction: isForced ? undefined : instruction }
  }
  const byPrompt = { byTool: false, responseFormat: undefined, instruction }
  if (output.mode === 'prompt') return byPrompt
  const lacksIt = quirks.structuredOutput === 'none' || modelInfo?.capabilities?.['structured-output'] === false
  if (lacksIt) {
    warn('output-by-prompt', `${request.model} has no structured output here, so the prompt asks for it.`)
    return byPrompt
  }
  // The mode says nothing of the schema, and hosts want the word JSON in the prompt: the instruction has both.
  if (quirks.structuredOutput === 'json-object') return { ...byPrompt, responseFormat: { type: 'json_object' } }
  return { byTool: false, responseFormat: schemaFormat(output, names, quirks, warn), instruction: undefined }
}

function schemaFormat(
  output: NonNullable<TargetedRequest['output']>,
  names: WireToolNames,
  quirks: Quirks,
  warn: Warn,
): JsonObject {
  const { strict, plain } = dialects[quirks.schemaDialect ?? 'openai']
  const adapted = adaptSchema(output.schema, strict)
  const { schema, changes } = adapted.expressible ? adapted : adaptSchema(output.schema, plain)
  if (!adapted.expressible) warn('strict-dropped', `The output is asked for without strict: ${strict.name} cannot say its schema.`)
  for (const change of changes) warn('adapted-schema', `Output: ${change}`)
  return { type: 'json_schema', json_schema: { name: names.of(output.name), schema, strict: adapted.expressible } }
}

/** The tools that are offered, the one that takes a structured answer last: it must not move the others in a cached prefix. */
export function encodeTools(request: TargetedRequest, names: WireToolNames, outputByTool: boolean, warn: Warn): readonly ChatTool[] {
  const { output, quirks, toolChoice } = request
  const offered = offeredTools(request)
  const encoded = offered.map((tool) => encodeTool(tool, names.of(tool.name), quirks, warn))
  if (!outputByTool || output === undefined) return encoded
  const answer = { name: output.name, description: 'Takes the answer.', inputSchema: output.schema, strict: undefined }
  const answerTool = encodeTool(answer, names.of(output.name), quirks, warn)
  return toolChoice === 'none' ? [answerTool] : [...encoded, answerTool]
}

/** Where a choice cannot be said, the offer says it: no tools for `none`, one tool for a name. */
function offeredTools({ tools, toolChoice, quirks }: TargetedRequest): readonly WireTool[] {
  if (quirks.toolChoice === false && toolChoice === 'none') return []
  const isNamed = typeof toolChoice === 'object'
  const cannotName = quirks.toolChoice === false || quirks.namedToolChoice === false
  return isNamed && cannotName ? tools.filter(({ name }) => name === toolChoice.name) : tools
}

function encodeTool(tool: WireTool, name: string, quirks: Quirks, warn: Warn): ChatTool {
  const rules = dialects[quirks.schemaDialect ?? 'openai']
  const strict = tool.strict === true && quirks.strictTools !== false ? adaptSchema(tool.inputSchema, rules.strict) : undefined
  const isStrict = strict?.expressible === true
  if (tool.strict === true && !isStrict) warn('strict-dropped', `The tool ${tool.name} is offered without strict arguments.`)
  const { schema, changes } = isStrict ? strict : adaptSchema(tool.inputSchema, rules.plain)
  for (const change of changes) warn('adapted-schema', `Tool ${tool.name}: ${change}`)
  const { description } = tool
  return {
    type: 'function',
    function: {
      name,
      ...(description === undefined || description.trim() === '' ? {} : { description }),
      parameters: schema,
      ...(isStrict ? { strict: true } : {}),
    },
  }
}

/** `tool_choice` and `parallel_tool_calls`, where they say something. */
export function encodeToolChoice(
  request: TargetedRequest,
  names: WireToolNames,
  tools: readonly ChatTool[],
  outputByTool: boolean,
  warn: Warn,
): JsonObject {
  if (tools.length === 0) return {}
  const { quirks, output, parallelToolCalls } = request
  const choice = outputByTool && output !== undefined ? outputChoice(output.name, tools) : request.toolChoice
  const sent = choice === undefined ? undefined : choiceWord(choice, request, names, warn)
  const sendsParallel = parallelToolCalls !== undefined && quirks.parallelToolCalls !== false
  if (parallelToolCalls === false && !sendsParallel) {
    warn('unsupported-parameter', 'parallel_tool_calls is not sent: the host may not know it, so several calls may come.')
  }
  return {
    ...(sent === undefined ? {} : { tool_choice: sent }),
    ...(sendsParallel ? { parallel_tool_calls: parallelToolCalls } : {}),
  }
}

/** With other tools beside it, calling one of those is as good an answer. */
function outputChoice(name: string, tools: readonly ChatTool[]): ToolChoice {
  return tools.length === 1 ? { name } : 'required'
}

function choiceWord(choice: ToolChoice, { quirks, model }: TargetedRequest, names: WireToolNames, warn: Warn): Json | undefined {
  if (quirks.toolChoice === false) {
    if (choice === 'required' || typeof choice === 'object') {
      warn('tool-choice-not-forced', `${model} cannot be made to call a tool here; it is asked to decide itself.`)
    }
    return undefined
  }
  const required = quirks.toolChoiceRequired ?? 'required'
  if (typeof choice === 'string') return choice === 'required' ? required : choice
  return quirks.namedToolChoice === false ? required : { type: 'function', function: { name: names.of(choice.name) } }
}
