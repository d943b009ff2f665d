import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/anthropic-messages/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import type { Quirks } from '../../../src/adapters/provider.ts'
import type { ModelInfo, ReasoningEffort } from '../../../src/vocabulary/model.ts'
import { targetedRequest } from './targeted-request.ts'

const adaptive = { type: 'adaptive', display: 'summarized' }

function sent(
  model: string,
  reasoningEffort: ReasoningEffort | undefined,
  changes: Partial<TargetedRequest> = {},
): readonly unknown[] {
  const { body, warnings } = encode(targetedRequest({ model, reasoningEffort, maxOutputTokens: 64_000, ...changes }))
  return [body['thinking'], body['output_config'], ...warnings.map(({ code }) => code)]
}

function info(changes: Partial<ModelInfo>): ModelInfo {
  return { provider: 'x', model: 'x', ...changes }
}

describe('R178 models that take an effort', () => {
  it.each(['low', 'medium', 'high', 'max'] as const)(
    'think adaptively with the effort %s on 4.6, and show it',
    (effort) => {
      expect(sent('claude-sonnet-4-6', effort)).toEqual([adaptive, { effort }])
      expect(sent('claude-opus-4-6', effort)).toEqual([adaptive, { effort }])
    },
  )

  it.each([
    ['claude-sonnet-4-6', 'minimal', 'low'],
    ['claude-sonnet-4-6', 'xhigh', 'high'],
    ['claude-opus-5-5', 'minimal', 'low'],
  ] as const)('%s: %s becomes %s, with a warning', (model, wanted, effort) => {
    expect(sent(model, wanted)).toEqual([adaptive, { effort }, 'effort-adjusted'])
  })

  it.each([
    'claude-opus-4-7',
    'claude-opus-4-8',
    'claude-opus-5',
    'claude-opus-5-5',
    'claude-sonnet-5',
    'claude-sonnet-5-5',
    'claude-haiku-5-5',
    'claude-fable-5-2',
  ])('%s takes xhigh', (model) => {
    expect(sent(model, 'xhigh')).toEqual([adaptive, { effort: 'xhigh' }])
  })

  it.each([
    ['claude-sonnet-4-6', [{ type: 'disabled' }, undefined]],
    ['claude-opus-4-8', [{ type: 'disabled' }, undefined]],
    ['claude-opus-5', [{ type: 'disabled' }, undefined]],
    ['claude-sonnet-5', [{ type: 'disabled' }, undefined]],
    ['claude-haiku-5-5', [{ type: 'disabled' }, undefined]],
    ['claude-sonnet-5-5', [{ type: 'between_tools' }, undefined]],
    ['claude-opus-5-5', [adaptive, { effort: 'low' }, 'effort-adjusted']],
    ['claude-fable-5-1', [adaptive, { effort: 'low' }, 'effort-adjusted']],
  ] as const)('%s is kept from thinking as it allows', (model, expected) => {
    expect(sent(model, 'none')).toEqual(expected)
  })

  it('show their thoughts also when nobody asked, where they think by themselves', () => {
    for (const model of [
      'claude-opus-5',
      'claude-opus-5-5',
      'claude-sonnet-5',
      'claude-sonnet-5-5',
      'claude-haiku-5-5',
      'claude-fable-5',
    ]) {
      expect(sent(model, undefined), model).toEqual([adaptive, undefined])
    }
    for (const model of ['claude-opus-4-8', 'claude-opus-4-6', 'claude-sonnet-4-5']) {
      expect(sent(model, undefined), model).toEqual([undefined, undefined])
    }
  })
})

describe('R179 models that take a budget', () => {
  it.each([
    ['minimal', 1024],
    ['low', 2048],
    ['medium', 8192],
    ['high', 16_384],
    ['xhigh', 32_768],
    ['max', 62_976],
  ] as const)('%s is %i tokens within a limit of 64000', (effort, tokens) => {
    for (const model of [
      'claude-haiku-4-5',
      'claude-sonnet-4-5-20250929',
      'claude-opus-4-20250514',
      'claude-3-7-sonnet-latest',
      'anthropic--claude-4.5-sonnet',
    ]) {
      expect(sent(model, effort), model).toEqual([{ type: 'enabled', budget_tokens: tokens }, undefined])
    }
  })

  it('keep the budget below the output limit, with 1024 tokens left for the answer', () => {
    const budgetAt = (maxOutputTokens: number): unknown => sent('claude-haiku-4-5', 'high', { maxOutputTokens })
    expect(budgetAt(4096)).toEqual([{ type: 'enabled', budget_tokens: 3072 }, undefined])
    expect(budgetAt(2048)).toEqual([{ type: 'enabled', budget_tokens: 1024 }, undefined])
    expect(budgetAt(2047)).toEqual([{ type: 'disabled' }, undefined, 'effort-adjusted'])
  })
})

describe('other models', () => {
  it('of the third generation do not think', () => {
    expect(sent('claude-3-5-sonnet-20241022', 'high')).toEqual([undefined, undefined, 'effort-adjusted'])
    expect(sent('claude-3-haiku-20240307', 'none')).toEqual([undefined, undefined])
  })

  it('of other vendors get a budget, unless the catalogue knows better', () => {
    expect(sent('MiniMax-M3', 'low')).toEqual([{ type: 'enabled', budget_tokens: 2048 }, undefined])
    expect(sent('llama-3.1-70b', 'low', { modelInfo: info({ capabilities: { reasoning: false } }) })).toEqual([
      undefined,
      undefined,
      'effort-adjusted',
    ])
  })

  it('with words for their efforts in the catalogue are asked by effort', () => {
    const modelInfo = info({ efforts: { none: null, minimal: null, low: 'low', medium: null, high: 'top' } })
    expect(sent('MiniMax-M3.1-Flash', 'high', { modelInfo })).toEqual([{ type: 'adaptive' }, { effort: 'top' }])
    expect(sent('MiniMax-M3.1-Flash', 'medium', { modelInfo })).toEqual([
      { type: 'adaptive' },
      { effort: 'low' },
      'effort-adjusted',
    ])
    expect(sent('MiniMax-M3.1-Flash', 'none', { modelInfo })).toEqual([
      { type: 'adaptive' },
      { effort: 'low' },
      'effort-adjusted',
    ])
  })

  it('newer than the table are treated like the newest of it', () => {
    expect(sent('claude-opus-7', 'none')).toEqual([adaptive, { effort: 'low' }, 'effort-adjusted'])
  })

  it("take the catalogue's word over the table's on efforts", () => {
    const modelInfo = info({ efforts: { xhigh: null, max: 'max' } })
    expect(sent('claude-opus-4-8', 'xhigh', { modelInfo })).toEqual([adaptive, { effort: 'high' }, 'effort-adjusted'])
    expect(sent('claude-opus-4-8', 'medium', { modelInfo })).toEqual([adaptive, { effort: 'medium' }])
  })
})

describe('hosts with fields of their own', () => {
  const quirks: Quirks = {
    effortFields: {
      none: {},
      low: { thinking: { type: 'enabled', budget_tokens: 2048 }, extra: true },
      high: { thinking: { type: 'enabled', budget_tokens: 16_384 } },
    },
  }

  it('get them for models that are not Claude, the nearest where one is missing', () => {
    expect(sent('glm-5', 'high', { quirks })).toEqual([{ type: 'enabled', budget_tokens: 16_384 }, undefined])
    expect(sent('glm-5', 'minimal', { quirks })).toEqual([
      { type: 'enabled', budget_tokens: 2048 },
      undefined,
      'effort-adjusted',
    ])
    expect(encode(targetedRequest({ model: 'glm-5', reasoningEffort: 'low', quirks })).body).toMatchObject({
      extra: true,
    })
    expect(sent('glm-5', 'none', { quirks })).toEqual([undefined, undefined])
    expect(sent('glm-5', undefined, { quirks })).toEqual([undefined, undefined])
  })

  it('get a budget that fits into the output limit', () => {
    expect(sent('glm-5', 'high', { quirks, maxOutputTokens: 8000 })).toEqual([
      { type: 'enabled', budget_tokens: 6976 },
      undefined,
    ])
    expect(sent('glm-5', 'high', { quirks, maxOutputTokens: 500 })).toEqual([undefined, undefined, 'effort-adjusted'])
  })

  it('do not change what a Claude model takes', () => {
    expect(sent('claude-opus-5-5', 'high', { quirks })).toEqual([adaptive, { effort: 'high' }])
  })
})
