import type { JsonObject } from '../../vocabulary/message.ts'
import type { Warn } from '../function-plan.ts'
import { isJsonList, isJsonObject } from '../plain-json.ts'
import type { TargetedRequest, WireTool } from '../protocol.ts'
import type { WireToolNames } from '../tool-names.ts'
import type { ModelRules } from './model-rules.ts'
import type { FunctionCallingConfig, FunctionDeclaration } from './wire-types.ts'

/** The structured output as one target gets it. */
export interface OutputPlan {
  /** `none`: no structured output is wanted. */
  readonly mode: 'native' | 'tool' | 'prompt' | 'none'
  /** The members of `generationConfig` for it. */
  readonly fields: JsonObject
}

/** How the structured output is asked for: as the request says, or by the prompt where the model has no way for it. */
export function planOutput(request: TargetedRequest, rules: ModelRules, warn: Warn): OutputPlan {
  const { output, model, modelInfo, quirks } = request
  if (output === undefined) return { mode: 'none', fields: {} }
  if (output.mode !== 'native') return { mode: output.mode, fields: {} }
  const besideTools = request.tools.length > 0 && !rules.isGemini3
  if (besideTools || modelInfo?.capabilities?.['structured-output'] === false) {
    const where = besideTools ? 'beside tools' : 'here'
    warn('output-by-prompt', `${model} has no structured output ${where}, so the prompt asks for it.`)
    return { mode: 'prompt', fields: {} }
  }
  const openApi = quirks.openApiSchemas === true
  const schema = encodeSchema(output.schema, request, 'Output', warn)
  return {
    mode: 'native',
    fields: { responseMimeType: 'application/json', [openApi ? 'responseSchema' : 'responseJsonSchema']: schema },
  }
}

/** A schema as JSON Schema, or in the form of OpenAPI. `whose` begins the warnings. */
function encodeSchema(
  schema: JsonObject,
  { quirks, adaptSchema }: TargetedRequest,
  whose: string,
  warn: Warn,
): JsonObject {
  const openApi = quirks.openApiSchemas === true
  const adapted = adaptSchema(schema, openApi ? 'gemini-tool' : 'gemini-json')
  for (const change of adapted.changes) warn('adapted-schema', `${whose}: ${change}`)
  return openApi ? withTypeNames(adapted.schema) : adapted.schema
}

/** The types of a schema as OpenAPI's enum spells them: in upper case. */
function withTypeNames(schema: JsonObject): JsonObject {
  const { type, properties, items, anyOf } = schema
  return {
    ...schema,
    ...(typeof type === 'string' ? { type: type.toUpperCase() } : {}),
    ...(isJsonObject(items) ? { items: withTypeNames(items) } : {}),
    ...(isJsonList(anyOf)
      ? { anyOf: anyOf.map((branch) => (isJsonObject(branch) ? withTypeNames(branch) : branch)) }
      : {}),
    ...(isJsonObject(properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, member]) => [
              name,
              isJsonObject(member) ? withTypeNames(member) : member,
            ]),
          ),
        }
      : {}),
  }
}

/** The tools that are offered, the one that takes a structured answer last: it must not move the others in a cached prefix. */
export function encodeTools(
  request: TargetedRequest,
  names: WireToolNames,
  outputByTool: boolean,
  warn: Warn,
): readonly FunctionDeclaration[] {
  const { tools, output } = request
  const encoded = tools.map((tool) => encodeTool(tool, names.of(tool.name), request, warn))
  if (!outputByTool || output === undefined) return encoded
  const answer = { name: output.name, description: 'Takes the answer.', inputSchema: output.schema, strict: undefined }
  return [...encoded, encodeTool(answer, names.of(output.name), request, warn)]
}

function encodeTool(tool: WireTool, name: string, request: TargetedRequest, warn: Warn): FunctionDeclaration {
  const { description } = tool
  return {
    name,
    ...(description === undefined || description.trim() === '' ? {} : { description }),
    ...parameters(encodeSchema(tool.inputSchema, request, `Tool ${tool.name}`, warn), request),
  }
}

/** OpenAPI's form refuses an object without members, so a tool without arguments has no parameters there. */
function parameters(schema: JsonObject, { quirks }: TargetedRequest): Partial<FunctionDeclaration> {
  if (quirks.openApiSchemas !== true) return { parametersJsonSchema: schema }
  return Object.keys(schema['properties'] ?? {}).length === 0 ? {} : { parameters: schema }
}

/** Whether and which tool must be called; absent where the default says the same. */
export function encodeToolChoice(
  request: TargetedRequest,
  names: WireToolNames,
  toolCount: number,
  outputByTool: boolean,
  warn: Warn,
): FunctionCallingConfig | undefined {
  if (toolCount === 0) return undefined
  const { toolChoice, output, tools, parallelToolCalls } = request
  if (parallelToolCalls === false) {
    warn(
      'unsupported-parameter',
      'parallelToolCalls is not sent: the protocol has no word for it, so several calls may come.',
    )
  }
  if (outputByTool && output !== undefined) {
    // With other tools beside it, calling one of those is as good an answer.
    const onlyAnswer = toolCount === 1 || toolChoice === 'none'
    return onlyAnswer ? { mode: 'ANY', allowedFunctionNames: [names.of(output.name)] } : { mode: 'ANY' }
  }
  if (toolChoice === 'none') return { mode: 'NONE' }
  // Forced calls are held to their schemas anyway.
  if (toolChoice === 'required') return { mode: 'ANY' }
  if (typeof toolChoice === 'object') return { mode: 'ANY', allowedFunctionNames: [names.of(toolChoice.name)] }
  if (tools.some(({ strict }) => strict === true)) return { mode: 'VALIDATED' }
  return toolChoice === 'auto' ? { mode: 'AUTO' } : undefined
}
