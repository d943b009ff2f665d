import { describe, expect, it } from 'vitest'

import { isSameJsonText, judgeArguments, parseArguments } from '../../src/adapters/tool-arguments.ts'

describe('raw arguments', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    ['', {}],
    [' ', {}],
    ['null', {}],
    ['[1]', undefined],
    ['"a"', undefined],
    ['{"a":', undefined],
    [`{"a":${'['.repeat(101)}${']'.repeat(101)}}`, undefined],
    [`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, undefined],
  ])('%j are read as an object, or not at all', (rawArgs, args) => {
    expect(parseArguments(rawArgs)).toEqual(args)
  })

  it.each([
    ['{"a":1}', '{ "a": 1 }', true],
    ['{"a":1}', '{"a":2}', false],
    ['{"a"', '{"a"', false],
  ])('%j and %j say the same: %s', (one, other, same) => {
    expect(isSameJsonText(one, other)).toBe(same)
  })

  it.each([
    ['{"a":1}', true, true, { a: 1 }, undefined],
    ['{"a"', true, true, null, 'truncated'],
    ['{"a"', true, false, null, 'truncated'],
    ['{"a"', false, false, null, 'malformed'],
    ['', true, true, {}, 'truncated'],
    ['', true, false, {}, undefined],
    ['', false, false, {}, undefined],
  ])('%j, limit reached %s, may be missing %s: %j, %s', (rawArgs, limitReached, mayBeMissing, args, invalid) => {
    expect(judgeArguments(rawArgs, limitReached, mayBeMissing)).toEqual({ args, invalid })
  })
})
