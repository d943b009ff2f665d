import { isRecord } from '../vocabulary/option-kinds.ts'
import type { OutputFormat, Tool, Tools } from '../vocabulary/completion-request.ts'
import type { Json, JsonObject } from '../vocabulary/message.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { describesObject, jsonSchemaOf } from './json-schema-of.ts'
import { nearestName } from '../vocabulary/nearest-name.ts'
import { describeValue, isJsonList, isJsonObject, lookUp, shownValue } from './plain-json.ts'
import type { WireTool } from './protocol.ts'
import { invalidRequest, readCacheMark } from './request-reading.ts'

/** The structured output that a request asks for, with its schema as JSON Schema. */
export interface NormalisedOutput {
  readonly name: string
  /** Always of an object: another value is wrapped as the member `value`, and unwrapped by `validateOutput`. */
  readonly schema: JsonObject
  /** What the caller asked for; absent: the best that a target has. */
  readonly mode: 'native' | 'tool' | 'prompt' | undefined
}

/** The member that holds an answer which is not an object: providers want an object at the root. */
export const outputWrapper = 'value'

const noArguments: JsonObject = Object.freeze({
  type: 'object',
  properties: Object.freeze({}),
  additionalProperties: false,
})
const toolMembers = ['description', 'input', 'strict', 'cache']

/** Members of other interfaces for a tool, and what to do here. */
const foreignToolMembers: Readonly<Record<string, string>> = {
  parameters: 'the schema of the arguments is `input`',
  inputSchema: 'the schema of the arguments is `input`',
  input_schema: 'the schema of the arguments is `input`',
  schema: 'the schema of the arguments is `input`',
  execute: 'the router never runs a tool; run it on the tool calls of the result',
  handler: 'the router never runs a tool; run it on the tool calls of the result',
  name: 'the name of a tool is its key in `tools`',
}

/**
 * The tools as a protocol needs them, in the caller's order (it is part of the cached prefix), frozen. Throws a
 * `RouterError`: `invalid-request` for a wrong shape, `configuration` for a schema that yields no JSON Schema of an object.
 */
export function normaliseTools(tools: Tools | undefined): readonly WireTool[] {
  if (tools === undefined) return Object.freeze([])
  if (!isRecord(tools)) {
    const hint = 'Written as: { name: { description, input } }.'
    throw invalidRequest(`tools: expected an object of tools by name, got ${describeValue(tools)}`, hint)
  }
  return Object.freeze(Object.entries<Tool>(tools).map(([name, tool]) => readTool(name, tool)))
}

/**
 * The output format with its schema as JSON Schema of an object, frozen; nothing when none is wanted. Throws a `RouterError`
 * as `normaliseTools` does, and `invalid-request` for a name that providers refuse.
 */
export function normaliseOutput(output: OutputFormat | undefined): NormalisedOutput | undefined {
  if (output === undefined) return undefined
  if (!isJsonObject(output)) throw invalidRequest(`output: expected { schema }, got ${describeValue(output)}`)
  const { name = 'answer', mode, schema }: OutputFormat = output
  if (typeof name !== 'string' || !/^[a-zA-Z0-9_-]{1,64}$/.test(name)) {
    throw invalidRequest(`output.name: expected up to 64 letters, digits, "_" or "-", got ${shownValue(name)}`)
  }
  if (mode !== undefined && mode !== 'native' && mode !== 'tool' && mode !== 'prompt') {
    throw invalidRequest(`output.mode: expected 'native', 'tool' or 'prompt', got ${shownValue(mode)}`)
  }
  const plain = jsonSchemaOf(schema, 'output.schema')
  return Object.freeze({ name, schema: describesObject(plain) ? plain : wrapRoot(plain), mode })
}

function readTool(name: string, tool: Tool): WireTool {
  const at = `tools.${name}`
  if (name === '') throw invalidRequest('tools: a tool needs a name, and one is empty')
  if (!isJsonObject(tool)) throw invalidRequest(`${at}: expected { description, input }, got ${describeValue(tool)}`)
  for (const member of Object.keys(tool)) checkToolMember(member, at)
  const { description, input, strict }: Tool = tool
  if (description !== undefined && typeof description !== 'string') {
    throw invalidRequest(`${at}.description: expected a string, got ${describeValue(description)}`)
  }
  if (strict !== undefined && typeof strict !== 'boolean') {
    throw invalidRequest(`${at}.strict: expected true or false, got ${describeValue(strict)}`)
  }
  const inputSchema = input === undefined ? noArguments : objectRoot(jsonSchemaOf(input, `${at}.input`), `${at}.input`)
  return Object.freeze({
    name: name.toWellFormed(),
    description: description?.toWellFormed(),
    inputSchema,
    strict,
    ...readCacheMark(tool, at),
  })
}

function checkToolMember(member: string, at: string): void {
  if (toolMembers.includes(member)) return
  const nearest = nearestName(member, toolMembers)
  const guess = nearest === undefined ? 'known are description, input, strict and cache' : `did you mean "${nearest}"?`
  throw invalidRequest(`${at}.${member}: not a member of a tool; ${lookUp(foreignToolMembers, member) ?? guess}`)
}

/** Arguments are an object at every provider; a schema that only forgets to say so is completed. */
function objectRoot(schema: JsonObject, at: string): JsonObject {
  const { type } = schema
  const isObject = type === 'object' || (isJsonList(type) && type.includes('object'))
  if (isObject || schema['$ref'] !== undefined) return schema
  if (type === undefined) return Object.freeze({ type: 'object', ...schema })
  const message = `${at}: the arguments of a tool are an object, and this schema is of type ${shownValue(type)}`
  throw new RouterError('configuration', message, { hints: ['Put the value into a member of an object.'] })
}

/** The schema of an object whose only member has the given schema. Definitions move up, references follow. */
function wrapRoot(schema: JsonObject): JsonObject {
  const { $defs, definitions, ...inner } = schema
  return Object.freeze({
    type: 'object',
    properties: Object.freeze({ [outputWrapper]: moveReferences(inner) }),
    required: Object.freeze([outputWrapper]),
    additionalProperties: false,
    ...($defs === undefined ? {} : { $defs: moveReferences($defs) }),
    ...(definitions === undefined ? {} : { definitions: moveReferences(definitions) }),
  })
}

function moveReferences(value: Json): Json {
  if (isJsonList(value)) return Object.freeze(value.map(moveReferences))
  if (!isJsonObject(value)) return value
  const moved = Object.entries(value).map(([key, member]) => {
    if (key === '$ref' && typeof member === 'string') return [key, movedReference(member)]
    return [key, member === undefined ? undefined : moveReferences(member)]
  })
  return Object.freeze(Object.fromEntries(moved) as JsonObject)
}

function movedReference(reference: string): string {
  if (!/^#(?:\/|$)/.test(reference) || /^#\/(?:\$defs|definitions)(?:\/|$)/.test(reference)) return reference
  return `#/properties/${outputWrapper}${reference.slice(1)}`
}
