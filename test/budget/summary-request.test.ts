import { describe, expect, it } from 'vitest'

import { answerTokens, compactionSettings, compactionTokens } from '../../src/budget/compaction-settings.ts'
import { shortenText } from '../../src/budget/shorten-text.ts'
import { summaryInstructions, summaryLimit, summaryQuestion } from '../../src/budget/summary-request.ts'
import { estimateTokens } from '../../src/budget/token-estimate.ts'
import type { Message } from '../../src/vocabulary/message.ts'
import { longConversation } from '../compaction/long-conversation.ts'

describe('the question that a summary answers', () => {
  it('holds every kind of turn by name, and not what was thought', () => {
    const messages: readonly Message[] = [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'See' },
          { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'AAAA' } },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'secret thought' },
          { type: 'text', text: 'Looking.' },
          { type: 'tool-call', id: '1', name: 'read', args: { path: 'a.ts' }, rawArgs: '{"path":"a.ts"}' },
          { type: 'native', kind: 'compaction', data: { type: 'compaction', content: 'Before that.' } },
        ],
      },
      {
        role: 'tool',
        content: [{ type: 'tool-result', callId: '1', name: 'read', output: { lines: 3 }, isError: true }],
      },
    ]
    const question = summaryQuestion(messages, { summaryTokens: 1_000, maxTokens: 10_000 })
    for (const text of [
      '[User]\nSee\n[File: image/png]',
      'Looking.\nBefore that.',
      '[Tool call: read]\n{"path":"a.ts"}',
      '[Tool error: read]\n{"lines":3}',
    ])
      expect(question).toContain(text)
    expect(question).not.toContain('secret thought')
  })

  it('is no longer than 90 000 characters, and than the model that writes it can read', () => {
    const messages = longConversation({ messages: 900, words: 300 })
    expect(summaryQuestion(messages, { summaryTokens: 6_000, maxTokens: 1_000_000 }).length).toBeLessThan(91_000)
    for (const maxTokens of [500, 3_000, 20_000]) {
      expect(estimateTokens(summaryQuestion(messages, { summaryTokens: 500, maxTokens }))).toBeLessThanOrEqual(
        maxTokens,
      )
    }
  })

  it('takes an earlier summary whole', () => {
    const earlier: Message = { role: 'user', content: 'fact '.repeat(2_000), summary: true }
    const question = summaryQuestion([earlier], { summaryTokens: 6_000, maxTokens: 1_000_000 })
    expect(question).not.toContain('characters left out')
  })

  it('asks for nine sections, and for what the caller adds', () => {
    const text = summaryInstructions('Keep all paths.')
    expect(text.match(/^\d\. /gm)).toHaveLength(9)
    expect(text).toContain('Keep all paths.')
  })
})

describe('limits of compaction', () => {
  it.each([
    [200_000, 6_144],
    [20_000, 1_600],
    [4_000, 500],
    [1_000, 250],
  ])('leave a summary of a conversation with room for %i tokens %i of them', (room, limit) => {
    expect(summaryLimit(room)).toBe(limit)
  })

  it('are 90 % and 55 % of the room, and keep their distance where only the first is set', () => {
    expect(compactionTokens(compactionSettings('auto', undefined), 100_000)).toEqual({
      trigger: 90_000,
      target: 55_000,
    })
    expect(compactionTokens(compactionSettings({ trigger: 0.45 }, undefined), 100_000)).toEqual({
      trigger: 45_000,
      target: 27_500,
    })
    expect(compactionTokens(compactionSettings({ trigger: 20_000 }, undefined), undefined)).toEqual({
      trigger: 20_000,
      target: 12_222,
    })
    expect(compactionTokens(compactionSettings('auto', undefined), undefined)).toBeUndefined()
  })

  it('are those of the request, else of the configuration, else overflow alone', () => {
    expect(compactionSettings(undefined, undefined)).toMatchObject({ mode: 'overflow', native: true })
    expect(compactionSettings({ target: 0.2 }, { mode: 'off', trigger: 0.5 })).toMatchObject({
      mode: 'auto',
      trigger: 0.5,
      target: 0.2,
    })
    expect(compactionSettings('off', { mode: 'auto' }).mode).toBe('off')
  })

  it.each([
    [undefined, undefined, 200_000, 8_000],
    [undefined, undefined, 8_000, 800],
    [64_000, 'model', 200_000, 8_000],
    [16_000, 'policy', 200_000, 16_000],
    [16_000, 'policy', 8_000, 4_000],
    [150_000, 'request', 200_000, 150_000],
  ] as const)(
    'keep room for an answer of at most %s tokens (%s) in a window of %i: %i',
    (maxOutputTokens, source, window, kept) => {
      expect(answerTokens({ maxOutputTokens, source, warnings: [] }, window)).toBe(kept)
    },
  )
})

describe('a text that is cut in its middle', () => {
  it('keeps its beginning and its end, says what is missing, and breaks no character', () => {
    const text = `${'🌍'.repeat(400)}end`
    const short = shortenText(text, 101)
    expect(short).toMatch(/^🌍+\n\[\.\.\. \d+ characters left out \.\.\.\]\n🌍+end$/u)
    expect(short.isWellFormed()).toBe(true)
    expect(shortenText('short', 10)).toBe('short')
  })
})
