import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { editDistance, nearestName } from '../../src/vocabulary/nearest-name.ts'

const options = [
  'messages',
  'system',
  'model',
  'maxOutputTokens',
  'stopSequences',
  'signal',
  'timeouts',
  'topP',
  'baseUrl',
  'apiKey',
]

describe('nearestName', () => {
  it.each([
    ['baseURL', 'baseUrl'],
    ['base_url', 'baseUrl'],
    ['APIKEY', 'apiKey'],
    ['top_p', 'topP'],
    ['mesages', 'messages'],
    ['messgaes', 'messages'],
    ['modle', 'model'],
    ['timeout', 'timeouts'],
    ['maxTokens', 'maxOutputTokens'],
    ['max_tokens', 'maxOutputTokens'],
    ['abortSignal', 'signal'],
    ['stop', 'stopSequences'],
  ])('takes %s for %s', (written, meant) => {
    expect(nearestName(written, options)).toBe(meant)
  })

  it.each(['', 'xyz', 'temperature', '___', 'a'.repeat(200)])('finds nothing near %j', (written) => {
    expect(nearestName(written, options)).toBeUndefined()
  })

  it('prefers the fewest mistakes, then the order of the candidates', () => {
    expect(nearestName('grok', ['groq', 'grok1', 'grok'])).toBe('grok')
    expect(nearestName('cat', ['bat', 'hat'])).toBe('bat')
    expect(nearestName('opnai', ['openrouter', 'openai'])).toBe('openai')
  })

  it('finds a candidate by its own name, in any case', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,20}$/)
    fc.assert(
      fc.property(name, fc.array(name), (wanted, others) => {
        expect(nearestName(wanted.toUpperCase(), [...others, wanted])).toBe(wanted)
      }),
    )
  })

  it('finds a name of seven letters or more with two neighbours swapped', () => {
    const name = fc.stringMatching(/^[a-z]{7,20}$/)
    fc.assert(
      fc.property(name, fc.nat(), (wanted, at) => {
        const index = at % (wanted.length - 1)
        const swapped =
          wanted.slice(0, index) + wanted.charAt(index + 1) + wanted.charAt(index) + wanted.slice(index + 2)
        expect(editDistance(swapped, wanted)).toBeLessThanOrEqual(1)
        expect(nearestName(swapped, [wanted])).toBe(wanted)
      }),
    )
  })

  it('only ever gives back a candidate, whatever is asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string()), (wanted, candidates) => {
        expect([undefined, ...candidates]).toContain(nearestName(wanted, candidates))
      }),
    )
  })
})

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['kitten', 'sitting', 3],
    ['ab', 'ba', 1],
    ['abcd', 'acbd', 1],
    ['ca', 'abc', 3],
  ])('from %j to %j is %i', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance)
  })

  it('is symmetric, zero only for equal texts, and at most the longer length', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (from, to) => {
        const distance = editDistance(from, to)
        expect(distance).toBe(editDistance(to, from))
        expect(distance === 0).toBe(from === to)
        expect(distance).toBeLessThanOrEqual(Math.max(from.length, to.length))
      }),
    )
  })
})
