import { describe, expect, it } from 'vitest'

import { agentRun } from './agent-transcript.ts'
import { automaticHost, responsesAnswer } from './automatic-cache.ts'
import { runAgent, savedShare, type Run } from './run-agent.ts'
import { chatAnswer, type SimulatedHost } from './simulated-hosts.ts'

const over = {
  responses: { protocol: 'openai-responses', answer: responsesAnswer },
  chat: {
    protocol: 'openai-chat',
    answer: (tokens: { readonly read: number; readonly fresh: number }) =>
      chatAnswer({ ...tokens, write5m: 0, write1h: 0, cost: 0 }),
  },
} as const

/** Runs an agent of 40 turns against a host that caches by itself. */
async function run(options: {
  readonly over: keyof typeof over
  readonly clock: 'none' | 'turn' | 'request'
  readonly mode?: 'auto' | 'off'
  readonly session?: string
}): Promise<Pick<Run, 'usages'> & { readonly host: SimulatedHost | undefined; readonly keys: ReadonlySet<unknown> }> {
  const { protocol, answer } = over[options.over]
  const config = { providers: { openai: { protocol } }, caching: { mode: options.mode ?? 'auto' } } as const
  let keys: ReadonlySet<unknown> = new Set()
  const { hosts, usages } = await runAgent(
    'openai/gpt-5.4',
    agentRun({ turns: 40, clock: options.clock }),
    (now) => {
      const api = automaticHost(now, answer, (text) => text.includes('The time is '))
      keys = api.keys
      return { api }
    },
    { config, session: options.session },
  )
  return { host: hosts['api'], usages, keys }
}

describe('an agent of 40 turns, against a host that caches prefixes by itself', { timeout: 60_000 }, () => {
  it.each([
    ['responses', 'none'],
    ['responses', 'turn'],
    ['responses', 'request'],
    ['chat', 'none'],
    ['chat', 'turn'],
    ['chat', 'request'],
  ] as const)(
    'R54 R59 over %s, with the time told anew with each %s: at least 95 in 100 of the ideal saving',
    async (protocol, clock) => {
      const { host, usages, keys } = await run({ over: protocol, clock })
      const { cost = 0, plain = 1 } = host?.charged ?? {}
      console.log(
        `saving: openai/gpt-5.4 over ${protocol}, clock ${clock}: ${(100 * (1 - cost / plain)).toFixed(1)} % of the input saved, ${(100 * savedShare(host)).toFixed(2)} % of the ideal`,
      )
      expect(host?.requests).toHaveLength(140)
      // Nothing but the stable prefix tells the conversation here, and it never changes.
      expect([...keys]).toEqual([expect.stringMatching(/^prefix-/)])
      expect(usages.map(({ cachedTokens }) => cachedTokens)).toEqual(host?.requests.map(({ read }) => read))
      expect(savedShare(host)).toBeGreaterThanOrEqual(0.95)
    },
  )

  it('R59 a session is the key, and saves as much', async () => {
    const { host, keys } = await run({ over: 'responses', clock: 'none', session: 'run-1' })
    expect([...keys]).toEqual(['run-1'])
    expect(savedShare(host)).toBeGreaterThanOrEqual(0.95)
  })

  it('R69 without a key, which is what off means here, requests miss the machine that knows the most', async () => {
    const [keyed, keyless] = [
      await run({ over: 'responses', clock: 'none' }),
      await run({ over: 'responses', clock: 'none', mode: 'off' }),
    ]
    expect([...keyless.keys]).toEqual([undefined])
    const more = (keyless.host?.charged.cost ?? 0) / (keyed.host?.charged.cost ?? 1)
    console.log(
      `saving: openai/gpt-5.4 without a key, over four machines: ${(100 * (more - 1)).toFixed(0)} % more to pay`,
    )
    expect(more).toBeGreaterThan(1.2)
  })
})
