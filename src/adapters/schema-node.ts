import type { Json, JsonObject } from '../vocabulary/message.ts'
import { admitsNull } from './optional-members.ts'
import { isJsonList, isJsonObject } from './plain-json.ts'
import { setMember } from './schema-merge.ts'
import type { SchemaDraft } from './schema-merge.ts'
import type { SchemaRules } from './schema-rules.ts'

/** What one adaptation knows while it walks a schema. */
export interface Adapting {
  readonly root: JsonObject
  readonly rules: SchemaRules
  /** Kind of change -> its first place, and how often. */
  readonly changes: Map<string, { readonly first: string; count: number }>
  changed: boolean
  expressible: boolean
  /** References that are being replaced at this moment: one that comes again holds itself. */
  readonly active: string[]
  depth: number
  nodes: number
}

/** Notes a change of what a schema admits or says. */
export function note(state: Adapting, what: string, path: string): void {
  state.changed = true
  const known = state.changes.get(what)
  if (known === undefined) state.changes.set(what, { first: path, count: 1 })
  else known.count += 1
}

/** Keywords that only describe: leaving them out changes nothing that is worth a word. */
const quietKeywords = new Set(
  '$schema $id $comment $anchor $vocabulary title examples example deprecated readOnly writeOnly $defs definitions'.split(
    ' ',
  ),
)
/** Keywords that a model can follow when they are told in words. */
const tellableKeywords = new Set([
  ...'minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern format'.split(' '),
  ...'minItems maxItems uniqueItems minProperties maxProperties default enum'.split(' '),
])
const maxToldLength = 120

/** One node before its children: what the interface does not take is taken away, and told in words where a model can follow them. */
export function filterNode(node: JsonObject, path: string, state: Adapting): JsonObject {
  const { rules } = state
  const told: string[] = []
  let draft: SchemaDraft = { ...node }
  if (rules.closedObjects === true && isObjectNode(draft)) closeObject(draft, path, state)
  if (rules.constAsEnum === true && draft['const'] !== undefined) {
    draft = replaceKey(draft, 'const', 'enum', [draft['const']])
    state.changed = true
  }
  if (rules.stringEnums === true) stringEnums(draft, path, told, state)
  for (const [key, value] of Object.entries(draft)) {
    if (value === undefined || isAccepted(key, value, rules)) continue
    delete draft[key]
    state.changed = true
    if (quietKeywords.has(key) || key.startsWith('x-') || Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER) continue
    note(state, `Dropped \`${key}\``, path)
    if (tellableKeywords.has(key)) tell(told, key, value)
  }
  if (told.length > 0) describe(draft, told)
  return draft
}

/** One node after its children: what the interface demands of it is added. */
export function finishNode(draft: SchemaDraft, path: string, state: Adapting): JsonObject {
  const { rules } = state
  if (rules.bareReferences === true && typeof draft['$ref'] === 'string') return bareReference(draft, path, state)
  if (isArrayNode(draft) && rules.itemsRequired === true && !isJsonObject(draft['items'])) {
    draft['items'] = { type: 'string' }
    note(state, 'Took the items of an array that says nothing of them for strings', path)
    state.expressible = false
  }
  if (isObjectNode(draft)) finishObject(draft, path, state)
  const kinds = ['type', 'anyOf', '$ref', 'enum', 'const']
  if (rules.typed === true && kinds.every((kind) => draft[kind] === undefined)) {
    note(state, 'Left a value of any type, which cannot be demanded', path)
    state.expressible = false
  }
  return draft
}

function finishObject(draft: SchemaDraft, path: string, state: Adapting): void {
  const { rules } = state
  const properties = isJsonObject(draft['properties']) ? draft['properties'] : {}
  const required: readonly Json[] = isJsonList(draft['required']) ? draft['required'] : []
  if (rules.closedObjects === true || rules.allow !== undefined) {
    const known = required.filter((name) => typeof name === 'string' && Object.hasOwn(properties, name))
    if (known.length < required.length) {
      draft['required'] = known
      note(state, 'Dropped required names that no member has', path)
    }
  }
  if (rules.closedObjects === true && draft['additionalProperties'] !== false) {
    draft['additionalProperties'] = false
    state.changed = true
  }
  if (rules.closedObjects === true && draft['properties'] === undefined) draft['properties'] = {}
  if (rules.requireAll === true) requireAll(draft, properties, required, path, state)
}

function requireAll(
  draft: SchemaDraft,
  properties: JsonObject,
  required: readonly Json[],
  path: string,
  state: Adapting,
): void {
  const names = Object.keys(properties)
  const complete: SchemaDraft = {}
  for (const name of names) {
    const schema = properties[name]
    const isOptional = !required.includes(name)
    if (!isOptional || !isJsonObject(schema)) setMember(complete, name, schema)
    else {
      note(state, 'Made optional members required and nullable', path === '' ? name : `${path}.properties.${name}`)
      setMember(complete, name, admitsNull(schema, state.root) ? schema : nullable(schema, state.rules))
    }
  }
  draft['properties'] = complete
  if (names.length !== required.length || names.some((name) => !required.includes(name))) state.changed = true
  draft['required'] = names
}

function nullable(schema: JsonObject, rules: SchemaRules): JsonObject {
  const { type } = schema
  const isPlain = ['enum', 'const', 'anyOf', '$ref'].every((keyword) => schema[keyword] === undefined)
  if (rules.nullable === 'type-list' && isPlain && type !== undefined) {
    return { ...schema, type: isJsonList(type) ? [...type, 'null'] : [type, 'null'] }
  }
  const { description, ...rest } = schema
  const said = description === undefined ? {} : { description }
  const branches = schema['anyOf']
  if (isJsonList(branches)) return { ...schema, anyOf: [...branches, { type: 'null' }] }
  return { ...said, anyOf: [rest, { type: 'null' }] }
}

function isObjectNode(node: JsonObject): boolean {
  const { type } = node
  return type === 'object' || (isJsonList(type) && type.includes('object')) || isJsonObject(node['properties'])
}

function isArrayNode(node: JsonObject): boolean {
  const { type } = node
  return type === 'array' || (isJsonList(type) && type.includes('array'))
}

function closeObject(draft: SchemaDraft, path: string, state: Adapting): void {
  const open = draft['additionalProperties']
  const takesAny = open === undefined ? draft['properties'] === undefined : open !== false
  const isPartOfMore = ['anyOf', 'oneOf', 'allOf'].some((keyword) => draft[keyword] !== undefined)
  if (!takesAny && !isPartOfMore && draft['patternProperties'] === undefined) return
  note(state, 'Closed an object that takes more members than it names', path)
  state.expressible = false
  draft['additionalProperties'] = false
}

function stringEnums(draft: SchemaDraft, path: string, told: string[], state: Adapting): void {
  const values: readonly Json[] | undefined = isJsonList(draft['enum']) ? draft['enum'] : undefined
  if (values === undefined || values.every((value) => typeof value === 'string')) return
  const strings = values.filter((value) => value !== null)
  if (strings.length < values.length) {
    draft['nullable'] = true
    state.changed = true
  }
  if (strings.length > 0 && strings.every((value) => typeof value === 'string')) draft['enum'] = strings
  else {
    delete draft['enum']
    note(state, 'Dropped an `enum` of values that are not strings', path)
    tell(told, 'enum', values)
  }
}

function isAccepted(key: string, value: Json, rules: SchemaRules): boolean {
  if (rules.allow !== undefined && !rules.allow.includes(key)) return false
  if (rules.drop?.includes(key) === true) return false
  if (key === 'format' && rules.formats !== undefined) return typeof value === 'string' && rules.formats.includes(value)
  if (key === 'minItems' && rules.minItems !== undefined)
    return typeof value === 'number' && rules.minItems.includes(value)
  if (key === 'pattern' && rules.simplePatterns === true) return typeof value === 'string' && isSimplePattern(value)
  return !(rules.inlineReferences === true && (key === '$defs' || key === 'definitions'))
}

function isSimplePattern(pattern: string): boolean {
  return !/\(\?<?[=!]|\\[bB1-9]|\\k</.test(pattern)
}

function tell(told: string[], key: string, value: Json): void {
  const text = JSON.stringify(value)
  if (text.length <= maxToldLength) told.push(`${key}: ${text}`)
}

function describe(draft: SchemaDraft, told: readonly string[]): void {
  const words = told.join(', ')
  const { description } = draft
  draft['description'] = typeof description === 'string' && description !== '' ? `${description} (${words})` : words
}

function bareReference(draft: SchemaDraft, path: string, state: Adapting): JsonObject {
  const { $ref, description, title: _title, ...others } = draft
  const left = Object.keys(others).filter((key) => others[key] !== undefined)
  if (left.length > 0) note(state, `Dropped ${left.map((key) => `\`${key}\``).join(', ')} beside a reference`, path)
  if (description === undefined) return { $ref }
  state.changed = true
  return { description, anyOf: [{ $ref }] }
}

function replaceKey(draft: SchemaDraft, from: string, to: string, value: Json): SchemaDraft {
  const replaced: SchemaDraft = {}
  for (const [key, member] of Object.entries(draft))
    if (key !== to) setMember(replaced, key === from ? to : key, key === from ? value : member)
  return replaced
}
