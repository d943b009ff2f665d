import type { Json, JsonObject } from '../../vocabulary/message.ts'
import { noFunctions } from '../function-plan.ts'
import type { Warn } from '../function-plan.ts'
import { outputInstruction } from '../output-instruction.ts'
import { isJsonList, isJsonObject } from '../plain-json.ts'
import type { TargetedRequest } from '../protocol.ts'
import type { Quirks } from '../provider.ts'
import type { WireToolNames } from '../tool-names.ts'
import type { WireTool } from './wire-types.ts'

/** What the protocol has no word for: a choice of tools, one call at a time, guaranteed arguments (facts/providers.md, 2026-09-24). */
const protocolQuirks: Quirks = {
  toolChoice: false,
  parallelToolCalls: false,
  strictTools: false,
  schemaDialect: 'ollama',
}

/** Tools and structured output as they are sent. */
export interface ToolPlan {
  readonly tools: readonly WireTool[]
  /** The schema that the answer is held to. */
  readonly format: JsonObject | undefined
  /** What the system prompt has to say. */
  readonly instruction: string | undefined
}

/** Plans the tools that are offered and how a structured answer is asked for. */
export function planToolsAndOutput(given: TargetedRequest, names: WireToolNames, warn: Warn): ToolPlan {
  const request = { ...given, output: fittingOutput(given, warn), quirks: { ...given.quirks, ...protocolQuirks } }
  const functions = request.functions ?? noFunctions
  const output = functions.planOutput(request, names, warn)
  const tools = functions.planTools(request, names, output.byTool, warn)
  functions.planToolChoice(request, names, tools.length, output.byTool, warn)
  const schema = typeof output.format === 'object' ? output.format.schema : undefined
  return {
    tools: tools.map(({ name, description, parameters }): WireTool => ({
      type: 'function',
      function: {
        name,
        ...(description === undefined ? {} : { description }),
        parameters: withoutBooleans(parameters),
      },
    })),
    format: schema,
    instruction: schema === undefined ? output.instruction : tellSchema(request),
  }
}

/** Held to a schema a model calls no tool (ollama/ollama#8095, ollama-python#546; recorded), so beside tools the prompt asks for it. */
function fittingOutput(request: TargetedRequest, warn: Warn): TargetedRequest['output'] {
  const { output, tools, toolChoice, model } = request
  if (output?.mode !== 'native' || tools.length === 0 || toolChoice === 'none') return output
  warn('output-by-prompt', `${model} cannot be held to a schema beside tools, so the prompt asks for it.`)
  return { ...output, mode: 'prompt' }
}

/** The server holds the model to the schema without telling it (ollama/ollama#8162); its documentation advises to tell it. */
function tellSchema({ output }: TargetedRequest): string | undefined {
  return output === undefined ? undefined : outputInstruction({ ...output, mode: 'prompt' })
}

/** Where the server wants a schema, `true` or `false` in its place is a 400 (can1357/oh-my-pi#4488, 2026-07). */
function withoutBooleans(schema: JsonObject): JsonObject {
  const { properties, anyOf, items } = schema
  return {
    ...schema,
    ...(isJsonObject(properties)
      ? { properties: Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, asSchema(member)])) }
      : {}),
    ...(isJsonList(anyOf) ? { anyOf: anyOf.map(asSchema) } : {}),
    ...(isJsonObject(items) ? { items: withoutBooleans(items) } : {}),
  }
}

function asSchema(member: Json | undefined): JsonObject {
  return isJsonObject(member) ? withoutBooleans(member) : {}
}
