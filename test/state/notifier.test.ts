import { expect, it } from 'vitest'

import { routerOf } from '../router-of.ts'

it('a callback of the caller that rejects later does not end the process', async () => {
  let isHeard = false
  const unhandled: unknown[] = []
  const note = (reason: unknown): void => void unhandled.push(reason)
  process.on('unhandledRejection', note)
  const { router } = routerOf(
    { a: [{ status: 401 }], b: [{ say: ['Hello'] }] },
    {
      async onNotice() {
        isHeard = true
        await Promise.resolve()
        throw new Error('the log is full')
      },
    },
  )
  expect((await router.complete({ messages: 'hi' })).text).toBe('Hello')
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', note)
  expect(isHeard).toBe(true)
  expect(unhandled).toEqual([])
})
