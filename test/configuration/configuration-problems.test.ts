import { describe, expect, it } from 'vitest'

import { parseConfiguration } from '../../src/configuration/parse-configuration.ts'
import { hints, known, refusal } from './refusal.ts'

describe('unknown options', () => {
  it.each([
    [{ provider: {} }, '`provider`: unknown option; did you mean `providers`?'],
    [
      { providers: { openai: { baseURL: 'x' } } },
      '`providers.openai.baseURL`: unknown option; did you mean `baseUrl`?',
    ],
    [{ providers: { openai: { api_key: 'x' } } }, '`providers.openai.api_key`: unknown option; did you mean `apiKey`?'],
    [
      { providers: { openai: { tiers: { medium: 'x' } } } },
      '`providers.openai.tiers.medium`: unknown option; there are `flagship`, `balanced`, `fast`, `opus`, `sonnet`, `haiku`',
    ],
    [
      { routes: { default: { targets: ['openai/m'], retry: 1 } } },
      '`routes.default.retry`: unknown option; did you mean `retryPrimaryAfterSeconds`?',
    ],
    [
      { routes: { default: { targets: ['openai/m'], constraints: { region: 'eu' } } } },
      '`routes.default.constraints.region`: unknown option; did you mean `regions`?',
    ],
    [{ routing: { maxRetry: 1 } }, '`routing.maxRetry`: unknown option; did you mean `maxRetries`?'],
    [{ routing: { timeouts: { idle: 1 } } }, '`routing.timeouts.idle`: unknown option; did you mean `idleMs`?'],
    [
      { models: { 'openai/m': { priceTiers: [{ aboveInputTokens: 1, input: 2 }] } } },
      '`models["openai/m"].priceTiers[0].input`: unknown option; did you mean `inputUsdPerMillion`?',
    ],
    [{ runtime: { fecth: () => undefined } }, '`runtime.fecth`: unknown option; did you mean `fetch`?'],
    [{ onNotices: () => undefined }, '`onNotices`: unknown option; did you mean `onNotice`?'],
  ])('R116 R220 of %j are named with the nearest known one', (config, hint) => {
    const error = refusal(config)
    expect(error.hints).toEqual([hint])
    expect(error.message.startsWith(`Invalid configuration: ${hint}`)).toBe(true)
  })

  it.each([
    ['{"__proto__": {"polluted": 1}}', '__proto__'],
    ['{"constructor": {}}', 'constructor'],
    ['{"providers": {"__proto__": {"apiKey": "k"}}}', 'providers.__proto__'],
    ['{"providers": {"constructor": {}}}', 'providers.constructor'],
    ['{"providers": {"openai": {"__proto__": {"enabled": false}}}}', 'providers.openai.__proto__'],
    ['{"providers": {"openai": {"headers": {"__proto__": "x"}}}}', 'providers.openai.headers.__proto__'],
    ['{"providers": {"openai": {"options": {"a": [{"prototype": 1}]}}}}', 'providers.openai.options.a[0].prototype'],
    ['{"routes": {"__proto__": ["openai/m"]}}', 'routes.__proto__'],
    ['{"models": {"__proto__": {}}}', 'models.__proto__'],
  ])('that reach a prototype are refused, never merged: %s', (json, path) => {
    expect(hints(JSON.parse(json))[0]).toMatch(new RegExp(`^\`${path.replaceAll(/[.[\]]/g, '\\$&')}\`: unknown option`))
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})

describe('wrong values', () => {
  it.each([
    [{ providers: [] }, '`providers`: expected an object'],
    [{ providers: { openai: null } }, '`providers.openai`: expected an object'],
    [{ providers: { openai: 'sk-1' } }, '`providers.openai`: expected an object'],
    [{ providers: { openai: { baseUrl: 5 } } }, '`providers.openai.baseUrl`: expected a text that is not empty, got 5'],
    [
      { providers: { openai: { baseUrl: '' } } },
      '`providers.openai.baseUrl`: expected a text that is not empty, got an empty string',
    ],
    [{ providers: { openai: { enabled: 'yes' } } }, '`providers.openai.enabled`: expected true or false, got a string'],
    [{ providers: { openai: { protocol: 'openai-chta' } } }, "; did you mean 'openai-chat'?"],
    [
      { providers: { openai: { protocol: 'soap' } } },
      "`providers.openai.protocol`: expected one of 'openai-chat', 'openai-responses', 'anthropic-messages', 'gemini', 'bedrock-converse', 'ollama-chat'",
    ],
    [
      { providers: { openai: { apiKey: 5 } } },
      '`providers.openai.apiKey`: expected a key on one line, a function that gives one, or a list of these, got 5',
    ],
    [
      { providers: { openai: { auth: { type: 'azure', credentials: () => ({}) } } } },
      "`providers.openai.auth.type`: expected one of 'aws'",
    ],
    [
      { providers: { openai: { auth: { type: 'aws', credentials: { accessKeyId: 'a' } } } } },
      '`providers.openai.auth.credentials`: expected { accessKeyId, secretAccessKey, sessionToken? }, each a text on one line, or a function that gives them, got an object',
    ],
    [
      { providers: { openai: { auth: { type: 'aws', credentials: () => ({}), regoin: 'x' } } } },
      '`providers.openai.auth.regoin`: unknown option; did you mean `region`?',
    ],
    [{ providers: { openai: { apiKey: [] } } }, '`providers.openai.apiKey`: expected a key on one line'],
    [
      { providers: { openai: { headers: { 'a b': 'x' } } } },
      '`providers.openai.headers`: expected an object of header names',
    ],
    [
      { providers: { openai: { headers: { a: 'x\ny' } } } },
      '`providers.openai.headers`: expected an object of header names',
    ],
    [
      { providers: { openai: { headers: new Headers({ a: 'b' }) } } },
      '`providers.openai.headers`: expected an object of header names',
    ],
    [
      { providers: { openai: { options: new Map([['a', 1]]) } } },
      '`providers.openai.options`: expected an object of JSON values',
    ],
    [{ providers: { openai: { fetch: 'global' } } }, '`providers.openai.fetch`: expected a function, got a string'],
    [
      { providers: { openai: { options: { a: () => 1 } } } },
      '`providers.openai.options`: expected an object of JSON values',
    ],
    [{ routes: { default: 'openai/m' } }, '`routes.default`: expected an object'],
    [{ routes: { default: {} } }, '`routes.default.targets`: expected a list'],
    [{ routes: { default: [5] } }, '`routes.default[0]`: expected a text that is not empty, got 5'],
    [
      { routes: { default: { targets: ['openai/m', 5] } } },
      '`routes.default.targets[1]`: expected a text that is not empty, got 5',
    ],
    [
      { routes: { default: { targets: ['openai/m'], needs: ['sight'] } } },
      "`routes.default.needs[0]`: expected one of 'vision'",
    ],
    [
      { models: { 'openai/m': { contextWindow: 0 } } },
      '`models["openai/m"].contextWindow`: expected a whole number above 0, got 0',
    ],
    [
      { models: { 'openai/m': { priceTiers: [{}] } } },
      '`models["openai/m"].priceTiers[0].aboveInputTokens`: expected a whole number above 0',
    ],
    [
      { models: { 'openai/m': { price: { inputUsdPerMillion: -1 } } } },
      '`models["openai/m"].price.inputUsdPerMillion`: expected a number from 0, got -1',
    ],
    [{ runtime: 5 }, '`runtime`: expected an object, got 5'],
    [{ runtime: { now: 5 } }, '`runtime.now`: expected a function'],
    [{ onNotice: 'log' }, '`onNotice`: expected a function, got a string'],
    [5, 'the configuration: expected an object'],
    [null, 'the configuration: expected an object'],
    [[], 'the configuration: expected an object'],
  ])('of %j are named with their place and what is expected', (config, hint) => {
    expect(hints(config)).toHaveLength(1)
    expect(hints(config)[0]).toContain(hint)
  })

  it.each([-1, 3601, 1.5, Number.NaN, Infinity, '60', null])(
    'R52 retryPrimaryAfterSeconds is not %s',
    (retryPrimaryAfterSeconds) => {
      expect(hints({ routing: { retryPrimaryAfterSeconds } })[0]).toMatch(
        /^`routing\.retryPrimaryAfterSeconds`: expected whole seconds from 0 to 3600, got /,
      )
      expect(hints({ routes: { default: { targets: ['openai/m'], retryPrimaryAfterSeconds } } })[0]).toMatch(
        /^`routes\.default\.retryPrimaryAfterSeconds`: /,
      )
    },
  )

  it.each([0, 1, 60, 3600])('R50 R51 R52 retryPrimaryAfterSeconds may be %i', (retryPrimaryAfterSeconds) => {
    expect(parseConfiguration({ routing: { retryPrimaryAfterSeconds } }, known).routing.retryPrimaryAfterSeconds).toBe(
      retryPrimaryAfterSeconds,
    )
  })

  it.each([
    ['maxRetries', -1],
    ['maxRetries', 11],
    ['maxRetries', 0.5],
    ['maxAttempts', 0],
    ['maxAttempts', 51],
    ['maxAttempts', Number.NaN],
    ['maxAnswerBytes', 0],
    ['maxAnswerBytes', 1.5],
    ['maxAnswerBytes', Infinity],
  ])('%s is not %s', (name, value) => {
    expect(hints({ routing: { [name]: value } })[0]).toContain(`\`routing.${name}\`: expected a whole number from`)
  })

  it.each([0, -1, Number.NaN, '5', -Infinity])('a timeout is not %s', (value) => {
    expect(hints({ routing: { timeouts: { totalMs: value } } })[0]).toMatch(
      /^`routing\.timeouts\.totalMs`: expected milliseconds above 0, or Infinity, got /,
    )
  })
})
