import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { placeMarks, type PlacementQuestion } from '../../src/caching/breakpoint-placement.ts'
import { firstCacheable, type CacheMinimum } from '../../src/caching/first-cacheable.ts'
import { placesOf } from '../../src/caching/mark-places.ts'
import type { CacheMark, Message, SystemBlock } from '../../src/index.ts'
import { plainPlacement } from './plain-placement.ts'
import { markPaths, recordingRouter, type Asked } from './written-body.ts'

interface Tool {
  readonly name: string
  readonly cache?: CacheMark | undefined
}
type Question = PlacementQuestion<Tool>
type Part = Exclude<Message['content'], string>[number]

/** A letter is a token. */
const weigh: CacheMinimum<Tool>['weigh'] = ({ system = [], tools = [], messages }) =>
  [...system.map(({ text }) => text), ...tools.map(({ name }) => name), ...messages.map(lettersOf)].join('').length

const letters = (part: Part): string => ('text' in part ? part.text : part.type === 'file' ? 'f'.repeat(100) : '')
const lettersOf = ({ content }: Message): string =>
  typeof content === 'string' ? content : content.map(letters).join('')

/** The minimum in letters, without the doubt that is given to estimates. */
const from = (tokens: number): CacheMinimum<Tool> => ({ tokens: tokens / 0.8, weigh })

const words = (count: number): string => 'w'.repeat(count)
const asked = (count: number): Message => ({ role: 'user', content: words(count) })
const said = (count: number): Message => ({ role: 'assistant', content: words(count) })

const plain: Question = {
  system: [{ text: words(10), scope: 'session' }],
  tools: [{ name: words(10) }],
  messages: [asked(10), said(10), asked(10), said(10), asked(10)],
  ...plainPlacement,
}

interface Marked {
  readonly place: string
  /** Letters of all that stands before it, and in it. */
  readonly prefix: number
  readonly isOwn: boolean
}

/** The marks of a placement, each with what it would cache. */
function marked(question: Question): readonly Marked[] {
  const placed = placeMarks(question)
  const found: Marked[] = []
  let prefix = 0
  const note = (place: string, size: number, is: CacheMark | undefined, was: CacheMark | undefined): void => {
    prefix += size
    if (is !== undefined) found.push({ place, prefix, isOwn: was === undefined || was === false })
  }
  for (const [index, tool] of placed.tools.entries())
    note(`tool ${index}`, tool.name.length, tool.cache, question.tools[index]?.cache)
  for (const [index, block] of placed.system.entries()) {
    const size = block.scope === 'turn' && question.lateTurn ? 0 : block.text.length
    note(`system ${index}`, size, block.cache, question.system[index]?.cache)
  }
  for (const [index, { content }] of placed.messages.entries()) {
    const given = question.messages[index]?.content
    if (typeof content === 'string') prefix += content.length
    else
      for (const [at, part] of content.entries()) {
        const was = typeof given === 'string' ? undefined : given?.[at]
        const cacheOf = (one: Part | undefined): CacheMark | undefined =>
          one !== undefined && 'cache' in one ? one.cache : undefined
        note(`message ${index}`, letters(part).length, cacheOf(part), cacheOf(was))
      }
  }
  return found
}

const placesFor = (question: Partial<Question>): readonly string[] =>
  marked({ ...plain, ...question }).map(({ place }) => place)

describe('a model that caches nothing shorter than its minimum', () => {
  it.each<[number, readonly string[]]>([
    [20, ['system 0', 'message 2', 'message 3', 'message 4']],
    [21, ['message 0', 'message 2', 'message 3', 'message 4']],
    [50, ['message 2', 'message 3', 'message 4']],
    [51, ['message 3', 'message 4']],
    [70, ['message 4']],
  ])('with a minimum of %i is marked where there is enough', (tokens, places) => {
    expect(placesFor({ minimum: from(tokens) })).toEqual(places)
  })

  it('R57 is marked as any other where all of the request is too small: then no mark costs anything', () => {
    expect(placesFor({ minimum: from(71) })).toEqual(placesFor({}))
  })

  it("keeps the caller's marks, however early", () => {
    const system: readonly SystemBlock[] = [{ text: words(10), scope: 'session', cache: true }]
    expect(placesFor({ system, minimum: from(60) })).toEqual(['system 0', 'message 3', 'message 4'])
  })

  it('R55 keeps the mark for the whole request, alone where the stable prefix is too small and the end is the first place', () => {
    const question = { ...plain, automatic: true, minimum: from(70) }
    expect(placesFor(question)).toEqual([])
    expect(placeMarks(question).automatic).toBe('5m')
    expect(placesFor({ ...question, minimum: from(45) })).toEqual(['message 2'])
  })

  it('is not marked behind turn blocks that never stay the same', () => {
    const system: readonly SystemBlock[] = [...plain.system, { text: words(30), scope: 'turn' }]
    expect(placesFor({ system, markMessages: false, minimum: from(30) })).toEqual([])
    expect(placesFor({ system, minimum: from(30) })).toEqual(['message 0', 'message 2', 'message 3', 'message 4'])
  })

  it('counts what carries no mark, but only up to the mark', () => {
    const pdf = { type: 'file', mediaType: 'application/pdf', data: { type: 'base64', base64: 'AA==' } } as const
    const content = [{ type: 'text', text: words(10) } as const, pdf]
    const messages: readonly Message[] = [{ role: 'user', content }, said(1)]
    expect(placesFor({ places: 'bedrock', messages, minimum: from(40) })).toEqual(['message 1'])
    expect(placesFor({ places: 'bedrock', messages, minimum: from(30) })).toEqual(['message 0', 'message 1'])
  })

  it('looks no further than it must', () => {
    const looked: number[] = []
    const minimum: CacheMinimum<Tool> = {
      tokens: 20,
      weigh: (part) => (looked.push(part.messages.length), weigh(part)),
    }
    expect(firstCacheable({ ...plain, minimum }, placesOf(plain))).toBe(1)
    expect(looked).toEqual([0, 0])
  })

  it('is known from the catalogue or the configuration, and measured by the rates of its family', async () => {
    const model = 'anthropic/claude-sonnet-4-6'
    const question: Asked = {
      model,
      system: 'You are careful.',
      messages: [{ role: 'user', content: 'many words of it '.repeat(1_500) }, said(10), asked(10)],
    }
    const marks = async (cacheMinTokens?: number): Promise<readonly string[]> => {
      const models = cacheMinTokens === undefined ? {} : { [model]: { cacheMinTokens } }
      const { router, bodies } = recordingRouter(undefined, { models })
      await router.complete(question).settled()
      return markPaths(bodies[0])
    }
    expect(await marks()).toEqual(['cache_control', 'messages.0.content.0.cache_control'])
    expect(await marks(2)).toEqual(['cache_control', 'system.0.cache_control'])
  })
})

const size = fc.integer({ min: 1, max: 30 })
const cache = fc.constantFrom<(CacheMark | undefined)[]>(undefined, undefined, undefined, true)
const text = fc.record({ type: fc.constant('text' as const), text: size.map(words), cache })
const file = fc.constant({
  type: 'file',
  mediaType: 'application/pdf',
  data: { type: 'base64', base64: 'AA==' },
} as const)
const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({
    role: fc.constant('user' as const),
    content: fc.oneof(size.map(words), fc.array(fc.oneof(text, file), { maxLength: 4 })),
  }),
  fc.record({ role: fc.constant('assistant' as const), content: fc.array(text, { maxLength: 3 }) }),
)
const questions: fc.Arbitrary<Question> = fc
  .record({
    system: fc
      .tuple(
        fc.array(fc.record({ text: size.map(words), scope: fc.constant('session' as const), cache }), { maxLength: 3 }),
        fc.array(fc.record({ text: size.map(words), scope: fc.constant('turn' as const), cache }), { maxLength: 2 }),
      )
      .map(([stable, turn]) => [...stable, ...turn]),
    tools: fc.array(fc.record({ name: size.map(words), cache }), { maxLength: 3 }),
    messages: fc.array(message, { maxLength: 12 }),
    places: fc.constantFrom('anthropic' as const, 'chat' as const, 'bedrock' as const),
    toolMarks: fc.boolean(),
    automatic: fc.boolean(),
    ttl: fc.constant('5m' as const),
    oneHour: fc.constant(true),
    lateTurn: fc.boolean(),
    markMessages: fc.boolean(),
    otherMarks: fc.integer({ min: 0, max: 4 }),
    minimum: fc.integer({ min: 1, max: 400 }).map(from),
  })
  // Marks of the caller that cannot stay where they are would look like the router's own.
  .map((question) =>
    question.toolMarks ? question : { ...question, tools: question.tools.map(({ name }) => ({ name })) },
  )

describe('any request to a model with a minimum', () => {
  it("R58 has at most four marks, all of the caller's that it has without, and none of ours too early unless all is", () => {
    let [moved, early] = [0, 0]
    fc.assert(
      fc.property(questions, (question) => {
        const { automatic } = placeMarks(question)
        const [marks, without] = [marked(question), marked({ ...question, minimum: undefined })]
        const others = question.otherMarks + (automatic === undefined ? 0 : 1)
        expect(marks.length + others).toBeLessThanOrEqual(Math.max(4, question.otherMarks))
        const given = (all: readonly Marked[]): readonly string[] =>
          all.filter(({ isOwn }) => !isOwn).map(({ place, prefix }) => `${place}.${prefix}`)
        expect(given(marks)).toEqual(given(without))
        const least = (question.minimum?.tokens ?? 0) * 0.8
        const first = firstCacheable(question, placesOf(question))
        for (const { prefix, isOwn } of marks) if (isOwn && first > 0) expect(prefix).toBeGreaterThanOrEqual(least)
        if (JSON.stringify(marks) !== JSON.stringify(without)) moved += 1
        if (first === 0) early += 1
      }),
      { numRuns: 2_000 },
    )
    expect([moved > 100, early > 100]).toEqual([true, true])
  })
})
