import { describe, expect, it } from 'vitest'

import type { CompletionRequest } from '../../src/index.ts'
import { createLearntLacks } from '../../src/routing/learnt-lacks.ts'
import { readLack } from '../../src/routing/read-lack.ts'
import { routerOf } from '../router-of.ts'
import type { Step } from '../scripted-chat.ts'

const hello: Step = { say: ['Hello'] }
const noImages: Step = { status: 404, message: 'No endpoints found that support image input' }
const noToolChoice: Step = {
  status: 404,
  message: "No endpoints found that support the provided 'tool_choice' value. To learn more, see the routing docs.",
}
const hour = 60 * 60 * 1000

const image: CompletionRequest['messages'] = [
  {
    role: 'user',
    content: [{ type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'iVBORw0KGgo=' } }],
  },
]
const tools = { look: { description: 'looks', input: { jsonSchema: { type: 'object' } } } }

describe('what a target has refused as a kind', () => {
  it.each<[string, Step]>([
    ['a gateway without a host for images', noImages],
    ['a model of text', { status: 400, message: 'Image input is not supported by this model.' }],
    ['a model that says so', { status: 400, message: 'This model does not support images.' }],
  ])('is not sent there again: images, refused by %s', async (_what, refusal) => {
    const { router, hosts } = routerOf({ a: [refusal, hello], b: [hello] })
    expect((await router.complete({ messages: image })).served.provider).toBe('b')
    const second = await router.complete({ messages: image })
    expect(second.skipped).toMatchObject([{ target: { provider: 'a' }, reason: 'capability' }])
    expect(hosts()).toEqual(['a', 'b', 'b'])
  })

  it('leaves the target to requests that need nothing of it', async () => {
    const { router, hosts } = routerOf({ a: [noImages, hello], b: [hello] })
    await router.complete({ messages: image })
    expect((await router.complete({ messages: 'hi' })).served.provider).toBe('a')
    expect(hosts()).toEqual(['a', 'b', 'a'])
  })

  it('fails the next request at once where nobody else is left', async () => {
    const { router, hosts } = routerOf({ a: [noImages] })
    expect(await router.complete({ messages: image }).settled()).toMatchObject({ error: { code: 'unsupported' } })
    const settled = await router.complete({ messages: image }).settled()
    expect(settled).toMatchObject({ ok: false, error: { code: 'no-target' } })
    expect(settled.ok ? '' : settled.error.message).toContain('`a/m` has refused what the request needs: vision')
    expect(hosts()).toEqual(['a'])
  })

  it('is tried again after an hour', async () => {
    const { router, runtime, hosts } = routerOf({ a: [noImages, hello] })
    await router.complete({ messages: image }).settled()
    await runtime.advance(hour)
    expect((await router.complete({ messages: image })).served.provider).toBe('a')
    expect(hosts()).toEqual(['a', 'a'])
  })

  it('may be a choice of tools: a free one is still sent', async () => {
    const { router, hosts } = routerOf({ a: [noToolChoice, hello], b: [hello] })
    await router.complete({ messages: 'hi', tools, toolChoice: 'required' })
    const forced = await router.complete({ messages: 'hi', tools, toolChoice: { name: 'look' } })
    expect(forced.skipped).toMatchObject([
      { reason: 'capability', message: expect.stringContaining('tool-choice') as string },
    ])
    expect((await router.complete({ messages: 'hi', tools })).served.provider).toBe('a')
    expect(hosts()).toEqual(['a', 'b', 'b', 'a'])
  })

  it('is remembered of the host, whatever its name, and not of another model', async () => {
    const twin = { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: 'key' } as const
    const { router, hosts } = routerOf({ a: [noImages, hello] }, { providers: { twin } })
    await router.complete({ messages: image }).settled()
    const plan = await router.plan({ model: ['twin/m', 'a/other'], messages: image })
    expect(plan.skipped).toMatchObject([{ target: { provider: 'twin' }, reason: 'capability' }])
    expect(plan.targets).toMatchObject([{ target: { provider: 'a', model: 'other' } }])
    expect(hosts()).toEqual(['a'])
  })
})

describe('reading a refusal', () => {
  it.each([
    ['No endpoints found that support tool use', ['tools'], 'tools'],
    ['"llava" does not support tools', ['tools', 'vision'], 'tools'],
    ['messages[0]: unknown variant `image_url`, expected `text`', ['vision'], 'vision'],
    ['messages[0]: unknown variant `input_audio`', ['audio', 'vision'], 'audio'],
    ['No endpoints found that support image input', ['tools'], undefined],
    ['This model does not support chat', ['vision', 'tools'], undefined],
  ] as const)('%s', (message, needs, lack) => {
    expect(readLack(message, needs)).toBe(lack)
  })

  it('is bounded: the oldest are forgotten', () => {
    const lacks = createLearntLacks({ now: () => 0 })
    for (let index = 0; index <= 1_000; index++) lacks.remember(`target ${index}`, 'vision')
    expect([lacks.of('target 0'), lacks.of('target 1')].map(({ length }) => length)).toEqual([0, 1])
  })
})
