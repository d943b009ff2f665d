import type { Json, JsonObject } from '../vocabulary/message.ts'
import { isJsonList, isJsonObject, maxDepth } from './plain-json.ts'
import { isSameJson, resolvePointer } from './schema-merge.ts'
import type { SchemaDraft } from './schema-merge.ts'

/**
 * The value without the nulls that stand for absent members: strict modes require every member, so that `adaptSchema` makes
 * optional ones nullable, and a model writes null where it means nothing. A null stays where the schema admits one, requires
 * the member, or does not know it. Returns the same value when there is nothing to take away.
 */
export function restoreOptional(value: JsonObject, schema: JsonObject): JsonObject
export function restoreOptional(value: Json, schema: JsonObject): Json
export function restoreOptional(value: Json, schema: JsonObject): Json {
  return restore(value, [schema], schema, 0)
}

function restore(value: Json, schemas: readonly JsonObject[], root: JsonObject, depth: number): Json {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return value
  const variants = schemas.flatMap((schema) => variantsOf(schema, value, root))
  if (variants.length === 0) return value
  if (isJsonList(value)) {
    const list: readonly Json[] = value
    const restored = list.map((item, index) => restore(item, itemSchemas(variants, index), root, depth + 1))
    return restored.some((item, index) => item !== list[index]) ? restored : value
  }
  const restored: SchemaDraft = {}
  let changed = false
  for (const [key, member] of Object.entries(value)) {
    const kept =
      member === null && isLeftOut(key, variants, root) ? undefined : restoreMember(key, member, variants, root, depth)
    if (kept !== member) changed = true
    if (kept !== undefined)
      Object.defineProperty(restored, key, { value: kept, enumerable: true, writable: true, configurable: true })
  }
  return changed ? restored : value
}

function restoreMember(
  key: string,
  member: Json | undefined,
  variants: readonly JsonObject[],
  root: JsonObject,
  depth: number,
): Json | undefined {
  return member === undefined ? undefined : restore(member, memberSchemas(key, variants), root, depth + 1)
}

/** Whether a null under this name can only mean that the member is absent. */
function isLeftOut(key: string, variants: readonly JsonObject[], root: JsonObject): boolean {
  const objects = variants.filter((variant) => variant['type'] === 'object' || isJsonObject(variant['properties']))
  const knowing = objects.filter((variant) => memberSchema(key, variant) !== undefined)
  if (knowing.length === 0) return objects.some((variant) => variant['additionalProperties'] === false)
  if (knowing.some((variant) => admitsNull(memberSchema(key, variant), root))) return false
  return objects.some((variant) => !(isJsonList(variant['required']) && variant['required'].includes(key)))
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
    const tuple = isJsonList(prefixItems) ? prefixItems : isJsonList(items) ? items : []
    const schema: Json | undefined = tuple[index] ?? items
    return isJsonObject(schema) ? [schema] : []
  })
}

/** The schema and everything it is put together from: what it refers to, and the branches of its unions that can be meant. */
function variantsOf(schema: JsonObject, value: Json, root: JsonObject): JsonObject[] {
  const found = new Set<JsonObject>()
  const open: JsonObject[] = [schema]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue
    found.add(next)
    const target = typeof next['$ref'] === 'string' ? resolvePointer(root, next['$ref']) : undefined
    if (target !== undefined) open.push(target)
    if (isJsonList(next['allOf'])) open.push(...next['allOf'].filter(isJsonObject))
    for (const keyword of ['anyOf', 'oneOf']) {
      const branches = next[keyword]
      if (!isJsonList(branches)) continue
      const schemas = branches.filter(isJsonObject)
      const meant = schemas.filter((branch) => !contradicts(branch, value, root))
      open.push(...(meant.length === 0 ? schemas : meant))
    }
  }
  return [...found]
}

/**
 * Whether a branch cannot be meant: the value has another type, another constant where the branch demands one, a member that the
 * branch does not take, or null where it demands something else.
 */
function contradicts(branch: JsonObject, value: Json, root: JsonObject, depth = 0): boolean {
  const target = typeof branch['$ref'] === 'string' ? resolvePointer(root, branch['$ref']) : branch
  if (target === undefined || !isJsonObject(value) || depth > maxDepth) return false
  if (typeof target['type'] === 'string' && target['type'] !== 'object') return true
  for (const keyword of ['anyOf', 'oneOf']) {
    const branches = target[keyword]
    if (isJsonList(branches) && branches.every((inner) => isContradicted(inner, value, root, depth + 1))) return true
  }
  const { properties, required, additionalProperties, patternProperties } = target
  if (!isJsonObject(properties)) return false
  const isClosed = additionalProperties === false && patternProperties === undefined
  return Object.entries(value).some(([key, own]) => {
    const member = Object.hasOwn(properties, key) ? properties[key] : undefined
    if (member === undefined) return isClosed && own !== null
    if (own === null) return isJsonList(required) && required.includes(key) && !admitsNull(member, root)
    if (!isJsonObject(member)) return false
    const { const: constant, enum: values } = member
    if (constant !== undefined) return !isSameJson(constant, own)
    return isJsonList(values) && !values.some((one) => isSameJson(one, own))
  })
}

function isContradicted(branch: Json, value: Json, root: JsonObject, depth: number): boolean {
  return isJsonObject(branch) && contradicts(branch, value, root, depth)
}

/** Whether null fits a schema. What cannot be told is taken as fitting: a null that may be meant stays. */
export function admitsNull(schema: Json | undefined, root: JsonObject, within: readonly JsonObject[] = []): boolean {
  if (!isJsonObject(schema)) return schema !== false
  if (within.includes(schema)) return true
  const { type } = schema
  if (type !== undefined && type !== 'null' && !(isJsonList(type) && type.includes('null'))) {
    return schema['nullable'] === true
  }
  if (isJsonList(schema['enum']) && !schema['enum'].includes(null)) return false
  if (schema['const'] !== undefined) return schema['const'] === null
  const admits = (part: Json): boolean => admitsNull(part, root, [...within, schema])
  const target = typeof schema['$ref'] === 'string' ? resolvePointer(root, schema['$ref']) : undefined
  if (target !== undefined && !admits(target)) return false
  for (const keyword of ['anyOf', 'oneOf']) {
    const branches = schema[keyword]
    if (isJsonList(branches) && !branches.some(admits)) return false
  }
  return !isJsonList(schema['allOf']) || schema['allOf'].every(admits)
}
