import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prepareTranscript } from '../../src/adapters/transcript.ts'
import type { TranscriptTarget } from '../../src/adapters/transcript.ts'
import type { AssistantPart, FilePart, Message, Origin, TextPart, ToolCallPart } from '../../src/vocabulary/message.ts'
import { targets } from './transcript-samples.ts'

const makers: readonly (Origin | undefined)[] = [undefined, ...Object.values(targets).map((target) => target.origin)]
const maker = fc.constantFrom(...makers)
const text = fc.constantFrom('', ' ', '\n', 'one', 'two ', ' three')
const replay = fc.option(fc.constantFrom({ signature: 'token' }, { id: 'token' }), { nil: undefined })
const id = fc.constantFrom(
  '1',
  '2',
  'call_0',
  'functions.f:0',
  'a b',
  'é',
  '',
  'x'.repeat(41),
  'y'.repeat(450),
  'D681PevKs',
)
const file: FilePart = { type: 'file', mediaType: 'image/png', data: { type: 'url', url: 'https://a.example/b' } }

/** Members that are `undefined` are left out, as in the stored form. */
function stored<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T
}

const answerPart: fc.Arbitrary<AssistantPart> = fc
  .oneof(
    fc.record({ type: fc.constant('text' as const), text, origin: maker, replay }),
    fc.record({
      type: fc.constant('text' as const),
      text,
      origin: maker,
      citations: fc.constant([{ url: 'https://a.example' }]),
    }),
    fc.record({
      type: fc.constant('reasoning' as const),
      text: fc.constantFrom('', 'thinking'),
      origin: maker,
      replay,
    }),
    fc.record({
      type: fc.constant('native' as const),
      kind: fc.constant('k'),
      data: fc.constant({ native: true }),
      origin: maker,
    }),
    fc.record({ origin: maker, replay }).map((made) => ({ ...file, ...made })),
    fc.record({
      type: fc.constant('tool-call' as const),
      id,
      name: fc.constantFrom('f', 'g'),
      args: fc.constantFrom(null, {}, { a: 1 }, [1]),
      rawArgs: fc.constantFrom('', '{}', '{ "a": 1 }', '{"a'),
      invalid: fc.option(fc.constantFrom('truncated' as const, 'malformed' as const), { nil: undefined }),
      origin: maker,
      replay,
    }),
  )
  .map(stored)

const message: fc.Arbitrary<Message> = fc
  .oneof(
    fc.record({ role: fc.constant('user' as const), content: text }),
    fc.record({
      role: fc.constant('user' as const),
      content: fc.array(fc.oneof(fc.record({ type: fc.constant('text' as const), text }), fc.constant(file)), {
        maxLength: 3,
      }),
    }),
    fc.record({ role: fc.constant('assistant' as const), content: text }),
    fc.record({
      role: fc.constant('assistant' as const),
      content: fc.array(answerPart, { maxLength: 5 }),
      origin: maker,
    }),
    fc.record({
      role: fc.constant('tool' as const),
      content: fc.array(
        fc
          .record({
            type: fc.constant('tool-result' as const),
            callId: id,
            name: fc.constantFrom('f', 'g'),
            output: fc.constantFrom(null, 'out', { n: 1 }),
            files: fc.option(fc.constant([file]), { nil: undefined }),
            isError: fc.option(fc.boolean(), { nil: undefined }),
          })
          .map(stored),
        { maxLength: 3 },
      ),
    }),
  )
  .map(stored)

/** Tokens and native parts get numbers, so that each can be told from every other. */
function numbered(messages: readonly Message[]): Message[] {
  let serial = 0
  return messages.map((one): Message => {
    if (one.role !== 'assistant' || typeof one.content === 'string') return one
    const content = one.content.map((part): AssistantPart => {
      serial += 1
      if (part.type === 'native') return { ...part, data: { serial } }
      return part.replay === undefined ? part : { ...part, replay: { ...part.replay, serial } }
    })
    return { ...one, content }
  })
}

/** What is signed or native, in order, by its number. */
function signed(messages: readonly Message[]): string[] {
  return parts(messages)
    .filter((part) => part.type === 'native' || part.replay !== undefined)
    .map((part) => JSON.stringify(part.type === 'native' ? part.data : part.replay))
}

const conversation = fc.array(message, { maxLength: 10 }).map(numbered)

function parts(messages: readonly Message[]): AssistantPart[] {
  return messages.flatMap((one) =>
    one.role !== 'assistant' || typeof one.content === 'string' ? [] : [...one.content],
  )
}

function calls(one: Message | undefined): ToolCallPart[] {
  return one === undefined ? [] : parts([one]).filter((part) => part.type === 'tool-call')
}

/** All that was said, without white space, which blank parts may take with them. */
function saidBy(role: 'user' | 'assistant', messages: readonly Message[]): string {
  const said = messages.flatMap((one): readonly string[] => {
    if (one.role !== role) return []
    if (typeof one.content === 'string') return [one.content]
    const all: readonly { readonly type: string }[] = one.content
    return all.filter((part): part is TextPart => part.type === 'text').map((part) => part.text)
  })
  return said.join('').replaceAll(/\s/g, '')
}

const cases: readonly [string, TranscriptTarget][] = Object.entries(targets)

describe.each(cases)('a transcript for %s', (_name, target) => {
  function holds(check: (messages: readonly Message[], prepared: readonly Message[]) => void): void {
    fc.assert(
      fc.property(conversation, (messages) => check(messages, prepareTranscript(messages, target).messages)),
      { numRuns: 300 },
    )
  }

  it('is the same when it is prepared again, and then needs no warning', () => {
    holds((_messages, prepared) => {
      const again = prepareTranscript(prepared, target)
      expect(again.messages).toBe(prepared)
      expect(again.warnings).toEqual([])
    })
  })

  it('is the same after the conversation was stored as JSON, and leaves the conversation alone', () => {
    holds((messages, prepared) => {
      const before = JSON.stringify(messages)
      const reread = JSON.parse(before) as readonly Message[]
      expect(prepareTranscript(reread, target).messages).toEqual(prepared)
      expect(JSON.stringify(messages)).toBe(before)
    })
  })

  it('answers every call exactly once, directly after it, and nothing else', () => {
    holds((_messages, prepared) => {
      const asked = prepared.map((one) => calls(one).map((part) => [part.id, part.name]))
      const answered = prepared.map((one) =>
        one.role === 'tool' ? one.content.map((part) => [part.callId, part.name]) : [],
      )
      // The answers of a message are the calls of the one before it.
      expect([...answered, []]).toEqual([[], ...asked])
    })
  })

  it('gives every call an id of its own that the target takes, and no invalid arguments', () => {
    holds((_messages, prepared) => {
      const all = prepared.flatMap(calls)
      expect(new Set(all.map((part) => part.id)).size).toBe(all.length)
      for (const part of all) {
        if (target.toolCallId !== undefined) expect(part.id).toMatch(target.toolCallId.pattern)
        expect(part.invalid).toBeUndefined()
        if (target.objectArguments) expect(part.args).toBeTypeOf('object')
        if (target.objectArguments) expect(Array.isArray(part.args) || part.args === null).toBe(false)
      }
    })
  })

  it('sends tokens and native parts to their own host only, and never as text', () => {
    holds((_messages, prepared) => {
      for (const one of prepared) {
        if (one.role !== 'assistant' || typeof one.content === 'string') continue
        for (const part of one.content) {
          const by = part.origin ?? one.origin
          const isOwn = by?.provider === target.origin.provider && by.protocol === target.origin.protocol
          if (part.type === 'native' || part.replay !== undefined) expect(isOwn).toBe(true)
          if (part.replay !== undefined) expect(target.replay).not.toBe('nowhere')
        }
      }
      expect(saidBy('assistant', prepared) + saidBy('user', prepared)).not.toContain('think')
    })
  })

  it('keeps all text of the user and of answers, in order', () => {
    const labels = /Filesthattheassistantmade:|Filesthatthetool"[fg]"returned\(call[^)]*\):/g
    const orphans =
      /(?:Output|Error)ofthetool"[fg]",whosecallisnotpartofthisconversationanymore:(?:null|out|\{"n":1\})/g
    holds((messages, prepared) => {
      expect(saidBy('assistant', prepared)).toBe(saidBy('assistant', messages))
      const spoken = saidBy('user', prepared).replaceAll(labels, '').replaceAll(orphans, '')
      expect(spoken).toBe(saidBy('user', messages))
    })
  })

  it('holds nothing blank, no empty message, and no answer that ends with reasoning', () => {
    holds((_messages, prepared) => {
      for (const one of prepared) {
        expect(one.content.length).toBeGreaterThan(0)
        if (typeof one.content === 'string') expect(one.content.trim()).not.toBe('')
        else {
          for (const part of one.content)
            if (part.type === 'text' && part.replay === undefined) expect(part.text.trim()).not.toBe('')
          expect(one.content.at(-1)?.type).not.toBe('reasoning')
        }
      }
    })
  })

  it('keeps the order of what is signed, and its tokens as they are', () => {
    holds((messages, prepared) => {
      const kept = new Set(signed(prepared))
      expect(signed(messages).filter((token) => kept.has(token))).toEqual(signed(prepared))
    })
  })

  it('is a prefix of what it becomes when the conversation goes on', () => {
    fc.assert(
      fc.property(conversation, fc.constantFrom('next', 'more'), (messages, next) => {
        if (target.mergeRoles) return
        const first = prepareTranscript(messages, target).messages
        const second = prepareTranscript([...messages, { role: 'user', content: next }], target).messages
        expect(second).toEqual([...first, { role: 'user', content: next }])
      }),
      { numRuns: 300 },
    )
  })
})
