import { expect, it } from 'vitest'
import { loadedOnce } from '../../src/vocabulary/loaded-once.ts'

it('loads once, and gives what is there without a promise', async () => {
  let loads = 0
  const load = loadedOnce(() => Promise.resolve({ load: ++loads }))
  await expect(load()).resolves.toEqual({ load: 1 })
  expect(load()).toEqual({ load: 1 })
})

it('tries again what could not be loaded', async () => {
  let tries = 0
  const load = loadedOnce(() => (++tries === 1 ? Promise.reject(new Error('not now')) : Promise.resolve({ tries })))
  await expect(load()).rejects.toThrow('not now')
  await expect(load()).resolves.toEqual({ tries: 2 })
})
