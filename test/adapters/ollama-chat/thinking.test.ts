import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/ollama-chat/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import type { ModelInfo, ReasoningEffort } from '../../../src/vocabulary/model.ts'
import { modelInfo } from './request-matrix.ts'
import { targetedRequest } from './targeted-request.ts'

/** What is sent as `think`, and how many warnings come with it. */
function sent(changes: Partial<TargetedRequest>): readonly unknown[] {
  const { body, warnings } = encode(targetedRequest(changes))
  return [body['think'], warnings.map(({ code }) => code)]
}

const plain: readonly unknown[] = []
const adjusted = ['effort-adjusted']
const thinking = modelInfo({ capabilities: { reasoning: true } })
const dumb = modelInfo({ capabilities: { reasoning: false } })
/** DeepSeek V4.1 Flash in the catalogue. */
const levels: NonNullable<ModelInfo['efforts']> = {
  none: 'none',
  minimal: null,
  low: 'low',
  medium: null,
  high: 'high',
  xhigh: null,
  max: 'max',
}

describe('an effort', () => {
  it('is not sent when none is asked for', () => {
    for (const info of [undefined, thinking, dumb]) expect(sent({ modelInfo: info })).toEqual([undefined, plain])
  })

  it.each<[string, ReasoningEffort, ModelInfo | undefined, unknown, readonly unknown[]]>([
    ['is not sent to a model that is not known to think: it would be refused', 'high', undefined, undefined, adjusted],
    ['is not sent to a model that does not think', 'low', dumb, undefined, adjusted],
    ['of none switches thinking off', 'none', undefined, false, plain],
    ['of none switches thinking off where it is known', 'none', thinking, false, plain],
    ['of none is nothing to say to a model that does not think', 'none', dumb, undefined, plain],
    ['is only that it thinks where no levels are known', 'high', thinking, true, adjusted],
    ['is a level that the model takes', 'max', modelInfo({ efforts: levels }), 'max', plain],
    ['is the nearest level, the lower of two', 'medium', modelInfo({ efforts: levels }), 'low', adjusted],
    [
      'is the nearest level of those that the wire takes',
      'xhigh',
      modelInfo({ efforts: { ...levels, xhigh: 'xhigh' } }),
      'high',
      adjusted,
    ],
    ['of none switches a model with levels off', 'none', modelInfo({ efforts: levels }), false, plain],
    [
      'of none is the least where a model cannot be switched off',
      'none',
      modelInfo({ efforts: { ...levels, none: null } }),
      'low',
      adjusted,
    ],
    [
      'of none is asked in vain of a model without levels that cannot be switched off',
      'none',
      modelInfo({ capabilities: { reasoning: true }, efforts: { none: null } }),
      true,
      adjusted,
    ],
    [
      'is the word that the catalogue knows for it',
      'xhigh',
      modelInfo({ efforts: { high: 'high', xhigh: 'max' } }),
      'max',
      plain,
    ],
  ])('%s', (_, reasoningEffort, info, think, warnings) => {
    expect(sent({ reasoningEffort, modelInfo: info })).toEqual([think, warnings])
  })

  it.each<[ReasoningEffort, string, readonly unknown[]]>([
    ['none', 'low', adjusted],
    ['minimal', 'low', adjusted],
    ['low', 'low', plain],
    ['medium', 'medium', plain],
    ['high', 'high', plain],
    ['xhigh', 'high', adjusted],
    ['max', 'high', adjusted],
  ])(
    '%s is %s for gpt-oss, which takes three levels and cannot be switched off',
    (reasoningEffort, think, warnings) => {
      for (const model of ['gpt-oss', 'gpt-oss:20b', 'gpt-oss:120b-cloud', 'someone/gpt-oss-tuned']) {
        expect(sent({ model, reasoningEffort })).toEqual([think, warnings])
      }
      expect(sent({ model: 'gpt-ossified', reasoningEffort: 'high' })[0]).toBeUndefined()
    },
  )
})
