import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { CompletionRequest } from '../../src/index.ts'
import { failures } from './echoing-failures.ts'
import { findSecrets, printed } from './find-secrets.ts'
import { keyShapes } from './key-shapes.ts'
import { plantedRouter, protocols } from './planted-router.ts'
import type { PlantedRouter } from './planted-router.ts'

/*
 * Keys of every shape stand in every place of the configuration and of the request that can hold one, and providers repeat
 * them in every form and place that an answer has. Whatever a program can print of what follows holds none of them.
 */

let spoken: string[]
const methods = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const

beforeEach(() => {
  spoken = []
  for (const method of methods)
    vi.spyOn(console, method).mockImplementation((...words) => spoken.push(words.map(printed).join()) as never)
})
afterEach(() => vi.restoreAllMocks())

const answerSchema = { jsonSchema: { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] } } as const

/** Everything that one call shows to whoever looks. */
async function everythingOf({ router, request }: PlantedRouter, more: Partial<CompletionRequest>): Promise<string[]> {
  const completion = router.complete({
    messages: 'hi',
    includeRaw: true,
    timeouts: { firstTokenMs: 30, headersMs: 30, idleMs: 30 },
    ...request,
    ...(more as object),
  })
  const shown: unknown[] = [completion]
  try {
    for await (const event of completion) shown.push(event)
  } catch (error) {
    shown.push(error)
  }
  const outcome = await completion.settled()
  shown.push(outcome, completion)
  if (!outcome.ok) shown.push(outcome.error, outcome.error.cause, outcome.error.hints, JSON.stringify(outcome.error))
  return shown.map((value) => printed(value))
}

async function leaksOf(planted: PlantedRouter, more: Partial<CompletionRequest>): Promise<readonly string[]> {
  const shown = await everythingOf(planted, more)
  expect(shown.length).toBeGreaterThan(2)
  return findSecrets(shown.join('\n'), planted.keys)
}

const models = Object.keys(protocols).map((id) => `${id}/m` as const)

describe('R125 no key that was planted is ever told', () => {
  it.each(Object.entries(failures))('when every provider answers with %s', async (name, failure) => {
    const turn = Object.keys(failures).indexOf(name)
    const leaks: string[] = []
    for (const [index, shape] of keyShapes.entries()) {
      const planted = plantedRouter(shape)
      planted.failWith(failure)
      // Each shape over one of the protocols, one shape over all of them, and the whole chain.
      const chosen =
        index === turn % keyShapes.length
          ? [...models, 'default']
          : [models[(index + turn) % models.length] ?? 'default']
      for (const model of chosen) {
        const places = await leaksOf(planted, { model })
        leaks.push(...places.map((place) => `${shape[0]} in ${place}, from ${model}`))
      }
      const told = printed([
        planted.notices,
        planted.router,
        planted.router.providers(),
        await planted.router.plan({ messages: 'hi' }),
      ])
      leaks.push(
        ...findSecrets(`${told}\n${spoken.join('\n')}`, planted.keys).map(
          (place) => `${shape[0]} in ${place}, from the router`,
        ),
      )
    }
    expect(leaks).toEqual([])
  })

  it('when the same target is asked again', async () => {
    for (const shape of keyShapes) {
      const planted = plantedRouter(shape, { maxRetries: 1 })
      planted.failWith((asked) =>
        Response.json({ error: { message: asked.echo } }, { status: 500, headers: { 'retry-after': '0' } }),
      )
      expect(await leaksOf(planted, { model: 'd/m' }), shape[0]).toEqual([])
    }
  })

  it('when the answer does not fit the schema', async () => {
    for (const shape of keyShapes) {
      const planted = plantedRouter(shape)
      planted.failWith(() =>
        Response.json({ choices: [{ index: 0, message: { content: '{"a":"x"}' }, finish_reason: 'stop' }] }),
      )
      expect(await leaksOf(planted, { model: 'a/m', output: { schema: answerSchema } }), shape[0]).toEqual([])
    }
  })
})

it('what is told instead still says what failed', async () => {
  const planted = plantedRouter(['Mistral', () => 'q7Zk2PvX9mT4bN8cW1rY6dL3hG5jF0sA'])
  planted.failWith(({ keys }) =>
    Response.json({ error: { message: `The key ${keys[0]} is not accepted here.`, code: 'bad_key' } }, { status: 401 }),
  )
  const outcome = await planted.router.complete({ messages: 'hi', model: 'd/m' }).settled()
  expect(outcome.ok ? outcome : outcome.error).toMatchObject({
    code: 'authentication',
    message: 'd/m failed with authentication (HTTP 401): The key [redacted] is not accepted here.',
    providerCode: 'bad_key',
  })
})
