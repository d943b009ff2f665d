import { describe, expect, it } from 'vitest'

import { parseModelRef } from '../../src/vocabulary/model-ref.ts'
import { optionPath, unknownOption, unknownOptions } from '../../src/vocabulary/unknown-option.ts'

describe('optionPath', () => {
  it.each([
    [[], ''],
    [['providers', 'openai', 'baseUrl'], 'providers.openai.baseUrl'],
    [['providers', 'llama-cpp', 'apiKey', 1], 'providers["llama-cpp"].apiKey[1]'],
    [['models', 'a/b "c"'], 'models["a/b \\"c\\""]'],
    [['0'], '["0"]'],
  ])('writes %j as it would be in code', (segments, text) => {
    expect(optionPath(segments)).toBe(text)
  })
})

describe('unknownOptions', () => {
  const known = ['messages', 'model', 'maxOutputTokens']

  it('is empty when every name is an option or its value is absent', () => {
    expect(unknownOptions({ messages: 'hi', model: undefined, nonsense: undefined }, known)).toEqual([])
  })

  it('names the place and the nearest option', () => {
    expect(unknownOptions({ maxTokens: 5, message: 'hi' }, known, ['request'])).toEqual([
      '`request.maxTokens`: unknown option; did you mean `maxOutputTokens`?',
      '`request.message`: unknown option; did you mean `messages`?',
    ])
  })

  it('lists the options when none is near', () => {
    expect(unknownOption(['zzz'], known)).toBe(
      '`zzz`: unknown option; there are `messages`, `model`, `maxOutputTokens`',
    )
  })

  it('refuses a name that would reach the prototype', () => {
    const given = JSON.parse('{"__proto__": {}, "constructor": 1}') as object
    expect(unknownOptions(given, known)).toHaveLength(2)
  })
})

describe('parseModelRef', () => {
  it.each([
    ['openai/gpt-5.4', { provider: 'openai', model: 'gpt-5.4' }],
    ['openrouter/anthropic/claude-sonnet-4.6', { provider: 'openrouter', model: 'anthropic/claude-sonnet-4.6' }],
    ['ollama/llama3.2:3b', { provider: 'ollama', model: 'llama3.2:3b' }],
    ['my host/model', { provider: 'my host', model: 'model' }],
  ])('splits %s at the first slash', (ref, target) => {
    expect(parseModelRef(ref)).toEqual(target)
  })

  it.each(['', '/', 'openai', 'openai/', '/gpt', ' openai/gpt', 'openai /gpt', 'openai/ gpt', 'openai/gpt '])(
    'refuses %j',
    (ref) => {
      expect(parseModelRef(ref)).toBeUndefined()
    },
  )
})
