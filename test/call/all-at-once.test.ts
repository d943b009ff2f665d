import { beforeAll, describe, expect, it } from 'vitest'

import type { CompletionResult } from '../../src/index.ts'
import { unpaired } from '../compaction/long-conversation.ts'
import { chatEnd, textChunk, type Step } from '../scripted-chat.ts'
import { searching } from './searching-router.ts'
import { fullConversation, leftovers, loadEverything, watch, wholeRouter, type WatchedCall } from './whole-router.ts'

beforeAll(loadEverything)

const silent: Step = { silent: true }
const summary: Step = { say: ['The user asked about harbours.'], usage: { input: 500, output: 9 } }
const answer: Step = { say: ['All ', 'of it.'], usage: { input: 7, output: 100 } }

function resultOf({ outcome }: WatchedCall): CompletionResult {
  if (outcome?.ok !== true) throw new Error(`it did not succeed: ${JSON.stringify(outcome)}`)
  return outcome.result
}

/** Attempts as `provider kind outcome`. */
function told({ attempts }: Pick<CompletionResult, 'attempts'>): readonly string[] {
  return attempts.map(({ target, kind, outcome }) => `${target.provider} ${kind} ${outcome}`)
}

function textOf({ events }: WatchedCall): string {
  return events.flatMap((event) => (event.type === 'text-delta' ? [event.delta] : [])).join('')
}

describe('hedging with a conversation that is made shorter first', () => {
  it('asks both racers with the shorter one; the summary is made once, and once is paid for it', async () => {
    const set = wholeRouter({ a: [summary, silent], b: [answer] })
    const call = watch(set, { messages: fullConversation })
    await set.runtime.advance(3_000)
    const result = resultOf(call)
    expect(told(result)).toEqual(['a compaction success', 'a first discarded', 'b hedge success'])
    const [, first, second] = set.requests.map(({ body }) => JSON.stringify(body.messages))
    expect(second).toBe(first)
    expect(first).toContain('harbours')
    expect(first).not.toContain('Question 0:')
    expect(unpaired(result.history ?? [])).toEqual([])
    expect(await leftovers(set, call)).toEqual([])
    expect(set.money().spentNanoUsd).toBe(Math.round((result.cost.usd ?? 0) * 1e9))
  })

  it('a racer whose window is too small is one failure; the other still wins', async () => {
    const overflow: Step = {
      status: 400,
      code: 'context_length_exceeded',
      message: 'maximum context length is 10 tokens',
    }
    const set = wholeRouter({ a: [silent, answer], b: [overflow] })
    const call = watch(set)
    await set.runtime.advance(30_000)
    expect(call.outcome?.ok === true || call.outcome?.error.code === 'exhausted').toBe(true)
    expect(await leftovers(set, call)).toEqual([])
  })
})

describe('searching while hedging is on', () => {
  it('goes on at the next target when the first fails between two searches; what was found stays', async () => {
    const set = wholeRouter(
      { a: [searching('one'), { status: 500 }], b: [searching('two'), answer] },
      { found: [{ found: ['One'] }, { found: ['Two'] }], routing: { maxRetries: 0 } },
    )
    const call = watch(set, { search: true })
    await set.runtime.advance(3_000)
    const result = resultOf(call)
    expect(told(result)).toEqual([
      'a first success',
      'tavily first success',
      'a follow-up failed',
      'b fallback success',
      'tavily first success',
      'b follow-up success',
    ])
    expect(result.messages.map(({ role }) => role)).toEqual(['assistant', 'tool', 'assistant', 'tool', 'assistant'])
    expect(result.servedBy.map(({ provider }) => provider)).toEqual(['a', 'b'])
    expect(JSON.stringify(set.requests.at(-1)?.body.messages)).toMatch(/one\.example.*two\.example/)
    expect(textOf(call)).toBe('All of it.')
    expect(await leftovers(set, call)).toEqual([])
  })

  it('asks the next target beside one that is silent in the turn after a search', async () => {
    const set = wholeRouter({ a: [searching('one'), silent], b: [answer] })
    const call = watch(set, { search: true })
    await set.runtime.advance(3_000)
    const result = resultOf(call)
    expect(told(result)).toEqual([
      'a first success',
      'tavily first success',
      'a follow-up discarded',
      'b hedge success',
    ])
    expect(set.requests.at(-1)?.body.messages).toEqual(set.requests.at(-2)?.body.messages)
    const indices = call.events.flatMap((event) => (event.type === 'part-end' ? [event.index] : []))
    expect(indices).toEqual([...new Set(indices)].toSorted((a, b) => a - b))
    expect([result.text, textOf(call)]).toEqual(['All of it.', 'All of it.'])
    expect(await leftovers(set, call)).toEqual([])
  })

  it('numbers parts on from the winner of a race, though all of its answer comes at once', async () => {
    const search = searching('one', 'Let me look.')
    const atOnce: Step = { raw: ['raw' in search ? search.raw.join('') : ''] }
    const set = wholeRouter({ a: [silent], b: [atOnce, answer] })
    const call = watch(set, { search: true })
    await set.runtime.advance(3_000)
    const result = resultOf(call)
    expect(result.text).toBe('Let me look.All of it.')
    const indices = call.events.flatMap((event) => (event.type === 'part-end' ? [event.index] : []))
    // The call of the router's own tool is the part between them.
    expect(indices).toEqual([0, 2])
    expect(call.events.filter(({ type }) => type === 'route-changed')).toHaveLength(1)
    expect(await leftovers(set, call)).toEqual([])
  })

  it('a target that loses while the store is still asked for it changes nothing of what follows', async () => {
    const set = wholeRouter(
      { a: [{ raw: [textChunk('Let me look.')], open: true }, answer], b: [answer] },
      { storeMs: 700, routing: { hedge: { afterMs: 300 }, timeouts: { idleMs: 2_000 }, maxRetries: 0 } },
    )
    const call = watch(set, { appendOnly: true })
    await set.runtime.advance(20_000)
    const result = resultOf(call)
    expect(result.text.startsWith('Let me look.')).toBe(true)
    expect(textOf(call)).toBe(result.text)
    expect(await leftovers(set, call)).toEqual([])
  })

  it('a limit on spending that is reached in the loop ends it before the next turn; what was said stays', async () => {
    const dear = { ...searching('one', 'Let me look.') }
    const set = wholeRouter({ a: [dear, answer], b: [answer] }, { spend: [{ usd: 0.105, per: 'day' }] })
    const call = watch(set, { search: true })
    await set.runtime.advance(3_000)
    expect(call.outcome).toMatchObject({ ok: false, error: { code: 'budget' } })
    const error = call.outcome?.ok === false ? call.outcome.error : undefined
    expect(told({ attempts: error?.attempts ?? [] })).toEqual(['a first success', 'tavily first success'])
    expect(error?.partial?.text).toBe('Let me look.')
    expect(error?.partial?.messages?.map(({ role }) => role)).toEqual(['assistant', 'tool'])
    expect(await leftovers(set, call)).toEqual([])
    expect(set.money().spentNanoUsd).toBe(Math.round((error?.partial?.cost?.usd ?? 0) * 1e9))
  })

  it('a search that the limit does not allow is told to the model, which answers without', async () => {
    const set = wholeRouter(
      { a: [searching('one'), answer] },
      {
        spend: [{ usd: 0.205, per: 'day' }],
        search: { duckDuckGo: false, backends: { tavily: { usdPerQuery: 0.5 } } },
      },
    )
    const call = watch(set, { search: true })
    await set.runtime.advance(3_000)
    expect(told(resultOf(call))).toEqual(['a first success', 'a follow-up success'])
    expect(set.backends.asked).toEqual([])
    expect(await leftovers(set, call)).toEqual([])
  })

  it('a conversation that what was found makes too long is made shorter before the model goes on', async () => {
    const overflow: Step = {
      status: 400,
      code: 'context_length_exceeded',
      message: 'maximum context length is 4000 tokens',
    }
    const set = wholeRouter({ a: [searching('one'), overflow, summary, answer] }, { compaction: 'overflow' })
    const call = watch(set, { search: true, messages: fullConversation.slice(-20) })
    await set.runtime.advance(3_000)
    const result = resultOf(call)
    expect(told(result)).toEqual([
      'a first success',
      'tavily first success',
      'a follow-up failed',
      'a compaction success',
      'a follow-up success',
    ])
    expect(unpaired(result.history ?? [])).toEqual([])
    expect(result.history?.at(-1)).toMatchObject({ role: 'assistant' })
    expect(await leftovers(set, call)).toEqual([])
  })
})

describe('an answer that is cut while hedging is on', () => {
  const cut: Step = { cut: ['Once upon ', 'a time '] }
  const rest: Step = { raw: [textChunk('there was '), textChunk('a harbour.'), chatEnd()] }

  it('is gone on with by the next target, for consumers that cannot unsay it, alone and in order', async () => {
    const set = wholeRouter(
      { a: [silent], b: [cut], c: [rest] },
      { routing: { hedge: { afterMs: 1_000 }, maxRetries: 0 } },
    )
    const call = watch(set, { appendOnly: true })
    const words: string[] = []
    void (async () => {
      for await (const piece of call.completion.textStream) words.push(piece)
    })()
    await set.runtime.advance(4_000)
    const result = resultOf(call)
    expect(words.join('')).toBe('Once upon a time there was a harbour.')
    expect([result.text, textOf(call)]).toEqual([words.join(''), words.join('')])
    expect(told(result).toSorted()).toEqual(['a first discarded', 'b hedge failed', 'c resume success'])
    expect(call.events.filter(({ type }) => type === 'restart')).toEqual([])
    expect(result.servedBy.map(({ provider }) => provider)).toEqual(['b', 'c'])
    expect(await leftovers(set, call)).toEqual([])
  })

  it('is asked for again where it can be unsaid, after a search too', async () => {
    const set = wholeRouter(
      { a: [searching('one'), silent], b: [cut], c: [answer] },
      { routing: { hedge: { afterMs: 1_000 }, maxRetries: 0 } },
    )
    const call = watch(set, { search: true, appendOnly: false })
    await set.runtime.advance(6_000)
    const result = resultOf(call)
    expect(result.text).toBe('All of it.')
    expect(result.messages.map(({ role }) => role)).toEqual(['assistant', 'tool', 'assistant'])
    const restart = call.events.findIndex(({ type }) => type === 'restart')
    const after = call.events.slice(restart + 1).flatMap((event) => (event.type === 'text-delta' ? [event.delta] : []))
    expect(after.join('')).toBe('All of it.')
    expect(await leftovers(set, call)).toEqual([])
  })
})

describe('the time of a call', () => {
  it.each([1, 2, 5, 20])('of %s s ends everything that runs, whatever its targets do', async (seconds) => {
    const set = wholeRouter(
      { a: [searching('one'), silent], b: [silent], c: [silent] },
      { found: [{ found: ['One'] }] },
    )
    const call = watch(set, { search: true, timeouts: { totalMs: seconds * 1_000 } })
    await set.runtime.advance(seconds * 1_000 + 10)
    expect(call.outcome).toMatchObject({ ok: false, error: { code: 'timeout' } })
    expect(await leftovers(set, call)).toEqual([])
  })
})
