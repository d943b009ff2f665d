import type { Json, JsonObject } from '../vocabulary/message.ts'
import { isJsonList, isJsonObject } from './plain-json.ts'
import { intersectSchemas, isSameJson, resolvePointer } from './schema-merge.ts'
import { note } from './schema-node.ts'
import type { Adapting } from './schema-node.ts'

/**
 * One node with its shape said in the words that the interface takes: unions, tuples, types, null. Returns the same object
 * when nothing is left to say otherwise; what it returns may hold references and `allOf` again.
 */
export function respellNode(node: JsonObject, path: string, state: Adapting): JsonObject {
  const { rules } = state
  if (rules.oneOfAsAnyOf === true && isJsonList(node['oneOf'])) return oneOfAsAnyOf(node, path, state)
  if (rules.tupleAsItems === true && isTuple(node)) return tupleAsItems(node, path, state)
  const typed = rules.typed === true ? inferType(node) : node
  const spelt = rules.nullable === 'keyword' ? nullableAsKeyword(typed, state) : typed
  const said = rules.nullable === 'any-of' && isJsonList(spelt['type']) ? typesAsAnyOf(spelt) : spelt
  if (said !== node) state.changed = true
  return said
}

function oneOfAsAnyOf(node: JsonObject, path: string, state: Adapting): JsonObject {
  const { oneOf, ...rest } = node
  if (node['anyOf'] === undefined) {
    note(state, 'Wrote `oneOf` as `anyOf`', path)
    return { ...rest, anyOf: oneOf }
  }
  note(state, 'Dropped `oneOf` beside `anyOf`', path)
  return rest
}

function isTuple(node: JsonObject): boolean {
  return isJsonList(node['prefixItems']) || isJsonList(node['items'])
}

function tupleAsItems(node: JsonObject, path: string, state: Adapting): JsonObject {
  const { prefixItems, items, additionalItems, ...rest } = node
  const tuple: unknown = isJsonList(prefixItems) ? prefixItems : items
  const others = isJsonList(prefixItems) ? items : additionalItems
  const kinds: JsonObject[] = []
  for (const item of [...(isJsonList(tuple) ? tuple : []), others]) {
    if (isJsonObject(item) && !kinds.some((kind) => isSameJson(kind, item))) kinds.push(item)
  }
  note(state, 'Wrote a tuple as an array of any of its items', path)
  const [first] = kinds
  if (first === undefined) return rest
  return { ...rest, items: kinds.length === 1 ? first : { anyOf: kinds } }
}

/** The type that a constant or an enum has, where a schema leaves it to them. */
function inferType(node: JsonObject): JsonObject {
  if (node['type'] !== undefined) return node
  const constant = node['const']
  const values: readonly Json[] = constant !== undefined ? [constant] : isJsonList(node['enum']) ? node['enum'] : []
  const types = [...new Set(values.map(typeOf))]
  if (types.length === 0) return node
  return { ...node, type: types.length === 1 ? types[0] : types }
}

function typeOf(value: Json): string {
  if (value === null) return 'null'
  return isJsonList(value) ? 'array' : typeof value
}

/** Lists of types and branches of null as `nullable: true`; a single branch that is left becomes the node. */
function nullableAsKeyword(node: JsonObject, state: Adapting): JsonObject {
  const { type, anyOf, ...rest } = node
  if (isJsonList(type)) {
    const types = type.filter((one) => one !== 'null')
    const isNullable = types.length < type.length || node['nullable'] === true
    const kept = { ...rest, ...(anyOf === undefined ? {} : { anyOf }), ...(isNullable ? { nullable: true } : {}) }
    const [only] = types
    if (types.length < 2) return { ...kept, type: only ?? 'null' }
    return anyOf === undefined ? { ...kept, anyOf: types.map((one) => ({ type: one })) } : kept
  }
  if (!isJsonList(anyOf)) return node
  const others = anyOf.filter((branch) => !isNullSchema(branch, state.root))
  if (others.length === anyOf.length) return node
  const kept = { ...rest, ...(type === undefined ? {} : { type }), nullable: true }
  const [only] = others
  return others.length === 1 && isJsonObject(only)
    ? intersectSchemas(kept, only, () => {})
    : { ...kept, ...(others.length === 0 ? { type: 'null' } : { anyOf: others }) }
}

/** Whether a schema admits nothing but null. `seen`: what was looked at on the way; one that does not decides it for all. */
function isNullSchema(schema: Json, root: JsonObject, seen: Set<JsonObject> = new Set()): boolean {
  if (!isJsonObject(schema)) return false
  const target = typeof schema['$ref'] === 'string' ? resolvePointer(root, schema['$ref']) : schema
  if (target === undefined) return false
  if (seen.has(target)) return true
  seen.add(target)
  const { type, anyOf } = target
  if (type === 'null' || target['const'] === null) return true
  if (isSameJson(type, ['null']) || isSameJson(target['enum'], [null])) return true
  const branches = type === undefined && isJsonList(anyOf) ? anyOf : []
  return branches.length > 0 && branches.every((branch) => isNullSchema(branch, root, seen))
}

/** `type: [a, b]` as a branch for each type; what describes stays outside. */
function typesAsAnyOf(node: JsonObject): JsonObject {
  const { type, description, anyOf: _anyOf, ...rest } = node
  const types = isJsonList(type) ? type : []
  const branches = types.map((one): JsonObject => (one === 'null' ? { type: one } : { ...rest, type: one }))
  return { ...(description === undefined ? {} : { description }), anyOf: branches }
}
