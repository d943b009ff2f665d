import { describe, expect, it } from 'vitest'
import { RouterError } from '../../src/index.ts'
import type { CompletionEvent } from '../../src/index.ts'
import { routerOf } from '../router-of.ts'
import { chatEnd, chatEvent } from '../scripted-chat.ts'

const person = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value: unknown) =>
      typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'
        ? { value: { name: value.name.toUpperCase() } }
        : { issues: [{ message: 'expected a string', path: ['name'] }] },
    jsonSchema: { input: () => ({ type: 'object', properties: { name: { type: 'string' } }, required: ['name'] }) },
  },
} as const

describe('structured output', () => {
  it('is asked for natively, parsed and validated by the original schema', async () => {
    const { router, requests } = routerOf({ a: [{ say: ['{"name":', '"Ada"}'] }] })
    const { output, text } = await router.complete({ messages: 'Who?', output: { schema: person } })
    expect([output, text]).toEqual([{ name: 'ADA' }, '{"name":"Ada"}'])
    expect(requests[0]?.body['response_format']).toMatchObject({ type: 'json_schema', json_schema: { name: 'answer' } })
  })

  it('that does not fit is invalid-output with the answer in the partial, and nothing is asked again', async () => {
    const { router, requests } = routerOf({ a: [{ say: ['{"nome":"Ada"}'] }], b: [{ say: ['{"name":"Ada"}'] }] })
    const outcome = await router.complete({ messages: 'Who?', output: { schema: person } }).settled()
    expect(
      outcome.ok ? undefined : [outcome.error.code, outcome.error.partial?.text, outcome.error.attempts.length],
    ).toEqual(['invalid-output', '{"nome":"Ada"}', 1])
    expect(requests).toHaveLength(1)
  })

  it('in tool mode is a forced call whose arguments are the text', async () => {
    const { router, requests } = routerOf({
      a: [
        {
          raw: [
            chatEvent({
              choices: [
                {
                  index: 0,
                  delta: {
                    tool_calls: [
                      { index: 0, id: 'c1', type: 'function', function: { name: 'answer', arguments: '{"name"' } },
                    ],
                  },
                },
              ],
            }),
            chatEvent({
              choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: ':"Ada"}' } }] } }],
            }),
            chatEnd(undefined, 'tool_calls'),
          ],
        },
      ],
    })
    const { output, text, toolCalls, finishReason } = await router.complete({
      messages: 'Who?',
      output: { schema: person, mode: 'tool' },
    })
    expect([output, text, toolCalls, finishReason]).toEqual([{ name: 'ADA' }, '{"name":"Ada"}', [], 'stop'])
    expect(requests[0]?.body['tool_choice']).toEqual({ type: 'function', function: { name: 'answer' } })
  })
})

describe('the escape hatches of a request', () => {
  it('headers and provider options are merged last', async () => {
    const { router, requests } = routerOf({ a: [{ say: ['Hi'] }], b: [] })
    await router.complete({
      messages: 'hi',
      temperature: 0.2,
      headers: { 'X-Trace': 't-1' },
      providerOptions: { a: { temperature: 0.9, logit_bias: { '50256': -100 } }, b: { nothing: true } },
    })
    expect(requests[0]?.headers['x-trace']).toBe('t-1')
    expect(requests[0]?.body).toMatchObject({ temperature: 0.9, logit_bias: { '50256': -100 } })
    expect(requests[0]?.body).not.toHaveProperty('nothing')
  })

  it('a key or an option of a provider that is not there is refused: the call would be paid for by another key', async () => {
    const { router, requests } = routerOf({ mine: [{ say: ['Hi'] }] })
    const keys = await router.complete({ messages: 'hi', apiKeys: { mnie: 'k' } }).settled()
    const options = await router.complete({ messages: 'hi', providerOptions: { opena: {}, zzzzzz: {} } }).settled()
    expect([keys, options].map((settled) => settled.ok || settled.error.message)).toEqual([
      'The request cannot be used: `apiKeys.mnie`: there is no such provider; did you mean `mine`?',
      'The request cannot be used: `providerOptions.opena`: there is no such provider; did you mean `openai`?; `providerOptions.zzzzzz`: there is no such provider.',
    ])
    expect(requests).toEqual([])
    // Built in though nothing of it is used here, under another name, and removed: none of these is a mistake of the request.
    router.removeProvider('openai')
    const known = { groq: 'k', kimi: 'k', openai: 'k' }
    expect((await router.complete({ messages: 'hi', apiKeys: known })).text).toBe('Hi')
  })

  it('a key of the call replaces the configured one, and its health is its own', async () => {
    const { router, requests } = routerOf({ a: [{ status: 401 }, { say: ['Hi'] }], b: [{ say: ['from b'] }] })
    const refused = await router.complete({ messages: 'hi', apiKeys: { a: 'user-1-key' } })
    const other = await router.complete({ messages: 'hi', model: ['a/m', 'b/m'], apiKeys: { a: 'user-2-key' } })
    expect([refused.text, other.text]).toEqual(['from b', 'Hi'])
    expect(requests.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer user-1-key',
      'Bearer key-of-b',
      'Bearer user-2-key',
    ])
  })

  it('includeRaw shows every frame of the wire, and only then', async () => {
    const collect = async (includeRaw: boolean): Promise<CompletionEvent[]> => {
      const events: CompletionEvent[] = []
      for await (const event of routerOf({ a: [{ say: ['Hi'] }] }).router.complete({ messages: 'hi', includeRaw }))
        events.push(event)
      return events.filter(({ type }) => type === 'raw')
    }
    expect(await collect(false)).toHaveLength(0)
    expect((await collect(true)).length).toBeGreaterThanOrEqual(3)
  })

  it('a key function is called once an attempt, and one that yields nothing is a missing credential', async () => {
    let calls = 0
    const { router } = routerOf(
      { a: [{ say: ['Hi'] }] },
      {
        providers: {
          a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: () => `token-${++calls}` },
        },
      },
    )
    await router.complete({ messages: 'hi' })
    await router.complete({ messages: 'hi' })
    expect(calls).toBe(2)
    const empty = routerOf(
      { a: [{ say: ['Hi'] }] },
      { providers: { a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: () => '' } } },
    )
    const outcome = await empty.router.complete({ messages: 'hi' }).settled()
    expect(outcome.ok ? undefined : outcome.error.code).toBe('missing-credential')
    expect(empty.requests).toEqual([])
  })
})

describe('what was asked and who answered', () => {
  it('R47 is on every result: requested, served, reason, fallback and the whole chain of attempts', async () => {
    const { router } = routerOf({
      a: [{ status: 401, message: 'bad key' }],
      b: [{ say: ['Hi'], model: 'm-2026-01-01' }],
    })
    const { requested, served, servedBy, reason, fallbackOccurred, attempts } = await router.complete({
      messages: 'hi',
    })
    expect(requested).toEqual({ provider: 'a', model: 'm' })
    expect(served).toEqual({ provider: 'b', model: 'm', protocol: 'openai-chat', wireModel: 'm-2026-01-01' })
    expect(servedBy).toEqual([served])
    expect([fallbackOccurred, reason]).toEqual([true, expect.stringContaining('a/m failed (authentication)')])
    expect(
      attempts.map(({ target, kind, outcome, failure }) => [target.provider, kind, outcome, failure?.code]),
    ).toEqual([
      ['a', 'first', 'failed', 'authentication'],
      ['b', 'fallback', 'success', undefined],
    ])
  })

  it('route-changed comes before the first token of the other target', async () => {
    const types: string[] = []
    for await (const event of routerOf({ a: [{ status: 401 }], b: [{ say: ['Hi'] }] }).router.complete({
      messages: 'hi',
    }))
      types.push(event.type)
    expect(types.slice(0, 5)).toEqual(['attempt-start', 'attempt-end', 'route-changed', 'attempt-start', 'text-start'])
    expect(types.filter((type) => type === 'finish')).toHaveLength(1)
  })

  it('one planned target fails with its own error, several with exhausted and the first failure as its cause', async () => {
    const one = await routerOf({ a: [{ status: 401, message: 'bad key' }] })
      .router.complete({ messages: 'hi' })
      .settled()
    expect(one.ok ? undefined : [one.error.code, one.error.status, one.error.providerMessage]).toEqual([
      'authentication',
      401,
      'bad key',
    ])
    const two = await routerOf({ a: [{ status: 401 }], b: [{ status: 404 }] })
      .router.complete({ messages: 'hi' })
      .settled()
    expect(two.ok).toBe(false)
    if (two.ok) return
    expect([two.error.code, RouterError.is(two.error.cause, 'authentication')]).toEqual(['exhausted', true])
    expect(JSON.stringify(two.error)).not.toContain('key-of-a')
  })
})
