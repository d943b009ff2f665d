import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { commonToolNameRule, wireToolNames } from '../../src/adapters/tool-names.ts'

describe('tool names on the wire', () => {
  it('stay as they are when the wire takes them', () => {
    const names = wireToolNames(['get_weather', 'a-b', 'x'.repeat(64)])
    expect([names.of('get_weather'), names.of('a-b'), names.rewritten]).toEqual(['get_weather', 'a-b', undefined])
  })

  it('are rewritten and found again when it does not', () => {
    const names = wireToolNames(['get weather', 'get.weather', 'get_weather', 'y'.repeat(80)])
    expect([names.of('get weather'), names.of('get.weather'), names.of('get_weather')]).toEqual([
      'get_weather_2',
      'get_weather_3',
      'get_weather',
    ])
    expect(names.rewritten?.get('get_weather_3')).toBe('get.weather')
    expect(names.rewritten?.get('y'.repeat(64))).toBe('y'.repeat(80))
  })

  it('of tools that only the history knows are rewritten too', () => {
    expect(wireToolNames([]).of('old tool')).toBe('old_tool')
  })

  it("follow a host's own rule", () => {
    const rule = { pattern: /^[a-z][a-z0-9_-]*$/i, maxLength: 12 }
    const names = wireToolNames(['1st', 'a'.repeat(20), 'fine'], rule)
    expect([names.of('1st'), names.of('a'.repeat(20)), names.of('fine')]).toEqual(['tool_1st', 'a'.repeat(12), 'fine'])
  })

  it('are sound, distinct and reversible for any names', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 90, unit: 'binary' }), { maxLength: 12 }),
        (own) => {
          const names = wireToolNames(own)
          const sent = own.map((name) => names.of(name))
          expect(new Set(sent).size).toBe(own.length)
          for (const [at, name] of sent.entries()) {
            expect(name.length).toBeLessThanOrEqual(commonToolNameRule.maxLength)
            expect(name).toMatch(commonToolNameRule.pattern)
            expect(names.rewritten?.get(name) ?? name).toBe(own[at])
          }
        },
      ),
    )
  })
})
