import { describe, expect, it } from 'vitest'
import { prepareTranscript } from '../../src/adapters/transcript.ts'
import type { TranscriptTarget } from '../../src/adapters/transcript.ts'
import type { AssistantPart, FilePart, Message, Origin, TextPart } from '../../src/vocabulary/message.ts'
import { answer, call, result, results, targetOf, targets, user } from './transcript-samples.ts'

function prepared(messages: readonly Message[], target: TranscriptTarget): readonly Message[] {
  return prepareTranscript(messages, target).messages
}

function codes(messages: readonly Message[], target: TranscriptTarget): string[] {
  return prepareTranscript(messages, target).warnings.map((warning) => warning.code)
}

const { claude, gpt, chat, deepseek, openrouter, mistral, gemini, bedrock, ollama } = targets
const thought: AssistantPart = { type: 'reasoning', text: 'hm', replay: { signature: 's' } }
const said: TextPart = { type: 'text', text: 'yes' }

describe('prepareTranscript', () => {
  it('returns the same list when nothing has to change', () => {
    const messages = [
      user('a'),
      answer(claude.origin, thought, said, call('toolu_1')),
      results(result('toolu_1')),
      user('b'),
    ]
    const transcript = prepareTranscript(messages, claude)
    expect(transcript.messages).toBe(messages)
    expect(transcript).toEqual({ messages, warnings: [], endsWithAssistant: false })
  })

  const otherModel = { ...claude.origin, model: 'claude-sonnet-5-5' }
  it.each<[string, TranscriptTarget, Origin | undefined, boolean]>([
    ['to the model that signed it', claude, claude.origin, true],
    ['not to another model of the provider', claude, otherModel, false],
    [
      'not to the same model at another provider',
      targetOf('azure-anthropic', 'anthropic-messages', 'claude-opus-5-5'),
      claude.origin,
      false,
    ],
    ['not to a part of unknown origin', claude, undefined, false],
    ['not to another protocol', gpt, claude.origin, false],
    ['to the model of an encrypted item', gpt, gpt.origin, true],
    ['not to another model with an encrypted item', gpt, { ...gpt.origin, model: 'gpt-6-sol' }, false],
    [
      'to another model of the same Gemini generation',
      gemini,
      { ...gemini.origin, model: 'models/gemini-3.1-pro-preview' },
      true,
    ],
    ['not to another Gemini generation', gemini, { ...gemini.origin, model: 'gemini-2.5-pro' }, false],
    ['not to a Gemini of unknown generation', gemini, { ...gemini.origin, model: 'gemini-flash-latest' }, false],
    [
      'to any model of a host that takes reasoning text back',
      deepseek,
      { ...deepseek.origin, model: 'deepseek-flash' },
      true,
    ],
    [
      'to any model of a host that takes thinking parts back',
      mistral,
      { ...mistral.origin, model: 'mistral-large-4' },
      true,
    ],
    ['only to the model of reasoning details', openrouter, { ...openrouter.origin, model: 'openai/gpt-5.4' }, false],
    ['to the model of reasoning details', openrouter, openrouter.origin, true],
    ['nowhere at a host that takes nothing back', chat, chat.origin, false],
    ['to its own model on Bedrock', bedrock, bedrock.origin, true],
    ['to its own model on Ollama', ollama, ollama.origin, true],
  ])('a replay token goes back %s', (_name, target, maker, goesBack) => {
    const messages = [user('a'), answer(maker, thought, { ...said, replay: { id: 'm' } })]
    const [, message] = prepared(messages, target)
    expect(message?.content).toEqual(goesBack ? [thought, { ...said, replay: { id: 'm' } }] : [said])
  })

  it('says once how many tokens were left out, and for whom', () => {
    const messages = [user('a'), answer(gpt.origin, thought, said), user('b'), answer(gpt.origin, thought, said)]
    expect(prepareTranscript(messages, claude).warnings).toEqual([
      {
        code: 'dropped-replay',
        message: expect.stringContaining('Each of 2 parts'),
        target: { provider: 'anthropic', model: 'claude-opus-5-5' },
      },
    ])
  })

  it('says nothing of the own answers of a host that takes nothing back, but of those of others', () => {
    expect(codes([user('a'), answer(chat.origin, thought, said)], chat)).toEqual([])
    expect(codes([user('a'), answer(claude.origin, thought, said)], chat)).toEqual(['dropped-replay'])
  })

  it('takes the origin of a part before that of its message', () => {
    const messages = [user('a'), answer(gpt.origin, { ...thought, origin: claude.origin }, said)]
    expect(prepared(messages, claude)[1]?.content).toHaveLength(2)
    expect(prepared(messages, gpt)[1]?.content).toEqual([said])
  })

  it.each<[string, TranscriptTarget, boolean]>([
    ['stays where text alone goes back', deepseek, true],
    ['is left out where a token is needed', claude, false],
    ['is left out where a token is needed', gpt, false],
    ['stays for encode to judge', bedrock, true],
    [
      'stays where the host signs none',
      targetOf('local', 'anthropic-messages', 'claude-opus-5-5', { unsignedThinking: true }),
      true,
    ],
  ])('reasoning without a token %s', (_name, target, stays) => {
    const bare: AssistantPart = { type: 'reasoning', text: 'hm' }
    const messages = [user('a'), answer(target.origin, bare, said)]
    expect(prepared(messages, target)[1]?.content).toEqual(stays ? [bare, said] : [said])
    expect(codes(messages, target)).toEqual([])
    expect(JSON.stringify(prepared(messages, targets.ollama))).not.toContain('hm')
  })

  it('sends native parts to the provider and protocol that made them only', () => {
    const native: AssistantPart = { type: 'native', kind: 'server_tool_use', data: { id: 1 } }
    const messages = [user('a'), answer(claude.origin, native, said)]
    expect(prepared(messages, claude)).toBe(messages)
    expect(prepared(messages, { ...claude, origin: otherModel })).toBe(messages)
    expect(prepared(messages, gpt)[1]?.content).toEqual([said])
    expect(codes(messages, gpt)).toEqual(['dropped-native'])
    expect(codes([user('a'), answer(undefined, native, said)], claude)).toEqual(['dropped-native'])
  })

  it('joins the texts of an answer that was resumed elsewhere', () => {
    const first = { type: 'text' as const, text: 'Once upon', origin: claude.origin }
    const second = { type: 'text' as const, text: ' a time', origin: gpt.origin }
    expect(prepared([user('a'), answer(undefined, first, second)], chat)[1]?.content).toEqual([
      { type: 'text', text: 'Once upon a time' },
    ])
    expect(prepared([user('a'), answer(undefined, first, first)], chat)[1]?.content).toEqual([
      { type: 'text', text: 'Once uponOnce upon', origin: claude.origin },
    ])
  })

  it('keeps texts apart that have citations or a token', () => {
    const cited: TextPart = { type: 'text', text: 'b', citations: [{ url: 'https://a.example' }] }
    const signed: TextPart = { type: 'text', text: '', replay: { thoughtSignature: 's' } }
    const messages = [user('a'), answer(gemini.origin, said, cited, said, signed)]
    expect(prepared(messages, gemini)).toBe(messages)
    expect(prepared(messages, chat)[1]?.content).toEqual([said, cited, said])
  })

  it('keeps the white space between texts that have citations', () => {
    const cited: TextPart = { type: 'text', text: 'cited.', citations: [{ url: 'https://a' }] }
    const gap: TextPart = { type: 'text', text: '\n\n' }
    const sealed: TextPart = { ...said, replay: { thoughtSignature: 't' } }
    const messages = [user('a'), answer(gemini.origin, cited, gap, cited, sealed, gap, said)]
    const spaced = { ...cited, text: 'cited.\n\n' }
    const [, own] = prepared(messages, gemini)
    expect(own?.content).toEqual([spaced, cited, sealed, { type: 'text', text: '\n\nyes' }])
    expect(prepared(prepared(messages, gemini), gemini)).toEqual(prepared(messages, gemini))
    expect(prepared(messages, chat)[1]?.content).toEqual([spaced, cited, { type: 'text', text: 'yes\n\nyes' }])
  })

  it('leaves out what is blank, and messages of which nothing is left', () => {
    const messages = [
      user('a'),
      answer(claude.origin, { type: 'text', text: ' \n' }, { type: 'text', text: '' }),
      answer(undefined),
      { role: 'user' as const, content: [{ type: 'text' as const, text: '' }, said] },
      user('  '),
      { role: 'assistant' as const, content: '' },
      results(),
    ]
    expect(prepared(messages, claude)).toEqual([user('a'), { role: 'user', content: [said] }])
    expect(codes(messages, claude)).toEqual([])
  })

  it('keeps white space between two texts', () => {
    const part = (text: string): TextPart => ({ type: 'text', text })
    expect(
      prepared([user('a'), answer(undefined, part('one'), part('\n\n'), part('two'))], claude)[1]?.content,
    ).toEqual([part('one\n\ntwo')])
  })

  it('leaves out reasoning that led to nothing', () => {
    const messages = [
      user('a'),
      answer(claude.origin, thought, said, thought),
      answer(claude.origin, thought),
      user('b'),
    ]
    expect(prepared(messages, claude)).toEqual([user('a'), answer(claude.origin, thought, said), user('b')])
    expect(codes(messages, claude)).toEqual(['dropped-reasoning'])
  })

  it('reports an answer at the end, which newer models do not continue', () => {
    expect(prepareTranscript([user('a'), answer(undefined, said)], claude).endsWithAssistant).toBe(true)
    expect(prepareTranscript([user('a'), answer(undefined, said, call('1'))], claude).endsWithAssistant).toBe(false)
    expect(prepareTranscript([], claude).endsWithAssistant).toBe(false)
  })

  it('merges roles only for who asks, and keeps whom each part is from', () => {
    const messages = [user('a'), user('b'), answer(bedrock.origin, thought, said), answer(gpt.origin, said)]
    expect(prepared(messages, claude)).toEqual([
      user('a'),
      user('b'),
      answer(bedrock.origin, said),
      answer(gpt.origin, said),
    ])
    expect(prepared(messages, bedrock)).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
      {
        role: 'assistant',
        content: [
          { ...thought, origin: bedrock.origin },
          { type: 'text', text: 'yesyes' },
        ],
      },
    ])
  })
})

describe('files in a conversation', () => {
  const image: FilePart = { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'iVBORw==' } }
  const messages = [
    user('draw'),
    answer(gemini.origin, { ...image, replay: { thoughtSignature: 's' } }, call('1'), call('2')),
    results(result('1', 'a', { files: [image] }), result('2', 'b', { files: [image], isError: true })),
    user('thanks'),
  ]

  it('stay where the target takes them', () => {
    expect(prepared(messages, gemini)).toBe(messages)
  })

  it('follow the results in one user message where the target takes text only', () => {
    const [, made, answered, files, next] = prepared(messages, chat)
    expect(made?.content).toEqual([call('1'), call('2')])
    expect(answered?.content).toEqual([result('1', 'a'), result('2', 'b', { isError: true })])
    expect(files).toEqual({
      role: 'user',
      content: [
        { type: 'text', text: 'Files that the assistant made:' },
        image,
        { type: 'text', text: 'Files that the tool "f" returned (call 1):' },
        image,
        { type: 'text', text: 'Files that the tool "f" returned (call 2):' },
        image,
      ],
    })
    expect(next).toEqual(user('thanks'))
  })

  it('leave an error result where errors hold text only', () => {
    const [, , answered, files] = prepared(messages, claude)
    expect(answered?.content).toEqual([result('1', 'a', { files: [image] }), result('2', 'b', { isError: true })])
    expect(JSON.stringify(files)).toContain('call 2')
  })

  it('of an answer at the end follow it', () => {
    const [, second] = prepared([user('a'), answer(undefined, image)], chat)
    expect(second).toEqual({ role: 'user', content: [{ type: 'text', text: 'Files that the assistant made:' }, image] })
  })
})
