import { beforeAll, describe, expect, it } from 'vitest'
import type { CompletionResult, RouterConfig, Settled } from '../../src/index.ts'
import { loadLazyChunks, routerOf, type ScriptedRouter } from '../router-of.ts'
import type { Step } from '../scripted-chat.ts'

beforeAll(loadLazyChunks)

const hello = { say: ['Hello'] } as const

/** The provider `a` with two keys, and what it says in turn. */
function twoKeys(steps: readonly Step[], script: Readonly<Record<string, readonly Step[]>> = {}): ScriptedRouter {
  const config: RouterConfig = {
    providers: { a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: ['one', 'two'] } },
  }
  return routerOf({ a: steps, ...script }, config)
}

async function ask(
  { router, runtime }: ScriptedRouter,
  apiKeys: Record<string, string> = {},
): Promise<Settled<CompletionResult>> {
  let outcome: Settled<CompletionResult> | undefined
  void router
    .complete({ messages: 'hi', apiKeys })
    .settled()
    .then((settled) => (outcome = settled))
  for (let step = 0; step < 100 && outcome === undefined; step++) await runtime.advance(100)
  if (outcome === undefined) throw new Error('the call did not end')
  return outcome
}

const keysOf = ({ requests }: ScriptedRouter): readonly (string | undefined)[] =>
  requests.map(({ headers }) => headers['authorization']?.replace('Bearer ', ''))

describe('several keys of one provider', () => {
  it.each([
    ['a rejected key', { status: 401 }],
    ['an empty account', { status: 402 }],
    ['a rate limit', { status: 429, headers: { 'retry-after': '40' } }],
    ['a rate limit that would soon be over', { status: 429, headers: { 'retry-after': '1' } }],
    ['a missing permission', { status: 403 }],
  ] as const)('after %s the other key is asked at once, by the same call', async (_what, refusal) => {
    const set = twoKeys([refusal, hello], { b: [hello] })
    const outcome = await ask(set)
    expect(outcome.ok && outcome.result.attempts.map(({ target, kind }) => `${target.provider} ${kind}`)).toEqual([
      'a first',
      'a retry',
    ])
    expect(keysOf(set)).toEqual(['one', 'two'])
    expect(outcome.ok && outcome.result.attempts[1]?.waitedMs).toBe(0)
    // The next call begins with the key that is well.
    await ask(set)
    expect(keysOf(set).at(-1)).toBe('two')
  })

  it('a failure that is not about the key goes to the next target as ever', async () => {
    const set = twoKeys([{ status: 404 }], { b: [hello] })
    expect((await ask(set)).ok).toBe(true)
    expect(keysOf(set)).toEqual(['one', 'key-of-b'])
  })

  it('both refused: each was asked once, then the next target', async () => {
    const set = twoKeys([{ status: 401 }], { b: [hello] })
    expect((await ask(set)).ok).toBe(true)
    expect(keysOf(set)).toEqual(['one', 'two', 'key-of-b'])
  })

  it('of callers: one who is out of credit is out for itself alone', async () => {
    const set = routerOf({ a: [{ status: 402 }, hello], b: [hello] })
    const served = async (key: string): Promise<unknown> => {
      const outcome = await ask(set, { a: key })
      return outcome.ok && outcome.result.served.provider
    }
    expect([await served('poor'), await served('rich'), await served('poor')]).toEqual(['b', 'a', 'b'])
    expect(keysOf(set)).toEqual(['poor', 'key-of-b', 'rich', 'key-of-b'])
  })
})
