import { beforeAll, describe, expect, it } from 'vitest'
import type { CompletionEvent, CompletionResult, ProtocolId, RouterConfig, Settled } from '../../src/index.ts'
import { loadLazyChunks, routerOf, type ScriptedRouter } from '../router-of.ts'
import { chatEnd, chatEvent, textChunk, type Step } from '../scripted-chat.ts'

// What a first call loads takes real time, in which the clock of `settle` would go on.
beforeAll(async () => {
  await loadLazyChunks()
  await settle(routerOf({ a: [{ silent: true }], b: [{ say: ['Hello'] }] }))
})

const hello: Step = { say: ['Hel', 'lo'] }
const both = ['openai-chat', 'anthropic-messages', 'gemini', 'openai-responses'] as const

/** The host `a` speaks another protocol. */
function speaking(protocol: ProtocolId, script: Readonly<Record<string, readonly Step[]>>): ScriptedRouter {
  return routerOf(script, { providers: { a: { protocol, baseUrl: 'https://a.example/v1', apiKey: 'k' } } })
}

/** Plays a call to its end, whatever time it takes. */
async function settle({ router, runtime }: ScriptedRouter, request: object = {}): Promise<Settled<CompletionResult>> {
  let outcome: Settled<CompletionResult> | undefined
  void router
    .complete({ messages: 'hi', ...request })
    .settled()
    .then((settled) => (outcome = settled))
  for (let step = 0; step < 1_500 && outcome === undefined; step++) await runtime.advance(100)
  if (outcome === undefined) throw new Error('the call did not end')
  return outcome
}

const servedBy = (outcome: Settled<CompletionResult>): string =>
  outcome.ok ? outcome.result.served.provider : outcome.error.code

// By the numbers of the list in faults.md; those that need sockets are among the tests of faults.
describe('reports of users of other routers', () => {
  it.each<readonly [string, Step]>([
    ['a cut', { cut: ['Hel'] }],
    ['a stall', { cut: ['Hel'], how: 'silence' }],
    ['two bad lines', { raw: [textChunk('Hel'), 'data: {"id"\n\n', 'data: {"id"\n\n'], open: true }],
  ])(
    '1 %s in the middle of a stream: the configured fallback is asked, and the answer is whole',
    async (_what, step) => {
      const set = routerOf({ a: [step], b: [hello] }, { routing: { maxRetries: 0 } })
      const outcome = await settle(set)
      expect(outcome.ok && outcome.result.text).toBe('Hello')
      expect(set.hosts()).toEqual(['a', 'b'])
    },
  )

  it('3 after a whole tool call was given, no further attempt comes into the same answer', async () => {
    const event = (type: string, more: object): string =>
      `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`
    const called = [
      event('message_start', { message: { id: 'm', model: 'm', usage: { input_tokens: 1, output_tokens: 0 } } }),
      event('content_block_start', { index: 0, content_block: { type: 'tool_use', id: 'c1', name: 'pay', input: {} } }),
      event('content_block_delta', { index: 0, delta: { type: 'input_json_delta', partial_json: '{}' } }),
      event('content_block_stop', { index: 0 }),
    ]
    const set = speaking('anthropic-messages', { a: [{ raw: called }], b: [hello] })
    const tools = { pay: { description: 'Pays.', input: { jsonSchema: { type: 'object' } } } } as const
    const events: CompletionEvent['type'][] = []
    let error: unknown
    try {
      for await (const { type } of set.router.complete({ messages: 'hi', tools }).events) events.push(type)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({ code: 'stream-truncated', partial: { toolCalls: [{ name: 'pay' }] } })
    expect([events.filter((type) => type === 'attempt-start').length, set.hosts()]).toEqual([1, ['a']])
  })

  it('5 an error after `response.created` is not served: the next target answers', async () => {
    const created =
      'event: response.created\ndata: {"type":"response.created","response":{"id":"r","model":"m","output":[]}}\n\n'
    const failed =
      'event: response.failed\ndata: {"type":"response.failed","response":{"id":"r","status":"failed","error":{"code":"server_error","message":"Our servers are currently overloaded."}}}\n\n'
    const set = speaking('openai-responses', { a: [{ raw: [created, failed] }], b: [hello] })
    const outcome = await settle(set)
    expect(outcome.ok && [outcome.result.text, outcome.result.attempts[0]?.failure?.code]).toEqual([
      'Hello',
      'overloaded',
    ])
  })

  it('6 the clock runs before the headers come: a target that says nothing is left in time, and not asked twice', async () => {
    const set = routerOf({ a: [{ silent: true }], b: [hello] })
    const startedAt = set.runtime.now()
    expect(servedBy(await settle(set))).toBe('b')
    expect([set.runtime.now() - startedAt < 12_500, set.hosts()]).toEqual([true, ['a', 'b']])
  })

  it('9 JSON without a frame in the middle of a stream of events is the error that it says', async () => {
    const body = JSON.stringify({ error: { code: 503, status: 'UNAVAILABLE', message: 'The model is overloaded.' } })
    const set = speaking('gemini', { a: [{ raw: [body] }], b: [hello] })
    const outcome = await settle(set)
    expect(outcome.ok && [outcome.result.served.provider, outcome.result.attempts[0]?.failure]).toMatchObject([
      'b',
      { code: 'overloaded', rule: 'code-overloaded' },
    ])
  })

  it.each<readonly [string, Step]>([
    ['429', { status: 429, headers: { 'retry-after': '300' } }],
    ['404', { status: 404 }],
    ['timeout', { silent: true }],
  ])('12 the %s of one model leaves the others of its key alone', async (_what, step) => {
    const set = routerOf({ a: [step, hello], b: [hello] }, { routes: { default: ['a/one', 'a/two', 'b/m'] } })
    const outcome = await settle(set)
    expect(outcome.ok && outcome.result.served).toMatchObject({ provider: 'a', model: 'two' })
  })

  it('13 the primary that has recovered is found by one call, and serves again', async () => {
    const set = routerOf({ a: [{ status: 503 }, { status: 503 }, hello], b: [hello] })
    expect([servedBy(await settle(set)), servedBy(await settle(set))]).toEqual(['b', 'b'])
    await set.runtime.advance(60_000)
    const back = await settle(set)
    expect(back.ok && [back.result.served.provider, back.result.attempts[0]?.kind]).toEqual(['a', 'probe'])
  })

  it('20 what only its issuer can read does not go to another provider', async () => {
    const set = routerOf({ b: [hello] })
    const messages = [
      { role: 'user', content: 'hi' },
      {
        role: 'assistant',
        origin: { provider: 'anthropic', protocol: 'anthropic-messages', model: 'claude-sonnet-4-6' },
        content: [
          { type: 'reasoning', text: 'Hm.', replay: { type: 'thinking', signature: 'c2lnbmF0dXJl' } },
          { type: 'text', text: 'Hello' },
        ],
      },
      { role: 'user', content: 'and?' },
    ]
    expect((await settle(set, { messages })).ok).toBe(true)
    expect(JSON.stringify(set.requests[0]?.body)).not.toContain('c2lnbmF0dXJl')
  })
})

// By the rows of user-complaints.md that are about routing.
describe('complaints of users of other libraries', () => {
  it.each(both)('row 17: an error inside of a 200 of %s goes to the fallback', async (protocol) => {
    const said: Readonly<Record<(typeof both)[number], string>> = {
      'openai-chat': chatEvent({
        error: { message: 'Rate limit reached.', code: 'rate_limit_exceeded', type: 'requests' },
      }),
      'anthropic-messages':
        'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
      gemini: `data: ${JSON.stringify({ error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'Slow down.' } })}\n\n`,
      'openai-responses':
        'event: error\ndata: {"type":"error","error":{"type":"server_error","code":"rate_limit_exceeded","message":"Slow down."}}\n\n',
    }
    const set = speaking(protocol, { a: [{ raw: [said[protocol]] }], b: [hello] })
    const outcome = await settle(set)
    expect(servedBy(outcome)).toBe('b')
    expect(outcome.ok && outcome.result.attempts[0]?.failure?.code).toMatch(/^(?:rate-limit|overloaded)$/)
  })

  it('rows 16 and 18: a rejected key falls over, and is not tried four times', async () => {
    const set = routerOf({ a: [{ status: 401 }], b: [hello] })
    expect(servedBy(await settle(set))).toBe('b')
    expect(set.hosts()).toEqual(['a', 'b'])
  })

  it('row 19: where everything rests for long, nobody is asked again and again', async () => {
    const used = { status: 402, message: 'no credit' } as const
    const set = routerOf({ a: [used], b: [used] })
    for (let call = 0; call < 80; call++) {
      const outcome = await settle(set)
      expect(!outcome.ok && outcome.error.code).toBe('exhausted')
      if (call > 0) expect(!outcome.ok && outcome.error.retryAfterMs).toBeGreaterThan(3_500_000)
    }
    expect(set.hosts()).toEqual(['a', 'b'])
  })

  it("rows 20 and 21: the fallback is asked for its own model, with the call's tools, streaming", async () => {
    const set = routerOf({ a: [{ status: 401 }], b: [hello] }, { routes: { default: ['a/large', 'b/small'] } })
    const tools = { look: { description: 'Looks.', input: { jsonSchema: { type: 'object' } } } }
    await settle(set, { tools })
    expect(set.requests[1]?.body).toMatchObject({
      model: 'small',
      stream: true,
      tools: [{ function: { name: 'look' } }],
    })
  })

  it('row 27: a hung stream ends, and one that only takes long does not', async () => {
    const config: RouterConfig = { routing: { maxRetries: 0 } }
    const hung = routerOf({ a: [{ raw: [textChunk('Hel')], open: true }], b: [hello] }, config)
    expect(servedBy(await settle(hung))).toBe('b')
    const words = Array.from({ length: 60 }, () => textChunk('on '))
    const pieces = [...words, chatEnd()]
    const encoder = new TextEncoder()
    const slow = routerOf(
      { a: [hello] },
      {
        runtime: {
          fetch: () =>
            Promise.resolve(
              new Response(
                new ReadableStream({
                  async pull(controller) {
                    await new Promise<void>((resolve) => void slow.runtime.setTimer(2_000, resolve))
                    const piece = pieces.shift()
                    if (piece === undefined) controller.close()
                    else controller.enqueue(encoder.encode(piece))
                  },
                }),
                { headers: { 'content-type': 'text/event-stream' } },
              ),
            ),
        },
      },
    )
    const outcome = await settle(slow)
    expect(outcome.ok && outcome.result.attempts[0]?.durationMs).toBeGreaterThan(100_000)
  })

  it('row 32: a tail that is cut off after a whole answer changes nothing', async () => {
    const whole = chatEvent({ id: '1', choices: [{ index: 0, delta: { content: 'Hello' }, finish_reason: 'stop' }] })
    const set = routerOf({ a: [{ raw: [whole, 'data: {"id":"1","choi'] }], b: [hello] })
    const outcome = await settle(set)
    expect(outcome.ok && [outcome.result.text, outcome.result.served.provider]).toEqual(['Hello', 'a'])
  })
})
