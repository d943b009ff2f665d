import { describe, expect, it } from 'vitest'

import type { Json } from '../../../src/vocabulary/message.ts'
import type { Usage } from '../../../src/vocabulary/usage.ts'
import { decodeEvents, decodeText, messageEnd, messageStart, textBlock } from './event-stream.ts'

function usageOf(start: Json, delta: Json): Usage | undefined {
  return decodeEvents([messageStart(start), ...textBlock(0, 'Hi'), ...messageEnd('end_turn', delta)]).assembly
    .reportedUsage
}

describe('usage', () => {
  it('is inclusive: cache reads and writes are input', () => {
    const start = {
      input_tokens: 3,
      cache_creation_input_tokens: 100,
      cache_read_input_tokens: 2000,
      cache_creation: { ephemeral_5m_input_tokens: 60, ephemeral_1h_input_tokens: 40 },
      output_tokens: 1,
    }
    expect(usageOf(start, { output_tokens: 50, output_tokens_details: { thinking_tokens: 20 } })).toEqual({
      inputTokens: 2103,
      outputTokens: 50,
      cachedTokens: 2000,
      cacheWriteTokens: 100,
      cacheWrite1hTokens: 40,
      reasoningTokens: 20,
    })
  })

  it('of message_delta replaces that of message_start, member by member', () => {
    const start = { input_tokens: 100, cache_read_input_tokens: 7, cache_creation_input_tokens: 0, output_tokens: 1 }
    expect(usageOf(start, { input_tokens: 900, output_tokens: 9 })).toEqual({
      inputTokens: 907,
      outputTokens: 9,
      cachedTokens: 7,
      cacheWriteTokens: 0,
    })
  })

  it('keeps an explicit zero, and what is unknown stays unknown', () => {
    expect(usageOf({ input_tokens: 0, output_tokens: 0 }, { output_tokens: 0 })).toEqual({
      inputTokens: 0,
      outputTokens: 0,
    })
    expect(
      usageOf({ input_tokens: null, cache_read_input_tokens: null, output_tokens: -1 }, { output_tokens: 'many' }),
    ).toBeUndefined()
  })

  it('survives hosts that count the input only at the start, or only at the end', () => {
    const late = usageOf({ input_tokens: 0, output_tokens: 0 }, { input_tokens: 25, output_tokens: 5 })
    const early = usageOf({ input_tokens: 25, output_tokens: 0 }, { input_tokens: 0, output_tokens: 5 })
    expect([late, early]).toEqual([
      { inputTokens: 25, outputTokens: 5 },
      { inputTokens: 25, outputTokens: 5 },
    ])
  })

  it('adds the compaction passes that the other counts leave out', () => {
    const iterations = [
      {
        type: 'compaction',
        input_tokens: 100,
        cache_read_input_tokens: 5000,
        cache_creation_input_tokens: 10,
        output_tokens: 80,
      },
      { type: 'message', input_tokens: 180, output_tokens: 8 },
    ]
    const start = {
      input_tokens: 100,
      cache_read_input_tokens: 5000,
      cache_creation_input_tokens: 10,
      output_tokens: 80,
    }
    const delta = {
      input_tokens: 180,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
      output_tokens: 8,
      iterations,
    }
    expect(usageOf(start, delta)).toEqual({
      inputTokens: 5290,
      outputTokens: 88,
      cachedTokens: 5000,
      cacheWriteTokens: 10,
    })
  })

  it('is there as far as it came when the stream is cut', () => {
    const { assembly } = decodeEvents([messageStart({ input_tokens: 12, output_tokens: 1 }), ...textBlock(0, 'Hi')])
    expect([assembly.finishReason, assembly.reportedUsage]).toEqual([undefined, { inputTokens: 12, outputTokens: 1 }])
  })

  it('of a document is read the same way', () => {
    const document = {
      type: 'message',
      content: [],
      stop_reason: 'end_turn',
      usage: { input_tokens: 3, output_tokens: 4 },
    }
    expect(decodeText(JSON.stringify(document)).assembly.reportedUsage).toEqual({ inputTokens: 3, outputTokens: 4 })
  })
})
