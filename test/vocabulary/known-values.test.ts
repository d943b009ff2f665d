import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { redactKnown } from '../../src/vocabulary/known-values.ts'

const awkward = 'a&b<c>"d\'e\\f/g+h=~!é9'

describe('a known value', () => {
  it.each([
    ['as it is', awkward],
    ['in an address', encodeURIComponent(awkward)],
    [
      'in a form',
      encodeURIComponent(awkward).replace(/[!'~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
    ],
    ['in an address in lower case', encodeURIComponent(awkward).replace(/%../g, (code) => code.toLowerCase())],
    ['in JSON', JSON.stringify(awkward).slice(1, -1)],
    ['in JSON inside of JSON', JSON.stringify(JSON.stringify(awkward).slice(1, -1)).slice(1, -1)],
    ['in the JSON of Go', String.raw`a\u0026b\u003cc\u003e\"d'e\\f/g+h=~!é9`],
    ['in the JSON of PHP', String.raw`a&b<c>\"d'e\\f\/g+h=~!é9`],
    ['in the JSON of Python', String.raw`a&b<c>\"d'e\\f/g+h=~!\u00e99`],
    ['in the JSON of .NET', String.raw`a\u0026b\u003Cc\u003E\u0022d\u0027e\\f/g\u002Bh=~!\u00E99`],
    ['in HTML', 'a&amp;b&lt;c&gt;&quot;d&#39;e\\f/g+h=~!é9'],
  ])('is taken out %s', (_how, form) => {
    expect(redactKnown([awkward])(`before ${form} after`)).toBe('before [redacted] after')
  })

  it('is taken out of base64 whatever stands around it in there', () => {
    const secret = 'correct-horse-9'
    for (const [before, after] of [
      ['', ''],
      ['user:', ''],
      ['x', 'y'],
      ['ab', 'cd'],
      ['abc', ':z'],
    ] as const) {
      for (const encoding of ['base64', 'base64url'] as const) {
        const text = Buffer.from(before + secret + after).toString(encoding)
        const clean = redactKnown([secret])(`Basic ${text}`)
        expect(clean).toContain('[redacted]')
        const left = clean.replace('Basic ', '').split('[redacted]')
        expect(left.map((piece) => Buffer.from(piece, encoding).toString()).join(' ')).not.toMatch(/corr|orse-9/)
      }
    }
  })

  it('is taken out where somebody else has cut it, and where only its prefix is left it stays', () => {
    const redact = redactKnown(['sk-proj-4dQ9f1x7Lm2zzzzzzzzzz'])
    expect(redact('Incorrect key sk-proj-4dQ9f1x7...')).toBe('Incorrect key [redacted]...')
    expect(redact('Incorrect key sk-proj-********zzzz')).toBe('Incorrect key sk-proj-********zzzz')
    expect(redactKnown(['anthropic-test-key'])('anthropic/claude failed')).toBe('anthropic/claude failed')
    expect(redactKnown(['anthropic-test-key'])('the key anthropic-test-k')).toBe('the key [redacted]')
  })

  it('costs nothing where texts are too short to hold it', () => {
    const text = 'gpt-5.4'
    expect(redactKnown(['x'.repeat(40)])(text)).toBe(text)
    expect(redactKnown([])(text)).toBe(text)
    expect(redactKnown(['abc'])('abc')).toBe('abc')
  })
})

it('never stays in any of its forms, and nothing else is lost', () => {
  const known = fc.string({ minLength: 8, maxLength: 60 }).filter((value) => /^[!-~]{8,}$/.test(value))
  fc.assert(
    fc.property(known, fc.constantFrom('plain', 'uri', 'json', 'base64'), (secret, form) => {
      fc.pre(!'[redacted]'.includes(secret))
      const forms = {
        plain: secret,
        uri: encodeURIComponent(secret),
        json: JSON.stringify(secret),
        base64: btoa(`:${secret};`),
      }
      const clean = redactKnown([secret])(`\u00ab${forms[form]}\u00bb`)
      expect(clean.startsWith('\u00ab') && clean.endsWith('\u00bb')).toBe(true)
      expect(clean).toContain('[redacted]')
      expect(clean).not.toContain(secret)
    }),
  )
})
