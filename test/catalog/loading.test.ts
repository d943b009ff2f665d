import { expect, it, vi } from 'vitest'

import { routerOf } from '../router-of.ts'

const seen: string[] = vi.hoisted(() => [])
vi.mock('../../src/catalog/models.generated.ts', async (original) => {
  seen.push('the catalogue')
  return original()
})
vi.mock('../../src/catalog/models/mistral.generated.ts', async (original) => {
  seen.push('of mistral')
  return original()
})
vi.mock('../../src/catalog/models/openai.generated.ts', async (original) => {
  seen.push('of openai')
  return original()
})

it('loads the catalogue after the first delta of a call that needs no fact of it, and has it for the price', async () => {
  const { router } = routerOf(
    { mistral: [{ say: ['Hel', 'lo'], usage: { input: 1_000_000, output: 0 } }] },
    { models: { 'mistral/m': { price: { inputUsdPerMillion: 2, outputUsdPerMillion: 3 } } } },
  )
  const completion = router.complete({ messages: 'Hi' })
  for await (const text of completion.textStream) seen.push(text)
  expect((await completion).cost).toMatchObject({ usd: 2 })
  expect(seen[0]).toBe('Hel')
  expect(seen.slice(1)).toEqual(expect.arrayContaining(['the catalogue', 'of mistral']))
  expect(seen).not.toContain('of openai')
})

it('loads nothing of it for a provider that it does not list', async () => {
  seen.length = 0
  const { router } = routerOf({ a: [{ say: ['Hello'] }] })
  expect((await router.complete({ messages: 'Hi' })).text).toBe('Hello')
  expect(seen).toEqual([])
})

it('loads the whole of it for what looks at all models', async () => {
  const { router } = routerOf({ a: [{ say: ['Hello'] }] })
  await router.plan({ messages: 'Hi' })
  expect(seen).toContain('of openai')
})
