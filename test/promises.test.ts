import { beforeAll, describe, expect, it } from 'vitest'
import { createRouter, RouterError } from '../src/index.ts'
import type { CompletionEvent, CompletionRequest, Schema, Tools } from '../src/index.ts'
import { loadLazyChunks, routerOf, type ScriptedRouter } from './router-of.ts'
import { chatEnd, chatEvent, textChunk } from './scripted-chat.ts'

beforeAll(loadLazyChunks)

const toolCall = (id: string, args: string): string =>
  chatEvent({
    choices: [
      {
        index: 0,
        delta: { tool_calls: [{ index: 0, id, type: 'function', function: { name: 'pay', arguments: args } }] },
      },
    ],
  })
const claudeEvent = (data: { readonly type: string }): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`
const wholeToolCall = [
  { type: 'message_start', message: { id: 'msg_1', model: 'm', usage: { input_tokens: 5, output_tokens: 1 } } },
  { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 'toolu_1', name: 'pay', input: {} } },
  { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"amount":1}' } },
  { type: 'content_block_stop', index: 0 },
].map(claudeEvent)
const tools = { pay: { description: 'Pays.', input: { jsonSchema: { type: 'object' } } } }

/** Reads all events of a call while time goes by. */
async function eventsOf(
  { router, runtime }: ScriptedRouter,
  request: Partial<CompletionRequest<Schema, Tools, 'default'>> = {},
): Promise<{ events: CompletionEvent[]; error: RouterError | undefined }> {
  const events: CompletionEvent[] = []
  let error: RouterError | undefined
  const reading = (async () => {
    try {
      for await (const event of router.complete({ messages: 'hi', ...request })) events.push(event)
    } catch (thrown) {
      if (!RouterError.is(thrown)) throw thrown
      error = thrown
    }
  })()
  await runtime.advance(100_000)
  await reading
  return { events, error }
}

const typesOf = (events: readonly CompletionEvent[]): readonly string[] => events.map(({ type }) => type)
const textOf = (events: readonly CompletionEvent[]): string =>
  events.map((event) => (event.type === 'text-delta' ? event.delta : '')).join('')
const endedText = (events: readonly CompletionEvent[]): string =>
  events.map((event) => (event.type === 'part-end' && event.part.type === 'text' ? event.part.text : '')).join('')

describe('promise 2: one way to fail', () => {
  it('a callback of the caller that throws cannot break a call', async () => {
    const { router, runtime } = routerOf(
      { a: [{ status: 503 }], b: [{ say: ['Hello'] }] },
      {
        onNotice() {
          throw new Error('the caller broke')
        },
      },
    )
    const call = router.complete({ messages: 'hi' })
    const reading = call.settled()
    await runtime.advance(5_000)
    expect((await reading).ok).toBe(true)
  })

  it('complete() never throws, whatever it is given: the completion carries the error', async () => {
    const { router } = routerOf({ a: [{ say: ['Hello'] }] })
    for (const request of [undefined, null, 7, {}, { messages: [] }, { messages: 'hi', maxTokens: 5 }]) {
      const outcome = await router.complete(request as never).settled()
      expect(outcome.ok ? 'answered' : outcome.error.code).toBe('invalid-request')
    }
    const outcome = await router.complete({ messages: 'hi', maxTokens: 5 } as never).settled()
    expect(outcome.ok ? '' : outcome.error.message).toContain('maxOutputTokens')
  })

  it('partial text, attempts and their usage are there after an abort', async () => {
    const { router } = routerOf({ a: [{ cut: ['Half an ', 'answer'], how: 'silence' }] })
    const completion = router.complete({ messages: 'hi' })
    const iterator = completion.textStream[Symbol.asyncIterator]()
    await iterator.next()
    await iterator.next()
    completion.abort(new Error('enough'))
    const outcome = await completion.settled()
    expect(outcome.ok).toBe(false)
    if (outcome.ok) return
    const { error } = outcome
    expect([error.code, error.name, (error.cause as Error).message]).toEqual(['aborted', 'AbortError', 'enough'])
    expect(error.partial?.text).toBe('Half an answer')
    expect(error.attempts.map(({ outcome: how, usage }) => [how, usage?.source])).toEqual([['aborted', 'estimated']])
    expect(error.attempts[0]?.usage?.outputTokens).toBeGreaterThan(0)
  })

  it('a signal that is aborted already ends the call before any request', async () => {
    const { router, requests } = routerOf({ a: [{ say: ['Hello'] }] })
    const outcome = await router.complete({ messages: 'hi', signal: AbortSignal.abort('never mind') }).settled()
    expect(outcome.ok ? undefined : [outcome.error.code, outcome.error.cause]).toEqual(['aborted', 'never mind'])
    expect(requests).toEqual([])
  })
})

describe('promise 3: proof of completion', () => {
  it('an answer that ends without its terminal marker is stream-truncated, never a success', async () => {
    const { router, runtime } = routerOf({ a: [{ cut: ['Almost '], how: 'close' }] }, { routing: { maxRetries: 0 } })
    const settled = router.complete({ messages: 'hi' }).settled()
    await runtime.advance(1_000)
    const outcome = await settled
    expect(outcome.ok ? 'answered' : [outcome.error.code, outcome.error.partial?.text]).toEqual([
      'stream-truncated',
      'Almost ',
    ])
  })

  it('[DONE] alone is proof, with the reason other and a warning', async () => {
    const { router } = routerOf({ a: [{ raw: [textChunk('Hello'), 'data: [DONE]\n\n'] }] })
    const { text, finishReason, warnings } = await router.complete({ messages: 'hi' })
    expect([text, finishReason, warnings.length]).toEqual(['Hello', 'other', 1])
  })

  it('after the marker usage is waited for at most 2 s, and a body that stays open does no harm', async () => {
    const finish = chatEvent({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
    const { router, runtime } = routerOf({ a: [{ raw: [textChunk('Hello'), finish], open: true }] })
    let text: string | undefined
    void router.complete({ messages: 'hi' }).then((result) => (text = result.text))
    await runtime.advance(1_900)
    expect(text).toBeUndefined()
    await runtime.advance(200)
    expect(text).toBe('Hello')
  })

  it('usage that comes after the marker counts, and [DONE] ends the reading at once', async () => {
    const { router } = routerOf({ a: [{ raw: [textChunk('Hello'), chatEnd({ input: 11, output: 4 })], open: true }] })
    const { usage } = await router.complete({ messages: 'hi' })
    expect(usage).toMatchObject({ inputTokens: 11, outputTokens: 4 })
  })
})

describe('promise 4: part-end is authoritative', () => {
  it('a consumer that ignores all deltas has the whole answer, also after a resume', async () => {
    const scripted = routerOf({ a: [{ cut: ['One ', 'two '] }], b: [{ say: ['three.'] }] })
    const { events } = await eventsOf(scripted)
    expect(endedText(events)).toBe('One two three.')
    expect(textOf(events)).toBe('One two three.')
    const finish = events.at(-1)
    expect(finish?.type === 'finish' && finish.result.servedBy.map(({ provider }) => provider)).toEqual(['a', 'b'])
  })

  it('indices rise over attempts and are never used twice', async () => {
    const { events } = await eventsOf(routerOf({ a: [{ cut: ['One '] }], b: [{ cut: ['two '] }, { say: ['three.'] }] }))
    const starts = events.flatMap((event) => (event.type === 'text-start' ? [event.index] : []))
    expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b))
    expect(starts.length).toBeGreaterThan(2)
  })
})

describe('promise 5: exactly one usage record per attempt', () => {
  it('failed, cut and served attempts each have one, with its source; the sum is theirs', async () => {
    const { router, runtime } = routerOf({
      a: [{ status: 500 }, { cut: ['Half '] }],
      b: [{ say: ['All.'], usage: { input: 9, output: 2 } }],
    })
    const settled = router.complete({ messages: 'hi' }).settled()
    await runtime.advance(10_000)
    const outcome = await settled
    if (!outcome.ok) throw outcome.error
    const { attempts, usage } = outcome.result
    expect(attempts.map((attempt) => attempt.usage?.source)).toEqual(['estimated', 'estimated', 'reported'])
    expect(attempts[0]?.usage).toMatchObject({ inputTokens: 0, outputTokens: 0 })
    expect(usage.outputTokens).toBe(attempts.reduce((sum, attempt) => sum + (attempt.usage?.outputTokens ?? 0), 0))
  })

  it('an explicit zero is a value, and what nobody knows is absent', async () => {
    const { router } = routerOf({ a: [{ say: ['Hi'], usage: { input: 0, output: 0 } }] })
    const { usage, cost } = await router.complete({ messages: 'hi' })
    expect([usage.inputTokens, usage.outputTokens, usage.cachedTokens]).toEqual([0, 0, undefined])
    expect(cost).toMatchObject({ source: 'none' })
  })
})

describe('promise 6: who cannot unsay is never asked to', () => {
  const script = {
    a: [{ cut: ['Once upon ', 'a time'] }],
    b: [{ say: ['Once upon ', 'a time ', 'it ended.'] }],
  } as const

  it('a consumer of text gets the rest although the second target starts the answer again', async () => {
    const { router, runtime } = routerOf(script)
    const texts: string[] = []
    const reading = (async () => {
      for await (const text of router.complete({ messages: 'hi' }).textStream) texts.push(text)
    })()
    await runtime.advance(10_000)
    await reading
    expect(texts.join('')).toBe('Once upon a time it ended.')
  })

  it('a consumer of events is append-only too: it sees resume, never restart', async () => {
    const { events } = await eventsOf(routerOf(script))
    expect(typesOf(events)).toContain('resume')
    expect(typesOf(events)).not.toContain('restart')
    expect(textOf(events)).toBe('Once upon a time it ended.')
  })

  it('with appendOnly: false a consumer of events is told to restart, and the answer is of one piece', async () => {
    const { events } = await eventsOf(routerOf(script), { appendOnly: false })
    expect(typesOf(events)).toContain('restart')
    const finish = events.at(-1)
    expect(finish?.type === 'finish' && finish.result.message.content).toHaveLength(1)
    expect(finish?.type === 'finish' && finish.result.text).toBe('Once upon a time it ended.')
  })

  it('plain await is not append-only: the answer starts again, and only one model wrote it', async () => {
    const { router, runtime, requests } = routerOf({ a: [{ cut: ['Once '] }], b: [{ say: ['All new.'] }] })
    const settled = router.complete({ messages: 'hi' }).settled()
    await runtime.advance(10_000)
    const outcome = await settled
    expect(outcome.ok && outcome.result.text).toBe('All new.')
    expect(requests.map(({ body }) => body.messages.length)).toEqual([1, 1, 1])
  })

  it('an open tool call is discarded and the answer goes on elsewhere', async () => {
    const { events } = await eventsOf(
      routerOf(
        {
          a: [{ raw: [textChunk('Paying: '), toolCall('c1', '{"amou')] }],
          b: [{ raw: [toolCall('c2', '{"amount":1}'), chatEnd(undefined, 'tool_calls')] }],
        },
        { routing: { maxRetries: 0 } },
      ),
      { tools },
    )
    const calls = events.flatMap((event) =>
      event.type === 'part-end' && event.part.type === 'tool-call' ? [event.part.id] : [],
    )
    expect(calls).toEqual(['c2'])
  })

  it('after a complete tool call was given nothing is asked again: the call ends with the partial and the error', async () => {
    const claude = { protocol: 'anthropic-messages', baseUrl: 'https://a.example', apiKey: 'k' } as const
    const scripted = routerOf({ a: [{ raw: wholeToolCall }], b: [{ say: ['Hello'] }] }, { providers: { a: claude } })
    const { events, error } = await eventsOf(scripted, { tools })
    expect(events.filter((event) => event.type === 'part-end')).toHaveLength(1)
    expect([error?.code, scripted.hosts()]).toEqual(['stream-truncated', ['a']])
    expect(error?.partial?.toolCalls?.map(({ name, args }) => [name, args])).toEqual([['pay', { amount: 1 }]])

    const unseen = routerOf({ a: [{ raw: wholeToolCall }], b: [{ say: ['Hello'] }] }, { providers: { a: claude } })
    const settled = unseen.router.complete({ messages: 'hi', tools }).settled()
    await unseen.runtime.advance(10_000)
    const outcome = await settled
    expect(outcome.ok && [outcome.result.text, outcome.result.toolCalls]).toEqual(['Hello', []])
  })
})

describe('what a router promises before any request', () => {
  it('R2 zero config builds, resolves to openrouter/free, and says what is missing without sending anything', async () => {
    let fetched = 0
    const router = createRouter({
      runtime: {
        readEnv: () => undefined,
        fetch: () => {
          fetched++
          return Promise.reject(new Error('no'))
        },
      },
    })
    const plan = await router.plan({ messages: 'hi' })
    expect(plan.skipped.map(({ target, reason }) => [`${target.provider}/${target.model}`, reason])).toEqual([
      ['openrouter/free', 'missing-credential'],
    ])
    const outcome = await router.complete({ messages: 'hi' }).settled()
    expect(outcome.ok ? undefined : outcome.error.code).toBe('missing-credential')
    expect(outcome.ok ? '' : outcome.error.message).toContain('OPENROUTER_API_KEY')
    expect(fetched).toBe(0)
  })

  it('a target without a key is skipped with a reason and one notice', async () => {
    const notices: string[] = []
    const { router } = routerOf(
      { b: [{ say: ['Hello'] }] },
      { routes: { default: ['groq/llama-3.3-70b-versatile', 'b/m'] }, onNotice: (notice) => notices.push(notice.type) },
    )
    for (let calls = 0; calls < 3; calls++) {
      const { skipped, fallbackOccurred } = await router.complete({ messages: 'hi' })
      expect([skipped.map(({ reason }) => reason), fallbackOccurred]).toEqual([['missing-credential'], true])
    }
    expect(notices.filter((type) => type === 'skipped-target')).toHaveLength(1)
  })
})
