import { readdirSync, readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { createRouter, type Message, type ModelRef, type Router } from '../../src/index.ts'
import type { JsonObject } from '../../src/vocabulary/message.ts'
import { bodyCheck, schemasExist } from '../adapters/body-check.ts'
import { longConversation, sizeInTokens, unpaired } from '../compaction/long-conversation.ts'
import { manualRuntime } from '../manual-runtime.ts'
import { sentParts } from './sent-parts.ts'
import { wireHosts, writeFor, type WireHost } from './wire-hosts.ts'

/*
 * A long transcript with tools, made shorter by the whole router over each protocol, and gone on with over the next one. What a
 * host answers is its plain fixture; the body of every request is looked at.
 */

const transcript = longConversation({ messages: 300 })
const tokens = sizeInTokens(transcript)
/** So small that the transcript does not fit, with room for the answer. */
const contextWindow = Math.floor(tokens * 0.8)

/** One host of each protocol. */
const hosts = wireHosts.filter(
  (host, index) => wireHosts.findIndex(({ protocol }) => protocol.id === host.protocol.id) === index,
)

function plainAnswer({ protocol }: WireHost): { readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string } {
  const folder = new URL(`../fixtures/${protocol.id}/plain-text/`, import.meta.url)
  const name = readdirSync(folder).find((file) => file.startsWith('response.')) ?? ''
  const read = readFileSync(new URL(name, folder))
  const types: Readonly<Record<string, string>> = {
    'bedrock-converse': 'application/vnd.amazon.eventstream',
    'ollama-chat': 'application/x-ndjson',
  }
  const bytes = name.endsWith('.base64') ? Buffer.from(read.toString('utf8'), 'base64') : read
  return { bytes: new Uint8Array(bytes), type: types[protocol.id] ?? 'text/event-stream' }
}

function routerTo(host: WireHost): { readonly router: Router; readonly bodies: JsonObject[] } {
  const bodies: JsonObject[] = []
  const { bytes, type } = plainAnswer(host)
  const fetch: typeof globalThis.fetch = (_input, init) => {
    bodies.push(JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as JsonObject)
    return Promise.resolve(new Response(bytes, { headers: { 'content-type': type } }))
  }
  const { provider, protocol } = host
  const router = createRouter({
    providers: {
      [provider.id]: {
        protocol: protocol.id,
        ...(provider.id === 'ollama' ? {} : { apiKey: 'not-a-key' }),
        ...(provider.id === 'bedrock' ? { region: 'eu-central-1' } : {}),
      },
    },
    models: { [host.name]: { contextWindow, maxOutputTokens: 4_000 } },
    routes: { default: [host.name as ModelRef] },
    compaction: { native: false },
    runtime: manualRuntime({ fetch }),
  })
  return { router, bodies }
}

const tools = { get_weather: { description: 'The weather.', input: { jsonSchema: { type: 'object' as const } } } }

function expectSound(host: WireHost, body: JsonObject): void {
  const parts = sentParts[host.protocol.id](body)
  const calls = parts.filter(({ type }) => type === 'call')
  expect(calls.length).toBeGreaterThan(0)
  expect(parts.filter(({ type }) => type === 'result').map(({ id }) => id)).toEqual(calls.map(({ id }) => id))
  if (schemasExist) expect(host.problems(body)).toEqual([])
}

describe.runIf(schemasExist)('a request for native compaction (skipped where ../shared/schemas is missing)', () => {
  it.each([
    ['R181', 'anthropic/claude-opus-5-5', 'anthropic', 'BetaMessageCreateParams'],
    ['R195', 'openai/gpt-6.1-terra', 'openai', 'CreateResponse.strict'],
  ])('%s is valid by the schema: %s', (_row, name, file, definition) => {
    const host = wireHosts.find((candidate) => candidate.name === name) as WireHost
    const { body } = writeFor(host, {
      messages: [{ role: 'user', content: 'Hello' }],
      compaction: { triggerTokens: 60_000, instructions: 'Keep all paths.' },
    })
    expect(body).toHaveProperty('context_management')
    expect(bodyCheck(file, definition)(body)).toEqual([])
    expect(bodyCheck(file, definition)({ ...body, context_management: [{ type: 7 }] })).not.toEqual([])
  })
})

describe('a transcript of 300 messages with tools that does not fit', () => {
  it('is looked at over six protocols', () => {
    expect(transcript).toHaveLength(300)
    expect(new Set(hosts.map(({ protocol }) => protocol.id)).size).toBe(6)
    expect(unpaired(transcript)).toEqual([])
  })

  it.each(hosts)(
    'R202 R204 R209 R214 fits after client compaction, calls paired, valid by the schema: $name',
    async (host) => {
      const { router, bodies } = routerTo(host)
      const result = await router.complete({ messages: transcript, tools })
      expect(result.attempts.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
        'compaction success',
        'first success',
      ])
      const [, body = {}] = bodies
      expectSound(host, body)
      const { history = [] } = result
      expect(unpaired(history)).toEqual([])
      expect(sizeInTokens(history)).toBeLessThan(contextWindow * 0.6)
      expect(history.length).toBeGreaterThan(50)
      expect(JSON.parse(JSON.stringify(history))).toEqual(history)
    },
  )

  it.each(hosts)(
    'comes to a history that is left as it is, and that another provider goes on with: $name',
    async (host) => {
      const { router: first } = routerTo(host)
      const { history = [] } = await first.complete({ messages: transcript, tools })
      expect((await first.compact({ messages: history, tools })).history).toEqual(history)
      const next: readonly Message[] = [...history, { role: 'user', content: 'And the second?' }]
      const other = hosts[(hosts.indexOf(host) + 1) % hosts.length] as WireHost
      for (const receiver of [host, other]) {
        const { router, bodies } = routerTo(receiver)
        const result = await router.complete({ messages: next, tools })
        expect(result.history).toBeUndefined()
        expect(bodies).toHaveLength(1)
        expectSound(receiver, bodies[0] ?? {})
        expect(JSON.stringify(bodies[0])).toContain('earlier messages of this conversation')
      }
    },
  )
})
