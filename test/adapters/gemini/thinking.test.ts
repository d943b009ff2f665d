import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/gemini/encode.ts'
import { modelFamily } from '../../../src/adapters/gemini/model-rules.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import type { ModelInfo, ReasoningEffort } from '../../../src/vocabulary/model.ts'
import { targetedRequest } from './targeted-request.ts'

/** What is said of thinking, and the warnings. */
function sent(
  model: string,
  reasoningEffort: ReasoningEffort | undefined,
  changes: Partial<TargetedRequest> = {},
): readonly unknown[] {
  const { body, warnings } = encode(targetedRequest({ model, reasoningEffort, ...changes }))
  const config = body['generationConfig'] as { thinkingConfig?: unknown } | undefined
  return [config?.thinkingConfig, ...warnings.map(({ code }) => code)]
}

const level = (thinkingLevel: string): object => ({ includeThoughts: true, thinkingLevel })
const budget = (thinkingBudget: number): object => ({ includeThoughts: true, thinkingBudget })
const info = (changes: Partial<ModelInfo>): ModelInfo => ({ provider: 'x', model: 'x', ...changes })

describe('R201 models that take a level', () => {
  it.each([
    ['gemini-3-flash-preview', ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH']],
    ['gemini-3.1-flash-lite', ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH']],
    ['gemini-3.5-flash', ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH']],
    ['gemini-3.5-flash-lite', ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH']],
    ['gemini-3.6-flash', ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH']],
    ['gemini-3.1-pro-preview', ['LOW', 'LOW', 'MEDIUM', 'HIGH']],
    ['gemini-3.7-flash', ['LOW', 'LOW', 'MEDIUM', 'HIGH']],
    ['models/gemini-3.8-flash', ['LOW', 'LOW', 'MEDIUM', 'HIGH']],
    ['gemini-4-argon', ['LOW', 'LOW', 'MEDIUM', 'HIGH']],
    ['gemini-flash-latest', ['LOW', 'LOW', 'MEDIUM', 'HIGH']],
    ['gemini-3-pro-preview', ['LOW', 'LOW', 'LOW', 'HIGH']],
    ['gemma-4-31b-it', ['MINIMAL', 'MINIMAL', 'HIGH', 'HIGH']],
  ] as const)('%s gets %j for minimal, low, medium and high', (model, levels) => {
    for (const [at, effort] of (['minimal', 'low', 'medium', 'high'] as const).entries()) {
      const word = levels[at] ?? ''
      const isExact = word.toLowerCase() === effort
      expect(sent(model, effort), effort).toEqual([level(word), ...(isExact ? [] : ['effort-adjusted'])])
    }
  })

  it('get their least for none and their most for max, with a warning', () => {
    expect(sent('gemini-3.5-flash', 'none')).toEqual([level('MINIMAL'), 'effort-adjusted'])
    expect(sent('gemini-3.8-flash', 'none')).toEqual([level('LOW'), 'effort-adjusted'])
    expect(sent('gemini-3.8-flash', 'xhigh')).toEqual([level('HIGH'), 'effort-adjusted'])
    expect(sent('gemini-3.8-flash', 'max')).toEqual([level('HIGH'), 'effort-adjusted'])
  })

  it("take the catalogue's word on what they take, in upper case", () => {
    const modelInfo = info({ efforts: { none: null, minimal: 'minimal', low: null, high: 'HIGH' } })
    expect(sent('gemini-3.8-flash', 'minimal', { modelInfo })).toEqual([level('MINIMAL')])
    expect(sent('gemini-3.8-flash', 'low', { modelInfo })).toEqual([level('MINIMAL'), 'effort-adjusted'])
    expect(sent('gemini-3.8-flash', 'medium', { modelInfo })).toEqual([level('MEDIUM')])
    expect(sent('gemini-3.8-flash', 'high', { modelInfo: info({ efforts: { high: null } }) })).toEqual([level('HIGH')])
  })
})

describe('R201 models that take a budget', () => {
  it.each([
    ['gemini-2.5-pro', [512, 2048, 8192, 32_768]],
    ['gemini-2.5-flash', [512, 2048, 8192, 24_576]],
    ['gemini-2.5-flash-lite-preview-09-2025', [512, 2048, 8192, 24_576]],
  ] as const)('%s gets %j for minimal, low, medium and high', (model, budgets) => {
    for (const [at, effort] of (['minimal', 'low', 'medium', 'high'] as const).entries()) {
      expect(sent(model, effort), effort).toEqual([budget(budgets[at] ?? 0)])
    }
    expect(sent(model, 'max')).toEqual([budget(budgets[3]), 'effort-adjusted'])
  })

  it('are kept from thinking where they can be', () => {
    expect(sent('gemini-2.5-flash', 'none')).toEqual([{ thinkingBudget: 0 }])
    expect(sent('gemini-2.5-flash-lite', 'none')).toEqual([{ thinkingBudget: 0 }])
    expect(sent('gemini-2.5-pro', 'none')).toEqual([budget(512), 'effort-adjusted'])
  })

  it('leave 1024 tokens of the output limit for the answer, where there is room', () => {
    const at = (maxOutputTokens: number): unknown => sent('gemini-2.5-pro', 'high', { maxOutputTokens })[0]
    expect(at(8000)).toEqual(budget(6976))
    expect(at(500)).toEqual(budget(128))
    expect(at(100_000)).toEqual(budget(32_768))
  })
})

describe('models that are asked nothing', () => {
  it('show their thoughts, where they think', () => {
    for (const model of ['gemini-2.5-flash', 'gemini-3.8-flash', 'gemini-4-argon']) {
      expect(sent(model, undefined), model).toEqual([{ includeThoughts: true }])
    }
    for (const model of [
      'gemini-2.0-flash',
      'gemini-1.5-pro',
      'gemini-2.5-flash-image',
      'gemma-3-27b-it',
      'tunedModels/mine',
    ]) {
      expect(sent(model, undefined), model).toEqual([undefined])
    }
  })

  it('and cannot think, warn of an effort that is asked for', () => {
    expect(sent('gemini-2.0-flash', 'high')).toEqual([undefined, 'effort-adjusted'])
    expect(sent('gemini-2.0-flash', 'none')).toEqual([undefined])
    expect(sent('someone-else', 'high', { modelInfo: info({ capabilities: { reasoning: false } }) })).toEqual([
      undefined,
      'effort-adjusted',
    ])
  })

  it('but whose efforts the catalogue knows get a level', () => {
    const modelInfo = info({ efforts: { low: 'low', high: 'high' } })
    expect(sent('someone-else', 'high', { modelInfo })).toEqual([level('HIGH')])
  })
})

describe('hosts with fields of their own', () => {
  const quirks = { effortFields: { none: {}, low: { thinkingConfig: { thinkingBudget: 7 } } } }

  it('get them in generationConfig, the nearest where one is missing', () => {
    expect(sent('gemini-3.5-flash', 'low', { quirks })).toEqual([{ thinkingBudget: 7 }])
    expect(sent('gemini-3.5-flash', 'max', { quirks })).toEqual([{ thinkingBudget: 7 }, 'effort-adjusted'])
    expect(sent('gemini-3.5-flash', 'none', { quirks })).toEqual([undefined])
    expect(sent('gemini-3.5-flash', undefined, { quirks })).toEqual([undefined])
  })
})

it('the family of a model is its name and generation', () => {
  expect(
    ['models/gemini-3.8-flash', 'gemini-3-pro-preview', 'gemini-2.5-pro', 'gemini-flash-latest'].map(modelFamily),
  ).toEqual(['gemini-3', 'gemini-3', 'gemini-2', 'gemini-flash-latest'])
})
