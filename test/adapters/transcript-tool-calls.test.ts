import { describe, expect, it } from 'vitest'
import { prepareTranscript } from '../../src/adapters/transcript.ts'
import type { TranscriptTarget } from '../../src/adapters/transcript.ts'
import type { Message, ToolCallPart, ToolResultPart } from '../../src/vocabulary/message.ts'
import { answer, call, result, results, targets, user } from './transcript-samples.ts'

const { claude, gpt, chat, mistral, ollama } = targets

function prepared(messages: readonly Message[], target: TranscriptTarget = claude): readonly Message[] {
  return prepareTranscript(messages, target).messages
}

function codes(messages: readonly Message[], target: TranscriptTarget = claude): string[] {
  return prepareTranscript(messages, target).warnings.map((warning) => warning.code)
}

function partsOf(messages: readonly Message[]): readonly { readonly type: string }[] {
  return messages.flatMap((message) => (typeof message.content === 'string' ? [] : [...message.content]))
}

function callIds(messages: readonly Message[]): string[] {
  return partsOf(messages)
    .filter((part): part is ToolCallPart => part.type === 'tool-call')
    .map((part) => part.id)
}

function resultIds(messages: readonly Message[]): string[] {
  return partsOf(messages)
    .filter((part): part is ToolResultPart => part.type === 'tool-result')
    .map((part) => part.callId)
}

describe('tool calls and their results', () => {
  it('an unanswered call gets an error result directly after it', () => {
    const messages = [user('a'), answer(undefined, call('1'), call('2')), results(result('2')), user('b')]
    expect(prepared(messages)).toEqual([
      user('a'),
      answer(undefined, call('1'), call('2')),
      results(result('1', 'No result was recorded for this tool call.', { isError: true }), result('2')),
      user('b'),
    ])
    expect(codes(messages)).toEqual(['missing-tool-result'])
  })

  it('results come in one message, in the order of the calls', () => {
    const messages = [
      user('a'),
      answer(undefined, call('1'), call('2')),
      results(result('2', 'two')),
      results(result('1', 'one')),
    ]
    expect(prepared(messages)).toEqual([...messages.slice(0, 2), results(result('1', 'one'), result('2', 'two'))])
    expect(codes(messages)).toEqual([])
  })

  it('a late result moves up to its call', () => {
    const messages = [user('a'), answer(undefined, call('1')), user('wait'), results(result('1'))]
    expect(prepared(messages)).toEqual([user('a'), answer(undefined, call('1')), results(result('1')), user('wait')])
  })

  it('a result without its call becomes text of the user, where it stood', () => {
    const messages = [user('a'), results(result('0', { n: 1 }), result('9', 'no', { isError: true })), user('b')]
    expect(prepared(messages)).toEqual([
      user('a'),
      {
        role: 'user',
        content: [
          {
            type: 'text',
            text: 'Output of the tool "f", whose call is not part of this conversation any more:\n{"n":1}',
          },
          { type: 'text', text: 'Error of the tool "f", whose call is not part of this conversation any more:\nno' },
        ],
      },
      user('b'),
    ])
    expect(codes(messages)).toEqual(['unmatched-tool-result'])
  })

  it('a second result of a call is a result without a call', () => {
    const messages = [user('a'), answer(undefined, call('1')), results(result('1', 'one'), result('1', 'two'))]
    const [, , answered, second] = prepared(messages)
    expect(answered?.content).toEqual([result('1', 'one')])
    expect(JSON.stringify(second)).toContain('two')
  })

  it.each([
    ['truncated', 'This tool call was not run: the output limit cut its arguments off.'],
    ['malformed', 'This tool call was not run: its arguments were not valid JSON.'],
  ] as const)('a %s call is sent with empty arguments and a result that says so', (invalid, output) => {
    const broken = call('1', null, { rawArgs: '{"path": "/tm', invalid, replay: { id: 'fc_1' } })
    const messages = [user('a'), answer(gpt.origin, broken)]
    expect(prepared(messages, gpt)).toEqual([
      user('a'),
      answer(gpt.origin, call('1', {}, { replay: { id: 'fc_1' } })),
      results(result('1', output, { isError: true })),
    ])
    expect(codes(messages, gpt)).toEqual(['invalid-tool-call'])
  })

  it('an invalid call keeps the result that the caller gave', () => {
    const messages = [
      user('a'),
      answer(undefined, call('1', null, { invalid: 'truncated' })),
      results(result('1', 'try again')),
    ]
    expect(prepared(messages)[2]).toBe(messages[2])
  })

  it('a result has the name of its call', () => {
    const messages = [user('a'), answer(undefined, call('1')), results(result('1', 'ok', { name: 'g' }))]
    expect(prepared(messages)[2]?.content).toEqual([result('1')])
  })

  it.each<[string, TranscriptTarget, ToolCallPart, Partial<ToolCallPart>]>([
    ['nothing becomes an empty object', claude, call('1', null), { args: {}, rawArgs: '{}' }],
    ['a list is put into an object', ollama, call('1', [1]), { args: { value: [1] }, rawArgs: '{"value":[1]}' }],
    ['other values stay where arguments are text', chat, call('1', [1]), { args: [1], rawArgs: '[1]' }],
    ['no text is written out', chat, call('1', {}, { rawArgs: '' }), { rawArgs: '{}' }],
    [
      'text stays as the model wrote it',
      claude,
      call('1', { a: 1 }, { rawArgs: '{ "a": 1 }' }),
      { rawArgs: '{ "a": 1 }' },
    ],
  ])('arguments: %s', (_name, target, part, expected) => {
    const [, message] = prepared([user('a'), answer(undefined, part), results(result('1'))], target)
    expect(message?.content).toEqual([{ ...part, ...expected }])
  })
})

describe('ids of tool calls', () => {
  const long = 'call_'.padEnd(450, 'x')

  it.each<[string, TranscriptTarget, string, RegExp]>([
    ['of Anthropic stay at OpenAI', chat, 'toolu_01A09q90qw90lq917835lq9', /^toolu_01A09q90qw90lq917835lq9$/],
    ['of Kimi stay as they are', chat, 'functions.f:0', /^functions\.f:0$/],
    ['of Kimi are replaced at Anthropic', claude, 'functions.f:0', /^[a-zA-Z0-9]{24}$/],
    ['of 450 characters are replaced', claude, long, /^[a-zA-Z0-9]{24}$/],
    ['beyond 40 characters are replaced at chat hosts', chat, 'x'.repeat(41), /^[a-zA-Z0-9]{24}$/],
    ['of 41 characters stay at OpenAI responses', gpt, 'x'.repeat(41), /^x{41}$/],
    ['are nine letters and digits at Mistral', mistral, 'call_1', /^[a-zA-Z0-9]{9}$/],
    ['of Mistral stay at Mistral', mistral, 'D681PevKs', /^D681PevKs$/],
    ['are free at Ollama', ollama, long, /^call_x+$/],
    ['are never empty', ollama, '', /^[a-zA-Z0-9]{24}$/],
  ])('%s', (_name, target, id, expected) => {
    const messages = [user('a'), answer(undefined, call(id)), results(result(id))]
    const [sent] = callIds(prepared(messages, target))
    expect(sent).toMatch(expected)
    expect(resultIds(prepared(messages, target))).toEqual([sent])
    expect(callIds(prepared(messages, target))).toEqual([sent])
  })

  it('that occurred before are replaced, for call and result alike', () => {
    const turn = [answer(undefined, call('call_0', { n: 1 })), results(result('call_0', 'one'))]
    const messages = [
      user('a'),
      ...turn,
      user('b'),
      answer(undefined, call('call_0', { n: 2 })),
      results(result('call_0', 'two')),
    ]
    const transcript = prepared(messages)
    const ids = callIds(transcript)
    expect(ids[0]).toBe('call_0')
    expect(new Set(ids).size).toBe(2)
    expect(resultIds(transcript)).toEqual(ids)
    expect(transcript.at(-1)?.content).toMatchObject([{ output: 'two' }])
  })

  it('of one turn that are the same get their results in order', () => {
    const messages = [
      user('a'),
      answer(undefined, call('x', { n: 1 }), call('x', { n: 2 })),
      results(result('x', 'one'), result('x', 'two')),
    ]
    const transcript = prepared(messages)
    expect(resultIds(transcript)).toEqual(callIds(transcript))
    expect(transcript[2]?.content).toMatchObject([{ output: 'one' }, { output: 'two' }])
  })

  it('stay what they were when the conversation grows', () => {
    const turn = (n: number): Message[] => [answer(undefined, call('a b', { n })), results(result('a b'))]
    const short = prepared([user('a'), ...turn(1), ...turn(2)], mistral)
    const longer = prepared([user('a'), ...turn(1), ...turn(2), user('b'), ...turn(3)], mistral)
    expect(longer.slice(0, short.length)).toEqual(short)
  })

  it('that were made never meet one that is there', () => {
    const [made = ''] = callIds(prepared([user('a'), answer(undefined, call('a b'))]))
    const messages = [
      user('a'),
      answer(undefined, call(made)),
      results(result(made)),
      user('b'),
      answer(undefined, call('a b')),
    ]
    expect(new Set(callIds(prepared(messages))).size).toBe(2)
  })
})
