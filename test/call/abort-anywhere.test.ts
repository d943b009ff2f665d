import { beforeAll, describe, expect, it } from 'vitest'

import { loadLazyChunks } from '../router-of.ts'
import { textChunk, type Step } from '../scripted-chat.ts'
import { searching } from './searching-router.ts'
import {
  fullConversation,
  leftovers,
  loadEverything,
  watch,
  wholeRouter,
  type WatchedRequest,
  type WholeOptions,
} from './whole-router.ts'

const silent: Step = { silent: true }
const summary: Step = { say: ['A summary.'] }
const answer: Step = { say: ['Answer.'], usage: { input: 7, output: 100 } }
const open: Step = { raw: [textChunk('Hel'), textChunk('lo')], open: true }
const lost: Step = { cut: ['Hel', 'lo'] }

/** Where a call stands when it is ended. */
interface Stage {
  readonly models: Readonly<Record<string, readonly Step[]>>
  readonly options?: WholeOptions
  readonly request?: WatchedRequest
  /** How long it has run, in milliseconds. */
  readonly afterMs: number
  /** What is open then, by host. */
  readonly open: readonly string[]
  /** Another call holds the only place of the first target. */
  readonly isCrowded?: true
}

const stages: Readonly<Record<string, Stage>> = {
  'a summary is made': {
    models: { a: [silent], b: [answer] },
    request: { messages: fullConversation },
    afterMs: 200,
    open: ['a.example'],
  },
  'the first target is silent after a summary': {
    models: { a: [summary, silent], b: [answer] },
    request: { messages: fullConversation },
    afterMs: 200,
    open: ['a.example'],
  },
  'two targets race after a summary': {
    models: { a: [summary, silent], b: [silent] },
    request: { messages: fullConversation },
    afterMs: 1_500,
    open: ['a.example', 'b.example'],
  },
  'the winner of a race speaks': {
    models: { a: [silent], b: [open] },
    afterMs: 1_500,
    open: ['b.example'],
  },
  'the web is searched': {
    models: { a: [searching('x')], b: [answer] },
    options: { found: [{ silent: true }] },
    request: { search: true },
    afterMs: 200,
    open: ['api.tavily.com'],
  },
  'the web is searched once more after a failure': {
    models: { a: [searching('x')], b: [answer] },
    options: { found: [{ status: 500 }] },
    request: { search: true },
    afterMs: 200,
    open: [],
  },
  'the turn after a search is silent': {
    models: { a: [searching('x'), silent], b: [silent] },
    request: { search: true },
    afterMs: 200,
    open: ['a.example'],
  },
  'two targets race in the turn after a search': {
    models: { a: [searching('x'), silent], b: [silent] },
    request: { search: true },
    afterMs: 1_500,
    open: ['a.example', 'b.example'],
  },
  'a retry is waited for': {
    models: { a: [{ status: 503, headers: { 'retry-after': '30' } }] },
    afterMs: 200,
    open: [],
  },
  'a place is waited for': {
    models: { a: [silent] },
    afterMs: 200,
    open: ['a.example'],
    isCrowded: true,
  },
  'the store of what is spent is asked': {
    models: { a: [answer], b: [answer] },
    options: { storeMs: 400 },
    afterMs: 200,
    open: [],
  },
  'the store is asked for a second target beside the first': {
    models: { a: [silent], b: [answer] },
    options: { storeMs: 400 },
    afterMs: 1_200,
    open: ['a.example'],
  },
  'the store is asked for a search': {
    models: { a: [searching('x')], b: [answer] },
    options: { storeMs: 400 },
    request: { search: true },
    afterMs: 600,
    open: [],
  },
  'the key is asked for': {
    models: { a: [answer], b: [answer] },
    options: {
      providers: {
        a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: () => new Promise(() => undefined) },
      },
    },
    afterMs: 200,
    open: [],
  },
  'the rest of a cut answer is asked for': {
    models: { a: [lost, silent], b: [silent] },
    request: { appendOnly: true },
    options: { routing: { maxRetries: 0 } },
    afterMs: 200,
    open: ['b.example'],
  },
}

beforeAll(async () => {
  await loadLazyChunks()
  await loadEverything()
})

describe.each(Object.entries(stages))('a call that is ended while %s', (_name, stage) => {
  it.each(['abort()', 'its signal', 'close()'] as const)('by %s leaves nothing', async (how) => {
    const set = wholeRouter(stage.models, stage.options)
    const crowd = stage.isCrowded === true ? watch(set) : undefined
    if (crowd !== undefined) await set.runtime.advance(100)
    const controller = new AbortController()
    const call = watch(set, { ...stage.request, signal: controller.signal })
    await set.runtime.advance(stage.afterMs - 1)
    expect([call.outcome, set.open()]).toEqual([undefined, stage.open])
    const asked = set.requests.length + set.backends.asked.length
    if (how === 'abort()') call.completion.abort('enough')
    if (how === 'its signal') controller.abort('enough')
    if (how === 'close()') await set.router.close()
    await set.runtime.advance(1)
    expect(call.outcome).toMatchObject({ ok: false, error: { code: 'aborted' } })
    if (crowd !== undefined) {
      if (how !== 'close()') crowd.completion.abort()
      await set.runtime.advance(0)
      expect(call.outcome?.ok === false && call.outcome.error.attempts).toEqual([])
      expect([set.open(), set.runtime.pendingTimers]).toEqual([[], 0])
      return
    }
    // The store may answer late: what it reserved is given back, and nothing is sent for it.
    await set.runtime.advance(1_000)
    expect(await leftovers(set, call)).toEqual([])
    expect(set.requests.length + set.backends.asked.length).toBe(asked)
  })
})
