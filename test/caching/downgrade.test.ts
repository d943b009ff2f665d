import { describe, expect, it } from 'vitest'

import { cacheRefusal } from '../../src/caching/cache-refusal.ts'
import { countMarks, markPaths, recordingRouter, type Answer, type Asked, type Body } from './written-body.ts'

const refusal = (message: string, status = 400): Answer => ({
  status,
  body: { type: 'error', error: { type: 'invalid_request_error', message } },
})
const answer: Answer = {
  status: 200,
  body: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [{ type: 'text', text: 'Hello' }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 3, output_tokens: 1 },
  },
}
const noAutomatic = refusal('cache_control: Extra inputs are not permitted')
const asked: Asked = { model: 'own/claude-x', system: 'Be careful.', messages: 'Hi' }
const own = (baseUrl: string) => ({ protocol: 'anthropic-messages', baseUrl, apiKey: 'k' }) as const
const config = { providers: { own: own('https://own.example'), same: own('https://own.example') } }
const styleOf = (body: Body | undefined): string =>
  body?.['cache_control'] !== undefined ? 'automatic' : countMarks(body) > 0 ? 'explicit' : 'off'
const day = 24 * 60 * 60 * 1_000

describe('a host that refuses the automatic mark', () => {
  it('R56 is asked once more with marks on blocks, and later calls begin so', async () => {
    const { router, bodies } = recordingRouter([noAutomatic, answer], config)
    const { text, attempts } = await router.complete(asked)
    expect(text).toBe('Hello')
    expect(attempts.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['first', 'failed'],
      ['repair', 'success'],
    ])
    await router.complete(asked)
    expect(bodies.map(styleOf)).toEqual(['automatic', 'explicit', 'explicit'])
    expect(markPaths(bodies[1])).toEqual(['system.0.cache_control', 'messages.0.content.0.cache_control'])
  })

  it('D4.25 is remembered by address and model, whatever it is called, and for a day', async () => {
    const { router, bodies, runtime } = recordingRouter([noAutomatic, answer], config)
    await router.complete(asked)
    await router.complete({ ...asked, model: 'same/claude-x' })
    await router.complete({ ...asked, model: 'own/claude-y' })
    await runtime.advance(day - 1)
    await router.complete(asked)
    await runtime.advance(1)
    await router.complete(asked)
    expect(bodies.map(styleOf).slice(1)).toEqual(['explicit', 'explicit', 'automatic', 'explicit', 'automatic'])
  })

  it('gets no cache field when it refuses marks on blocks as well', async () => {
    const onBlock = refusal('system.0.cache_control: Extra inputs are not permitted')
    const { router, bodies } = recordingRouter([noAutomatic, onBlock, answer], config)
    await router.complete(asked)
    await router.complete(asked)
    expect(bodies.map(styleOf)).toEqual(['automatic', 'explicit', 'off', 'off'])
  })

  it('is asked without a lifetime when it is that which it refuses', async () => {
    const noTtl = refusal('cache_control.ephemeral.ttl: Extra inputs are not permitted')
    const { router, bodies } = recordingRouter([noTtl, answer], config)
    await router.complete({ ...asked, caching: { ttl: '1h' } })
    expect(bodies.map((body) => body['cache_control'])).toEqual([
      { type: 'ephemeral', ttl: '1h' },
      { type: 'ephemeral' },
    ])
  })

  it.each([
    ['too many blocks', refusal('A maximum of 4 blocks with cache_control may be provided. Found 5.')],
    ['another problem', refusal('messages: roles must alternate, ephemeral or not')],
    ['a schema that names it', refusal('tools.0.input_schema.properties.cache_control: unknown type')],
    ['overload', refusal('Overloaded: prompt caching is not available', 529)],
    ['a rate limit', refusal('cache_control is not supported at this rate', 429)],
  ])('R56 is not taken for one by %s', async (_, refused) => {
    const { router, bodies } = recordingRouter([refused, answer], config)
    await router.complete(asked).settled()
    expect(bodies.map(styleOf)).toEqual(['automatic'])
  })

  it('asks no host otherwise whose caching is off', async () => {
    const { router, bodies } = recordingRouter([noAutomatic], { ...config, caching: { mode: 'off' } })
    await router.complete(asked).settled()
    expect(bodies).toHaveLength(1)
  })
})

describe('what a refusal teaches', () => {
  const sent = { style: 'automatic', isLong: false } as const
  it.each([
    ['automatic prompt caching is not supported by this model', 400, 'explicit'],
    ['cache_control: unknown field', 422, 'explicit'],
    ['Automatic cache control', 501, 'explicit'],
    ['No endpoints found that support cache control', 404, 'explicit'],
    ['messages.2.content.0.text.cache_control: Extra inputs are not permitted', 400, 'off'],
    ['cache_control cannot be set for empty text blocks', 400, undefined],
    ['a ttl=1h cache_control block must not come after a ttl=5m one: invalid', 400, undefined],
    ['cache_control: unknown field', 403, undefined],
  ] as const)('%s (%i): %s', (message, status, expected) => {
    expect(cacheRefusal({ status, message }, sent)?.cacheMarks).toBe(expected)
  })

  it('a key or a retention that is not known is left out', () => {
    const keyed = { style: 'key', isLong: false } as const
    const message = 'Unrecognized request argument supplied: prompt_cache_key'
    expect(cacheRefusal({ status: 400, message }, keyed)).toEqual({ cacheMarks: 'off' })
    const retention = 'Unsupported parameter: prompt_cache_retention'
    expect(cacheRefusal({ status: 400, message: retention }, { ...keyed, isLong: true })).toEqual({
      cacheWithoutTtl: true,
    })
  })
})
