import { describe, expect, it } from 'vitest'

import type { RouterConfig } from '../../src/index.ts'
import { bodyCheck, schemasExist } from '../adapters/body-check.ts'
import { geminiHost } from './gemini-host.ts'
import type { Asked, Body } from './written-body.ts'

const long = 'The manual of the machine, page after page. '.repeat(700)
const request: Asked = {
  model: 'gemini/gemini-2.5-flash',
  system: long,
  tools: { search: { description: 'Searches.', input: { jsonSchema: { type: 'object' } } } },
  toolChoice: 'required',
  messages: 'Hi',
}
const config: RouterConfig = { caching: { makeContents: true } }
/** What each body says of the prompt: the name of its cached content, or that it is whole. */
const promptsOf = (bodies: readonly Body[]): readonly unknown[] =>
  bodies.map((body) => body['cachedContent'] ?? (body['systemInstruction'] === undefined ? 'none' : 'whole'))

/** Asks so many times, one after the other; what is made beside a call is there before the next. */
async function askTimes(times: number, given: ReturnType<typeof geminiHost>, asked: Asked = request): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await given.router.complete(asked)
    await given.runtime.advance(1_000)
  }
}

describe('cached contents that the router makes at Gemini', () => {
  it('are made of what comes a second time, beside a call that goes on without, and named from then on', async () => {
    const given = geminiHost(config)
    await askTimes(4, given)
    expect(promptsOf(given.bodies)).toEqual(['whole', 'whole', 'cachedContents/c1', 'cachedContents/c1'])
    expect(given.made).toEqual([
      {
        model: 'models/gemini-2.5-flash',
        systemInstruction: { parts: [{ text: long }] },
        tools: given.bodies[0]?.['tools'],
        toolConfig: { functionCallingConfig: { mode: 'ANY' } },
        ttl: '300s',
      },
    ])
    if (!schemasExist) return
    for (const body of given.bodies) expect(bodyCheck('gemini', 'GenerateContentRequest')(body)).toEqual([])
  })

  it('do not delay the call that they are made beside', async () => {
    const given = geminiHost(config)
    given.host.isStuck = true
    await askTimes(3, given)
    expect([promptsOf(given.bodies), given.made.length]).toEqual([['whole', 'whole', 'whole'], 1])
    await given.router.close()
  })

  it('are made anew when their time is over', async () => {
    const given = geminiHost(config)
    await askTimes(3, given)
    await given.runtime.advance(300_000)
    await askTimes(2, given)
    expect(promptsOf(given.bodies).slice(2)).toEqual(['cachedContents/c1', 'whole', 'cachedContents/c2'])
  })

  it('live for an hour where that is asked for', async () => {
    const given = geminiHost({ caching: { makeContents: true, ttl: '1h' } })
    await askTimes(3, given)
    await given.runtime.advance(3_000_000)
    await askTimes(1, given)
    expect([promptsOf(given.bodies).at(-1), given.made[0]?.['ttl']]).toEqual(['cachedContents/c1', '3600s'])
  })

  it('that are gone before their time are forgotten: the call goes on with the whole prompt', async () => {
    const given = geminiHost(config)
    await askTimes(3, given)
    given.host.forget()
    const { attempts, text } = await given.router.complete(request)
    expect([text, attempts.map(({ kind }) => kind)]).toEqual(['Hello', ['first', 'repair']])
    await given.runtime.advance(1_000)
    await askTimes(1, given)
    expect(promptsOf(given.bodies).slice(3)).toEqual(['cachedContents/c1', 'whole', 'cachedContents/c2'])
  })

  it('of one user are not named with the key of another', async () => {
    const given = geminiHost(config)
    for (const key of ['ada', 'bob', 'ada', 'bob', 'ada', 'bob'])
      await askTimes(1, given, { ...request, apiKeys: { gemini: `key-of-${key}-0123456789` } })
    expect(promptsOf(given.bodies)).toEqual([
      'whole',
      'whole',
      'whole',
      'whole',
      'cachedContents/c1',
      'cachedContents/c2',
    ])
  })

  it('are not asked for again within the hour when they are refused', async () => {
    const given = geminiHost(config)
    given.host.refusesToMake = true
    await askTimes(4, given)
    expect([promptsOf(given.bodies), given.made.length]).toEqual([['whole', 'whole', 'whole', 'whole'], 1])
    await given.runtime.advance(3_600_000)
    given.host.refusesToMake = false
    await askTimes(2, given)
    expect(promptsOf(given.bodies).at(-1)).toBe('cachedContents/c2')
  })

  it('are in the report as input whose price is not all known', async () => {
    const given = geminiHost(config)
    await askTimes(3, given)
    const { total, rows } = await given.router.report({ groupBy: ['kind'] })
    const made = rows.find(({ group }) => group.kind === 'cached-content')
    expect([made?.usage.inputTokens, made?.usd, made?.unpricedAttempts]).toEqual([5_000, (5_000 * 0.3) / 1e6, 1])
    expect(total.unpricedAttempts).toBe(1)
  })

  it.each([
    ['nobody asked for it', {}, request],
    ['caching is off', { caching: { makeContents: true, mode: 'off' } }, request],
    ['the prompt is too small', config, { ...request, system: 'Be brief.' }],
    [
      'turn blocks are in it',
      config,
      {
        ...request,
        system: [
          { text: long, scope: 'session' },
          { text: 'It is ten.', scope: 'turn' },
        ],
      },
    ],
    ['a spending limit holds', { ...config, budget: { spend: [{ usd: 10, per: 'run' }] } }, request],
    ['the caller has named one', config, { ...request, caching: { cachedContent: 'cachedContents/own' } }],
    ['the request says no', config, { ...request, caching: { makeContents: false } }],
  ] satisfies [string, RouterConfig, Asked][])('are not made where %s', async (_name, options, asked) => {
    const given = geminiHost(options)
    given.host.keep('cachedContents/own')
    await askTimes(3, given, asked)
    expect(given.bodies.length).toBeGreaterThan(2)
    expect(given.made).toEqual([])
  })

  it('are not shared by two keys, two models or two prompts', async () => {
    const given = geminiHost(config)
    await askTimes(3, given)
    await askTimes(1, given, { ...request, apiKeys: { gemini: 'AIza-other' } })
    await askTimes(1, given, { ...request, model: 'gemini/gemini-2.5-pro' })
    await askTimes(1, given, { ...request, system: `${long} And more.` })
    expect(promptsOf(given.bodies).slice(2)).toEqual(['cachedContents/c1', 'whole', 'whole', 'whole'])
  })
})

it('caching.makeContents is true or false', async () => {
  const given = geminiHost()
  const caching = JSON.parse('{"makeContents":"yes"}') as { makeContents: boolean }
  const outcome = await given.router.complete({ ...request, caching }).settled()
  expect(outcome.ok || outcome.error.message).toContain('caching.makeContents: expected true or false')
})
