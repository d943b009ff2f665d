import { describe, expect, it } from 'vitest'

import { createCacheEpochs, type EpochQuestion } from '../../src/caching/cache-epoch.ts'
import type { SystemBlock } from '../../src/index.ts'
import { recordingRouter, type Asked } from './written-body.ts'

const block = (key: string, text: string): SystemBlock => ({ key, text, scope: 'session' })
const stable: readonly SystemBlock[] = [
  block('identity', 'You are careful.'),
  block('workspace', 'The branch is main.'),
  block('mode', 'You review.'),
  block('role', 'Be brief.'),
]
const question: EpochQuestion = {
  session: 's1',
  family: 'anthropic',
  mode: 'auto',
  ttl: '5m',
  system: stable,
  tools: [{ name: 'a', inputSchema: { type: 'object' } }],
}

const steps = (...questions: readonly Partial<EpochQuestion>[]) => {
  const epochs = createCacheEpochs()
  return questions.map((changes) => epochs.observe({ ...question, ...changes }))
}
const withText = (index: number): readonly SystemBlock[] =>
  stable.map((one, place) => (place === index ? { ...one, text: 'Something else.' } : one))

describe('the cache epoch of a conversation', () => {
  it.each([
    ['R62 the identity and safety core', 0, 'identity'],
    ['R63 the workspace', 1, 'workspace'],
    ['R64 the contract of mode and task domain', 2, 'mode'],
    ['R65 role, personality and guidelines', 3, 'role'],
  ])('%s: a change counts, and is named', (_, index, key) => {
    expect(steps({}, {}, { system: withText(index) })).toEqual([
      undefined,
      undefined,
      { epoch: 1, reason: 'stable-prefix-changed', block: key },
    ])
  })

  it('R66 a changed schema of a tool counts', () => {
    const tools = [{ name: 'a', inputSchema: { type: 'object', properties: {} } }]
    expect(steps({}, { tools })).toEqual([undefined, { epoch: 1, reason: 'tool-schema-changed' }])
  })

  it('counts on, by the first reason that there is', () => {
    expect(
      steps(
        {},
        { family: 'openai', mode: 'off', system: [] },
        { family: 'openai', mode: 'auto', system: [] },
        { family: 'openai', tools: [], system: [] },
      ).map((step) => [step?.epoch, step?.reason]),
    ).toEqual([
      [undefined, undefined],
      [1, 'provider-family-changed'],
      [2, 'cache-mode-changed'],
      [3, 'tool-schema-changed'],
    ])
  })

  it('R67 turn blocks and marks count for nothing', () => {
    const system: SystemBlock[] = [...stable.map((one) => ({ ...one, cache: true })), { text: 'Noon.', scope: 'turn' }]
    expect(steps({}, { system })).toEqual([undefined, undefined])
  })

  it('is of one session, or without one of the blocks with the same keys', () => {
    expect(steps({}, { session: 's2', system: withText(0) })).toEqual([undefined, undefined])
    const session = undefined
    expect(steps({ session }, { session, system: withText(1) })[1]).toMatchObject({ epoch: 1, block: 'workspace' })
    const nameless = stable.map(({ key: _key, ...one }) => one)
    expect(steps({ session, system: nameless }, { session, system: nameless.slice(1) })).toEqual([undefined, undefined])
  })

  it('forgets the oldest of many conversations', () => {
    const epochs = createCacheEpochs()
    for (let index = 0; index <= 1_000; index += 1) epochs.observe({ ...question, session: `s${index}` })
    expect(epochs.observe({ ...question, session: 's0', tools: [] })).toBeUndefined()
    expect(epochs.observe({ ...question, session: 's1000', tools: [] })).toMatchObject({ epoch: 1 })
  })
})

describe('the notice of it', () => {
  const asked: Asked = { model: 'openrouter/openai/gpt-5.4', system: stable, messages: 'Hi', session: 's1' }

  it('R61 says that the prefix changed, also where no field is sent', async () => {
    const { router, notices, bodies } = recordingRouter()
    await router.complete(asked).settled()
    await router.complete({ ...asked, model: 'openrouter/openai/gpt-5.4-mini' }).settled()
    await router.complete({ ...asked, system: withText(1) }).settled()
    const epochs = notices.filter(({ type }) => type === 'cache-epoch')
    expect(epochs.map(({ cacheEpoch }) => cacheEpoch)).toEqual([
      { epoch: 1, reason: 'stable-prefix-changed', block: 'workspace' },
    ])
    expect(epochs[0]?.message).toContain('`workspace`')
    expect(JSON.stringify(bodies)).not.toContain('cache')
  })

  it('says when another family goes on with the conversation', async () => {
    const { router, notices } = recordingRouter()
    await router.complete(asked).settled()
    await router.complete({ ...asked, model: 'anthropic/claude-sonnet-4-6' }).settled()
    expect(notices.flatMap(({ cacheEpoch }) => (cacheEpoch === undefined ? [] : [cacheEpoch.reason]))).toEqual([
      'provider-family-changed',
    ])
  })
})
