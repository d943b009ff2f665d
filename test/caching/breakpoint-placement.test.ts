import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { placeMarks, type PlacementQuestion } from '../../src/caching/breakpoint-placement.ts'
import type { MarkPlaces } from '../../src/caching/mark-places.ts'
import type { CacheMark, Message, SystemBlock } from '../../src/index.ts'
import { plainPlacement } from './plain-placement.ts'

type Tool = { readonly name: string; readonly cache?: CacheMark | undefined }
type Question = PlacementQuestion<Tool>

const plain: Question = {
  system: [{ text: 'Stable.', scope: 'session' }],
  tools: [{ name: 'a' }],
  messages: [{ role: 'user', content: 'Hi' }],
  ...plainPlacement,
}

/** Where the marks of a placement are: `tool 0`, `system 1`, `message 2.0`, with the lifetime where it is an hour; last the one for all. */
function marksOf(question: Partial<Question>): readonly string[] {
  const { tools, system, messages, automatic } = placeMarks({ ...plain, ...question })
  const told = (place: string, cache: CacheMark | undefined): string[] =>
    cache === undefined ? [] : [cache === '1h' ? `${place} 1h` : place]
  return [
    ...tools.flatMap(({ cache }, index) => told(`tool ${index}`, cache)),
    ...system.flatMap(({ cache }, index) => told(`system ${index}`, cache)),
    ...messages.flatMap(({ content }, index) =>
      typeof content === 'string'
        ? []
        : content.flatMap((part, place) => ('cache' in part ? told(`message ${index}.${place}`, part.cache) : [])),
    ),
    ...told('all', automatic),
  ]
}

const call = (id: string): Message => ({
  role: 'assistant',
  content: [{ type: 'tool-call', id, name: 'a', args: {}, rawArgs: '{}' }],
})
const result = (id: string): Message => ({
  role: 'tool',
  content: [{ type: 'tool-result', callId: id, name: 'a', output: 'x' }],
})
const said = (text: string): Message => ({ role: 'assistant', content: text })
const asked = (text: string): Message => ({ role: 'user', content: text })

describe('explicit marks', () => {
  it('R57 stand on the stable system prefix and the last three messages', () => {
    const messages = [asked('1'), said('2'), asked('3'), said('4'), asked('5')]
    expect(marksOf({ messages })).toEqual(['system 0', 'message 2.0', 'message 3.0', 'message 4.0'])
  })

  it('R57 D4.24 move to a message that can carry one: over OpenRouter a message of a tool never does', () => {
    const messages = [asked('1'), said('2'), asked('3'), call('c1'), result('c1'), call('c2'), result('c2')]
    expect(marksOf({ messages, places: 'chat' })).toEqual(['system 0', 'message 0.0', 'message 1.0', 'message 2.0'])
    expect(marksOf({ messages })).toEqual(['system 0', 'message 4.0', 'message 5.0', 'message 6.0'])
  })

  it('stand on the last tool where no block of the system prompt is stable, unless tools take none', () => {
    const system: SystemBlock[] = [{ text: 'Now.', scope: 'turn' }]
    expect(marksOf({ system })).toEqual(['tool 0', 'message 0.0'])
    expect(marksOf({ system, toolMarks: false })).toEqual(['message 0.0'])
  })

  it('R67 never stand on a turn block', () => {
    const system: SystemBlock[] = [...plain.system, { text: 'Now.', scope: 'turn' }]
    expect(marksOf({ system })).toEqual(['system 0', 'message 0.0'])
  })

  it('at Bedrock stand before a document, not behind it', () => {
    const file = (mediaType: string) => ({ type: 'file', mediaType, data: { type: 'base64', base64: 'AA==' } }) as const
    const message = (mediaType: string): Message => ({
      role: 'user',
      content: [{ type: 'text', text: 'See.' }, file(mediaType)],
    })
    expect(marksOf({ messages: [message('application/pdf')], places: 'bedrock' })).toContain('message 0.0')
    expect(marksOf({ messages: [message('image/png')], places: 'bedrock' })).toContain('message 0.1')
  })
})

describe('the mark for the whole request', () => {
  it('R55 stands alone at the end, with the end of the stable prefix marked beside it', () => {
    expect(marksOf({ automatic: true, messages: [asked('1'), said('2'), asked('3')] })).toEqual(['system 0', 'all'])
  })

  it('gets a mark at the end of the request before, when it would look back over more than 20 blocks', () => {
    const calls = Array.from({ length: 12 }, (_, index) => `c${index}`)
    const messages: Message[] = [
      asked('1'),
      { role: 'assistant', content: calls.flatMap((id) => call(id).content as never) },
      { role: 'tool', content: calls.flatMap((id) => result(id).content as never) },
    ]
    expect(marksOf({ automatic: true, messages })).toEqual(['system 0', 'message 0.0', 'all'])
  })

  it('gives way to a mark of the caller on the last block', () => {
    const messages: Message[] = [{ role: 'user', content: [{ type: 'text', text: 'Hi', cache: '1h' }] }]
    expect(marksOf({ automatic: true, messages })).toEqual(['system 0', 'message 0.0'])
  })
})

describe('turn blocks', () => {
  const system: SystemBlock[] = [...plain.system, { text: 'Now.', scope: 'turn' }]
  const messages = [asked('1'), call('c1'), result('c1'), said('2'), asked('3'), call('c2'), result('c2')]

  it('behind the last question have what is before them marked, this time and the last', () => {
    const late = { system, messages, automatic: true, lateTurn: true }
    expect(marksOf(late)).toEqual(['system 0', 'message 0.0', 'message 4.0', 'all'])
  })

  it('before the conversation that never stay the same leave the stable prefix marked alone', () => {
    expect(marksOf({ system, messages, automatic: true, markMessages: false })).toEqual(['system 0'])
    expect(marksOf({ system, messages, markMessages: false })).toEqual(['system 0'])
  })
})

describe("the caller's marks", () => {
  it('R58 are counted and kept; the router takes what is left of four', () => {
    const messages: Message[] = [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a', cache: true },
          { type: 'text', text: 'b' },
        ],
      },
      said('2'),
      asked('3'),
    ]
    expect(marksOf({ messages, tools: [{ name: 'a', cache: true }] })).toEqual([
      'tool 0',
      'system 0',
      'message 0.0',
      'message 2.0',
    ])
    expect(marksOf({ messages, otherMarks: 3 })).toEqual(['message 0.0'])
  })

  it('move to the block before where theirs can carry none', () => {
    const marked = { ...(result('c1').content[0] as object), cache: true } as never
    const messages: Message[] = [asked('1'), call('c1'), { role: 'tool', content: [marked] }]
    expect(marksOf({ messages, places: 'chat', system: [] })).toEqual(['tool 0', 'message 0.0'])
  })

  it('of five minutes put all after them to five minutes: an hour never follows', () => {
    const system: SystemBlock[] = [{ text: 'Stable.', scope: 'session', cache: '5m' }]
    expect(marksOf({ system, ttl: '1h', automatic: true })).toEqual(['system 0', 'all'])
    const later: SystemBlock[] = [{ text: 'Stable.', scope: 'session', cache: '1h' }]
    expect(marksOf({ system: later, automatic: true })).toEqual(['system 0 1h', 'all'])
    const messages: Message[] = [{ role: 'user', content: [{ type: 'text', text: 'a', cache: '1h' }] }]
    expect(placeMarks({ ...plain, system, messages }).warnings.map(({ code }) => code)).toEqual(['cache-ttl-lowered'])
  })

  it('beyond four are told, and the last four sent', () => {
    const content = Array.from({ length: 6 }, () => ({ type: 'text', text: 'a', cache: true }) as const)
    const placed = placeMarks({ ...plain, messages: [{ role: 'user', content }] })
    expect(placed.warnings.map(({ code }) => code)).toEqual(['cache-mark-dropped'])
    expect(marksOf({ messages: [{ role: 'user', content }] })).toEqual([2, 3, 4, 5].map((part) => `message 0.${part}`))
  })
})

const mark = fc.constantFrom<(CacheMark | undefined)[]>(undefined, undefined, undefined, true, '5m', '1h')
const text = fc.constantFrom('', ' ', 'a', 'some text')
const part = fc.record({ type: fc.constant('text' as const), text, cache: mark })
const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ role: fc.constant('user' as const), content: fc.oneof(text, fc.array(part, { maxLength: 4 })) }),
  fc.record({ role: fc.constant('assistant' as const), content: fc.oneof(text, fc.array(part, { maxLength: 4 })) }),
  fc.constantFrom(call('c'), result('c')),
)
const questions: fc.Arbitrary<Question> = fc.record({
  system: fc.array(fc.record({ text, scope: fc.constantFrom('session' as const, 'turn' as const), cache: mark }), {
    maxLength: 4,
  }),
  tools: fc.array(fc.record({ name: fc.constant('a'), cache: mark }), { maxLength: 3 }),
  messages: fc.array(message, { maxLength: 12 }),
  places: fc.constantFrom<MarkPlaces[]>('anthropic', 'chat', 'bedrock'),
  toolMarks: fc.boolean(),
  automatic: fc.boolean(),
  ttl: fc.constantFrom('5m' as const, '1h' as const),
  oneHour: fc.boolean(),
  lateTurn: fc.boolean(),
  markMessages: fc.boolean(),
  otherMarks: fc.integer({ min: 0, max: 5 }),
  minimum: fc.constant(undefined),
})

describe('any request', () => {
  it('R58 has at most four marks, those in fields of the caller counted', () => {
    fc.assert(
      fc.property(questions, (question) => {
        expect(marksOf(question).length + question.otherMarks).toBeLessThanOrEqual(Math.max(4, question.otherMarks))
      }),
      { numRuns: 2_000 },
    )
  })

  it('loses no mark of the caller: each is sent at its place or before, or its loss is told', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const { tools, system, messages } = question
        const wanted = [
          ...[...tools, ...system].map(({ cache }) => cache),
          ...messages.flatMap(({ content }) =>
            typeof content === 'string' ? [] : content.map((one) => ('cache' in one ? one.cache : undefined)),
          ),
        ].filter((cache) => cache !== undefined)
        const placed = placeMarks(question)
        const canCarry = marksOf({ ...question, automatic: false, otherMarks: 0 }).length > 0
        const isTold = placed.warnings.some(({ code }) => code === 'cache-mark-dropped')
        if (wanted.length > 0 && canCarry && !isTold) expect(marksOf(question).length).toBeGreaterThan(0)
        if (isTold) expect(marksOf(question).length + question.otherMarks).toBeGreaterThanOrEqual(4)
      }),
      { numRuns: 2_000 },
    )
  })

  it('never sends an hour after five minutes, nor where no hour is known', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const hours = marksOf(question).map((place) => place.endsWith('1h'))
        expect(hours.lastIndexOf(true)).toBeLessThanOrEqual(hours.includes(false) ? hours.indexOf(false) : hours.length)
        if (!question.oneHour) expect(hours).not.toContain(true)
      }),
      { numRuns: 2_000 },
    )
  })

  it('keeps every text, in its order', () => {
    const texts = ({ system, messages }: Pick<Question, 'system' | 'messages'>): string =>
      JSON.stringify([
        system.map((block) => block.text),
        messages.map(({ content }) =>
          typeof content === 'string' ? content : content.map((one) => ('text' in one ? one.text : one.type)).join(''),
        ),
      ])
    fc.assert(
      fc.property(questions, (question) => {
        expect(texts(placeMarks(question))).toBe(texts(question))
      }),
    )
  })
})
