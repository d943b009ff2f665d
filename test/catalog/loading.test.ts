import { expect, it, vi } from 'vitest'

import { routerOf } from '../router-of.ts'

const seen: string[] = vi.hoisted(() => [])
vi.mock('../../src/catalog/models.generated.ts', async (original) => {
  seen.push('the catalogue')
  return original()
})

it('loads the catalogue after the first delta of a call that needs no fact of it, and has it for the price', async () => {
  const { router } = routerOf(
    { a: [{ say: ['Hel', 'lo'], usage: { input: 1_000_000, output: 0 } }] },
    { models: { 'a/m': { price: { inputUsdPerMillion: 2, outputUsdPerMillion: 3 } } } },
  )
  const completion = router.complete({ messages: 'Hi' })
  for await (const text of completion.textStream) seen.push(text)
  expect((await completion).cost).toMatchObject({ usd: 2 })
  expect(seen[0]).toBe('Hel')
  expect(seen).toContain('the catalogue')
})
