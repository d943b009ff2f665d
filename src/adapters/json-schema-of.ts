import type { JsonObject } from '../vocabulary/message.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { Schema } from '../vocabulary/standard-schema.ts'
import { copyJson, describeValue, isJsonObject, lookUp } from './plain-json.ts'
import { invalidRequest } from './request-reading.ts'
import { resolvePointer } from './schema-merge.ts'

/** How a schema of some library becomes JSON Schema, where it does not show itself as such. */
const libraryHints: Readonly<Record<string, string>> = {
  zod: "{ jsonSchema: z.toJSONSchema(schema), validate: schema['~standard'].validate }, or a schema of 'zod' instead of 'zod/mini'",
  valibot:
    "{ jsonSchema: toJsonSchema(schema), validate: schema['~standard'].validate } with toJsonSchema of '@valibot/to-json-schema'",
  arktype: "{ jsonSchema: schema.toJsonSchema(), validate: schema['~standard'].validate }",
  effect: '{ jsonSchema: JSONSchema.make(schema), validate } with validate of Schema.standardSchemaV1(schema)',
}
const anyLibraryHint = "{ jsonSchema, validate: schema['~standard'].validate }"

/**
 * A caller's schema as JSON Schema, frozen: as the schema shows itself (draft 2020-12, else draft 7), or as it is given.
 * `$schema` is left out. Throws a `RouterError`: `configuration`, with the fix, when it yields no JSON Schema,
 * `invalid-request` when it is no schema at all.
 */
export function jsonSchemaOf(schema: Schema, at: string): JsonObject {
  // Some libraries make schemas that are functions.
  if ((typeof schema !== 'object' && typeof schema !== 'function') || schema === null) {
    throw invalidRequest(`${at}: expected a Standard Schema or { jsonSchema }, got ${describeValue(schema)}`)
  }
  const standard = '~standard' in schema ? schema['~standard'] : undefined
  if (standard?.jsonSchema !== undefined) return shownBy(standard.jsonSchema, standard.vendor, at)
  if ('jsonSchema' in schema && isJsonObject(schema.jsonSchema)) return plainSchema(schema.jsonSchema, at)
  if (standard === undefined) {
    const hint = 'A JSON Schema of your own is given as { jsonSchema: { type: ... } }.'
    throw invalidRequest(`${at}: expected a Standard Schema or { jsonSchema }`, hint)
  }
  throw new RouterError('configuration', `${at}: this ${standard.vendor} schema cannot show itself as JSON Schema`, {
    hints: [`Give ${lookUp(libraryHints, standard.vendor) ?? anyLibraryHint}.`],
  })
}

/** Whether a schema says at its root, plainly, that every value is an object: what providers want to read there. */
export function describesObject(schema: JsonObject): boolean {
  const others = ['anyOf', 'oneOf', 'allOf', '$ref', 'not', 'enum', 'const']
  return schema['type'] === 'object' && others.every((keyword) => schema[keyword] === undefined)
}

type ShowJsonSchema = (options: { readonly target: string }) => unknown

function shownBy(jsonSchema: { readonly input: ShowJsonSchema }, vendor: string, at: string): JsonObject {
  let cause: unknown
  for (const target of ['draft-2020-12', 'draft-07']) {
    let shown: unknown
    try {
      shown = jsonSchema.input({ target })
    } catch (error) {
      cause ??= error
      continue
    }
    if (isJsonObject(shown)) return plainSchema(shown, at)
  }
  const reason = cause instanceof Error ? `: ${cause.message}` : ''
  throw new RouterError('configuration', `${at}: this schema cannot be shown as JSON Schema${reason}`, {
    hints: [`Replace what JSON Schema has no word for, or give ${lookUp(libraryHints, vendor) ?? anyLibraryHint}.`],
    cause,
  })
}

function plainSchema(schema: object, at: string): JsonObject {
  const copied = copyJson(schema, at, { code: 'configuration', text: (text) => text.toWellFormed() })
  if (!isJsonObject(copied)) throw invalidRequest(`${at}: expected a JSON Schema`)
  const { $schema: _dialect, ...rest } = copied
  return Object.freeze(withoutRootReference(rest))
}

/** A schema that only points at one of its own definitions becomes that definition. */
function withoutRootReference(schema: JsonObject): JsonObject {
  const reference = schema['$ref']
  if (typeof reference !== 'string' || reference === '#') return schema
  const target = resolvePointer(schema, reference)
  if (target === undefined || target['$ref'] !== undefined) return schema
  const { $ref: _reference, ...siblings } = schema
  return { ...target, ...siblings }
}
