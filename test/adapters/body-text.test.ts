import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { bodyText } from '../../src/adapters/body-text.ts'
import { routerOf } from '../router-of.ts'

describe('the body of a request', () => {
  it.each([
    ['a\uD83D', 'a\uFFFD'],
    ['\uDE00b', '\uFFFDb'],
    ['\uD83D\uD83D\uDE00', '\uFFFD😀'],
    ['😀', '😀'],
    [String.raw`\ud83d`, String.raw`\ud83d`],
    [`${String.raw`\\`}\uD83D`, `${String.raw`\\`}\uFFFD`],
  ])('has %j as %j', (text, sent) => {
    expect(JSON.parse(bodyText({ text, [text]: [text] }))).toEqual({ text: sent, [sent]: [sent] })
  })

  it('is the JSON of what it was given, with well-formed text', () => {
    const unit = fc.constantFrom('\uD83D', '\uDE00', '\\', 'ud83d', '\\ud83d', '"', 'a', '\n')
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 8 }), (units) => {
        const text = units.join('')
        expect(JSON.parse(bodyText({ text }))).toEqual({ text: text.toWellFormed() })
      }),
    )
  })

  it('that a provider gets holds no half of a surrogate pair', async () => {
    const { router, requests } = routerOf({ a: [{ say: ['Hello'] }] })
    await router.complete({ messages: 'Cut in the middle of \uD83D', system: '\uDE00' })
    const texts = requests.flatMap(({ body }) => body.messages.map(({ content }) => JSON.stringify(content)))
    expect(texts.join('')).toContain('Cut in the middle of \uFFFD')
    expect(texts.join('')).not.toMatch(/\\ud[89a-f]/)
  })
})
