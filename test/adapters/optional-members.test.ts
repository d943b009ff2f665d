import { describe, expect, it } from 'vitest'

import { restoreOptional } from '../../src/adapters/optional-members.ts'
import type { JsonObject } from '../../src/vocabulary/message.ts'

function tagged(tag: string, members: JsonObject = {}): JsonObject {
  const properties = { tag: { const: tag, type: 'string' }, ...members }
  return { type: 'object', properties, additionalProperties: false, required: ['tag'] }
}

describe('members that a strict mode wrote as null', () => {
  it('are absent again where they are optional, and stay where the schema takes null', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' }, b: { type: ['string', 'null'] } } }
    expect(restoreOptional({ a: null, b: null }, schema)).toEqual({ b: null })
  })

  it('are judged by the branches of a union that can be meant: not one that demands a member which is null', () => {
    const nullable = { a: { enum: [1, 'a', null] } }
    const empty = { type: 'object', properties: {}, additionalProperties: false }
    const schema = { anyOf: [{ oneOf: [tagged('one'), tagged('other', nullable)] }, empty] }
    expect(restoreOptional({ a: null, tag: null }, schema)).toEqual({})
    expect(restoreOptional({ a: null, tag: 'other' }, schema)).toEqual({ a: null, tag: 'other' })
  })

  it('are judged by no branch that is closed and does not know what is there', () => {
    const closed = { type: 'object', properties: { a: { type: ['string', 'null'] } }, additionalProperties: false }
    const schema = { anyOf: [closed, { oneOf: [tagged('one'), tagged('other')] }] }
    expect(restoreOptional({ a: null, tag: 'other' }, schema)).toEqual({ tag: 'other' })
    expect(restoreOptional({ a: null, tag: null }, schema)).toEqual({ a: null })
  })
})
