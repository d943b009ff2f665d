import { describe, expect, it } from 'vitest'

import { cachingSettings } from '../../src/caching/cache-strategy.ts'
import type { CompletionRequest, RouterConfig } from '../../src/index.ts'
import { createRouter, RouterError } from '../../src/index.ts'
import { countMarks, markPaths, writtenBody, type Asked } from './written-body.ts'

const question: Asked = {
  model: 'anthropic/claude-sonnet-4-6',
  system: 'You are careful.',
  messages: [{ role: 'user', content: 'Hi' }],
}

describe('what is asked of caching', () => {
  it('R68 is automatic, for five minutes', () => {
    expect(cachingSettings(undefined, {}, { mode: undefined, ttl: undefined })).toMatchObject({
      mode: 'auto',
      ttl: '5m',
    })
  })

  it('R69 R70 goes by request, configuration, environment, default', () => {
    const environment = { mode: 'off', ttl: '1h' }
    const settings = (request?: CompletionRequest['caching'], config: RouterConfig['caching'] = {}) => {
      const { mode, ttl } = cachingSettings(request, config, environment)
      return [mode, ttl]
    }
    expect(settings()).toEqual(['off', '1h'])
    expect(settings(undefined, { mode: 'auto', ttl: '5m' })).toEqual(['auto', '5m'])
    expect(settings({ mode: 'off' }, { mode: 'auto', ttl: '5m' })).toEqual(['off', '5m'])
  })

  it.each([
    ['5m', undefined],
    ['1h', '1h'],
    ['2h', undefined],
    ['', undefined],
    ['1H', undefined],
  ])('R70 COWORK_PROMPT_CACHE_TTL=%s: the lifetime sent is %s', async (value, ttl) => {
    const body = await writtenBody(question, {}, { COWORK_PROMPT_CACHE_TTL: value })
    expect(body['cache_control']).toEqual({ type: 'ephemeral', ...(ttl === undefined ? {} : { ttl }) })
  })

  it.each([
    ['off', 0],
    ['auto', 2],
    ['on', 2],
    ['OFF', 2],
    ['', 2],
  ])('R69 COWORK_PROMPT_CACHE_MODE=%s: %i marks', async (value, marks) => {
    expect(countMarks(await writtenBody(question, {}, { COWORK_PROMPT_CACHE_MODE: value }))).toBe(marks)
  })

  it('R69 is off by configuration', async () => {
    expect(countMarks(await writtenBody(question, { caching: { mode: 'off' } }))).toBe(0)
  })

  it('refuses what it does not know, and says what there is', async () => {
    expect(() => createRouter({ caching: { ttl: '2h' } as never })).toThrow(/caching\.ttl.*'5m', '1h'/)
    const outcome = await createRouter()
      .complete({ ...question, caching: { tll: '1h', mode: 'on' } as never })
      .settled()
    const message = outcome.ok ? '' : outcome.error.message
    expect(message).toContain('did you mean `ttl`?')
    expect(message).toContain("caching.mode: expected 'auto' or 'off'")
  })

  it('refuses a mark that is none', async () => {
    const outcome = await createRouter()
      .complete({
        ...question,
        messages: [{ role: 'user', content: [{ type: 'text', text: 'a', cache: '2h' as never }] }],
      })
      .settled()
    expect(outcome.ok ? undefined : RouterError.is(outcome.error, 'invalid-request')).toBe(true)
  })

  it('R58 counts marks in fields of the caller, and leaves its own field of the body to the caller', async () => {
    const providerOptions = { anthropic: { cache_control: { type: 'ephemeral', ttl: '1h' } } }
    const body = await writtenBody({ ...question, providerOptions })
    expect(body['cache_control']).toEqual({ type: 'ephemeral', ttl: '1h' })
    expect([...markPaths(body)].sort()).toEqual(['cache_control', 'system.0.cache_control'])
    expect(body['system']).toMatchObject([{ cache_control: { ttl: '1h' } }])
    const tools = [{ name: 'a', input_schema: {}, cache_control: { type: 'ephemeral' } }]
    const four = { ...question, providerOptions: { anthropic: { tools: [...tools, ...tools, ...tools] } } }
    expect(countMarks(await writtenBody(four))).toBe(4)
  })
})
