import type { Json, JsonObject } from '../vocabulary/message.ts'
import { isJsonList, isJsonObject } from './plain-json.ts'

/** A schema that is being built. */
export type SchemaDraft = { [key: string]: Json | undefined }

/** The schema that a local reference (`#`, `#/$defs/Name`) points at; nothing when it points elsewhere or nowhere. */
export function resolvePointer(root: JsonObject, reference: string): JsonObject | undefined {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined
  let found: Json | undefined = root
  for (const step of reference.split('/').slice(1)) {
    const key = unescapeStep(step)
    if (isJsonList(found)) found = found[Number(key)]
    else if (isJsonObject(found) && Object.hasOwn(found, key)) found = found[key]
    else return undefined
  }
  return isJsonObject(found) ? found : undefined
}

function unescapeStep(step: string): string {
  const plain = step.replaceAll('~1', '/').replaceAll('~0', '~')
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}

/** Whether two JSON values are the same. The order of members does not count. */
export function isSameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (isJsonList(a) && isJsonList(b)) {
    const others: readonly Json[] = b
    return a.length === others.length && a.every((item: Json, index) => isSameJson(item, others[index]))
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSameJson(a[key], b[key]))
  )
}

/** Sets a member, but never the prototype. */
export function setMember(draft: SchemaDraft, key: string, value: Json | undefined): void {
  if (key !== '__proto__') draft[key] = value
}

/** Describes without restricting: the outer word wins when two schemas are joined. */
const annotations = new Set(['title', 'description', 'default', 'examples', 'deprecated', '$comment', '$id', '$schema'])
const lowerBounds = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'])
const upperBounds = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'])

/**
 * One schema for what fits both, as far as that is simple: members, required names, types, enums and bounds are joined; the
 * outer schema's word stays for the rest, and `lost` is told the keyword whose inner word was given up.
 */
export function intersectSchemas(outer: JsonObject, inner: JsonObject, lost: (keyword: string) => void): JsonObject {
  const joined: SchemaDraft = {}
  for (const [key, value] of Object.entries(outer)) setMember(joined, key, value)
  for (const [key, value] of Object.entries(inner)) {
    if (value === undefined || (Object.hasOwn(joined, key) && isSameJson(joined[key], value))) continue
    const own = Object.hasOwn(joined, key) ? joined[key] : undefined
    const both = own === undefined ? value : joinKeyword(key, own, value)
    if (both === undefined) {
      if (!annotations.has(key)) lost(key)
    } else setMember(joined, key, both)
  }
  return joined
}

function joinKeyword(key: string, outer: Json, inner: Json): Json | undefined {
  if (key === 'required' && isJsonList(outer) && isJsonList(inner)) return [...new Set([...outer, ...inner])]
  if (key === 'type') return joinTypes(outer, inner)
  if (key === 'enum' && isJsonList(outer) && isJsonList(inner)) {
    const shared = outer.filter((value: Json) => inner.some((other: Json) => isSameJson(value, other)))
    return shared.length === 0 ? undefined : shared
  }
  if (typeof outer === 'number' && typeof inner === 'number') {
    if (lowerBounds.has(key)) return Math.max(outer, inner)
    return upperBounds.has(key) ? Math.min(outer, inner) : undefined
  }
  if (key === 'additionalProperties' && (outer === false || inner === false)) return false
  if (key === 'additionalProperties' && (outer === true || inner === true)) return outer === true ? inner : outer
  if (!isJsonObject(outer) || !isJsonObject(inner)) return undefined
  if (key === 'properties' || key === '$defs' || key === 'definitions') return joinMembers(outer, inner)
  return key === 'items' || key === 'additionalProperties' ? { allOf: [outer, inner] } : undefined
}

function joinMembers(outer: JsonObject, inner: JsonObject): JsonObject {
  const joined: SchemaDraft = {}
  for (const [key, value] of Object.entries(outer)) setMember(joined, key, value)
  for (const [key, value] of Object.entries(inner)) {
    const own = Object.hasOwn(outer, key) ? outer[key] : undefined
    if (value === undefined || isSameJson(own, value)) continue
    setMember(joined, key, own === undefined ? value : { allOf: [own, value] })
  }
  return joined
}

function joinTypes(outer: Json, inner: Json): Json | undefined {
  const inners = isJsonList(inner) ? inner : [inner]
  const shared = (isJsonList(outer) ? outer : [outer]).flatMap((type: Json) => {
    if (inners.includes(type) || (type === 'integer' && inners.includes('number'))) return [type]
    return type === 'number' && inners.includes('integer') ? ['integer'] : []
  })
  return shared.length > 1 ? shared : shared[0]
}

/**
 * One schema of an object for what fits any of several: all members of all of them; required is what all of them require.
 * It admits more than the union did: which members belong together is no longer said.
 */
export function uniteObjects(branches: readonly JsonObject[]): JsonObject {
  const members = new Map<string, Json[]>()
  for (const branch of branches) {
    for (const [key, value] of Object.entries(isJsonObject(branch['properties']) ? branch['properties'] : {})) {
      const known = members.get(key) ?? []
      if (value !== undefined && !known.some((other) => isSameJson(other, value))) members.set(key, [...known, value])
    }
  }
  const properties: SchemaDraft = {}
  for (const [key, variants] of members)
    setMember(properties, key, variants.length === 1 ? variants[0] : uniteVariants(variants))
  const [first = [], ...others] = branches.map((branch): readonly Json[] =>
    isJsonList(branch['required']) ? branch['required'] : [],
  )
  const required = first.filter((name) => others.every((names) => names.includes(name)))
  return {
    type: 'object',
    ...(members.size === 0 ? {} : { properties }),
    ...(required.length === 0 ? {} : { required }),
    ...(branches.some(takesAnyMember) ? { additionalProperties: true } : {}),
    ...(branches.every((branch) => branch['additionalProperties'] === false) ? { additionalProperties: false } : {}),
  }
}

/** Whether an object is meant to have members that it does not name. */
function takesAnyMember(schema: JsonObject): boolean {
  const { additionalProperties: others, patternProperties, properties, type } = schema
  if (others === undefined) return patternProperties !== undefined || (type === 'object' && properties === undefined)
  return others !== false || patternProperties !== undefined
}

/** Constants and enums of one member become one enum; other variants an `anyOf`. */
function uniteVariants(variants: readonly Json[]): Json {
  const values = variants.flatMap((variant) => {
    if (!isJsonObject(variant)) return []
    if (variant['const'] !== undefined) return [variant['const']]
    return isJsonList(variant['enum']) ? [...variant['enum']] : []
  })
  const isEnum = variants.every(
    (variant) => isJsonObject(variant) && (variant['const'] !== undefined || isJsonList(variant['enum'])),
  )
  if (!isEnum) return { anyOf: variants }
  const types = new Set(variants.map((variant) => (isJsonObject(variant) ? variant['type'] : undefined)))
  const [type] = types
  return { ...(types.size === 1 && type !== undefined ? { type } : {}), enum: [...new Set(values)] }
}
