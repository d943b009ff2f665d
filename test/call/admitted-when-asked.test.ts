import { beforeAll, describe, expect, it } from 'vitest'

import { loadLazyChunks, routerOf } from '../router-of.ts'

const hello = { say: ['Hello'] }

beforeAll(loadLazyChunks)

describe('a target that was fit to be asked when the call began', () => {
  it('R130 is passed over, and the result says why, when what failed before it speaks against it as well', async () => {
    const { router, requests, hosts } = routerOf({ a: [{ status: 401 }, hello], b: [hello] })
    const { served, skipped } = await router.complete({ messages: 'hi', model: ['a/m', 'a/other', 'b/m'] })
    expect(hosts()).toEqual(['a', 'b'])
    expect(requests).toHaveLength(2)
    expect(served.provider).toBe('b')
    expect(skipped).toMatchObject([{ target: { provider: 'a', model: 'other' }, reason: 'cooldown' }])
  })

  it('R130 is asked in its turn when what failed before it concerns a model alone', async () => {
    const { router, hosts } = routerOf({ a: [{ status: 404 }, hello], b: [hello] })
    const { served } = await router.complete({ messages: 'hi', model: ['a/m', 'a/other', 'b/m'] })
    expect(hosts()).toEqual(['a', 'a'])
    expect(served).toMatchObject({ provider: 'a', model: 'other' })
  })
})
