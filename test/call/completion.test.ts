import { describe, expect, it } from 'vitest'
import { createCompletion, type Engine } from '../../src/call/completion.ts'
import type { EventLog } from '../../src/call/event-log.ts'
import type { CompletionEvent } from '../../src/vocabulary/completion-event.ts'
import type { CompletionResult } from '../../src/vocabulary/completion-result.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'

const result = { text: 'Hello world' } as CompletionResult
const part = (text: string): CompletionEvent => ({ type: 'part-end', index: 0, part: { type: 'text', text } })
const delta = (text: string): CompletionEvent => ({ type: 'text-delta', index: 0, delta: text })

/** An engine that says each word when it is asked for more, and counts how often it ran and how far it got. */
function wordEngine(words: readonly string[], fail?: RouterError) {
  const counts = { runs: 0, words: 0, aborted: false }
  const engine: Engine = async ({ log, signal }) => {
    counts.runs++
    log.readOpenPartsFrom(() => words.slice(0, counts.words).join(''))
    log.push({ type: 'text-start', index: 0 })
    for (const word of words) {
      await log.demand()
      if (signal.aborted) {
        counts.aborted = true
        throw new RouterError('aborted', 'aborted', { cause: signal.reason })
      }
      counts.words++
      log.push(delta(word))
      await Promise.resolve()
    }
    if (fail !== undefined) throw fail
    log.push(part(words.join('')))
    return result
  }
  return { engine, counts }
}

async function all<Value>(iterable: AsyncIterable<Value>): Promise<Value[]> {
  const values: Value[] = []
  for await (const value of iterable) values.push(value)
  return values
}

const words = ['Hel', 'lo', ' wor', 'ld']

describe('a completion', () => {
  it('does nothing until the first pull, then or settled', async () => {
    const { engine, counts } = wordEngine(words)
    const completion = createCompletion(engine)
    completion.textStream[Symbol.asyncIterator]()
    await Promise.resolve()
    expect(counts.runs).toBe(0)
    await completion
    expect(counts.runs).toBe(1)
  })

  it('runs once for several consumers, and each sees every part', async () => {
    const { engine, counts } = wordEngine(words)
    const completion = createCompletion(engine)
    const [text, events, awaited, settled] = await Promise.all([
      all(completion.textStream),
      all(completion.events),
      completion,
      completion.settled(),
    ])
    expect(counts.runs).toBe(1)
    expect(text.join('')).toBe('Hello world')
    expect(events.filter((event) => event.type === 'finish')).toHaveLength(1)
    expect(awaited).toBe(result)
    expect(settled).toEqual({ ok: true, result })
  })

  it('gives a late consumer every part from the start, its deltas merged into one', async () => {
    const { engine } = wordEngine(words)
    const completion = createCompletion(engine)
    const first = completion.events[Symbol.asyncIterator]()
    for (let pulls = 0; pulls < 3; pulls++) await first.next()
    const late = all(completion.events)
    const rest = all({ [Symbol.asyncIterator]: () => first })
    const seen = await late
    await rest
    const deltas = seen.flatMap((event) => (event.type === 'text-delta' ? [event.delta] : []))
    expect(deltas[0]).toBe('Hello')
    expect(deltas.join('')).toBe('Hello world')
    expect(seen[0]).toEqual({ type: 'text-start', index: 0 })
    expect((await all(completion.events)).map((event) => event.type)).toEqual([
      'text-start',
      'text-delta',
      'part-end',
      'finish',
    ])
  })

  it('is pulled at the pace of its fastest consumer', async () => {
    const { engine, counts } = wordEngine(words)
    const completion = createCompletion(engine)
    const iterator = completion.textStream[Symbol.asyncIterator]()
    await iterator.next()
    await new Promise((resolve) => setImmediate(resolve))
    expect(counts.words).toBe(1)
    await iterator.next()
    await new Promise((resolve) => setImmediate(resolve))
    expect(counts.words).toBe(2)
  })

  it('ends the call when the last consumer leaves, and keeps it while another stays', async () => {
    const { engine, counts } = wordEngine(words)
    const completion = createCompletion(engine)
    const staying = completion.textStream[Symbol.asyncIterator]()
    await staying.next()
    for await (const text of completion.textStream) if (text !== '') break
    expect((await staying.next()).value).toBe('lo')
    await staying.return?.()
    const outcome = await completion.settled()
    expect(counts.aborted).toBe(true)
    expect(outcome.ok ? undefined : outcome.error.code).toBe('aborted')
  })

  it('throws one and the same error from every way of reading it', async () => {
    const error = new RouterError('server', 'the provider failed')
    const { engine } = wordEngine(words, error)
    const completion = createCompletion(engine)
    const seen: string[] = []
    const reading = (async () => {
      for await (const text of completion.textStream) seen.push(text)
    })()
    await expect(reading).rejects.toBe(error)
    expect(seen.join('')).toBe('Hello world')
    await expect(completion).rejects.toBe(error)
    await expect(all(completion.events)).rejects.toBe(error)
    expect(await completion.settled()).toEqual({ ok: false, error })
  })

  it('leaves no unhandled rejection behind when only its text was read', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    const { engine } = wordEngine(words, new RouterError('server', 'failed'))
    const completion = createCompletion(engine)
    await all(completion.textStream).catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 20))
    process.off('unhandledRejection', note)
    expect(unhandled).toEqual([])
  })

  it('turns what a defect throws into a RouterError with the cause', async () => {
    const cause = new TypeError('boom')
    const completion = createCompletion(() => Promise.reject(cause))
    const outcome = await completion.settled()
    expect(outcome.ok ? undefined : [outcome.error.code, outcome.error.cause]).toEqual(['configuration', cause])
  })

  it('may be taken apart', async () => {
    const completion = createCompletion(wordEngine(words).engine)
    const { textStream, events } = completion
    const calls = ['settled', 'toReadableStream', 'abort'].map((name) => Reflect.get(completion, name) as () => unknown)
    expect((await all(textStream)).join('')).toBe('Hello world')
    expect((await all(events)).at(-1)).toEqual({ type: 'finish', result })
    const [settled, stream] = await Promise.all(calls.map((call) => call()))
    expect([settled, stream]).toEqual([{ ok: true, result }, expect.any(ReadableStream)])
  })

  it('serves overlapping pulls in order', async () => {
    const { engine } = wordEngine(words)
    const iterator = createCompletion(engine, undefined).textStream[Symbol.asyncIterator]()
    const pulls = await Promise.all(Array.from({ length: 6 }, () => iterator.next()))
    expect(pulls.map(({ value }) => value)).toEqual([...words, undefined, undefined])
  })

  it('reads as a ReadableStream that pulls only when it is read', async () => {
    const { engine, counts } = wordEngine(words)
    const completion = createCompletion(engine)
    const reader = completion.toReadableStream().getReader()
    await reader.read()
    await reader.read()
    expect(counts.words).toBeLessThanOrEqual(2)
    await reader.cancel()
    expect((await completion.settled()).ok).toBe(false)
  })

  it('is ended by await using', async () => {
    const { engine, counts } = wordEngine(words)
    {
      await using completion = createCompletion(engine)
      await completion.textStream[Symbol.asyncIterator]().next()
    }
    expect(counts.aborted).toBe(true)
  })

  it('does no work at all when it is aborted before its start', async () => {
    const { engine, counts } = wordEngine(words)
    const completion = createCompletion(engine)
    completion.abort('too late')
    const outcome = await completion.settled()
    expect(counts.words).toBe(0)
    expect(outcome.ok ? undefined : outcome.error.cause).toBe('too late')
  })
})

describe('what consumers were given', () => {
  const engineThatRestarts: Engine = async ({ log }) => {
    log.push({ type: 'reasoning-start', index: 0 })
    await log.demand()
    log.push({ type: 'reasoning-delta', index: 0, delta: 'thinking' })
    await log.demand()
    log.push({ type: 'text-start', index: 1 })
    if (log.retract((index) => index >= 0)) log.push({ type: 'restart', discard: 0 })
    log.push({ type: 'text-start', index: 2 })
    log.push({ type: 'text-delta', index: 2, delta: 'Hi' })
    return result
  }

  it('sends restart only to consumers of events that asked for it with appendOnly: false', async () => {
    const told = await all(createCompletion(engineThatRestarts, { appendOnly: false }).events)
    expect(told.map((event) => event.type)).toContain('restart')
    const untold = await all(createCompletion(engineThatRestarts).events)
    expect(untold.map((event) => event.type)).not.toContain('restart')
    expect((await all(createCompletion(engineThatRestarts, { appendOnly: false }).textStream)).join('')).toBe('Hi')
  })

  it('shows a consumer that comes after a restart nothing of what was discarded', async () => {
    const completion = createCompletion(engineThatRestarts)
    await completion
    expect((await all(completion.events)).some((event) => 'index' in event && event.index < 2)).toBe(false)
  })

  it('keeps for a slow consumer no more than the text, and loses none of it', async () => {
    const count = 20_000
    let entries: EventLog | undefined
    const completion = createCompletion(async ({ log }) => {
      entries = log
      log.push({ type: 'text-start', index: 0 })
      for (let index = 0; index < count; index++) {
        if (index % 100 === 0) await log.demand()
        log.push(delta(`${index} `))
      }
      return result
    })
    const slow = completion.events[Symbol.asyncIterator]()
    await slow.next()
    await completion
    const rest = await all({ [Symbol.asyncIterator]: () => slow })
    expect(entries).toBeDefined()
    expect(rest.length).toBeLessThan(count / 2)
    const text = rest.map((event) => (event.type === 'text-delta' ? event.delta : '')).join('')
    expect(text).toBe(Array.from({ length: count }, (_, index) => `${index} `).join(''))
  })
})
