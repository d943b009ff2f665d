import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/ollama-chat/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import type { JsonObject } from '../../../src/vocabulary/message.ts'
import { modelInfo } from './request-matrix.ts'
import { targetedRequest } from './targeted-request.ts'

/** The window that a request asks for. */
function windowOf(changes: Partial<TargetedRequest>): unknown {
  const { options } = encode(targetedRequest(changes)).body
  return (options as JsonObject | undefined)?.['num_ctx']
}

describe('the window that is asked for', () => {
  it.each<[string, Partial<TargetedRequest>, number | undefined]>([
    [
      "is the server's own for a short prompt: another one would load the model again",
      { inputTokens: 1_600 },
      undefined,
    ],
    ["is the server's own where nothing is known of the prompt", { maxOutputTokens: 9_000 }, undefined],
    ['holds the prompt, with room for the answer', { inputTokens: 1_700 }, 8_192],
    ['grows by doubling', { inputTokens: 20_000 }, 32_768],
    ['has room for the output limit', { inputTokens: 1_000, maxOutputTokens: 16_000 }, 32_768],
    [
      'is never larger than that of the model',
      { inputTokens: 30_000, modelInfo: modelInfo({ contextWindow: 40_960 }) },
      40_960,
    ],
    [
      'may be smaller than a prompt that does not fit: the server refuses that',
      { inputTokens: 90_000, modelInfo: modelInfo({ contextWindow: 40_960 }) },
      40_960,
    ],
    [
      'is not asked for in the cloud, where models have all of theirs',
      { inputTokens: 50_000, model: 'gpt-oss:120b-cloud' },
      undefined,
    ],
    [
      'is not asked for in the cloud, however the model is named',
      { inputTokens: 50_000, model: 'glm-5.3:cloud' },
      undefined,
    ],
    ['is the one of the options', { inputTokens: 50_000, options: { numCtx: 16_384 } }, 16_384],
    ['is the one of the options for short prompts too', { options: { numCtx: 16_384 } }, 16_384],
    ["is the server's own where the options say so", { inputTokens: 50_000, options: { numCtx: false } }, undefined],
    ['is as without options where they make no sense', { inputTokens: 20_000, options: { numCtx: -5 } }, 32_768],
  ])('%s', (_, changes, expected) => {
    expect(windowOf(changes)).toBe(expected)
  })

  it('holds prompt and answer even if the estimate is a fifth too small', () => {
    fc.assert(
      fc.property(fc.nat(500_000), fc.nat(64_000), (inputTokens, maxOutputTokens) => {
        const window = windowOf({ inputTokens, maxOutputTokens }) ?? 4_096
        expect(window).toBeGreaterThanOrEqual(inputTokens * 1.2 + maxOutputTokens)
      }),
    )
  })

  it('takes few sizes, so that a growing conversation seldom loads the model again', () => {
    const sizes = new Set(Array.from({ length: 1_000 }, (_, step) => windowOf({ inputTokens: step * 100 })))
    expect([...sizes]).toEqual([undefined, 8_192, 16_384, 32_768, 65_536, 131_072])
  })
})
