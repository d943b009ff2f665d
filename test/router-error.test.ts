import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'

import { describe, expect, it } from 'vitest'

import type * as Providers from '../src/providers.ts'
import type * as Search from '../src/search.ts'
import { RouterError } from '../src/vocabulary/router-error.ts'

const built = async <Module>(entry: string): Promise<Module> => {
  const path = `dist/${entry}.js`
  expect(existsSync(path), 'it is missing: run `npm run build` first').toBe(true)
  return (await import(pathToFileURL(path).href)) as Module
}

const thrownBy = (act: () => unknown): unknown => {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

describe('an error of the library', () => {
  it('is an instance of RouterError whichever sub-path threw it, though they share no code', async () => {
    const { createSearch } = await built<typeof Search>('search')
    const { parseProvider } = await built<typeof Providers>('providers')
    const errors = [
      thrownBy(() => createSearch({ unheard: true } as never)),
      thrownBy(() => parseProvider('no provider at all')),
    ]
    for (const error of errors) {
      expect(Object.getPrototypeOf(error)).not.toBe(RouterError.prototype)
      expect(error).toBeInstanceOf(RouterError)
      expect(RouterError.is(error, 'configuration')).toBe(true)
      // What a crash prints: bundlers rename a class that names itself.
      expect(inspect(error)).toMatch(/^RouterError: /)
    }
  })

  it("is no instance of a class of the caller's that extends it", () => {
    class Mine extends RouterError {}
    expect(new RouterError('server', 'no')).not.toBeInstanceOf(Mine)
    expect(new Mine('server', 'no')).toBeInstanceOf(Mine)
    expect(new Mine('server', 'no')).toBeInstanceOf(RouterError)
  })

  it('is not taken for one when it only looks like it', () => {
    for (const other of [new Error('no'), { code: 'server', message: 'no' }, undefined, null, 'RouterError'])
      expect(other).not.toBeInstanceOf(RouterError)
  })
})
