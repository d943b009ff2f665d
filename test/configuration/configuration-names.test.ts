import { inspect } from 'node:util'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { parseConfiguration } from '../../src/configuration/parse-configuration.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'
import { hints, known, refusal } from './refusal.ts'

describe('names and references', () => {
  it.each([
    [
      { providers: { opnai: {} } },
      '`providers.opnai`: no such provider is built in, and any other needs `protocol` and `baseUrl`; did you mean `openai`?',
    ],
    [
      { providers: { acme: {} } },
      '`providers.acme`: no such provider is built in, and any other needs `protocol` and `baseUrl`',
    ],
    [
      { providers: { acme: { protocol: 'openai-chat' } } },
      '`providers.acme`: no such provider is built in, and any other needs `baseUrl`',
    ],
    [
      { providers: { acme: { baseUrl: 'https://x' } } },
      '`providers.acme`: no such provider is built in, and any other needs `protocol`',
    ],
    [
      { providers: { 'a/b': { protocol: 'openai-chat', baseUrl: 'https://x' } } },
      '`providers["a/b"]`: a name cannot hold a slash',
    ],
    [{ providers: { '': {} } }, '`providers[""]`: a name cannot be empty or begin or end with a blank'],
    [
      { providers: { openai: { tiers: { opus: 'a', flagship: 'b' } } } },
      '`providers.openai.tiers.opus`: it is another word for `flagship`, which names another model; leave one out',
    ],
    [{ routes: { openai: ['openai/m'] } }, '`routes.openai`: a provider has this name; give the route another'],
    [
      { providers: { acme: { protocol: 'openai-chat', baseUrl: 'https://x' } }, routes: { acme: ['acme/m'] } },
      '`routes.acme`: a provider has this name; give the route another',
    ],
    [{ routes: { 'a/b': ['openai/m'] } }, '`routes["a/b"]`: a name cannot hold a slash'],
    [{ routes: { default: [] } }, '`routes.default`: a chain needs at least one model'],
    [{ routes: { default: { targets: [] } } }, '`routes.default.targets`: a chain needs at least one model'],
    [{ routes: { default: ['gpt-5.4'] } }, '`routes.default[0]`: expected `provider/model`'],
    [
      { routes: { default: ['openai'] } },
      "`routes.default[0]`: expected `provider/model`, e.g. `openai/` and the model's id",
    ],
    [{ routes: { default: ['openai/'] } }, '`routes.default[0]`: expected `provider/model`'],
    [
      { routes: { default: ['openai/m', 'antropic/m'] } },
      '`routes.default[1]`: there is no provider `antropic`; did you mean `anthropic`?',
    ],
    [{ routes: { default: { targets: ['zzz/m'] } } }, '`routes.default.targets[0]`: there is no provider `zzz`'],
    [{ models: { 'gpt-5.4': {} } }, '`models["gpt-5.4"]`: expected `provider/model`'],
    [
      { models: { 'opnai/gpt-5.4': {} } },
      '`models["opnai/gpt-5.4"]`: there is no provider `opnai`; did you mean `openai`?',
    ],
  ])('of %j are checked', (config, hint) => {
    expect(hints(config)).toEqual([hint])
  })

  it('are not a key and a signature at once', () => {
    const auth = { type: 'aws', credentials: () => ({ accessKeyId: 'a', secretAccessKey: 'b' }) } as const
    expect(hints({ providers: { openai: { apiKey: 'k', auth } } })).toEqual([
      '`providers.openai.auth`: there is an `apiKey` as well; leave one of them out',
    ])
    expect(parseConfiguration({ providers: { openai: { auth } } }, known).providers['openai']?.auth).toEqual(auth)
  })

  it('may lead to a configured provider', () => {
    const config = {
      providers: { acme: { protocol: 'openai-chat', baseUrl: 'https://x' } },
      routes: { default: ['acme/a/b'] },
      models: { 'acme/a/b': {} },
    }
    expect(parseConfiguration(config, known).routes['default']?.targets).toEqual([{ provider: 'acme', model: 'a/b' }])
  })
})

describe('the error', () => {
  it('lists every problem once, the first in its message', () => {
    const error = refusal({
      providers: { openai: { baseURL: 1, enabled: 2 }, opnai: {} },
      routes: { default: ['x'] },
      routing: { maxRetries: 99 },
      nonsense: 1,
    })
    expect(error.hints).toHaveLength(6)
    expect(error.hints.map((hint) => hint.slice(1, hint.indexOf('`:'))).toSorted()).toEqual([
      'nonsense',
      'providers.openai.baseURL',
      'providers.openai.enabled',
      'providers.opnai',
      'routes.default[0]',
      'routing.maxRetries',
    ])
    expect(error.message).toMatch(/^Invalid configuration: .*5 more: see the hints\.$/)
  })

  it('R125 repeats no key and no other text of the caller', () => {
    const secrets = {
      openai: {
        apiKey: 'hunter2\n',
        headers: { a: 'hunter2\n' },
        baseUrl: ['hunter2'],
        protocol: 'hunter2',
        options: 'hunter2',
      },
      anthropic: {
        apiKey: { value: 'hunter2' },
        auth: { type: 'hunter2', credentials: { accessKeyId: 'hunter2', secretAccessKey: 'hunter2 x' } },
      },
      ollama: 'hunter2',
    }
    const error = refusal({ providers: { ...secrets, openrouter: { apiKey: 'hunter2 x' } } })
    expect(error.hints.length).toBeGreaterThan(5)
    expect(inspect(error, { showHidden: true, depth: 9 }) + JSON.stringify(error)).not.toContain('hunter2')
  })

  it('comes for what holds itself, is bottomless, or throws when read', () => {
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    expect(hints({ providers: { openai: { options: circle } } })[0]).toContain('holds itself')
    let deep: unknown = 1
    for (let level = 0; level < 1000; level++) deep = [deep]
    expect(hints({ providers: { openai: { options: { deep } } } })[0]).toContain('nested too deep')
    const throwing = {
      get providers(): never {
        throw new Error('boom')
      },
    }
    expect(refusal(throwing)).toMatchObject({
      code: 'configuration',
      cause: expect.objectContaining({ message: 'boom' }) as unknown,
    })
  })

  it('is the only thing that bad input can cause', () => {
    const options = fc.constantFrom(
      'providers',
      'routes',
      'models',
      'routing',
      'runtime',
      'onNotice',
      'openai',
      'default',
      'targets',
      'apiKey',
      'openai/m',
      '__proto__',
    )
    const { config } = fc.letrec((tie) => ({
      config: fc.oneof(
        { maxDepth: 5 },
        fc.anything(),
        fc.array(tie('config'), { maxLength: 3 }),
        fc.dictionary(options, tie('config'), { maxKeys: 4 }),
      ),
    }))
    fc.assert(
      fc.property(config, (value) => {
        let error: unknown
        try {
          parseConfiguration(value, known)
        } catch (thrown) {
          error = thrown
        }
        expect(error === undefined || RouterError.is(error, 'configuration')).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})
