import type { ToolChoice } from '../vocabulary/completion-request.ts'
import type { FunctionPlanner, FunctionTool, OutputPlan, Warn } from './function-plan.ts'
import { outputInstruction } from './output-instruction.ts'
import type { SchemaDialect, TargetedRequest, WireTool } from './protocol.ts'
import type { Quirks } from './provider.ts'
import type { WireToolNames } from './tool-names.ts'

/** What a host takes of JSON Schema, with `strict` and without. */
const dialects: Readonly<
  Record<NonNullable<Quirks['schemaDialect']>, { readonly strict: SchemaDialect; readonly plain: SchemaDialect }>
> = {
  openai: { strict: 'openai-strict', plain: 'openai-tool' },
  mistral: { strict: 'mistral-strict', plain: 'openai-tool' },
  xai: { strict: 'openai-strict', plain: 'xai-tool' },
  cerebras: { strict: 'cerebras-strict', plain: 'openai-tool' },
  ollama: { strict: 'ollama-format', plain: 'ollama-tool' },
}

/** How the structured output is asked for: as the request says, or the nearest way that the host has. */
function planOutput(request: TargetedRequest, names: WireToolNames, warn: Warn): OutputPlan {
  const { output, quirks, modelInfo, adaptSchema } = request
  if (output === undefined) return { byTool: false, format: undefined, instruction: undefined }
  const instruction = outputInstruction({ ...output, name: names.of(output.name) })
  if (output.mode === 'tool') {
    const isForced = quirks.toolChoice !== false
    return { byTool: true, format: undefined, instruction: isForced ? undefined : instruction }
  }
  const byPrompt = { byTool: false, format: undefined, instruction }
  if (output.mode === 'prompt') return byPrompt
  const lacksIt = quirks.structuredOutput === 'none' || modelInfo?.capabilities?.['structured-output'] === false
  if (lacksIt) {
    warn('output-by-prompt', `${request.model} has no structured output here, so the prompt asks for it.`)
    return byPrompt
  }
  // The mode says nothing of the schema, and hosts want the word JSON in the prompt: the instruction has both.
  if (quirks.structuredOutput === 'json-object') return { ...byPrompt, format: 'json' }
  const { strict, plain } = dialects[quirks.schemaDialect ?? 'openai']
  const adapted = adaptSchema(output.schema, strict)
  const { schema, changes } = adapted.expressible ? adapted : adaptSchema(output.schema, plain)
  if (!adapted.expressible) {
    warn('strict-dropped', `The output is asked for without strict: ${adapted.interfaceName} cannot say its schema.`)
  }
  for (const change of changes) warn('adapted-schema', `Output: ${change}`)
  return {
    byTool: false,
    format: { name: names.of(output.name), schema, strict: adapted.expressible },
    instruction: undefined,
  }
}

/** The tools that are offered, the one that takes a structured answer last: it must not move the others in a cached prefix. */
function planTools(
  request: TargetedRequest,
  names: WireToolNames,
  outputByTool: boolean,
  warn: Warn,
): readonly FunctionTool[] {
  const { output, toolChoice } = request
  const planned = offeredTools(request).map((tool) => planTool(tool, names.of(tool.name), request, warn))
  if (!outputByTool || output === undefined) return planned
  const answer = { name: output.name, description: 'Takes the answer.', inputSchema: output.schema, strict: undefined }
  const answerTool = planTool(answer, names.of(output.name), request, warn)
  return toolChoice === 'none' ? [answerTool] : [...planned, answerTool]
}

/** Where a choice cannot be said, the offer says it: no tools for `none`, one tool for a name. */
function offeredTools({ tools, toolChoice, quirks }: TargetedRequest): readonly WireTool[] {
  if (quirks.toolChoice === false && toolChoice === 'none') return []
  const isNamed = typeof toolChoice === 'object'
  const cannotName = quirks.toolChoice === false || quirks.namedToolChoice === false
  return isNamed && cannotName ? tools.filter(({ name }) => name === toolChoice.name) : tools
}

function planTool(
  tool: WireTool,
  name: string,
  { quirks, adaptSchema, cache }: TargetedRequest,
  warn: Warn,
): FunctionTool {
  const rules = dialects[quirks.schemaDialect ?? 'openai']
  const wantsStrict = tool.strict === true && quirks.strictTools !== false
  const strict = wantsStrict ? adaptSchema(tool.inputSchema, rules.strict) : undefined
  const isStrict = strict?.expressible === true
  if (tool.strict === true && !isStrict) {
    warn('strict-dropped', `The tool ${tool.name} is offered without strict arguments.`)
  }
  const { schema, changes } = isStrict ? strict : adaptSchema(tool.inputSchema, rules.plain)
  for (const change of changes) warn('adapted-schema', `Tool ${tool.name}: ${change}`)
  const { description } = tool
  return {
    name,
    description: description === undefined || description.trim() === '' ? undefined : description,
    parameters: schema,
    strict: isStrict,
    cache: cache?.marks === true ? tool.cache : undefined,
  }
}

/** Which tool must be called, by its wire name, and whether calls may come beside each other; absent where nothing is to be said. */
function planToolChoice(
  request: TargetedRequest,
  names: WireToolNames,
  toolCount: number,
  outputByTool: boolean,
  warn: Warn,
): { readonly choice: ToolChoice | undefined; readonly parallel: boolean | undefined } {
  if (toolCount === 0) return { choice: undefined, parallel: undefined }
  const { quirks, output, parallelToolCalls } = request
  const choice = outputByTool && output !== undefined ? outputChoice(output.name, toolCount) : request.toolChoice
  const sendsParallel = parallelToolCalls !== undefined && quirks.parallelToolCalls !== false
  if (parallelToolCalls === false && !sendsParallel) {
    warn(
      'unsupported-parameter',
      'parallel_tool_calls is not sent: the host may not know it, so several calls may come.',
    )
  }
  return {
    choice: choice === undefined ? undefined : sayableChoice(choice, request, names, warn),
    parallel: sendsParallel ? parallelToolCalls : undefined,
  }
}

/** With other tools beside it, calling one of those is as good an answer. */
function outputChoice(name: string, toolCount: number): ToolChoice {
  return toolCount === 1 ? { name } : 'required'
}

function sayableChoice(
  choice: ToolChoice,
  { quirks, model, reasoningEffort }: TargetedRequest,
  names: WireToolNames,
  warn: Warn,
): ToolChoice | undefined {
  if (quirks.toolChoice === false) {
    if (choice === 'required' || typeof choice === 'object') {
      warn('tool-choice-not-forced', `${model} cannot be made to call a tool here; it is asked to decide itself.`)
    }
    return undefined
  }
  const isForced = choice === 'required' || typeof choice === 'object'
  if (isForced && quirks.noForcedToolBesideEffort === true && (reasoningEffort ?? 'none') !== 'none') {
    warn(
      'tool-choice-not-forced',
      `${model} cannot be made to call a tool while it thinks; it is asked to decide itself.`,
    )
    return 'auto'
  }
  if (typeof choice === 'string') return choice
  return quirks.namedToolChoice === false ? 'required' : { name: names.of(choice.name) }
}

/** What plans functions; loaded with the first request that offers tools or asks for a structured answer. */
export const functionPlanner: FunctionPlanner<TargetedRequest> = { planOutput, planTools, planToolChoice }
