import { describe, expect, it } from 'vitest'
import { adaptSchema } from '../../src/adapters/schema-adaptation.ts'
import { anthropicStrict, bedrockTool, geminiTool, openaiStrict, openaiTool } from '../../src/adapters/schema-rules.ts'
import type { JsonObject } from '../../src/vocabulary/message.ts'

function object(properties: JsonObject, ...required: string[]): JsonObject {
  return { type: 'object', properties, required }
}

describe('the limits of adaptSchema', () => {
  it.each<[string, JsonObject]>([
    ['a dictionary', object({ a: { type: 'object', additionalProperties: { type: 'string' } } }, 'a')],
    ['an object of any members', object({ a: { type: 'object' } }, 'a')],
    ['members by pattern', object({ a: { type: 'object', properties: {}, patternProperties: { '^x': {} } } }, 'a')],
    ['a value of any type', object({ a: {} }, 'a')],
    ['an array of anything', object({ a: { type: 'array' } }, 'a')],
  ])('says that strict OpenAI cannot express %s', (_name, schema) => {
    expect(adaptSchema(schema, openaiStrict).expressible).toBe(false)
    expect(adaptSchema(schema, openaiTool).expressible).toBe(true)
  })

  it('cuts a schema that holds itself, with a change', () => {
    const tree = object({ value: { type: 'string' }, children: { type: 'array', items: { $ref: '#' } } }, 'value')
    const adapted = adaptSchema(tree, bedrockTool)
    expect(JSON.stringify(adapted.schema)).not.toContain('$ref')
    expect(adapted.changes).toEqual(['Cut a schema that holds itself (properties.children.items; Bedrock tools).'])
    expect(adaptSchema(tree, openaiStrict).schema).toMatchObject({
      properties: { children: { type: ['array', 'null'], items: { $ref: '#' } } },
    })
    expect(adaptSchema(tree, anthropicStrict).expressible).toBe(false)
  })

  it('stays small when every definition doubles the one before it', () => {
    const $defs: Record<string, JsonObject> = { d0: { type: 'string' } }
    for (let n = 1; n <= 40; n += 1) {
      const $ref = `#/$defs/d${n - 1}`
      $defs[`d${n}`] = { type: 'object', properties: { a: { $ref }, b: { $ref } } }
    }
    const adapted = adaptSchema({ ...object({ a: { $ref: '#/$defs/d40' } }), $defs }, geminiTool)
    expect(JSON.stringify(adapted.schema).length).toBeLessThan(2_000_000)
    expect(adapted.expressible).toBe(false)
    expect(adapted.changes.join(' ')).toContain('Cut a schema that is too deep or too large')
  })

  it('follows no reference that leads nowhere or in circles', () => {
    const $defs = { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } }
    const schema = {
      ...object({ a: { $ref: '#/$defs/a' }, b: { $ref: 'https://a.example/b' }, c: { $ref: '#/$defs/none' } }),
      $defs,
    }
    expect(adaptSchema(schema, geminiTool).schema).toEqual(object({ a: {}, b: {}, c: {} }))
  })

  it('never takes a member for the prototype', () => {
    const schema = JSON.parse(
      '{"type":"object","properties":{"__proto__":{"type":"string","minLength":1}},"allOf":[{"__proto__":{"polluted":true}}]}',
    ) as JsonObject
    const adapted = adaptSchema(schema, bedrockTool)
    expect(adapted.schema).toEqual({ type: 'object', properties: {} })
    expect(Object.getPrototypeOf(adapted.schema)).toBe(Object.prototype)
    expect(adapted.changes.join(' ')).toContain('Left out a member named __proto__')
  })
})
