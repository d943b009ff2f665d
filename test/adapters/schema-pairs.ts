import fc from 'fast-check'
import type { Json, JsonObject } from '../../src/vocabulary/message.ts'

/** A schema, a value that fits it, and the definitions that it refers to. */
export interface SchemaPair {
  readonly schema: JsonObject
  readonly value: Json
  readonly definitions: JsonObject
}

interface Member {
  readonly name: string
  readonly pair: SchemaPair
  readonly isRequired: boolean
  readonly isPresent: boolean
}

/** Names that are keywords, names that objects have, and ordinary ones. */
const names = fc.constantFrom('a', 'b', 'value', 'minLength', 'const', '$ref2', 'constructor', 'type', 'items')

function leaf(schema: JsonObject, ...values: readonly Json[]): fc.Arbitrary<SchemaPair> {
  return fc.constantFrom(...values).map((value) => ({ schema, value, definitions: {} }))
}

const leaves: fc.Arbitrary<SchemaPair> = fc.oneof(
  leaf({ type: 'string' }, '', 'text'),
  leaf({ type: 'string', minLength: 2, maxLength: 9, pattern: '^t', description: 'D' }, 'text', 'to'),
  leaf({ type: 'string', pattern: '^(?!x).*$', format: 'uri' }, 'https://a.example'),
  leaf({ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }, 0, 7),
  leaf({ type: 'number', exclusiveMinimum: 0, multipleOf: 0.5 }, 0.5, 2),
  leaf({ type: 'boolean', default: true }, true, false),
  leaf({ type: 'null' }, null),
  leaf({ type: ['string', 'null'] }, 'text', null),
  leaf({ type: ['integer', 'boolean'], title: 'T' }, 1, false),
  leaf({ enum: ['a', 'b'] }, 'a', 'b'),
  leaf({ enum: [1, 'a', null] }, 1, null),
  leaf({ type: 'string', const: 'only' }, 'only'),
  leaf({ const: 3 }, 3),
  leaf({}, 'anything', null),
  leaf({ type: 'object', additionalProperties: { type: 'string' }, propertyNames: { minLength: 1 } }, {}, { k: 'v' }),
  leaf({ type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false, uniqueItems: true }, [
    'a',
    1,
  ]),
)

const members = (pairs: fc.Arbitrary<SchemaPair>): fc.Arbitrary<Member[]> =>
  fc.uniqueArray(fc.record({ name: names, pair: pairs, isRequired: fc.boolean(), isPresent: fc.boolean() }), {
    selector: (member) => member.name,
    maxLength: 4,
  })

function objectOf(own: readonly Member[], closed: boolean): SchemaPair {
  const required = own.filter((member) => member.isRequired).map((member) => member.name)
  const present = own.filter((member) => member.isRequired || member.isPresent)
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(own.map((member) => [member.name, member.pair.schema])),
      ...(required.length === 0 ? {} : { required }),
      ...(closed ? { additionalProperties: false } : {}),
    },
    value: Object.fromEntries(present.map((member) => [member.name, member.pair.value])),
    definitions: Object.assign({}, ...own.map((member) => member.pair.definitions)) as JsonObject,
  }
}

let definitionCount = 0

/** The pair behind a reference. */
function referred(pair: SchemaPair): SchemaPair {
  definitionCount += 1
  const name = `d${definitionCount}`
  return {
    ...pair,
    schema: { $ref: `#/$defs/${name}`, description: 'R' },
    definitions: { ...pair.definitions, [name]: pair.schema },
  }
}

const nested: fc.Arbitrary<SchemaPair> = fc.letrec<{ pair: SchemaPair }>((tie) => ({
  pair: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaves,
    fc.tuple(members(tie('pair')), fc.boolean()).map(([own, closed]) => objectOf(own, closed)),
    fc
      .tuple(tie('pair'), fc.boolean(), fc.constantFrom({}, { minItems: 1, maxItems: 3 }, { minItems: 0 }))
      .map(([item, isFilled, bounds]) => ({
        ...item,
        schema: { type: 'array', items: item.schema, ...bounds },
        value: isFilled || 'maxItems' in bounds ? [item.value] : [],
      })),
    fc.tuple(tie('pair'), tie('pair')).map(([first, second]) => ({
      schema: { anyOf: [first.schema, second.schema] },
      value: second.value,
      definitions: { ...first.definitions, ...second.definitions },
    })),
    members(tie('pair')).map((own) => {
      const half = Math.ceil(own.length / 2)
      const [first, second] = [objectOf(own.slice(0, half), false), objectOf(own.slice(half), false)]
      return {
        schema: { allOf: [first.schema, second.schema] },
        value: { ...(first.value as JsonObject), ...(second.value as JsonObject) },
        definitions: { ...first.definitions, ...second.definitions },
      }
    }),
    fc.tuple(members(tie('pair')), members(tie('pair'))).map(([one, other]) => {
      const [first, second] = [objectOf(one, true), objectOf(other, true)]
      return {
        schema: {
          oneOf: [tagged(first.schema, 'one'), tagged(second.schema, 'other')],
        },
        value: { ...(second.value as JsonObject), tag: 'other' },
        definitions: { ...first.definitions, ...second.definitions },
      }
    }),
    fc.tuple(members(tie('pair')), members(tie('pair'))).map(([one, other]) => {
      const [whole, branch] = [
        objectOf(one, false),
        objectOf(
          other.map((member) => ({ ...member, name: `${member.name}2` })),
          false,
        ),
      ]
      return {
        schema: { ...whole.schema, anyOf: [branch.schema, { type: 'object', required: ['never'] }] },
        value: { ...(whole.value as JsonObject), ...(branch.value as JsonObject) },
        definitions: { ...whole.definitions, ...branch.definitions },
      }
    }),
    tie('pair').map(referred),
  ),
})).pair

function tagged(schema: JsonObject, tag: string): JsonObject {
  return {
    ...schema,
    properties: { ...(schema['properties'] as JsonObject), tag: { const: tag, type: 'string' } },
    required: [...((schema['required'] ?? []) as readonly string[]), 'tag'],
  }
}

/** A whole schema of an object with its definitions, and a value that fits it. */
export const objectPairs: fc.Arbitrary<SchemaPair> = fc
  .oneof(
    { weight: 3, arbitrary: fc.tuple(members(nested), fc.boolean()).map(([own, closed]) => objectOf(own, closed)) },
    {
      weight: 1,
      arbitrary: nested.filter(
        (pair) => typeof pair.value === 'object' && pair.value !== null && !Array.isArray(pair.value),
      ),
    },
  )
  .map((pair) => ({
    ...pair,
    schema: Object.keys(pair.definitions).length === 0 ? pair.schema : { ...pair.schema, $defs: pair.definitions },
  }))
