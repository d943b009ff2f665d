import { inspect } from 'node:util'

import { describe, expect, it } from 'vitest'

import { profileOf, providerIds } from '../../src/adapters/provider-table.ts'
import { wireModel } from '../../src/adapters/wire-model.ts'
import { parseConfiguration } from '../../src/configuration/parse-configuration.ts'
import type { CheckedConfig } from '../../src/configuration/checked-config.ts'

const known = { providers: ['openai', 'anthropic', 'openrouter', 'ollama'] }
const parse = (config?: unknown): CheckedConfig => parseConfiguration(config, known)

function objectsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return []
  return [value, ...Object.values(value).flatMap((member) => objectsIn(member))]
}

/** What is looked for unless it is switched off, and what is not unless it is switched on. */
const detectors = {
  empty: true,
  wrongModel: true,
  reasoningOnly: true,
  truncatedPrompt: true,
  loop: false,
  toolCallAsText: false,
}

describe('defaults', () => {
  it('are all in place for an empty configuration', () => {
    expect(parse()).toEqual(parse({}))
    expect(parse()).toEqual({
      providers: {},
      routes: {
        default: {
          targets: [{ provider: 'openrouter', model: 'free' }],
          retryPrimaryAfterSeconds: 60,
          onContentFilter: 'stop',
          needs: [],
          tasks: [],
          phases: [],
        },
      },
      agents: {},
      roles: {},
      models: {},
      routing: {
        maxRetries: 1,
        maxAttempts: 6,
        retryPrimaryAfterSeconds: 60,
        onContentFilter: 'stop',
        presets: false,
        maxAnswerBytes: 268_435_456,
        timeouts: { idleMs: 40_000, stallMs: 300_000 },
        detectors: { ...detectors },
        drill: [],
        audit: false,
      },
      caching: {},
      budget: { output: { maxContinuations: 4 }, spend: [], spendStore: undefined },
      search: { backends: {}, duckDuckGo: true, timeoutMs: 20_000 },
      runtime: {},
      onNotice: undefined,
    })
  })

  it('give way to what is configured, one by one', () => {
    const { routing } = parse({
      routing: {
        maxRetries: 0,
        timeouts: { idleMs: 5, totalMs: Infinity, stallMs: undefined },
        detectors: { empty: false },
      },
    })
    expect(routing).toEqual({
      maxRetries: 0,
      maxAttempts: 6,
      retryPrimaryAfterSeconds: 60,
      onContentFilter: 'stop',
      presets: false,
      maxAnswerBytes: 268_435_456,
      timeouts: { idleMs: 5, stallMs: 300_000, totalMs: Infinity },
      detectors: { ...detectors, empty: false },
      drill: [],
      audit: false,
    })
  })

  it('of a route are the rules of all routes', () => {
    const { routes } = parse({
      routing: { retryPrimaryAfterSeconds: 0, onContentFilter: 'next' },
      routes: {
        plain: ['openai/gpt-5.4', 'openrouter/anthropic/claude-sonnet-4.6'],
        own: {
          targets: ['ollama/llama3.2:3b'],
          retryPrimaryAfterSeconds: 3600,
          onContentFilter: 'stop',
          needs: ['vision'],
          constraints: { offline: true },
        },
      },
    })
    expect(routes).toEqual({
      plain: {
        targets: [
          { provider: 'openai', model: 'gpt-5.4' },
          { provider: 'openrouter', model: 'anthropic/claude-sonnet-4.6' },
        ],
        retryPrimaryAfterSeconds: 0,
        onContentFilter: 'next',
        needs: [],
        tasks: [],
        phases: [],
      },
      own: {
        targets: [{ provider: 'ollama', model: 'llama3.2:3b' }],
        retryPrimaryAfterSeconds: 3600,
        onContentFilter: 'stop',
        needs: ['vision'],
        tasks: [],
        phases: [],
        constraints: { offline: true },
      },
    })
  })
})

describe('R2 the zero-config route', () => {
  it.each([
    ['no configuration', undefined, known],
    ['no providers and no routes', { routing: {} }, known],
    ['OpenRouter among the providers', { providers: { openrouter: {}, openai: {} } }, known],
  ])('is there with %s', (_, config, names) => {
    expect(parseConfiguration(config, names).routes['default']?.targets).toEqual([
      { provider: 'openrouter', model: 'free' },
    ])
  })

  it.each([
    ['other providers only', { providers: { openai: {} } }, known],
    ['routes, none of them default', { routes: { fast: ['openai/gpt-5.4'] } }, known],
    ['a table without OpenRouter', {}, { providers: ['openai'] }],
  ])('is not made up with %s', (_, config, names) => {
    expect(parseConfiguration(config, names).routes['default']).toBeUndefined()
  })

  it('is sent as openrouter/free', () => {
    const [target] = parseConfiguration(undefined, { providers: providerIds }).routes['default']?.targets ?? []
    expect(wireModel(profileOf(target?.provider ?? ''), target?.model ?? '')).toBe('openrouter/free')
  })

  it('gives way to a configured one', () => {
    expect(parse({ routes: { default: ['openai/gpt-5.4'] } }).routes['default']?.targets).toEqual([
      { provider: 'openai', model: 'gpt-5.4' },
    ])
  })
})

describe('what is accepted', () => {
  it('is every option there is', () => {
    const everything = {
      providers: {
        openai: {
          protocol: 'openai-chat',
          baseUrl: 'https://x/v1',
          allowHttp: true,
          apiKey: ['a', () => 'b'],
          headers: { 'X-A': '1' },
          fetch: () => undefined,
          defaultModel: 'm',
          tiers: { flagship: 'a', balanced: 'b', fast: 'c', opus: 'a' },
          region: 'eu',
          owner: 'me',
          enabled: true,
          options: { a: [1, null, { b: 'c' }] },
        },
        'my host': { protocol: 'anthropic-messages', baseUrl: 'https://y' },
      },
      routes: {
        'a route': {
          targets: ['my host/some/model'],
          constraints: {
            regions: ['eu'],
            vendors: ['v'],
            offline: false,
            noTraining: true,
            minTier: 'fast',
            maxCostUsd: 0,
            maxLatencyMs: 1,
            needs: ['tools'],
          },
        },
      },
      models: {
        'my host/m': {
          name: 'M',
          contextWindow: 1,
          maxInputTokens: 1,
          maxOutputTokens: 1,
          capabilities: { vision: true, pdf: false },
          tier: 'fast',
          price: { inputUsdPerMillion: 0, cacheWrite1hUsdPerMillion: 0.5 },
          priceTiers: [{ aboveInputTokens: 5, outputUsdPerMillion: 1 }],
          asOf: '2026-11',
          efforts: { none: null, high: 'default' },
          sampling: false,
          region: 'us',
          score: -1.5,
        },
      },
      routing: {
        maxRetries: 10,
        maxAttempts: 50,
        maxAnswerBytes: 1,
        timeouts: { headersMs: 0.5, firstTokenMs: 1, idleMs: Infinity, stallMs: 1, totalMs: 1 },
      },
      runtime: {},
      onNotice: () => undefined,
    }
    const checked = parse(everything)
    expect(checked.providers['openai']).toMatchObject({
      baseUrl: 'https://x/v1',
      options: { a: [1, null, { b: 'c' }] },
    })
    expect(checked.models).toEqual(everything.models)
    expect(checked.routes['a route']?.constraints).toEqual(everything.routes['a route'].constraints)
  })

  it('includes options that are undefined, and objects of other origins', () => {
    expect(
      parse({ providers: undefined, routes: undefined, onNotice: undefined, routing: { maxRetries: undefined } }),
    ).toEqual(parse())
    const bare = Object.assign(Object.create(null) as object, { providers: { openai: { apiKey: undefined } } })
    expect(parse(bare).providers['openai']).toEqual({})
    class Settings {
      readonly routes = { default: ['openai/m'] }
    }
    expect(parse(new Settings()).routes['default']?.targets).toHaveLength(1)
  })

  it('passes functions and the runtime through by identity', () => {
    const fetch = (): undefined => undefined
    const apiKey = (): string => 'k'
    const onNotice = (): undefined => undefined
    const runtime = {
      now: () => 1,
      advance: () => undefined,
      get pendingTimers() {
        return 0
      },
    }
    const checked = parse({ providers: { openai: { fetch, apiKey } }, runtime, onNotice })
    expect(checked.runtime).toBe(runtime)
    expect(checked.onNotice).toBe(onNotice)
    expect(checked.providers['openai']?.fetch).toBe(fetch)
    expect(checked.providers['openai']?.apiKey).toBe(apiKey)
    expect(Object.isFrozen(runtime)).toBe(false)
  })
})

describe('the checked configuration', () => {
  it("is frozen all through, and leaves the caller's objects as they are", () => {
    const config = {
      providers: { openai: { options: { list: [{ deep: 1 }] }, tiers: { fast: 'f' } } },
      routes: { default: ['openai/m'] },
      models: { 'openai/m': { price: { inputUsdPerMillion: 1 } } },
    }
    const objects = objectsIn(parse(config))
    expect(objects.length).toBeGreaterThan(15)
    expect(objects.every((object) => Object.isFrozen(object))).toBe(true)
    expect(objectsIn(config).some((object) => Object.isFrozen(object))).toBe(false)
    config.providers.openai.options.list.push({ deep: 2 })
    expect(parse(config).providers['openai']?.options).toEqual({ list: [{ deep: 1 }, { deep: 2 }] })
  })

  it('answers any name with a member or nothing', () => {
    const { providers, routes, models } = parse({ providers: { openai: {} } })
    for (const record of [providers, routes, models]) {
      for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
        expect(record[name]).toBeUndefined()
    }
  })

  it('R125 shows no key, and gives it when asked', async () => {
    const checked = parse({
      providers: { openai: { apiKey: ' hunter2 ' }, anthropic: { apiKey: ['hunter3', ''] }, ollama: { apiKey: '' } },
    })
    expect(inspect(checked, { showHidden: true, depth: 9, getters: true }) + JSON.stringify(checked)).not.toMatch(
      /hunter/,
    )
    const secret = checked.providers['openai']?.apiKey
    expect(typeof secret === 'function' ? await secret() : secret).toBe('hunter2')
    expect(checked.providers['anthropic']?.apiKey).toEqual([expect.any(Function), ''])
    expect(checked.providers['ollama']?.apiKey).toBe('')
  })

  it('R125 shows no AWS credentials, and gives them when asked', async () => {
    const credentials = { accessKeyId: 'hunter2', secretAccessKey: 'hunter3', sessionToken: 'hunter4' }
    const checked = parse({ providers: { openai: { auth: { type: 'aws', region: 'eu-west-1', credentials } } } })
    expect(inspect(checked, { showHidden: true, depth: 9, getters: true }) + JSON.stringify(checked)).not.toMatch(
      /hunter/,
    )
    const auth = checked.providers['openai']?.auth
    expect(auth).toMatchObject({ type: 'aws', region: 'eu-west-1' })
    const given = auth?.type === 'aws' ? auth.credentials : undefined
    expect(typeof given === 'function' ? await given() : undefined).toEqual(credentials)
  })
})
