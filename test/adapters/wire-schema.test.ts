import { describe, expect, it } from 'vitest'
import { z as mini } from 'zod/mini'
import { z } from 'zod/v4'
import { normaliseOutput, normaliseTools, validateOutput } from '../../src/adapters/normalise-request.ts'
import type { Tools } from '../../src/vocabulary/completion-request.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'
import type { Schema } from '../../src/vocabulary/standard-schema.ts'

/** What a caller without types can pass. */
function given(tools: unknown): Tools {
  return tools as Tools
}

function refusal(run: () => unknown): RouterError {
  try {
    run()
  } catch (error) {
    if (RouterError.is(error)) return error
    throw error
  }
  throw new Error('it was accepted')
}

describe('normaliseTools', () => {
  it('gives JSON Schema of zod schemas, of JSON Schema and of nothing, in the order of the caller', () => {
    const tools = normaliseTools({
      zebra: { description: 'Z', input: z.object({ a: z.string(), b: z.optional(z.int()) }), strict: true },
      ant: { input: { jsonSchema: { $schema: 'x', type: 'object', properties: { a: {} } } } },
      mule: {},
    })
    expect(tools.map((tool) => tool.name)).toEqual(['zebra', 'ant', 'mule'])
    expect(tools[0]).toMatchObject({ description: 'Z', strict: true })
    expect(tools[0]?.inputSchema).toMatchObject({ type: 'object', required: ['a'] })
    expect(tools[1]?.inputSchema).toEqual({ type: 'object', properties: { a: {} } })
    expect(tools[2]?.inputSchema).toEqual({ type: 'object', properties: {}, additionalProperties: false })
    expect(tools.every((tool) => Object.isFrozen(tool) && Object.isFrozen(tool.inputSchema))).toBe(true)
    expect(normaliseTools(undefined)).toEqual([])
  })

  it('asks for draft 7 where draft 2020-12 is not known', () => {
    const targets: string[] = []
    const jsonSchema = {
      input: ({ target }: { readonly target: string }) => {
        targets.push(target)
        if (target !== 'draft-07') throw new Error(`unknown target ${target}`)
        return { type: 'object' }
      },
    }
    const standard = { version: 1 as const, vendor: 'own', validate: (value: unknown) => ({ value }), jsonSchema }
    // Some libraries make schemas that are functions.
    const schema: Schema = Object.assign(() => {}, { '~standard': standard })
    expect(normaliseTools({ f: { input: schema } })[0]?.inputSchema).toEqual({ type: 'object' })
    expect(targets).toEqual(['draft-2020-12', 'draft-07'])
  })

  it('says that arguments are an object where a schema only forgets it', () => {
    const anyOf = [{ type: 'object', properties: { a: {} } }, { required: ['b'] }]
    const [tool] = normaliseTools({ f: { input: { jsonSchema: { anyOf } } } })
    expect(tool?.inputSchema).toEqual({ type: 'object', anyOf })
  })

  it('puts a definition that the root points at in its place', () => {
    const node = { type: 'object', properties: { next: { $ref: '#/$defs/Node' } } }
    const [tool] = normaliseTools({ f: { input: { jsonSchema: { $ref: '#/$defs/Node', $defs: { Node: node } } } } })
    expect(tool?.inputSchema).toEqual({ ...node, $defs: { Node: node } })
  })

  it.each<[string, Schema, RegExp]>([
    ['zod/mini', mini.object({ a: mini.string() }), /zod\/mini/],
    [
      'another library',
      { '~standard': { version: 1, vendor: 'valibot', validate: (value: unknown) => ({ value }) } },
      /@valibot\/to-json-schema/,
    ],
    [
      'an unknown library',
      { '~standard': { version: 1, vendor: 'constructor', validate: (value: unknown) => ({ value }) } },
      /^Give \{ jsonSchema, validate/,
    ],
    ['a type that JSON lacks', z.object({ at: z.date() }), /z\.toJSONSchema/],
  ])('names the fix for a schema of %s that yields no JSON Schema', (_name, input, hint) => {
    const error = refusal(() => normaliseTools({ f: { input } }))
    expect(error.code).toBe('configuration')
    expect(error.message).toMatch(/^tools\.f\.input: this/)
    expect(error.hints.join(' ')).toMatch(hint)
  })

  it.each<[string, unknown, string, RegExp]>([
    ['a list of tools', [{ name: 'f' }], 'invalid-request', /^tools: expected an object of tools by name, got a list$/],
    [
      'a tool without content',
      { f: null },
      'invalid-request',
      /^tools\.f: expected \{ description, input \}, got null$/,
    ],
    ['an empty name', { '': {} }, 'invalid-request', /one is empty$/],
    [
      'the schema under another name',
      { f: { inputSchema: {} } },
      'invalid-request',
      /^tools\.f\.inputSchema: .* is `input`$/,
    ],
    ['a function to run', { f: { execute: () => 1 } }, 'invalid-request', /never runs a tool/],
    ['a misspelt member', { f: { descripton: 'x' } }, 'invalid-request', /did you mean "description"\?$/],
    [
      'a bare JSON Schema',
      { f: { input: { type: 'object' } } },
      'invalid-request',
      /expected a Standard Schema or \{ jsonSchema \}$/,
    ],
    [
      'arguments that are no object',
      { f: { input: z.string() } },
      'configuration',
      /the arguments of a tool are an object/,
    ],
    [
      'a function in a schema',
      { f: { input: { jsonSchema: { type: 'object', default: () => 1 } } } },
      'configuration',
      /^tools\.f\.input\.default: a function is not JSON$/,
    ],
  ])('refuses %s', (_name, tools, code, message) => {
    const error = refusal(() => normaliseTools(given(tools)))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
  })
})

describe('normaliseOutput', () => {
  it('keeps a schema of an object as it is', () => {
    const jsonSchema = { type: 'object', properties: { a: { type: 'string' } } }
    expect(normaliseOutput({ schema: { jsonSchema } })).toEqual({ name: 'answer', schema: jsonSchema, mode: undefined })
    expect(normaliseOutput(undefined)).toBeUndefined()
  })

  it('wraps what is not plainly an object and moves references along', () => {
    const tree = { anyOf: [{ type: 'string' }, { type: 'array', items: { $ref: '#' } }, { $ref: '#/$defs/a' }] }
    const output = normaliseOutput({
      name: 'tree',
      mode: 'tool',
      schema: { jsonSchema: { ...tree, $defs: { a: { $ref: '#/anyOf/0' } } } },
    })
    expect(output).toEqual({
      name: 'tree',
      mode: 'tool',
      schema: {
        type: 'object',
        properties: {
          value: {
            anyOf: [
              { type: 'string' },
              { type: 'array', items: { $ref: '#/properties/value' } },
              { $ref: '#/$defs/a' },
            ],
          },
        },
        required: ['value'],
        additionalProperties: false,
        $defs: { a: { $ref: '#/properties/value/anyOf/0' } },
      },
    })
  })

  it.each([
    [{ name: 'a b', schema: z.string() }, /^output\.name: expected up to 64 letters/],
    [{ mode: 'json', schema: z.string() }, /^output\.mode: expected 'native'/],
    [{}, /^output\.schema: expected a Standard Schema/],
  ])('refuses %j', (output, message) => {
    const error = refusal(() => normaliseOutput(output as { schema: Schema }))
    expect(error.code).toBe('invalid-request')
    expect(error.message).toMatch(message)
  })
})

describe('validateOutput', () => {
  const person = z.object({ name: z.string(), age: z.optional(z.number()), tags: z.optional(z.nullable(z.string())) })

  it('gives the value as the schema makes it', async () => {
    const schema = z.object({
      n: z.pipe(
        z.string(),
        z.transform((text) => text.length),
      ),
    })
    const shown: Schema<{ n: number }> = {
      jsonSchema: { type: 'object' },
      validate: (value) => schema['~standard'].validate(value),
    }
    await expect(validateOutput(shown, { n: 'abc' })).resolves.toEqual({ value: { n: 3 } })
  })

  it('takes nulls of absent optional members away, and only those', async () => {
    await expect(validateOutput(person, { name: 'a', age: null, tags: null })).resolves.toEqual({
      value: { name: 'a', tags: null },
    })
    await expect(validateOutput(person, { name: null, age: 1 })).resolves.toEqual({
      issues: [expect.stringMatching(/^name: /)],
    })
  })

  it('lets a validator that wants the nulls have them', async () => {
    const schema: Schema = {
      jsonSchema: { type: 'object', properties: { a: { type: 'string' } } },
      validate: (value) => ({ value }),
    }
    await expect(validateOutput(schema, { a: null })).resolves.toEqual({ value: { a: null } })
  })

  it('accepts what has no validator, without the nulls', async () => {
    const schema = { jsonSchema: { type: 'object', properties: { a: { type: 'string' } } } }
    await expect(validateOutput(schema, { a: null, b: null })).resolves.toEqual({ value: { b: null } })
  })

  it('unwraps an answer that is not an object, wrapped or not', async () => {
    const list = z.array(z.number())
    await expect(validateOutput(list, { value: [1] })).resolves.toEqual({ value: [1] })
    await expect(validateOutput(list, [1])).resolves.toEqual({ value: [1] })
    await expect(validateOutput(z.object({ value: z.number() }), { value: 1 })).resolves.toEqual({
      value: { value: 1 },
    })
  })

  it('names the place of each issue', async () => {
    const schema = z.object({ a: z.array(z.object({ b: z.string() })) })
    await expect(validateOutput(schema, { a: [{ b: 1 }] })).resolves.toEqual({
      issues: [expect.stringMatching(/^a\[0\]\.b: /)],
    })
    await expect(validateOutput(schema, 7)).resolves.toEqual({ issues: [expect.not.stringMatching(/^:/)] })
  })

  it('takes a validator that throws for an issue', async () => {
    const schema: Schema = {
      jsonSchema: { type: 'object' },
      validate: () => {
        throw new Error('broken')
      },
    }
    await expect(validateOutput(schema, {})).resolves.toEqual({ issues: ["the schema's own check failed: broken"] })
  })
})
