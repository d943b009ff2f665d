import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { encodeChat } from '../../../src/adapters/openai-chat/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { hosts } from '../../../src/adapters/openai-chat/hosts.ts'
import { profileOf } from '../../../src/adapters/provider-table.ts'
import type { Quirks } from '../../../src/adapters/provider.ts'
import type { AssistantPart, Message, UserPart } from '../../../src/vocabulary/message.ts'
import { bodyCheck, schemasExist } from '../body-check.ts'
import { citySchema, weatherTool } from '../weather-tool.ts'
import { targetedRequest } from './targeted-request.ts'

/** Providers whose types are at hand, and what their rows send beyond them. */
const providers: readonly {
  id: string
  model: string
  schemas: readonly (readonly [string, string])[]
  beyond: readonly string[]
}[] = [
  {
    id: 'openai',
    model: 'gpt-5.1',
    schemas: [
      ['openai', 'CreateChatCompletionRequest.strict'],
      ['openai-types', 'ChatRequest'],
    ],
    beyond: [],
  },
  {
    id: 'openrouter',
    model: 'anthropic/claude-sonnet-5.5',
    schemas: [['openrouter', 'ChatRequest.strict']],
    beyond: [],
  },
  { id: 'mistral', model: 'mistral-medium-3.5', schemas: [['mistral', 'ChatCompletionRequest.strict']], beyond: [] },
  // groq-sdk 1.6.0 has no type for it; the endpoint takes it (facts, providers.md).
  {
    id: 'groq',
    model: 'openai/gpt-oss-120b',
    schemas: [['groq', 'ChatCompletionRequest']],
    beyond: ['stream_options'],
  },
]

const image: UserPart = { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'AAAA' } }
const userParts: readonly UserPart[] = [
  { type: 'text', text: 'Look' },
  image,
  { type: 'file', mediaType: 'image/*', data: { type: 'url', url: 'https://a.example/b.png' } },
  { type: 'file', mediaType: 'text/csv', filename: 'a.csv', data: { type: 'base64', base64: 'YSxi' } },
  { type: 'file', mediaType: 'text/plain', data: { type: 'text', text: 'a,b' } },
]
const pdf: UserPart = {
  type: 'file',
  mediaType: 'application/pdf',
  filename: 'a.pdf',
  data: { type: 'base64', base64: 'AAAA' },
}
const sound: UserPart = { type: 'file', mediaType: 'audio/wav', data: { type: 'base64', base64: 'AAAA' } }

const answerParts: readonly AssistantPart[] = [
  {
    type: 'reasoning',
    text: 'Hm',
    replay: {
      reasoning_details: [
        { type: 'reasoning.text', index: 0, text: 'Hm', signature: 's', format: 'anthropic-claude-v1' },
      ],
    },
  },
  { type: 'text', text: 'Let me see.' },
  { type: 'tool-call', id: 'abcdefghi', name: 'weather', args: { city: 'Oslo' }, rawArgs: '{"city":"Oslo"}' },
]
const history: readonly Message[] = [
  { role: 'assistant', content: answerParts },
  { role: 'tool', content: [{ type: 'tool-result', callId: 'abcdefghi', name: 'weather', output: { degrees: 3 } }] },
  { role: 'assistant', content: 'It is 3 degrees.' },
]

/** Requests of every shape that the given provider takes. */
function requests(id: string, model: string, quirks: Quirks): fc.Arbitrary<TargetedRequest> {
  const takesDocuments = quirks.documents !== 'none'
  const takesSound = id !== 'groq'
  const parts = [...userParts, ...(takesDocuments ? [pdf] : []), ...(takesSound ? [sound] : [])]
  const user = fc
    .oneof(fc.constant('Hello'), fc.subarray(parts, { minLength: 1 }))
    .map((content): Message => ({ role: 'user', content }))
  const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined })
  return fc
    .record({
      system: fc.subarray([
        { text: 'Be brief.', scope: 'session' },
        { text: 'It is noon.', scope: 'turn' },
      ] as const),
      messages: fc.tuple(user, user).map(([first, last]) => [first, ...history, last]),
      tools: fc.subarray([weatherTool({ name: 'weather' }), weatherTool({ name: 'strict.tool', strict: true })]),
      toolChoice: maybe(fc.constantFrom('auto', 'none', 'required', { name: 'weather' } as const)),
      parallelToolCalls: maybe(fc.boolean()),
      output: maybe(
        fc
          .constantFrom('native', 'tool', 'prompt')
          .map((mode) => ({ name: 'answer', schema: citySchema, mode }) as const),
      ),
      maxOutputTokens: maybe(fc.constant(1000)),
      reasoningEffort: maybe(fc.constantFrom('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max')),
      temperature: maybe(fc.constant(0.5)),
      topP: maybe(fc.constant(0.9)),
      topK: maybe(fc.constant(40)),
      seed: maybe(fc.constant(7)),
      stopSequences: fc.array(fc.constantFrom('END', 'STOP', ''), { maxLength: 6 }),
      session: maybe(fc.constantFrom('session-1', 'a b/ü'.repeat(90))),
    })
    .map((changes) => targetedRequest({ provider: id, model, quirks, ...changes } as Partial<TargetedRequest>))
}

it.skipIf(!schemasExist)('the schemas of ../shared lie beside the checkout; without them nothing is validated', () => {
  expect(schemasExist).toBe(true)
})

describe.each(schemasExist ? providers : [])('every body for $id', ({ id, model, schemas, beyond }) => {
  const quirks: Quirks = hosts.known[id]?.quirks ?? {}
  const checks = schemas.map(([file, definition]) => bodyCheck(file, definition))

  it(`is valid against ${schemas.map((schema) => schema.join(' ')).join(' and ')}`, () => {
    const { protocol, surfaces } = profileOf(id) ?? {}
    expect([protocol, ...Object.keys(surfaces ?? {})]).toContain('openai-chat')
    fc.assert(
      fc.property(requests(id, model, quirks), (request) => {
        const { body, headers } = encodeChat(request)
        expect(body).toStrictEqual(JSON.parse(JSON.stringify(body)))
        expect(() => new Headers(headers)).not.toThrow()
        const known = Object.fromEntries(Object.entries(body).filter(([name]) => !beyond.includes(name)))
        for (const check of checks) expect(check(known)).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('is refused when it is wrong: the check looks', () => {
    const { body } = encodeChat(targetedRequest({ provider: id, model, quirks }))
    for (const check of checks) {
      expect(check({ ...body, max_token: 5 })).not.toEqual([])
      expect(check({ ...body, messages: [{ role: 'user' }] })).not.toEqual([])
    }
  })
})
