import { describe, expect, it } from 'vitest'
import { normaliseMessages, normaliseSystem } from '../../src/adapters/normalise-request.ts'
import type { MessageInput } from '../../src/vocabulary/message-input.ts'
import type { Warning } from '../../src/vocabulary/completion-result.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'

/** What a caller without types can pass. */
function given(messages: unknown): readonly MessageInput[] {
  return messages as readonly MessageInput[]
}

function givenSystem(system: unknown): string {
  return system as string
}

function refusal(messages: unknown): RouterError {
  try {
    normaliseMessages(given(messages))
  } catch (error) {
    if (RouterError.is(error)) return error
    throw error
  }
  throw new Error('it was accepted')
}

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen)
}

describe('normaliseMessages', () => {
  it('takes a string for one user message', () => {
    expect(normaliseMessages('Why?')).toEqual([{ role: 'user', content: 'Why?' }])
  })

  it('copies and freezes the conversation and leaves the caller its own objects', () => {
    const part = { type: 'text' as const, text: 'Why?' }
    const messages = [{ role: 'user' as const, content: [part] }]
    const normalised = normaliseMessages(messages)
    expect(normalised).toEqual(messages)
    expect(isDeeplyFrozen(normalised)).toBe(true)
    expect(Object.isFrozen(part)).toBe(false)
  })

  it('gives the same again for its own result', () => {
    const origin = { provider: 'a', protocol: 'anthropic-messages' as const, model: 'm' }
    const messages: readonly MessageInput[] = [
      { role: 'user', content: [{ type: 'file', data: new URL('https://a.example/b.png'), mediaType: 'image/png' }] },
      {
        role: 'assistant',
        origin,
        content: [
          { type: 'reasoning', text: 'hm', replay: { signature: 's' } },
          { type: 'text', text: 'see', citations: [{ url: 'https://a.example', start: 0, end: 3 }], origin },
          { type: 'tool-call', id: '1', name: 'f', args: { a: [1, null] } },
          { type: 'native', kind: 'x', data: { y: 1 } },
        ],
      },
      { role: 'tool', content: [{ type: 'tool-result', callId: '1', output: { at: new Date(0) }, isError: false }] },
    ]
    const normalised = normaliseMessages(messages)
    expect(normaliseMessages(normalised)).toEqual(normalised)
    expect(JSON.parse(JSON.stringify(normalised))).toEqual(normalised)
    expect(structuredClone(normalised)).toEqual(normalised)
  })

  it('fills in what is left out of tool calls and results', () => {
    const [, call, result] = normaliseMessages([
      { role: 'user', content: 'go' },
      { role: 'assistant', content: [{ type: 'tool-call', id: '1', name: 'f', rawArgs: '{"a": 1}' }] },
      { role: 'tool', content: [{ type: 'tool-result', callId: '1', output: new URL('https://a.example/') }] },
    ])
    expect(call?.content).toEqual([{ type: 'tool-call', id: '1', name: 'f', args: { a: 1 }, rawArgs: '{"a": 1}' }])
    expect(result?.content).toEqual([{ type: 'tool-result', callId: '1', name: 'f', output: 'https://a.example/' }])
  })

  it.each([
    ['{"path": "/tm', { args: null, invalid: 'malformed' }],
    ['', { args: {}, rawArgs: '{}' }],
  ])('reads raw arguments %j without repairing them', (rawArgs, expected) => {
    const [message] = normaliseMessages([
      { role: 'assistant', content: [{ type: 'tool-call', id: '1', name: 'f', rawArgs }] },
    ])
    expect(message?.content).toMatchObject([expected])
  })

  it('keeps a call invalid whatever arguments stand beside it', () => {
    const part = { type: 'tool-call', id: '1', name: 'f', args: { a: 1 }, rawArgs: '{"a":1', invalid: 'truncated' }
    const [message] = normaliseMessages(given([{ role: 'assistant', content: [part] }]))
    expect(message?.content).toEqual([{ ...part, args: null }])
  })

  it('replaces halves of surrogate pairs, with one warning, and leaves tokens and signed reasoning alone', () => {
    const warnings: Warning[] = []
    const half = '\ud83d'
    const reasoning = { type: 'reasoning', text: half, replay: { signature: half } }
    const normalised = normaliseMessages(
      given([
        { role: 'user', content: `a${half}` },
        { role: 'assistant', content: [reasoning, { type: 'text', text: `${half}b` }] },
        { role: 'tool', content: [{ type: 'tool-result', callId: '1', name: 'f', output: { deep: [half] } }] },
      ]),
      (warning) => warnings.push(warning),
    )
    expect(normalised[0]?.content).toBe('a\ufffd')
    expect(normalised[1]?.content).toEqual([reasoning, { type: 'text', text: '\ufffdb' }])
    expect(normalised[2]?.content).toMatchObject([{ output: { deep: ['\ufffd'] } }])
    expect(warnings).toEqual([
      { code: 'replaced-surrogates', message: expect.stringMatching(/^messages\[0\]\.content and 2 more places/) },
    ])
  })

  it('leaves out members of applications silently and tells of others once', () => {
    const warnings: Warning[] = []
    const message = { role: 'user', content: 'a', id: 'm1', createdAt: 1, refusal: null, annotations: [], name: 'Bob' }
    const normalised = normaliseMessages(given([message, message]), (warning) => warnings.push(warning))
    expect(normalised[0]).toEqual({ role: 'user', content: 'a' })
    expect(warnings.map((warning) => warning.message)).toEqual([
      'messages[0]: "name" means nothing here and was ignored.',
    ])
  })

  it('keeps members named like the prototype as data', () => {
    const args: unknown = JSON.parse('{"__proto__": {"admin": true}, "constructor": 1}')
    const [message] = normaliseMessages(
      given([{ role: 'assistant', content: [{ type: 'tool-call', id: '1', name: 'f', args }] }]),
    )
    expect(JSON.stringify(message)).toContain('"args":{"__proto__":{"admin":true},"constructor":1}')
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
  })

  const user = (part: unknown): unknown => [{ role: 'user', content: [part] }]
  const deep = JSON.parse('['.repeat(101) + ']'.repeat(101)) as unknown
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  const result = (output: unknown): unknown => [
    { role: 'tool', content: [{ type: 'tool-result', callId: '1', name: 'f', output }] },
  ]

  it.each<[string, unknown, RegExp]>([
    ['no messages', [], /^messages: there is nothing in them$/],
    ['a blank question', '  \n', /^messages: there is nothing in them$/],
    [
      'only blank messages',
      [
        { role: 'user', content: ' ' },
        { role: 'user', content: [] },
      ],
      /nothing in them/,
    ],
    [
      'one message',
      { role: 'user', content: 'a' },
      /^messages: expected a string or a list of messages, got an object$/,
    ],
    ['a hole', [null], /^messages\[0\]: expected an object, got null$/],
    [
      'a system message',
      [{ role: 'system', content: 'a' }],
      /^messages\[0\]\.role: unknown role "system"; the system prompt is `system`/,
    ],
    ['a misspelt role', [{ role: 'asistant', content: 'a' }], /did you mean "assistant"\?$/],
    ['a role named like a member of objects', [{ role: 'constructor', content: 'a' }], /known are "user"/],
    ['no content', [{ role: 'user' }], /^messages\[0\]\.content: expected a string or a list of parts, got nothing$/],
    ['a number as content', [{ role: 'user', content: 1 }], /got a number$/],
    [
      'an OpenAI image',
      user({ type: 'image_url', image_url: { url: 'x' } }),
      /^messages\[0\]\.content\[0\]\.type: unknown part type "image_url"; did you mean "file"\?$/,
    ],
    ['a misspelt part', user({ type: 'txet', text: 'a' }), /unknown part type "txet"; did you mean "text"\?$/],
    [
      'a part without type',
      user({ text: 'a' }),
      /^messages\[0\]\.content\[0\]\.type: expected the type of a part, got nothing$/,
    ],
    [
      'text that is none',
      user({ type: 'text', text: 1 }),
      /^messages\[0\]\.content\[0\]\.text: expected a string, got a number$/,
    ],
    [
      'a tool call of the user',
      user({ type: 'tool-call' }),
      /a message with role "user" cannot hold a "tool-call" part$/,
    ],
    [
      'an OpenAI tool call',
      [{ role: 'assistant', content: '', tool_calls: [{}] }],
      /^messages\[0\]\.tool_calls: not a member of a message here; write each call as/,
    ],
    [
      'an OpenAI tool result',
      [{ role: 'tool', tool_call_id: '1', content: 'a' }],
      /^messages\[0\]\.tool_call_id: .*callId/,
    ],
    [
      'a tool result as text',
      [{ role: 'tool', content: 'a' }],
      /^messages\[0\]\.content: expected a list of tool results, got a string$/,
    ],
    [
      'a result of nothing',
      [{ role: 'tool', content: [{ type: 'tool-result', callId: '1', name: 'f' }] }],
      /\.output: what the tool gave is missing/,
    ],
    [
      'a result without a name',
      [{ role: 'tool', content: [{ type: 'tool-result', callId: '1', output: 1 }] }],
      /\.name: .*no earlier call has the id "1"$/,
    ],
    [
      'a call without arguments',
      [{ role: 'assistant', content: [{ type: 'tool-call', id: '1', name: 'f' }] }],
      /\.args: the arguments are missing/,
    ],
    [
      'a call without id',
      [{ role: 'assistant', content: [{ type: 'tool-call', id: '', name: 'f', args: {} }] }],
      /\.id: expected a string that is not empty, got ''$/,
    ],
    [
      'a token that is none',
      [{ role: 'assistant', content: [{ type: 'reasoning', replay: 's' }] }],
      /\.replay: expected the object/,
    ],
    [
      'half an origin',
      [{ role: 'assistant', origin: { provider: 'a' }, content: 'a' }],
      /^messages\[0\]\.origin\.protocol: expected a string/,
    ],
    ['a function', result({ a: [() => 1] }), /^messages\[0\]\.content\[0\]\.output\.a\[0\]: a function is not JSON$/],
    ['a bigint', result({ 'a b': 1n }), /\.output\["a b"\]: a bigint is not JSON$/],
    ['not a number', result(Number.NaN), /\.output: NaN is not a JSON number$/],
    ['a map', result(new Map()), /\.output: a Map is not JSON$/],
    ['an invalid date', result(new Date(Number.NaN)), /an invalid date is not JSON$/],
    ['deep nesting', result(deep), /nested deeper than 100 levels/],
    ['a circle', result(circular), /nested deeper than 100 levels, or it holds itself$/],
  ])('refuses %s and says where', (_name, messages, message) => {
    const error = refusal(messages)
    expect(error.code).toBe('invalid-request')
    expect(error.message).toMatch(message)
  })

  it('refuses a small graph that unfolds to more than memory holds', () => {
    let bomb: unknown = [1]
    for (let level = 0; level < 60; level += 1) bomb = [bomb, bomb]
    expect(refusal(result(bomb)).message).toMatch(/more than 1000000 values$/)
  })

  it('shows how a part of another interface is written here', () => {
    expect(refusal(user({ type: 'image_url' })).hints.join(' ')).toContain("{ type: 'file', mediaType: 'image/png'")
  })
})

describe('normaliseSystem', () => {
  it.each([
    [undefined, []],
    ['Be brief.', [{ text: 'Be brief.', scope: 'session' }]],
    ['  ', []],
  ])('reads %j', (system, expected) => {
    expect(normaliseSystem(system)).toEqual(expected)
  })

  it('puts session blocks before turn blocks and keeps their order', () => {
    const system = normaliseSystem([
      { text: 'time', scope: 'turn' },
      { text: 'one', scope: 'session', key: 'k' },
      { text: '', scope: 'session' },
      { text: 'two', scope: 'session' },
    ])
    expect(system.map((block) => block.text)).toEqual(['one', 'two', 'time'])
    expect(system[0]?.key).toBe('k')
    expect(isDeeplyFrozen(system)).toBe(true)
  })

  it('refuses another scope and another shape', () => {
    expect(() => normaliseSystem([{ text: 'a', scope: 'forever' as 'turn' }])).toThrow(
      "system[0].scope: expected 'session' or 'turn'",
    )
    expect(() => normaliseSystem(givenSystem(1))).toThrow('system: expected a string or a list of blocks, got a number')
  })
})
