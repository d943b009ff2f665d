import { describe, expect, it } from 'vitest'

import { encodeChat } from '../../src/adapters/openai-chat/encode.ts'
import { hosts } from '../../src/adapters/openai-chat/hosts.ts'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import type { JsonObject } from '../../src/vocabulary/message.ts'
import type { ReasoningEffort } from '../../src/vocabulary/model.ts'
import { targetedRequest } from './openai-chat/targeted-request.ts'

const catalog = await loadCatalog()
const efforts: readonly ReasoningEffort[] = ['none', 'low', 'medium', 'high', 'xhigh', 'max']
const fields = [
  'reasoning_effort',
  'thinking',
  'enable_thinking',
  'reasoning',
  'chat_template_kwargs',
  'reasoning_split',
] as const

/** The fields for an effort, and the codes of the warnings. */
function asked(id: string, model: string, reasoningEffort: ReasoningEffort): readonly [JsonObject, readonly string[]] {
  const modelInfo = catalog.find(id, model)
  const quirks = hosts.known[id]?.quirks
  if (quirks === undefined) throw new Error(`no row ${id}`)
  const { body, warnings } = encodeChat(targetedRequest({ provider: id, model, reasoningEffort, quirks, modelInfo }))
  return [
    Object.fromEntries(fields.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]]))),
    warnings.map(({ code }) => code),
  ]
}

const on = { thinking: { type: 'enabled' } }
const off = { thinking: { type: 'disabled' } }
const word = (effort: string): JsonObject => ({ reasoning_effort: effort })

/** What each effort of `efforts` becomes, in their order. */
const table: readonly (readonly [row: string, id: string, model: string, sent: readonly JsonObject[]])[] = [
  [
    'R204',
    'deepseek',
    'deepseek-flash',
    [off, ...['low', 'high', 'high', 'max', 'max'].map((e) => ({ ...on, ...word(e) }))],
  ],
  ['R205', 'zai', 'glm-4.7', [off, off, on, on, on, on]],
  ['R205', 'zai', 'glm-5', [off, off, on, on, on, on]],
  ['R205', 'zai', 'glm-5-turbo', [off, off, on, on, on, on]],
  ['R205', 'zai', 'glm-5.2', [off, ...['high', 'high', 'high', 'max', 'max'].map((e) => ({ ...on, ...word(e) }))]],
  ['R205', 'zai', 'glm-5.3', ['low', 'low', 'high', 'high', 'max', 'max'].map((e) => ({ ...on, ...word(e) }))],
  ['R206', 'xai', 'grok-4.3', ['none', 'low', 'medium', 'high', 'high', 'high'].map(word)],
  ['R206', 'xai', 'grok-4.7', ['low', 'low', 'medium', 'high', 'xhigh', 'xhigh'].map(word)],
  ['R208', 'groq', 'openai/gpt-oss-120b', ['low', 'low', 'medium', 'high', 'high', 'high'].map(word)],
  ['R209', 'openrouter', 'some/model', efforts.map((effort) => ({ reasoning: { effort } }))],
  ['R18', 'moonshot', 'kimi-k3', ['low', 'low', 'high', 'high', 'max', 'max'].map(word)],
  ['R30', 'moonshot', 'kimi-k2.6', [off, on, on, on, on, on]],
  ['R30', 'moonshot', 'kimi-k2.7-code', [{}, {}, {}, {}, {}, {}]],
  ['R37', 'kimi-code', 'kimi-for-coding', ['low', 'low', 'high', 'high', 'max', 'max'].map(word)],
  ['R34', 'xiaomi', 'mimo-v2.6-pro', [off, on, on, on, on, on]],
  [
    'R31',
    'qwen-portal',
    'qwen3.7-plus',
    [{ enable_thinking: false }, ...Array.from({ length: 5 }, () => ({ enable_thinking: true }))],
  ],
  [
    'R31',
    'qwen-portal',
    'qwen3.8-max',
    ['low', 'low', 'medium', 'medium', 'xhigh', 'xhigh'].map((e) => ({ enable_thinking: true, ...word(e) })),
  ],
  ['R27', 'cerebras', 'gpt-oss-120b', ['low', 'low', 'medium', 'high', 'high', 'high'].map(word)],
  ['R28', 'mistral', 'mistral-medium-3.5', ['none', 'high', 'high', 'high', 'high', 'high'].map(word)],
  ['R216', 'fireworks', 'accounts/fireworks/models/kimi-k3', ['low', 'low', 'high', 'high', 'max', 'max'].map(word)],
  [
    'R216',
    'together',
    'zai-org/GLM-5.3',
    [{ reasoning: { enabled: false } }, ...Array.from({ length: 5 }, () => ({ reasoning: { enabled: true } }))],
  ],
]

describe('efforts', () => {
  it.each(table)(
    '%s of %s/%s are said in its own words, and as the nearest where it has none',
    (_, id, model, sent) => {
      expect(efforts.map((effort) => asked(id, model, effort)[0])).toEqual(sent)
    },
  )

  it.each([
    ['R207', 'mistral', 'mistral-large-latest'],
    ['R208', 'groq', 'llama-3.3-70b-versatile'],
  ])('%s of %s/%s, which does not think, are dropped with a warning', (_, id, model) => {
    expect(asked(id, model, 'high')).toEqual([{}, ['effort-adjusted']])
    expect(asked(id, model, 'none')).toEqual([{}, []])
  })

  it('R32 of MiniMax on the chat surface are dropped, and its thinking is kept out of the answer', () => {
    expect(asked('minimax', 'MiniMax-M3', 'high')).toEqual([{ reasoning_split: true }, ['effort-adjusted']])
  })

  it('B9 warn wherever another effort is sent than the one that was asked for', () => {
    const others = table.flatMap(([, id, model, sent]) =>
      efforts.flatMap((effort, index) => {
        const said = sent[index]?.['reasoning_effort']
        return typeof said === 'string' && said !== effort ? [[id, model, effort] as const] : []
      }),
    )
    expect(others.length).toBeGreaterThan(30)
    expect(others.filter((asking) => asked(...asking)[1].join() !== 'effort-adjusted')).toEqual([])
  })
})
