import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'

import { textChunk, type Step } from '../scripted-chat.ts'
import type { SearchStep } from '../search/scripted-search.ts'
import { searching } from './searching-router.ts'
import { fullConversation, leftovers, loadEverything, watch, wholeRouter } from './whole-router.ts'

beforeAll(loadEverything)

const step = fc.constantFrom<Step>(
  { say: ['All ', 'of it.'], usage: { input: 7, output: 100 } },
  { say: [] },
  { silent: true },
  { network: 'ECONNRESET' },
  { cut: ['Once ', 'upon'] },
  { cut: ['Once ', 'upon'], how: 'silence' },
  { raw: [textChunk('Once '), textChunk('upon')], open: true },
  { status: 401 },
  { status: 429, headers: { 'retry-after': '2' } },
  { status: 429, message: 'Too many concurrent requests.' },
  { status: 400, code: 'context_length_exceeded', message: 'maximum context length is 4000 tokens' },
  { status: 503 },
  searching('one'),
  searching('other', 'Let me look.'),
)
const search = fc.constantFrom<SearchStep>({ found: ['One'] }, { found: [] }, { status: 500 }, { silent: true })
const steps = fc.array(step, { minLength: 1, maxLength: 5 })

const situation = fc.record({
  models: fc.record({ a: steps, b: steps, c: steps }),
  found: fc.array(search, { minLength: 1, maxLength: 3 }),
  storeMs: fc.constantFrom(0, 0, 300),
  hedgeMs: fc.constantFrom(500, 5_000),
  usd: fc.constantFrom(0.15, 0.35, 10),
  isSearching: fc.boolean(),
  isLong: fc.boolean(),
  appendOnly: fc.constantFrom(true, false, undefined),
  /** When it is aborted, in milliseconds. */
  abortAt: fc.option(fc.nat(20_000), { nil: undefined }),
})

describe('a call with everything on', () => {
  it('leaves nothing behind, whatever happens to it and whenever it is aborted', async () => {
    const ends = new Set<string>()
    await fc.assert(
      fc.asyncProperty(situation, async (given) => {
        const { models, found, storeMs, hedgeMs, usd, abortAt } = given
        const set = wholeRouter(models, {
          found,
          storeMs,
          spend: [{ usd, per: 'day' }],
          routing: { hedge: { afterMs: hedgeMs, maxExtra: 2 }, timeouts: { idleMs: 3_000 } },
        })
        const call = watch(set, {
          ...(given.isLong ? { messages: fullConversation } : {}),
          ...(given.isSearching ? { search: true } : {}),
          appendOnly: given.appendOnly,
          timeouts: { totalMs: 240_000 },
        })
        await set.runtime.advance(abortAt ?? 0)
        if (abortAt !== undefined) call.completion.abort()
        await set.runtime.advance(abortAt === undefined ? 260_000 : 2_000)
        expect(await leftovers(set, call)).toEqual([])
        const told = call.events.flatMap((event) => (event.type === 'text-delta' ? [event.delta] : [])).join('')
        const restarts = call.events.filter(({ type }) => type === 'restart').length
        if (given.appendOnly === true) {
          const { text } = call.outcome?.ok === true ? call.outcome.result : (call.outcome?.error.partial ?? {})
          expect([restarts, told]).toEqual([0, text ?? ''])
        }
        ends.add(call.outcome?.ok === true ? 'answered' : (call.outcome?.error.code ?? 'none'))
      }),
      { numRuns: 150 },
    )
    expect(ends).toContain('answered')
    expect(ends).toContain('aborted')
  }, 30_000)
})
