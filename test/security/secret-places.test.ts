import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { providerTable } from '../../src/adapters/provider-table.ts'
import { createRouter, RouterError } from '../../src/index.ts'
import type { CompletionRequest, Router, RouterConfig } from '../../src/index.ts'
import { failures } from './echoing-failures.ts'
import { findSecrets, formsOf, printed } from './find-secrets.ts'
import { keyShapes } from './key-shapes.ts'

/*
 * Keys where something goes wrong before or beside the answer of a provider: in a configuration that cannot be used, in a function
 * that gives keys, in an environment, in the reason of an abort.
 */

let spoken: string[]

beforeEach(() => {
  spoken = []
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
    vi.spyOn(console, method).mockImplementation((...words) => void spoken.push(words.map(printed).join()))
  }
})
afterEach(() => vi.restoreAllMocks())

const chat = { protocol: 'openai-chat', baseUrl: 'https://a.example/v1' } as const
const answer = { choices: [{ index: 0, message: { content: 'Hello' }, finish_reason: 'stop' }] }
const answering: typeof globalThis.fetch = () => Promise.resolve(Response.json(answer))
const alone = { readEnv: () => undefined, fetch: answering }

/** The error of a call, printed in every way, the keys in it by name. */
async function errorOf(router: Router, request: Partial<CompletionRequest> = {}): Promise<RouterError> {
  const outcome = await router.complete({ messages: 'hi', model: 'a/m', ...(request as object) }).settled()
  if (outcome.ok) throw new Error('the call succeeded')
  return outcome.error
}

function leaks(value: unknown, key: string): readonly string[] {
  return findSecrets(`${printed(value)}\n${spoken.join('\n')}`, [{ place: key, value: key }])
}

function thrownBy(config: RouterConfig): unknown {
  try {
    createRouter({ runtime: alone, ...config })
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

describe.each(keyShapes)('R125 a key like those of %s', (_name, make) => {
  const key = make(1)
  const inUrl = encodeURIComponent(key)

  it.each([
    ['userinfo of a base URL', { providers: { a: { ...chat, baseUrl: `https://user:${inUrl}@a.example/v1` } } }],
    ['the query of a base URL', { providers: { a: { ...chat, baseUrl: `https://a.example/v1?api_key=${inUrl}` } } }],
    ['an address that is none', { providers: { a: { ...chat, baseUrl: `https://a b/${key}` } } }],
    ['a key over two lines', { providers: { a: { ...chat, apiKey: `${key}\n${key}` } } }],
    ['a list of keys', { providers: { a: { ...chat, apiKey: [key, `${key} ${key}`] } } }],
    ['a key that is no text', { providers: { a: { ...chat, apiKey: { key } as never } } }],
    ['a header over two lines', { providers: { a: { ...chat, headers: { 'x-key': `${key}\n` } } } }],
    ['a header beyond Latin', { providers: { a: { ...chat, headers: { 'x-key': `${key}\u2603` } } } }],
    ['an option that there is not', { providers: { a: { ...chat, apikey: key } as never } }],
    ['options that are no JSON', { providers: { a: { ...chat, options: { key, broken: Number.NaN } as never } } }],
    [
      'AWS credentials',
      { providers: { a: { ...chat, auth: { type: 'aws', credentials: { secretAccessKey: key } } as never } } },
    ],
    ['a runtime that is none', { runtime: { readEnv: key as never } }],
  ] as const)('is not repeated from %s', (_place, config) => {
    const error = thrownBy(config)
    expect(RouterError.is(error, 'configuration')).toBe(true)
    expect(leaks(error, key)).toEqual([])
  })

  it('is not repeated from environment variables that cannot be used', () => {
    const told: unknown[] = []
    const env: Record<string, string> = {
      OPENAI_API_KEY: `${key}\n${key}`,
      GROQ_API_KEY: 'k',
      OLLAMA_HOST: `http://u:${inUrl}@h`,
    }
    const router = createRouter({
      runtime: { fetch: answering, readEnv: (name) => env[name] },
      onNotice: (notice) => told.push(notice),
    })
    expect(told.length).toBeGreaterThanOrEqual(2)
    expect(leaks([told, router.providers()], key)).toEqual([])
  })

  it.each<readonly [string, () => unknown]>([
    [
      'throws it',
      () => {
        throw new Error(`vault says no to ${key}`, { cause: key })
      },
    ],
    [
      'rejects with it',
      () => Promise.reject(Object.assign(new TypeError(`no: "${key}"`), { key, code: 'EVAULT', request: { key } })),
    ],
    ['rejects with no error', () => Promise.reject(key)],
    ['gives it over two lines', () => `${key}\n${key}`],
    ['gives it in an object', () => ({ key })],
  ])('is not told when the function that gives it %s', async (how, apiKey) => {
    const error = await errorOf(
      createRouter({ providers: { a: { ...chat, apiKey: apiKey as () => string } }, runtime: alone }),
    )
    expect(['missing-credential', 'configuration']).toContain(error.code)
    expect(leaks(error, key)).toEqual([])
    if (how === 'throws it') expect(printed(error.cause)).toContain('vault says no to [redacted]')
    if (how === 'rejects with it') expect(error.cause).toMatchObject({ name: 'TypeError', code: 'EVAULT' })
  })

  it('is not told when the request brings it in a form that cannot be sent', async () => {
    const router = createRouter({ providers: { a: chat }, runtime: alone })
    for (const request of [
      { headers: { 'x-user': `${key}\n${key}` } },
      { headers: { 'x-user': `${key}\u2603` } },
      { headers: { [`${key} x`]: 'y' } },
      { headers: { 'x-user': { key } as never } },
      { headers: key as never },
      { apiKeys: { a: `${key} ${key}` } },
      { apiKeys: { a: { key } as never } },
      { apiKeys: key as never },
      { temperature: key as never, maxOutputTokens: key as never, timeouts: { idleMs: key as never } },
    ]) {
      const error = await errorOf(router, request)
      expect(['invalid-request', 'configuration'], printed(request)).toContain(error.code)
      expect(leaks(error, key), printed(request)).toEqual([])
    }
  })

  it('is nowhere but in the cause when it is the reason of an abort', async () => {
    const reason = new Error(key)
    const router = createRouter({
      providers: { a: chat },
      runtime: { ...alone, fetch: () => new Promise(() => undefined) },
    })
    const controller = new AbortController()
    const settled = router.complete({ messages: 'hi', model: 'a/m', signal: controller.signal }).settled()
    setTimeout(() => controller.abort(reason), 5)
    const outcome = await settled
    if (outcome.ok) throw new Error('the call succeeded')
    const { error } = outcome
    expect([error.code, error.cause]).toEqual(['aborted', reason])
    expect(
      leaks(
        [error.message, error.hints, error.attempts, error.partial, error.toJSON(), String(error), error.stack],
        key,
      ),
    ).toEqual([])
  })

  it('is not told when a function of the caller fails with it in the middle of a call', async () => {
    const fails = (): never => {
      throw new Error(`The chance of ${key} broke`, { cause: [key] })
    }
    const providers = { a: { ...chat, apiKey: key } }
    const fetch = (): Promise<Response> => Promise.resolve(new Response('', { status: 500 }))
    const chance = await errorOf(createRouter({ providers, runtime: { ...alone, fetch, random: fails } }))
    expect([chance.code, chance.message]).toEqual([
      'configuration',
      expect.stringContaining('The chance of [redacted] broke'),
    ])
    expect(leaks(chance, key)).toEqual([])

    const schemas = { input: () => ({ type: 'object' }), output: () => ({ type: 'object' }) }
    const standard = { version: 1 as const, vendor: 'test', validate: fails, jsonSchema: schemas }
    const json = { choices: [{ index: 0, message: { content: '{}' }, finish_reason: 'stop' }] }
    const router = createRouter({
      providers,
      runtime: { ...alone, fetch: () => Promise.resolve(Response.json(json)) },
    })
    const invalid = await errorOf(router, { output: { schema: { '~standard': standard } as never } })
    expect(invalid.code).toBe('invalid-output')
    expect(leaks(invalid, key)).toEqual([])
  })
})

describe('the environment', () => {
  const refuse = failures['HTTP 401']
  if (refuse === undefined) throw new Error('no such failure')
  const rows = providerTable().flatMap((row) => row.keyVariables.map((name) => [name, row] as const))

  it.each(rows)('%s is not told', async (name, row) => {
    for (const [shape, make] of keyShapes) {
      const isPair = name === 'AWS_ACCESS_KEY_ID'
      const keys = isPair ? [make(1), make(2)] : [make(1)]
      const env: Record<string, string | undefined> = isPair
        ? { [name]: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: keys[0], AWS_SESSION_TOKEN: keys[1] }
        : { [name]: keys[0] }
      const echo = keys.flatMap((key) => formsOf(key)).join(' ')
      const fetch: typeof globalThis.fetch = async (_url, init) => {
        const sent = `${echo} ${JSON.stringify(Object.fromEntries(new Headers(init?.headers)))}`
        return refuse({ protocol: row.protocol, echo: sent, keys, signal: undefined })
      }
      if (row.baseUrl === undefined && row.baseUrlVariable !== undefined)
        env[row.baseUrlVariable] = 'https://own.example/v1'
      for (const { variables: [variable] = [], fallback, optional } of Object.values(row.fields ?? {}))
        if (variable !== undefined && fallback === undefined && optional !== true) env[variable] = 'mine'
      const router = createRouter({ runtime: { readEnv: (asked) => env[asked], fetch } })
      const error = await errorOf(router, { model: `${row.id}/m` })
      expect(error.code, shape).toBe('authentication')
      expect(
        keys.flatMap((key) => leaks([error, error.cause, router.providers()], key)),
        shape,
      ).toEqual([])
    }
  })

  it('has rows', () => {
    expect(rows.length).toBeGreaterThan(5)
  })
})
