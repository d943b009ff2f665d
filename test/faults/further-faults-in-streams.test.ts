import { beforeAll, describe, expect, it } from 'vitest'
import { canonicalAnswer } from '../fault-wall/canonical-answer.ts'
import { manyAlphabets } from '../fault-wall/odd-streams.ts'
import type { CompletionEvent } from '../../src/index.ts'
import { routerOf } from '../router-of.ts'
import { chatEnd, chatEvent, textChunk } from '../scripted-chat.ts'
import { callInFull, primaryAndFallback } from './scenario.ts'
import { errorOf, resultOf, wallAndRouter, warmUp } from './wall-and-router.ts'

const bad = chatEvent('').replace('""', '{"choices":[{"delta":{"con')
const toolChunk = (args: string): string =>
  chatEvent({
    choices: [
      {
        index: 0,
        delta: { tool_calls: [{ index: 0, id: 'call_1', function: { name: 'ring_bell', arguments: args } }] },
      },
    ],
  })

const both = ['openai-chat', 'anthropic-messages'] as const

beforeAll(warmUp)

/** Everything a consumer of events is given, and how it ended. */
async function readEvents(
  events: AsyncIterable<CompletionEvent>,
): Promise<{ readonly given: CompletionEvent[]; readonly error: unknown }> {
  const given: CompletionEvent[] = []
  try {
    for await (const event of events) given.push(event)
    return { given, error: undefined }
  } catch (error) {
    return { given, error }
  }
}

describe.concurrent.each(both)('further faults inside of an answer over %s', (protocol) => {
  it('error after preamble event: nothing of it is shown, the next target answers', async () => {
    await using set = await primaryAndFallback(protocol, { primary: ['error-after-preamble'] })
    const { given, error } = await readEvents(set.router.complete({ messages: 'hi' }).events)
    expect(error).toBeUndefined()
    const texts = given.filter((event) => event.type === 'text-delta')
    expect(texts.map(({ delta }) => delta).join('')).toBe(canonicalAnswer)
    const changed = given.findIndex(({ type }) => type === 'route-changed')
    expect(given.slice(0, changed).filter(({ type }) => type.startsWith('text') || type === 'part-end')).toEqual([])
    const failures = given.flatMap((event) => (event.type === 'attempt-end' ? [event.attempt.failure?.code] : []))
    expect(failures).toEqual(['overloaded', 'overloaded', undefined])
  })

  it('error after complete tool call: the consumer has at most one whole call', async () => {
    await using set = await primaryAndFallback(protocol, {
      primary: ['error-after-tool-call'],
      fallback: ['calls-tool'],
    })
    const { given, error } = await readEvents(set.router.complete({ messages: 'hi', tools: { ring_bell: {} } }).events)
    const calls = given.filter((event) => event.type === 'part-end' && event.part.type === 'tool-call')
    expect(calls).toHaveLength(1)
    if (protocol === 'anthropic-messages') {
      // The call was whole and may have been run: nothing is asked again.
      expect(error).toMatchObject({
        code: 'overloaded',
        partial: { toolCalls: [{ name: 'ring_bell', args: { times: 7, until: 'dawn' } }] },
      })
      expect(set.wall.requests).toHaveLength(1)
    } else {
      // In this dialect only the finish reason proves a call whole: it was open, and is discarded.
      expect(error).toBeUndefined()
      expect(given.at(-1)).toMatchObject({ type: 'finish', result: { toolCalls: [{ name: 'ring_bell' }] } })
    }
  })

  it.each([0, 40])(
    'error event with unknown status after %i tokens: a failure of the server, never the end of the answer',
    async (after) => {
      await using set = await primaryAndFallback(protocol, { primary: [`unknown-error-event?after=${after}`] })
      const { result } = await callInFull(set.router, set.wall)
      expect(result.attempts[0]?.failure).toMatchObject({
        code: 'server',
        status: 200,
        providerMessage: 'The moon is in the wrong place.',
      })
    },
  )

  it.each([0, 40])('unframed JSON tail after %i tokens: read as the error that it is', async (after) => {
    await using set = await primaryAndFallback(protocol, { primary: [`unframed-json-tail?after=${after}`] })
    const { result } = await callInFull(set.router, set.wall)
    expect(result.attempts[0]?.failure?.providerMessage).toBe('The model is overloaded. Please try again later.')
    expect(result.attempts[0]?.failure?.code).toBe('overloaded')
  })

  it('[DONE] but open socket: the answer is there at once, and the socket is closed', async () => {
    await using set = await primaryAndFallback(protocol, { primary: ['done-but-open'] })
    const { durationMs } = await callInFull(set.router, set.wall)
    expect(durationMs).toBeLessThan(60 * 15 + 500)
    await set.wall.idle()
    expect(set.wall.requests.map(({ ended }) => ended?.by)).toEqual(['client'])
  })

  it('usage after finish: it is waited for and counts', async () => {
    await using set = await primaryAndFallback(protocol, { primary: ['usage-after-finish'] })
    const { result } = await callInFull(set.router, set.wall)
    expect(result.attempts.map(({ usage }) => usage)).toEqual([
      { inputTokens: 12, outputTokens: 60, source: 'reported' },
    ])
  })

  it('explicit zero usage: zero is a value, not a gap to be filled with an estimate', async () => {
    await using set = await primaryAndFallback(protocol, { primary: ['zero-usage'] })
    const { result } = await callInFull(set.router, set.wall)
    expect(result.attempts.map(({ usage }) => usage)).toEqual([{ inputTokens: 0, outputTokens: 0, source: 'reported' }])
  })

  it('gzip-truncated body: a cut like any other', async () => {
    await using set = await primaryAndFallback(protocol, { primary: ['gzip-truncated'] })
    const { result } = await callInFull(set.router, set.wall)
    expect(result.attempts.map(({ failure }) => failure?.code)).toEqual([
      'stream-truncated',
      'stream-truncated',
      undefined,
    ])
  })

  it('UTF-8 split across chunks: every letter arrives whole', async () => {
    await using set = await primaryAndFallback(protocol, { primary: ['split-utf8'] })
    expect((await set.router.complete({ messages: 'hi' })).text).toBe(manyAlphabets)
  })

  it('10 MB single SSE line: read; 17 MB: refused, and the next target answers', async () => {
    await using long = await primaryAndFallback(protocol, { primary: ['long-line?megabytes=10'] })
    const { text } = await long.router.complete({ messages: 'hi' })
    expect(text.length).toBeGreaterThanOrEqual(10 * 1024 * 1024)
    expect(text.startsWith('lighthouse lighthouse ') && text.endsWith(' lighthouse ')).toBe(true)
    await using tooLong = await primaryAndFallback(protocol, {
      primary: ['long-line?megabytes=17', 'long-line?megabytes=40'],
    })
    const { result } = await callInFull(tooLong.router, tooLong.wall)
    expect(result.attempts.map(({ failure }) => failure?.code)).toEqual([
      'malformed-stream',
      'malformed-stream',
      undefined,
    ])
    // The rest of it is not read.
    expect(tooLong.wall.of('primary')[1]?.ended?.by).toBe('client')
  })

  it('truncated at byte k: never a success, whatever the byte', async () => {
    await using set = await wallAndRouter(
      { primary: (request) => `truncated?at=${request.number * 37}` },
      { protocols: { primary: protocol }, config: { routing: { maxRetries: 0 } } },
    )
    const outcomes = []
    for (let call = 0; call < 12; call++) outcomes.push(await set.router.complete({ messages: 'hi' }).settled())
    expect(set.wall.requests.length).toBeGreaterThan(0)
    for (const outcome of outcomes) expect(errorOf(outcome).code).not.toBe('configuration')
  })

  it('a page in place of an answer: not an answer, and not the text of one', async () => {
    for (const play of ['html-success', 'html-error-page', 'redirect']) {
      await using set = await primaryAndFallback(protocol, { primary: [play] })
      const { result } = await callInFull(set.router, set.wall)
      expect(result.served.provider).toBe('fallback')
      expect(set.wall.of('elsewhere')).toEqual([])
    }
  })
})

describe.concurrent('further faults of single hosts', () => {
  it('200 + base_resp error: the number in it decides', async () => {
    await using busy = await wallAndRouter({
      minimax: ['base-resp-error?status=1002', 'healthy'],
      fallback: ['healthy'],
    })
    expect((await busy.router.complete({ messages: 'hi' })).attempts.map(({ failure }) => failure?.code)).toEqual([
      'rate-limit',
      undefined,
    ])
    expect(busy.wall.requests.map(({ target }) => target)).toEqual(['minimax', 'minimax'])
    await using broke = await wallAndRouter({ minimax: ['base-resp-error?status=1008'], fallback: ['healthy'] })
    expect((await broke.router.complete({ messages: 'hi' })).attempts.map(({ failure }) => failure?.code)).toEqual([
      'quota',
      undefined,
    ])
  })

  it('more than one bad event is no answer to rely on', async () => {
    await using set = await primaryAndFallback('openai-chat', { primary: ['bad-event?events=2'] })
    const { result } = await callInFull(set.router, set.wall)
    expect(result.attempts[0]?.failure?.code).toBe('malformed-stream')
  })

  it.each([
    ['two bad events', [textChunk('Hel'), bad, bad, textChunk('lo'), chatEnd()]],
    [
      'a bad event inside of a tool call',
      [toolChunk('{"times":'), bad, toolChunk('7}'), chatEnd({ input: 7, output: 3 }, 'tool_calls')],
    ],
  ])('%s are no answer to rely on, whether the end comes in the same chunk or in another', async (_, pieces) => {
    for (const raw of [pieces, [pieces.join('')]]) {
      const { router, hosts } = routerOf({ a: [{ raw }], b: [{ say: ['Hello'] }] }, { routing: { maxRetries: 0 } })
      const { text, toolCalls, attempts } = await router.complete({ messages: 'hi', tools: { ring_bell: {} } })
      expect([text, toolCalls, hosts()]).toEqual(['Hello', [], ['a', 'b']])
      expect(attempts[0]?.failure?.code).toBe('malformed-stream')
    }
  })

  it('what cannot be read after the end of an answer does not undo it', async () => {
    const { router } = routerOf({
      a: [{ raw: [textChunk('Hello'), chatEnd().replace('data: [DONE]', `${bad}${bad}data: [DONE]`)] }],
    })
    expect((await router.complete({ messages: 'hi' })).text).toBe('Hello')
  })

  it('a target that falls silent in the middle is asked again when nobody else is left', async () => {
    await using set = await wallAndRouter({ primary: ['stall?then=silence', 'continues'] }, { speed: 20 })
    const completion = set.router.complete({ messages: 'hi' })
    const { text, attempts } = resultOf(await completion.settled())
    expect(text).toBe(canonicalAnswer)
    expect(attempts.map(({ failure }) => failure?.code)).toEqual(['timeout', undefined])
  })
})
