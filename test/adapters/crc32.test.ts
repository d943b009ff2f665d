import { crc32 } from 'node:zlib'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { effectOf, effectOn, readOn } from '../../src/adapters/crc32.ts'

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
const bytes = fc.uint8Array({ maxLength: 100 })

describe('CRC-32', () => {
  it('is that of zlib, in one piece or in two', () => {
    fc.assert(
      fc.property(bytes, fc.nat(), (data, place) => {
        const view = viewOf(data)
        const cut = place % (data.length + 1)
        expect(~readOn(-1, view, 0, data.length) >>> 0).toBe(crc32(data))
        expect(~readOn(readOn(-1, view, 0, cut), view, cut, data.length) >>> 0).toBe(crc32(data))
      }),
    )
  })

  it('knows what bytes do to any remainder without reading them again', () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.integer(), { minLength: 1 }), (data, remainders) => {
        const view = viewOf(data)
        const effect = effectOf(view, 0, data.length)
        for (const remainder of remainders) {
          expect(effectOn(remainder, effect)).toBe(readOn(remainder, view, 0, data.length))
        }
      }),
    )
  })
})
