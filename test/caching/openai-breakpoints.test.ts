import { describe, expect, it } from 'vitest'

import { bodyCheck, schemasExist } from '../adapters/body-check.ts'
import { recordingRouter, writtenBody, type Asked, type Body } from './written-body.ts'

/** A conversation with a mark on every kind of place that a caller can mark. */
const marked: Asked = {
  system: [
    { text: 'Be careful.', scope: 'session' },
    { text: 'The manual.', scope: 'session', cache: true },
    { text: 'It is ten.', scope: 'turn' },
    { text: 'The glossary.', scope: 'session' },
  ],
  tools: { search: { description: 'Searches.', input: { jsonSchema: { type: 'object' } } } },
  messages: [
    {
      role: 'user',
      content: [
        { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'AAAA' }, cache: '1h' },
        { type: 'text', text: 'What is this?' },
      ],
    },
    {
      role: 'assistant',
      content: [{ type: 'tool-call', id: 'call_1', name: 'search', args: { q: 'a' }, rawArgs: '{"q":"a"}' }],
    },
    {
      role: 'tool',
      content: [{ type: 'tool-result', callId: 'call_1', name: 'search', output: 'Nothing.', cache: true }],
    },
    { role: 'user', content: [{ type: 'text', text: 'And now?', cache: true }] },
  ],
}

/** Where breakpoints stand in a body. */
function places(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) =>
    name === 'prompt_cache_breakpoint'
      ? [`${path} ${JSON.stringify(member)}`]
      : places(member, path === '' ? name : `${path}.${name}`),
  )
}

const shapes = {
  'openai-responses': {
    definition: 'CreateResponse.strict',
    marks: ['input.0.content.0', 'input.1.content.0', 'input.3.output.0', 'input.5.content.0'],
  },
  'openai-chat': {
    definition: 'CreateChatCompletionRequest.strict',
    marks: ['messages.0.content.0', 'messages.1.content.0', 'messages.3.content.0', 'messages.5.content.0'],
  },
} as const

const written = (protocol: keyof typeof shapes, request: Asked): Promise<Body> =>
  writtenBody(request, { providers: { openai: { protocol } } })

describe.each(Object.entries(shapes))('marks of the caller over %s', (name, { definition, marks }) => {
  const protocol = name as keyof typeof shapes

  it('are breakpoints for models since 5.6, in a body that the schema takes', async () => {
    const body = await written(protocol, { ...marked, model: 'openai/gpt-6-sol' })
    expect(places(body)).toEqual(marks.map((path) => `${path} {"mode":"explicit"}`))
    expect(JSON.stringify(body)).not.toContain('cache_control')
    if (schemasExist) expect(bodyCheck('openai', definition)(body)).toEqual([])
  })

  it('leave what is said and its order as they are', async () => {
    const body = JSON.stringify(await written(protocol, { ...marked, model: 'openai/gpt-6-sol' }))
    const order = [
      'Be careful.\\n\\nThe manual.\\n\\n',
      'The glossary.',
      'What is this?',
      'Nothing.',
      'It is ten.',
      'And now?',
    ]
    expect(order.map((text) => body.indexOf(text)).toSorted((a, b) => a - b)).toEqual(
      order.map((text) => body.indexOf(text)),
    )
    expect(body).not.toContain('"instructions"')
  })

  it.each([
    ['an earlier model', { ...marked, model: 'openai/gpt-5.4' }],
    ['mode off', { ...marked, model: 'openai/gpt-6-sol', caching: { mode: 'off' } }],
    ['nothing marked', { model: 'openai/gpt-6-sol', system: 'Be careful.', messages: 'Hi' }],
  ] satisfies [string, Asked][])('are not sent with %s', async (_name, request) => {
    expect(places(await written(protocol, request))).toEqual([])
  })

  it('are sent where nothing else is said of caching', async () => {
    const messages = [{ role: 'user', content: [{ type: 'text', text: 'A long document.', cache: true }] }] as const
    const body = await written(protocol, { model: 'openai/gpt-6-sol', messages })
    expect([places(body).length, body['prompt_cache_key']]).toEqual([1, undefined])
  })
})

it('a host that refuses breakpoints is asked without them, with the key, and later calls begin there', async () => {
  const message = "Unknown parameter: 'input[0].content[0].prompt_cache_breakpoint' is not supported with this model."
  const { router, bodies } = recordingRouter([
    { status: 400, body: { error: { message, type: 'invalid_request_error' } } },
    {
      status: 200,
      body: {
        id: 'r',
        object: 'response',
        status: 'completed',
        output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] }],
        usage: {},
      },
    },
  ])
  const ask = () => router.complete({ ...marked, model: 'openai/gpt-6-sol', session: 's' })
  expect((await ask()).text).toBe('Hello')
  await ask()
  expect(bodies.map((body) => [places(body).length, body['prompt_cache_key']])).toEqual([
    [4, 's'],
    [0, 's'],
    [0, 's'],
  ])
})
