import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { planCompaction, type LongConversation } from '../../src/budget/plan-compaction.ts'
import { shortenResults } from '../../src/budget/shorten-results.ts'
import type { Message } from '../../src/vocabulary/message.ts'
import { sizeInTokens, unpaired } from '../compaction/long-conversation.ts'

const tokensOf = (message: Message): number => sizeInTokens([message])
const conversationOf = (messages: readonly Message[], rest: Partial<LongConversation>): LongConversation => ({
  messages,
  tokens: messages.map(tokensOf),
  otherTokens: 0,
  targetTokens: 200,
  summaryTokens: 20,
  ...rest,
})

/** One turn: a question, an answer, or calls whose results come at once, late, or in two messages. */
const turn = fc.record({
  kind: fc.constantFrom('user', 'assistant', 'calls', 'split', 'late' as const),
  words: fc.integer({ min: 1, max: 60 }),
  pinned: fc.boolean(),
  calls: fc.integer({ min: 1, max: 3 }),
})

const transcript = fc.array(turn, { minLength: 1, maxLength: 40 }).map((turns) => {
  const messages: Message[] = []
  for (const [index, { kind, words, pinned, calls }] of turns.entries()) {
    const text = 'word '.repeat(words)
    const mark = pinned && index % 5 === 0 ? { pinned: true } : {}
    if (kind === 'user') messages.push({ role: 'user', content: text, ...mark })
    else if (kind === 'assistant') messages.push({ role: 'assistant', content: text, ...mark })
    else {
      const ids = Array.from({ length: calls }, (_, call) => `${index}-${call}`)
      const result = (id: string): Message => ({
        role: 'tool',
        content: [{ type: 'tool-result', callId: id, name: 'f', output: text }],
      })
      messages.push({
        role: 'assistant',
        content: ids.map((id) => ({ type: 'tool-call', id, name: 'f', args: {}, rawArgs: '{}' })),
        ...mark,
      })
      if (kind === 'late') messages.push({ role: 'user', content: 'still there?' })
      if (kind === 'calls') {
        const content = ids.map((id) => ({ type: 'tool-result', callId: id, name: 'f', output: text }) as const)
        messages.push({ role: 'tool', content })
      } else messages.push(...ids.map(result))
    }
  }
  return messages
})

describe('a plan of compaction', () => {
  it('keeps calls and results together, pins, the last question and the end, in order, for any transcript', () => {
    let plans = 0
    fc.assert(
      fc.property(transcript, fc.integer({ min: 30, max: 1_500 }), (messages, targetTokens) => {
        const conversation = conversationOf(messages, { targetTokens })
        const plan = planCompaction(conversation)
        if (plan === undefined) return
        plans += 1
        const kept = plan.kept.map((index) => messages[index] as Message)
        expect(unpaired(kept)).toEqual([])
        expect([...plan.kept, ...plan.removed].toSorted((a, b) => a - b)).toEqual([...messages.keys()])
        expect(plan.kept).toEqual(plan.kept.toSorted((a, b) => a - b))
        const fixed = messages.filter(({ pinned }, index) => pinned === true || index === messages.length - 1)
        const question = messages.findLast(({ role }) => role === 'user')
        for (const message of question === undefined ? fixed : [...fixed, question]) expect(kept).toContain(message)
      }),
      { numRuns: 400 },
    )
    expect(plans).toBeGreaterThan(100)
  })

  it('fits wherever what must stay leaves room, and keeps as many of the newest turns as do', () => {
    let fits = 0
    fc.assert(
      fc.property(transcript, fc.integer({ min: 100, max: 2_000 }), (messages, targetTokens) => {
        const conversation = conversationOf(messages, { targetTokens })
        const plan = planCompaction(conversation)
        if (plan === undefined) return
        const size = plan.kept.reduce((sum, index) => sum + (conversation.tokens[index] ?? 0), 0)
        const smallest = planCompaction({ ...conversation, targetTokens: 0 })
        const least = smallest?.kept.reduce((sum, index) => sum + (conversation.tokens[index] ?? 0), 0) ?? Infinity
        if (least + 20 > targetTokens) return
        fits += 1
        expect(size + conversation.summaryTokens).toBeLessThanOrEqual(targetTokens)
      }),
      { numRuns: 800 },
    )
    expect(fits).toBeGreaterThan(50)
  })

  it('is none where a summary would take the place of no more than itself', () => {
    const messages: readonly Message[] = [
      { role: 'user', content: 'Summary of 10 earlier messages', summary: true },
      { role: 'user', content: 'word '.repeat(500) },
    ]
    expect(planCompaction(conversationOf(messages, {}))).toBeUndefined()
  })

  it('takes an earlier summary into the next one', () => {
    const messages: readonly Message[] = [
      { role: 'user', content: `Summary: ${'word '.repeat(40)}`, summary: true },
      { role: 'assistant', content: 'word '.repeat(300) },
      { role: 'user', content: 'And now?' },
    ]
    expect(planCompaction(conversationOf(messages, {}))).toEqual({ removed: [0, 1], kept: [2] })
  })

  it('keeps the one question of a long run of tools, and its newest calls', () => {
    const messages: readonly Message[] = [
      { role: 'user', content: 'Do it.' },
      ...Array.from({ length: 30 }, (_, index): readonly Message[] => [
        { role: 'assistant', content: [{ type: 'tool-call', id: `${index}`, name: 'f', args: {}, rawArgs: '{}' }] },
        { role: 'tool', content: [{ type: 'tool-result', callId: `${index}`, name: 'f', output: 'word '.repeat(20) }] },
      ]).flat(),
    ]
    const { kept = [], removed = [] } = planCompaction(conversationOf(messages, {})) ?? {}
    expect([kept[0], kept.at(-1), removed[0]]).toEqual([0, 60, 1])
    expect(kept.length).toBeGreaterThan(4)
  })
})

describe('tool results that are too long', () => {
  const result = (output: string, pinned = false): Message => ({
    role: 'tool',
    content: [{ type: 'tool-result', callId: 'c', name: 'f', output }],
    ...(pinned ? { pinned: true } : {}),
  })

  it('are cut in their middle, as little as is needed', () => {
    const text = `begin ${'word '.repeat(20_000)}end`
    const { messages, tokens } = shortenResults([result(text), result('short')], 9_000, tokensOf)
    expect(tokens).toBeLessThanOrEqual(9_000)
    expect(JSON.stringify(messages[0])).toMatch(/begin .*characters left out.*end/)
    expect(messages[1]).toEqual(result('short'))
  })

  it('stay where all fits, where they are pinned, and where they are no results', () => {
    const list = [result('word '.repeat(50_000), true), { role: 'user' as const, content: 'word '.repeat(50_000) }]
    expect(shortenResults(list, 1_000_000, tokensOf).messages).toBe(list)
    expect(shortenResults(list, 10, tokensOf).messages).toEqual(list)
  })
})
