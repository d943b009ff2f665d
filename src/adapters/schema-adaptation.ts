import type { Json, JsonObject } from '../vocabulary/message.ts'
import type { AdaptedSchema, AdaptSchema } from './protocol.ts'
import { isJsonList, isJsonObject } from './plain-json.ts'
import { intersectSchemas, resolvePointer, setMember, uniteObjects } from './schema-merge.ts'
import type { SchemaDraft } from './schema-merge.ts'
import { filterNode, finishNode, note } from './schema-node.ts'
import type { Adapting } from './schema-node.ts'
import { schemaRules, type SchemaRules } from './schema-rules.ts'
import { respellNode } from './schema-spelling.ts'

const maxSchemaDepth = 50
/** Replaced references can double a schema at every level. */
const maxNodes = 10_000

/** Keywords whose value is one schema, a list of schemas, or schemas by name. Everything else is data and is not looked into. */
const single = [
  'items',
  'additionalProperties',
  'additionalItems',
  'unevaluatedProperties',
  'unevaluatedItems',
  'propertyNames',
  'contains',
  'not',
  'if',
  'then',
  'else',
]
const listed = ['anyOf', 'oneOf', 'allOf', 'prefixItems']
const named = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']

/**
 * A JSON Schema as one interface takes it, after the rules that say what that is. Pure; the schema is not touched.
 * What is taken away is validated after the answer, against the caller's own schema; bounds that no longer stand in a
 * keyword are told in the description. Bounded: deeper than 50 levels or beyond 10 000 schemas it is cut.
 */
export function adaptSchema(schema: JsonObject, rules: SchemaRules): AdaptedSchema {
  const state: Adapting = {
    root: schema,
    rules,
    changes: new Map(),
    changed: false,
    expressible: true,
    active: ['#'],
    depth: 0,
    nodes: 0,
  }
  const root = rules.objectRoot === true ? flattenRoot(schema, state) : schema
  const adapted = adaptNode(root, '', state)
  const { expressible } = state
  if (!state.changed) return { schema, changes: [], expressible, interfaceName: rules.name }
  return { schema: adapted, changes: describeChanges(state), expressible, interfaceName: rules.name }
}

/** The same by the name of the rules. */
export const adaptTo: AdaptSchema = (schema, dialect) => adaptSchema(schema, schemaRules[dialect])

function describeChanges(state: Adapting): string[] {
  return [...state.changes].map(([what, { first, count }]) => {
    const place = first === '' ? 'the root' : first
    const more = count === 1 ? '' : ` and ${count - 1} more`
    return `${what} (${place}${more}; ${state.rules.name}).`
  })
}

function adaptNode(node: JsonObject, path: string, state: Adapting): JsonObject {
  state.nodes += 1
  if (state.depth >= maxSchemaDepth || state.nodes > maxNodes) {
    note(state, 'Cut a schema that is too deep or too large', path)
    state.expressible = false
    return {}
  }
  state.depth += 1
  const held = state.active.length
  const prepared = filterNode(spellNode(node, path, state), path, state)
  const walked: SchemaDraft = {}
  for (const [key, value] of Object.entries(prepared)) {
    if (value !== undefined) setMember(walked, key, adaptKeyword(key, value, join(path, key), state))
  }
  state.active.length = held
  state.depth -= 1
  return finishNode(walked, path, state)
}

/** References followed, parts joined and the shape said as the interface says it, until nothing is left to do. */
function spellNode(node: JsonObject, path: string, state: Adapting): JsonObject {
  const follow = state.rules.inlineReferences === true
  let current = expandNode(node, path, state, follow)
  for (let round = 0; round < maxSchemaDepth; round += 1) {
    const next = respellNode(current, path, state)
    if (next === current) break
    current = expandNode(next, path, state, follow)
  }
  return current
}

function adaptKeyword(key: string, value: Json, path: string, state: Adapting): Json {
  if (listed.includes(key) && isJsonList(value)) return adaptList(value, path, state)
  if (!isJsonObject(value)) return key === 'items' && isJsonList(value) ? adaptList(value, path, state) : value
  if (single.includes(key)) return adaptNode(value, path, state)
  if (!named.includes(key)) return value
  const adapted: SchemaDraft = {}
  for (const [name, schema] of Object.entries(value)) {
    if (name === '__proto__') note(state, 'Left out a member named __proto__', path)
    else setMember(adapted, name, isJsonObject(schema) ? adaptNode(schema, join(path, name), state) : schema)
  }
  return adapted
}

function adaptList(list: readonly Json[], path: string, state: Adapting): Json {
  return list.map((item, index) => (isJsonObject(item) ? adaptNode(item, `${path}[${index}]`, state) : item))
}

/** Replaces the reference and joins the `allOf` of a node, where the rules (or `force`) ask for it. */
function expandNode(node: JsonObject, path: string, state: Adapting, force: boolean): JsonObject {
  let current = node
  while (force && typeof current['$ref'] === 'string') {
    const { $ref: reference, ...siblings } = current
    current = intersect(siblings, followReference(String(reference), path, state), path, state)
  }
  const parts = current['allOf']
  if (!isJsonList(parts) || !(state.rules.mergeAllOf === true || force)) return current
  const { allOf: _parts, ...rest } = current
  const isBare = parts.length === 1 && Object.keys(rest).every((key) => key === 'description' || key === 'title')
  state.changed = true
  let joined: JsonObject = rest
  for (const part of parts) {
    // A reference cannot be joined with anything but its own content.
    if (isJsonObject(part)) joined = intersect(joined, expandNode(part, path, state, force || !isBare), path, state)
  }
  return joined
}

function followReference(reference: string, path: string, state: Adapting): JsonObject {
  const target = resolvePointer(state.root, reference)
  if (target === undefined || state.active.includes(reference) || state.active.length > maxSchemaDepth) {
    note(state, target === undefined ? 'Cut a reference that leads nowhere' : 'Cut a schema that holds itself', path)
    return {}
  }
  state.active.push(reference)
  state.changed = true
  return target
}

function intersect(outer: JsonObject, inner: JsonObject, path: string, state: Adapting): JsonObject {
  return intersectSchemas(outer, inner, (keyword) =>
    note(state, `Gave up one of two \`${keyword}\` that both apply`, path),
  )
}

/** The root as one plain object: references followed, unions of objects united, negations and enums dropped. */
function flattenRoot(schema: JsonObject, state: Adapting): JsonObject {
  const kept: SchemaDraft = {}
  for (const [key, value] of Object.entries(flattenUnions(schema, state))) {
    if (['enum', 'const', 'not'].includes(key)) note(state, `Dropped \`${key}\` at the root`, '')
    else setMember(kept, key, value)
  }
  if (kept['type'] === 'object') return kept
  note(state, 'Said that the root is an object', '')
  return { ...kept, type: 'object' }
}

function flattenUnions(schema: JsonObject, state: Adapting): JsonObject {
  const held = state.active.length
  const isJoined = typeof schema['$ref'] === 'string' || isJsonList(schema['allOf'])
  let flat = isJoined ? expandNode(schema, '', state, true) : schema
  for (const keyword of ['anyOf', 'oneOf']) {
    const branches = flat[keyword]
    if (!isJsonList(branches)) continue
    const { [keyword]: _branches, ...rest } = flat
    const objects = branches
      .filter(isJsonObject)
      .map((branch) => flattenUnions(branch, state))
      .filter((branch) => branch['type'] === undefined || branch['type'] === 'object')
    note(state, `Put the \`${keyword}\` at the root together into one object`, '')
    flat = objects.length === 0 ? rest : intersect(rest, uniteObjects(objects), '', state)
  }
  state.active.length = held
  return flat
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}
