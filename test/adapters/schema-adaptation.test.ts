import { describe, expect, it } from 'vitest'
import { z } from 'zod/v4'
import { jsonSchemaOf } from '../../src/adapters/json-schema-of.ts'
import { adaptSchema } from '../../src/adapters/schema-adaptation.ts'
import {
  anthropicStrict,
  anthropicTool,
  cerebrasStrict,
  geminiJsonSchema,
  geminiTool,
  openaiStrict,
  openaiTool,
  xaiTool,
} from '../../src/adapters/schema-rules.ts'
import type { SchemaRules } from '../../src/adapters/schema-rules.ts'
import type { JsonObject } from '../../src/vocabulary/message.ts'

function object(properties: JsonObject, ...required: string[]): JsonObject {
  return { type: 'object', properties, required }
}

describe('adaptSchema', () => {
  it('returns the same schema when an interface takes it as it is', () => {
    const schema = object({ a: { type: 'string', minLength: 1 }, b: { $ref: '#/$defs/B' } }, 'a')
    expect(adaptSchema(schema, anthropicTool)).toEqual({
      schema,
      changes: [],
      expressible: true,
      interfaceName: 'Anthropic tools',
    })
    expect(adaptSchema(schema, anthropicTool).schema).toBe(schema)
  })

  it.each<[string, SchemaRules, JsonObject, JsonObject]>([
    [
      'closes objects and makes optional members nullable for strict OpenAI',
      openaiStrict,
      object(
        {
          a: { type: 'string' },
          b: { type: 'integer', description: 'B' },
          c: { enum: ['x'] },
          d: { anyOf: [{ type: 'string' }, { type: 'boolean' }] },
        },
        'a',
      ),
      {
        type: 'object',
        properties: {
          a: { type: 'string' },
          b: { type: ['integer', 'null'], description: 'B' },
          c: { anyOf: [{ enum: ['x'], type: 'string' }, { type: 'null' }] },
          d: { anyOf: [{ type: 'string' }, { type: 'boolean' }, { type: 'null' }] },
        },
        required: ['a', 'b', 'c', 'd'],
        additionalProperties: false,
      },
    ],
    [
      'tells bounds in words where their keyword does not pass',
      openaiStrict,
      object({ a: { type: 'string', minLength: 2, format: 'uri', pattern: '^(?!x)', description: 'A' } }, 'a'),
      {
        ...object({ a: { type: 'string', description: 'A (minLength: 2, format: "uri", pattern: "^(?!x)")' } }, 'a'),
        additionalProperties: false,
      },
    ],
    [
      'leaves nothing beside a reference for strict OpenAI and keeps its description',
      openaiStrict,
      {
        ...object({ a: { $ref: '#/$defs/A', description: 'first' } }, 'a'),
        $defs: { A: object({ b: { $ref: '#/$defs/A' } }) },
      },
      {
        ...object({ a: { description: 'first', anyOf: [{ $ref: '#/$defs/A' }] } }, 'a'),
        $defs: {
          A: {
            ...object({ b: { anyOf: [{ $ref: '#/$defs/A' }, { type: 'null' }] } }, 'b'),
            additionalProperties: false,
          },
        },
        additionalProperties: false,
      },
    ],
    [
      'joins the parts of allOf',
      openaiStrict,
      object(
        {
          a: {
            allOf: [
              object({ b: { type: 'string' } }, 'b'),
              object({ c: { type: 'number', minimum: 1 } }, 'c'),
              { properties: { c: { minimum: 3 } } },
            ],
          },
        },
        'a',
      ),
      {
        ...object(
          {
            a: {
              ...object({ b: { type: 'string' }, c: { type: 'number', minimum: 3 } }, 'b', 'c'),
              additionalProperties: false,
            },
          },
          'a',
        ),
        additionalProperties: false,
      },
    ],
    [
      'knows a property from a keyword of the same name',
      openaiStrict,
      object(
        { minLength: { type: 'string' }, const: { type: 'string', const: 'minLength' }, default: { type: 'boolean' } },
        'minLength',
        'const',
        'default',
      ),
      {
        ...object(
          {
            minLength: { type: 'string' },
            const: { type: 'string', const: 'minLength' },
            default: { type: 'boolean' },
          },
          'minLength',
          'const',
          'default',
        ),
        additionalProperties: false,
      },
    ],
    [
      'puts a union at the root together for Anthropic',
      anthropicTool,
      {
        type: 'object',
        oneOf: [
          object({ kind: { const: 'a', type: 'string' }, x: { type: 'string' } }, 'kind', 'x'),
          object({ kind: { const: 'b', type: 'string' }, x: { type: 'number' }, y: {} }, 'kind'),
        ],
      },
      {
        type: 'object',
        properties: {
          kind: { type: 'string', enum: ['a', 'b'] },
          x: { anyOf: [{ type: 'string' }, { type: 'number' }] },
          y: {},
        },
        required: ['kind'],
      },
    ],
    [
      'keeps the members of a root whose union only asks for one of several',
      openaiTool,
      { ...object({ a: {}, b: {} }), anyOf: [{ required: ['a'] }, { required: ['b'] }], not: { required: ['c'] } },
      object({ a: {}, b: {} }),
    ],
    [
      'keeps what a strict Anthropic tool takes and no more',
      anthropicStrict,
      object(
        {
          a: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 3 },
          b: { type: 'array', items: { type: 'string', format: 'uri' }, minItems: 2 },
        },
        'a',
      ),
      {
        ...object(
          {
            a: { type: 'array', items: { type: 'string' }, minItems: 1, description: 'maxItems: 3' },
            b: { type: 'array', items: { type: 'string', format: 'uri' }, description: 'minItems: 2' },
          },
          'a',
        ),
        additionalProperties: false,
      },
    ],
    [
      'writes the OpenAPI subset for Gemini',
      geminiTool,
      {
        ...object(
          {
            a: { type: ['string', 'null'], const: 'x' },
            b: { anyOf: [{ type: 'integer', exclusiveMinimum: 0 }, { type: 'null' }] },
            c: { $ref: '#/$defs/C' },
            d: { type: 'integer', enum: [1, 2] },
            e: { type: ['string', 'number'] },
            f: { enum: ['p', null] },
          },
          'a',
          'zz',
        ),
        $defs: {
          C: { type: 'array', items: { type: 'object', additionalProperties: { type: 'string' } }, uniqueItems: true },
        },
        additionalProperties: false,
      },
      object(
        {
          a: { type: 'string', enum: ['x'], nullable: true },
          b: { type: 'integer', description: 'exclusiveMinimum: 0', nullable: true },
          c: { type: 'array', items: { type: 'object' }, description: 'uniqueItems: true' },
          d: { type: 'integer', description: 'enum: [1,2]' },
          e: { anyOf: [{ type: 'string' }, { type: 'number' }] },
          f: { enum: ['p'], type: 'string', nullable: true },
        },
        'a',
      ),
    ],
    [
      'writes const as enum where Gemini ignores it',
      geminiJsonSchema,
      object({ a: { const: 1 } }),
      object({ a: { enum: [1] } }),
    ],
    [
      'drops what ends in a 502 at xAI',
      xaiTool,
      object({ a: { type: 'string', maxLength: 3 } }),
      object({ a: { type: 'string', description: 'maxLength: 3' } }),
    ],
    [
      'admits null by anyOf only for Cerebras',
      cerebrasStrict,
      object({ a: { type: ['string', 'null'], description: 'A' }, b: { type: 'string' } }, 'a'),
      {
        ...object(
          {
            a: { description: 'A', anyOf: [{ type: 'string' }, { type: 'null' }] },
            b: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          },
          'a',
          'b',
        ),
        additionalProperties: false,
      },
    ],
    [
      'writes a tuple as an array',
      anthropicStrict,
      object(
        {
          a: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }, { type: 'string' }], items: false },
        },
        'a',
      ),
      {
        ...object({ a: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] } } }, 'a'),
        additionalProperties: false,
      },
    ],
  ])('%s', (_name, rules, schema, expected) => {
    const before = JSON.stringify(schema)
    const adapted = adaptSchema(schema, rules)
    expect(adapted.schema).toEqual(expected)
    expect(JSON.stringify(schema)).toBe(before)
    expect(adaptSchema(adapted.schema, rules).schema).toBe(adapted.schema)
  })

  it('says each kind of change once, where, and for whom', () => {
    const schema = object({ a: { type: 'string', minLength: 1 }, b: { type: 'string', minLength: 2 } }, 'a', 'b')
    expect(adaptSchema(schema, xaiTool).changes).toEqual(['Dropped `minLength` (properties.a and 1 more; xAI tools).'])
  })

  it('says nothing of bounds that every integer of the language has', () => {
    expect(adaptSchema(jsonSchemaOf(z.object({ a: z.int() }), 'a'), anthropicStrict).changes).toEqual([])
  })

  it('takes a union of nulls for a branch of null, also where a reference leads back into it', () => {
    const nulls = { anyOf: [{ type: 'null' }, { anyOf: [{ const: null }, { type: ['null'] }] }] }
    const schema = object({ a: { anyOf: [{ type: 'string', const: 'only' }, nulls] } })
    const adapted = adaptSchema(schema, geminiTool).schema
    expect(adapted['properties']).toEqual({ a: { type: 'string', enum: ['only'], nullable: true } })
    expect(adaptSchema(adapted, geminiTool).schema).toEqual(adapted)
    // Each of thirty definitions names the next one ten times: looking at every path would never end.
    const names = Array.from({ length: 30 }, (_, at) => [
      `D${at}`,
      { anyOf: Array(10).fill({ $ref: `#/$defs/D${at + 1}` }) },
    ])
    const wide = {
      ...object({ a: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/D0' }] } }),
      $defs: { ...Object.fromEntries(names), D30: { type: 'null' } },
    } as JsonObject
    expect(adaptSchema(wide, geminiTool).schema['properties']).toEqual({ a: { type: 'string', nullable: true } })
    const loop = { ...object({ a: { $ref: '#/$defs/A' } }), $defs: { A: { anyOf: [{ $ref: '#/$defs/A' }] } } }
    expect(adaptSchema(loop, geminiTool).schema['type']).toBe('object')
  })
})
