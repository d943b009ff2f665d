import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/bedrock-converse/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import type { ReasoningEffort } from '../../../src/vocabulary/model.ts'
import { targetedRequest } from './targeted-request.ts'

/** The model's own fields, and the codes of the warnings. */
function sent(
  model: string,
  reasoningEffort: ReasoningEffort | undefined,
  changes: Partial<TargetedRequest> = {},
): readonly unknown[] {
  const { body, warnings } = encode(targetedRequest({ model, reasoningEffort, ...changes }))
  return [body['additionalModelRequestFields'], ...warnings.map(({ code }) => code)]
}

describe('the effort of a Claude model', () => {
  it('is a word beside adaptive thinking', () => {
    expect(sent('eu.anthropic.claude-sonnet-4-6', 'high')).toEqual([
      { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'high' } },
    ])
    expect(sent('us.anthropic.claude-opus-4-6-v1', 'xhigh')).toEqual([
      { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'high' } },
      'effort-adjusted',
    ])
    expect(sent('eu.anthropic.claude-sonnet-4-6', undefined)).toEqual([undefined])
    expect(sent('eu.anthropic.claude-sonnet-4-6', 'none')).toEqual([{ thinking: { type: 'disabled' } }])
  })

  it('is a budget that fits into the output limit, and into the model’s cap where none is sent', () => {
    const haiku = 'eu.anthropic.claude-haiku-4-5-20251001-v1:0'
    const budget = (tokens: number): unknown => ({ thinking: { type: 'enabled', budget_tokens: tokens } })
    expect(sent(haiku, 'medium', { maxOutputTokens: 16_000 })).toEqual([budget(8192)])
    expect(sent(haiku, 'medium', { maxOutputTokens: 4096 })).toEqual([budget(3072)])
    expect(sent(haiku, 'max', { maxOutputTokens: undefined })).toEqual([budget(30_976)])
    const modelInfo = { provider: 'bedrock', model: haiku, maxOutputTokens: 64_000 }
    expect(sent(haiku, 'max', { maxOutputTokens: undefined, modelInfo })).toEqual([budget(62_976)])
    expect(sent(haiku, 'low', { maxOutputTokens: 1000 })).toEqual([
      { thinking: { type: 'disabled' } },
      'effort-adjusted',
    ])
  })

  it('says nothing of what is shown in GovCloud, which refuses it', () => {
    const fields = [{ thinking: { type: 'adaptive' }, output_config: { effort: 'low' } }]
    expect(sent('us-gov.anthropic.claude-sonnet-4-6', 'low')).toEqual(fields)
    const arn = 'arn:aws-us-gov:bedrock:us-gov-west-1:1:inference-profile/us-gov.anthropic.claude-sonnet-4-6'
    expect(sent(arn, 'low')).toEqual(fields)
  })

  it('is found through an ARN that shows the model, and through no other', () => {
    const arn = 'arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-sonnet-4-6'
    expect(sent(arn, 'low')[0]).toMatchObject({ output_config: { effort: 'low' } })
    expect(sent('arn:aws:bedrock:us-east-1:1:application-inference-profile/abc', 'low')).toEqual([
      undefined,
      'effort-adjusted',
    ])
  })
})

describe('the effort of other models', () => {
  it.each([
    ['us.openai.gpt-6-astra', 'medium', { reasoning: { effort: 'medium' } }],
    ['openai.gpt-oss-120b-1:0', 'low', { reasoning_effort: 'low' }],
    ['us.amazon.nova-2-lite-v1:0', 'low', { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'low' } }],
    ['qwen.qwen3-32b-v1:0', 'high', { reasoning_config: 'high' }],
  ] as const)('%s at %s is said in its own field', (model, effort, fields) => {
    expect(sent(model, effort)).toEqual([fields])
  })

  it('becomes the nearest that they take', () => {
    expect(sent('openai.gpt-oss-20b-1:0', 'max')).toEqual([{ reasoning_effort: 'high' }, 'effort-adjusted'])
    expect(sent('openai.gpt-oss-20b-1:0', 'none')).toEqual([{ reasoning_effort: 'low' }, 'effort-adjusted'])
    const efforts = { none: 'none', low: 'low', medium: 'medium', high: 'high', xhigh: 'xhigh' }
    const modelInfo = { provider: 'bedrock', model: 'openai.gpt-5.5', efforts }
    expect(sent('openai.gpt-5.5', 'none', { modelInfo })).toEqual([{ reasoning: { effort: 'none' } }])
    expect(sent('openai.gpt-5.5', 'max', { modelInfo })).toEqual([
      { reasoning: { effort: 'xhigh' } },
      'effort-adjusted',
    ])
  })

  it('is not sent to models that do not think, and none to those that think only when asked', () => {
    expect(sent('us.meta.llama3-3-70b-instruct-v1:0', 'high')).toEqual([undefined, 'effort-adjusted'])
    expect(sent('us.meta.llama3-3-70b-instruct-v1:0', 'none')).toEqual([undefined])
    expect(sent('us.amazon.nova-2-lite-v1:0', 'none')).toEqual([undefined])
    expect(sent('qwen.qwen3-32b-v1:0', 'none')).toEqual([undefined])
    expect(sent('anthropic.claude-3-haiku-20240307-v1:0', 'high')).toEqual([undefined, 'effort-adjusted'])
  })

  it('at its highest takes no limit and no sampling with Nova 2', () => {
    const { body, warnings } = encode(
      targetedRequest({ model: 'us.amazon.nova-2-lite-v1:0', reasoningEffort: 'high', temperature: 0.5, topP: 0.5 }),
    )
    expect(body).not.toHaveProperty('inferenceConfig')
    expect(warnings.map(({ code }) => code)).toEqual(Array.from({ length: 3 }, () => 'unsupported-parameter'))
    const lower = encode(
      targetedRequest({ model: 'us.amazon.nova-2-lite-v1:0', reasoningEffort: 'medium', temperature: 0.5 }),
    )
    expect(lower.body['inferenceConfig']).toEqual({ maxTokens: 4096, temperature: 0.5 })
  })
})
