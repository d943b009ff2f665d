import { beforeAll, expect, it } from 'vitest'

import type { Settled, CompletionResult } from '../../src/index.ts'
import { loadLazyChunks, routerOf } from '../router-of.ts'
import type { ScriptedRouter } from '../router-of.ts'
import type { Step } from '../scripted-chat.ts'

/** A router whose provider `a` is asked with a key that can be had once. */
function routerWithOneKey(script: Readonly<Record<string, readonly Step[]>>): ScriptedRouter {
  let asked = 0
  const apiKey = (): string => {
    asked++
    if (asked > 1) throw new Error('the vault is closed')
    return 'key-of-a'
  }
  return routerOf(script, { providers: { a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey } } })
}

async function ask({ router, runtime }: ScriptedRouter): Promise<Settled<CompletionResult>> {
  const settled = router.complete({ messages: 'hi' }).settled()
  await runtime.advance(5_000)
  return settled
}

beforeAll(loadLazyChunks)

it('a key function that fails for a retry costs its target, not the call', async () => {
  const scripted = routerWithOneKey({ a: [{ status: 500 }], b: [{ say: ['Hello'] }] })
  const outcome = await ask(scripted)
  expect(outcome.ok ? [outcome.result.text, outcome.result.served.provider] : outcome.error).toEqual(['Hello', 'b'])
  expect(scripted.hosts()).toEqual(['a', 'b'])
})

it("a key function that keeps everybody waiting has its target's share of the call's time, and no more", async () => {
  const never = (): Promise<string> => new Promise(() => undefined)
  const a = { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: never } as const
  const { router, runtime, hosts } = routerOf({ a: [], b: [{ say: ['Hello'] }] }, { providers: { a } })
  const call = router.complete({ messages: 'hi', timeouts: { totalMs: 4_000 } }).settled()
  for (let step = 0; step < 8; step++) await runtime.advance(500)
  expect(await call).toMatchObject({
    ok: true,
    result: { text: 'Hello', skipped: [{ target: { provider: 'a' }, reason: 'timeout' }] },
  })
  expect(hosts()).toEqual(['b'])
  expect(runtime.pendingTimers).toBe(0)
})

it('a key function that fails for a retry leaves the failure and what is known of the call', async () => {
  const outcome = await ask(routerWithOneKey({ a: [{ status: 500 }] }))
  if (outcome.ok) throw new Error('it succeeded')
  expect(outcome.error.code).toBe('missing-credential')
  expect(outcome.error.attempts.map(({ failure }) => failure?.code)).toEqual(['server'])
  expect(outcome.error.cause).toMatchObject({ message: 'the vault is closed' })
})
