import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { restoreOptional } from '../../src/adapters/optional-members.ts'
import { adaptSchema } from '../../src/adapters/schema-adaptation.ts'
import { schemaRules } from '../../src/adapters/schema-rules.ts'
import type { SchemaRules } from '../../src/adapters/schema-rules.ts'
import type { Json, JsonObject } from '../../src/vocabulary/message.ts'
import { objectPairs } from './schema-pairs.ts'

const tables: readonly [string, SchemaRules][] = Object.entries(schemaRules)

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `nullable: true`, which OpenAPI has, in the words of JSON Schema. */
function withoutNullable(schema: Json): Json {
  if (Array.isArray(schema)) return (schema as readonly Json[]).map(withoutNullable)
  if (!isObject(schema)) return schema
  const { nullable, ...rest } = schema
  const plain = Object.fromEntries(
    Object.entries(rest).flatMap(([key, member]) => (member === undefined ? [] : [[key, withoutNullable(member)]])),
  )
  return nullable === true ? { anyOf: [plain, { type: 'null' }] } : plain
}

function fits(schema: JsonObject, value: Json): boolean {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false, ownProperties: true })
  return ajv.validate(withoutNullable(schema) as object, value)
}

/** What a model has to write under strict rules: null for every member that it leaves out. */
function completed(value: Json, schema: Json | undefined, root: JsonObject): Json {
  if (!isObject(schema)) return value
  if (typeof schema['$ref'] === 'string') {
    const name = schema['$ref'].split('/').at(-1) ?? ''
    return completed(value, isObject(root['$defs']) ? root['$defs'][name] : undefined, root)
  }
  const { anyOf, items, properties } = schema
  if (Array.isArray(anyOf)) {
    const branches: readonly Json[] = anyOf
    const candidates = branches.map((branch) => completed(value, branch, root))
    const index = branches.findIndex(
      (branch, at) => isObject(branch) && fits({ ...branch, $defs: root['$defs'] }, candidates[at] ?? null),
    )
    return candidates[index] ?? value
  }
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => completed(item, items, root))
  if (!isObject(value) || !isObject(properties)) return value
  const whole = Object.entries(properties).map(([name, member]) => [
    name,
    completed(Object.hasOwn(value, name) ? (value[name] ?? null) : null, member, root),
  ])
  return { ...value, ...Object.fromEntries(whole) } as JsonObject
}

function keywordsOf(schema: Json | undefined, found: Set<string>): Set<string> {
  if (Array.isArray(schema)) for (const item of schema as readonly Json[]) keywordsOf(item, found)
  if (!isObject(schema)) return found
  for (const [keyword, value] of Object.entries(schema)) {
    found.add(keyword)
    if (keyword === 'properties' || keyword === '$defs')
      for (const member of Object.values(value ?? {})) keywordsOf(member as Json, found)
    else if (!['enum', 'const', 'default', 'required', 'type'].includes(keyword)) keywordsOf(value, found)
  }
  return found
}

describe('adapted schemas', () => {
  it('are looked at for every table', () => {
    expect(tables.length).toBeGreaterThanOrEqual(11)
    for (const [, rules] of tables) expect(rules.source.length, rules.name).toBeGreaterThan(20)
  })

  describe.each(tables)('%s', (_name, rules) => {
    it('admits every value that the schema admits, unless it says that it cannot', () => {
      let looked = 0
      fc.assert(
        fc.property(objectPairs, ({ schema, value }) => {
          expect(fits(schema, value)).toBe(true)
          const adapted = adaptSchema(schema, rules)
          if (!adapted.expressible) return
          looked += 1
          const written = rules.requireAll === true ? completed(value, adapted.schema, adapted.schema) : value
          expect(fits(adapted.schema, written), JSON.stringify(adapted.schema)).toBe(true)
          expect(fits(schema, restoreOptional(written, schema))).toBe(true)
        }),
        { numRuns: 40 },
      )
      expect(looked).toBeGreaterThan(3)
    })

    it('holds only what passes, is stable, and leaves the schema alone', () => {
      fc.assert(
        fc.property(objectPairs, ({ schema }) => {
          const before = JSON.stringify(schema)
          const adapted = adaptSchema(schema, rules)
          expect(JSON.stringify(schema)).toBe(before)
          expect(adaptSchema(schema, rules)).toEqual(adapted)
          expect(adapted.schema['type']).toBe('object')
          const keywords = keywordsOf(adapted.schema, new Set())
          for (const keyword of rules.drop ?? []) expect(keywords).not.toContain(keyword)
          for (const keyword of keywords) if (rules.allow !== undefined) expect(rules.allow).toContain(keyword)
          for (const keyword of ['anyOf', 'oneOf', 'allOf', 'not', 'enum'])
            expect(adapted.schema).not.toHaveProperty(keyword)
          if (adapted.expressible) expect(adaptSchema(adapted.schema, rules).schema).toEqual(adapted.schema)
        }),
        { numRuns: 40 },
      )
    })
  })
})
