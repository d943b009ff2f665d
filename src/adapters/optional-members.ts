import type { Json, JsonObject } from '../vocabulary/message.ts'
import { isJsonObject, maxDepth } from './plain-json.ts'
import { resolvePointer } from './schema-merge.ts'
import type { SchemaDraft } from './schema-merge.ts'

/**
 * The value without the nulls that stand for absent members: strict modes require every member, so that `adaptSchema` makes
 * optional ones nullable, and a model writes null where it means nothing. A null stays where the schema admits one, requires
 * the member, or does not know it. Returns the same value when there is nothing to take away.
 */
export function restoreOptional(value: Json, schema: JsonObject): Json {
  return restore(value, [schema], schema, 0)
}

function restore(value: Json, schemas: readonly JsonObject[], root: JsonObject, depth: number): Json {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return value
  const variants = schemas.flatMap((schema) => variantsOf(schema, root))
  if (variants.length === 0) return value
  if (Array.isArray(value)) {
    const list: readonly Json[] = value
    const restored = list.map((item, index) => restore(item, itemSchemas(variants, index), root, depth + 1))
    return restored.some((item, index) => item !== list[index]) ? restored : value
  }
  const object = value as JsonObject
  const restored: SchemaDraft = {}
  let changed = false
  for (const [key, member] of Object.entries(object)) {
    const kept = member === null && isLeftOut(key, variants, root) ? undefined : restoreMember(key, member, variants, root, depth)
    if (kept !== member) changed = true
    if (kept !== undefined) Object.defineProperty(restored, key, { value: kept, enumerable: true, writable: true, configurable: true })
  }
  return changed ? restored : value
}

function restoreMember(key: string, member: Json | undefined, variants: readonly JsonObject[], root: JsonObject, depth: number): Json | undefined {
  return member === undefined ? undefined : restore(member, memberSchemas(key, variants), root, depth + 1)
}

/** Whether a null under this name can only mean that the member is absent. */
function isLeftOut(key: string, variants: readonly JsonObject[], root: JsonObject): boolean {
  const knowing = variants.filter((variant) => memberSchema(key, variant) !== undefined)
  if (knowing.length === 0) return false
  if (knowing.some((variant) => admitsNull(memberSchema(key, variant), root))) return false
  return knowing.some((variant) => !(Array.isArray(variant['required']) && variant['required'].includes(key)))
}

function memberSchema(key: string, variant: JsonObject): Json | undefined {
  const { properties } = variant
  return isJsonObject(properties) && Object.hasOwn(properties, key) ? properties[key] : undefined
}

function memberSchemas(key: string, variants: readonly JsonObject[]): JsonObject[] {
  return variants.flatMap((variant) => {
    const schema = memberSchema(key, variant) ?? variant['additionalProperties']
    return isJsonObject(schema) ? [schema] : []
  })
}

function itemSchemas(variants: readonly JsonObject[], index: number): JsonObject[] {
  return variants.flatMap((variant) => {
    const { prefixItems, items } = variant
    const tuple = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : []
    const schema: Json | undefined = (tuple as readonly Json[])[index] ?? items
    return isJsonObject(schema) ? [schema] : []
  })
}

/** The schema and everything it is put together from: what it refers to, and the branches of its unions. */
function variantsOf(schema: JsonObject, root: JsonObject): JsonObject[] {
  const found = new Set<JsonObject>()
  const open: JsonObject[] = [schema]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue
    found.add(next)
    const target = typeof next['$ref'] === 'string' ? resolvePointer(root, next['$ref']) : undefined
    if (target !== undefined) open.push(target)
    for (const keyword of ['anyOf', 'oneOf', 'allOf']) {
      const branches = next[keyword]
      if (Array.isArray(branches)) open.push(...branches.filter(isJsonObject))
    }
  }
  return [...found]
}

/** Whether null fits a schema. What cannot be told is taken as fitting: a null that may be meant stays. */
export function admitsNull(schema: Json | undefined, root: JsonObject, within: readonly JsonObject[] = []): boolean {
  if (!isJsonObject(schema)) return schema !== false
  if (within.includes(schema)) return true
  const { type } = schema
  if (type !== undefined && type !== 'null' && !(Array.isArray(type) && type.includes('null'))) {
    return schema['nullable'] === true
  }
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(null)) return false
  if (schema['const'] !== undefined) return schema['const'] === null
  const admits = (part: Json): boolean => admitsNull(part, root, [...within, schema])
  const target = typeof schema['$ref'] === 'string' ? resolvePointer(root, schema['$ref']) : undefined
  if (target !== undefined && !admits(target)) return false
  for (const keyword of ['anyOf', 'oneOf']) {
    const branches = schema[keyword]
    if (Array.isArray(branches) && !branches.some(admits)) return false
  }
  return !Array.isArray(schema['allOf']) || schema['allOf'].every(admits)
}
