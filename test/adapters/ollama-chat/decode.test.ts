import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { AnswerAssembly } from '../../../src/adapters/answer-assembly.ts'
import { decodeDocument, start } from '../../../src/adapters/ollama-chat/decode.ts'
import { ollamaChat } from '../../../src/adapters/ollama-chat/protocol.ts'
import type { Json, JsonObject } from '../../../src/vocabulary/message.ts'
import { decodeAnswer } from '../../conformance/decode-answer.ts'
import { decodeLines, decodeText, lastLine, line, partsOf } from './line-stream.ts'

const hello = line({ content: 'Hello' })
const codesOf = (values: readonly Json[]): readonly string[] =>
  decodeLines(values).assembly.warnings.map(({ code }) => code)

describe('the content of an answer', () => {
  it('is reasoning and text, as parts of their own', () => {
    expect(
      partsOf([line({ thinking: 'Hm' }), line({ thinking: '.' }), hello, line({ content: '!' }), lastLine()]),
    ).toEqual([
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'Hello!' },
    ])
  })

  it('may stand in one line all together, the thought first', () => {
    const image = 'iVBORw0KGgoAAAA='
    expect(partsOf([lastLine({ message: { content: 'There.', thinking: 'Draw.', images: [image] } })])).toEqual([
      { type: 'reasoning', text: 'Draw.' },
      { type: 'text', text: 'There.' },
      { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: image } },
    ])
  })

  it.each([
    ['iVBORw0KGgo', 'image/png'],
    ['/9j/4AAQ', 'image/jpeg'],
    ['R0lGODlh', 'image/gif'],
    ['UklGRiQA', 'image/webp'],
    ['Qk02', 'image/*'],
  ])('tells the type of an image by its beginning (%s)', (base64, mediaType) => {
    expect(partsOf([line({ images: [`data:image/x;base64,${base64}`, '', 7] }), lastLine()])).toEqual([
      { type: 'file', mediaType, data: { type: 'base64', base64 } },
    ])
  })

  it('is named once, by the model of its first line', () => {
    const { assembly } = decodeLines([
      { ...hello, model: '' },
      { ...hello, model: 'a' },
      { ...lastLine(), model: 'b' },
    ])
    expect([assembly.wireModel, assembly.responseId]).toEqual(['a', undefined])
  })

  it('is what there is of it: thin lines, and members that are yet to be invented', () => {
    const lines = [
      { message: { content: 'A' } },
      { status: 'loading', done: false },
      { message: null },
      { message: { content: null, thinking: 7, tool_calls: null, images: null, logprobs: [] } },
      { message: { content: 'B' }, prompt_truncated: true },
      { done: true },
    ]
    expect(partsOf(lines)).toEqual([{ type: 'text', text: 'AB' }])
  })
})

describe('the end of an answer', () => {
  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['cancelled', 'other'],
  ])('is the reason of the wire: %s', (word, reason) => {
    const { assembly } = decodeLines([hello, lastLine({ done_reason: word })])
    expect([assembly.finishReason, assembly.rawFinishReason, assembly.isClosed]).toEqual([reason, word, true])
  })

  it.each([[undefined], [''], [null], [7]])('without a reason (%s) is an end, and that is said', (word) => {
    const { assembly } = decodeLines([hello, lastLine({ done_reason: word as Json })])
    expect([assembly.finishReason, assembly.rawFinishReason]).toEqual(['other', undefined])
    expect(assembly.warnings.map(({ code }) => code)).toEqual(['missing-finish-reason'])
  })

  it.each(['load', 'unload'])('of a request that only made the server %s a model has no content', (word) => {
    const { assembly } = decodeLines([
      lastLine({ done_reason: word, prompt_eval_count: undefined, eval_count: undefined }),
    ])
    expect([assembly.finishReason, assembly.rawFinishReason, assembly.parts]).toEqual(['stop', word, []])
    expect(assembly.reportedUsage).toBeUndefined()
  })

  it('is final: nothing behind it counts', () => {
    const late = [line({ content: ' late' }), { error: 'late' }, lastLine({ done_reason: 'length' })]
    const { assembly } = decodeLines([hello, lastLine(), ...late])
    expect([assembly.visibleText, assembly.finishReason, assembly.failure]).toEqual(['Hello', 'stop', undefined])
  })

  it('has not come before `done` says so', () => {
    for (const lines of [
      [],
      [hello],
      [hello, line({}, { done_reason: 'stop' })],
      [hello, { ...hello, done: 'true' }],
    ]) {
      const { assembly } = decodeLines(lines)
      expect([assembly.finishReason, assembly.isClosed]).toEqual([undefined, false])
    }
  })
})

describe('the counts', () => {
  it.each<[string, JsonObject, unknown]>([
    ['are those of the wire', {}, { inputTokens: 26, outputTokens: 12 }],
    [
      'tell what came from the cache, as a part of the input',
      { prompt_eval_cached_count: 20 },
      { inputTokens: 26, outputTokens: 12, cachedTokens: 20 },
    ],
    [
      'are unknown where a server leaves the prompt out that it had in its cache',
      { prompt_eval_count: undefined },
      { outputTokens: 12 },
    ],
    [
      'are unknown where such a server says zero',
      { prompt_eval_count: 0, prompt_eval_cached_count: 0 },
      { outputTokens: 12, cachedTokens: 0 },
    ],
    ['may be zero for an answer', { eval_count: 0 }, { inputTokens: 26, outputTokens: 0 }],
    ['are numbers', { prompt_eval_count: '26', eval_count: -1 }, undefined],
  ])('%s', (_, counts, usage) => {
    expect(decodeLines([hello, lastLine(counts)]).assembly.reportedUsage).toEqual(usage)
  })
})

describe('an error inside of an answer', () => {
  it.each<[string, JsonObject]>([
    ["of Ollama's", { error: 'an error was encountered while running the model' }],
    ['with a status', { error: 'busy', status: 503 }],
    ['as an object', { error: { message: 'busy' } }],
    ['of a gateway', { message: 'no Route matched with those values' }],
    ['of another gateway', { detail: 'Unauthorized' }],
  ])('%s ends it', (_, error) => {
    const { assembly } = decodeLines([hello, error, lastLine()])
    expect([assembly.visibleText, assembly.finishReason, assembly.isClosed]).toEqual(['Hello', undefined, true])
    expect(assembly.failure).toEqual({ body: error })
  })

  it('may be all there is, in a line or in a document', () => {
    for (const indent of [0, 2]) {
      const { assembly } = decodeText(JSON.stringify({ error: 'busy' }, null, indent))
      expect(assembly.failure).toEqual({ body: { error: 'busy' } })
    }
  })

  it.each<[string, JsonObject]>([
    ['an empty one', { ...hello, error: '' }],
    ['none', { ...hello, error: null }],
    ['news of the loading', { ...hello, message: null, detail: 'loading' }],
    ['news of the queue', { status: 'queued', detail: 'second', done: false }],
  ])('is not %s', (_, value) => {
    const { assembly } = decodeLines([value, lastLine()])
    expect([assembly.failure, assembly.finishReason]).toEqual([undefined, 'stop'])
  })
})

describe('what is no line of an answer', () => {
  it.each<[string, Json]>([
    ['a number', 7],
    ['null', null],
    ['a text', 'data'],
    ['a list of such', [7]],
  ])('is noted: %s', (_, value) => {
    expect(codesOf([hello, value, lastLine()])).toEqual(['malformed-event'])
  })

  it('is noted where it is no JSON, as a lost call where one can be seen in it', () => {
    const body = (broken: string): string => `${JSON.stringify(hello)}\n${broken}\n${JSON.stringify(lastLine())}\n`
    const page = decodeText(body('<html>')).assembly
    expect([page.malformedFrames, page.malformedInToolCall, page.finishReason]).toEqual([1, false, 'stop'])
    const lost = decodeText(body('{"message":{"tool_calls":[{"function":{"na')).assembly
    expect([lost.malformedFrames, lost.malformedInToolCall]).toEqual([1, true])
  })

  it('may be a list of lines', () => {
    expect(decodeLines([[hello, lastLine(), line({ content: 'late' })]]).assembly.visibleText).toBe('Hello')
  })
})

describe('an answer in one document', () => {
  const document = lastLine({ message: { role: 'assistant', content: 'Hello' } })

  it('is read like a stream, however it is written', () => {
    for (const indent of [0, 2, '\t']) {
      const { assembly } = decodeText(JSON.stringify(document, null, indent))
      expect([assembly.visibleText, assembly.finishReason, assembly.isClosed]).toEqual(['Hello', 'stop', true])
    }
  })

  it.each<[string, unknown, string | undefined, number]>([
    ['is complete', document, 'stop', 0],
    ['is complete without saying why', { message: { content: 'Hello' } }, 'other', 0],
    ['of another kind is none', { models: [] }, undefined, 0],
    ['that is no object is none', 'Hello', undefined, 1],
  ])('given as a whole %s', (_, given, reason, malformed) => {
    const origin = { provider: 'test', protocol: 'ollama-chat', model: 'test' } as const
    const assembly = new AnswerAssembly({ origin, firstIndex: 0, sink: { push: () => 0 } })
    const state = start()
    decodeDocument(given, state, assembly)
    ollamaChat.end(state, assembly)
    expect([assembly.finishReason, assembly.malformedFrames]).toEqual([reason, malformed])
  })
})

it('never breaks on any JSON in any member', () => {
  const value = fc.jsonValue({ maxDepth: 3 })
  const lines = fc.array(
    fc.record(
      { message: value, done: value, done_reason: value, error: value, model: value, eval_count: value },
      { requiredKeys: [] },
    ),
    { maxLength: 5 },
  )
  const messages = fc.array(
    fc
      .record({ content: value, thinking: value, images: value, tool_calls: value }, { requiredKeys: [] })
      .map((message) => ({ message })),
    { maxLength: 5 },
  )
  fc.assert(
    fc.property(fc.oneof(lines, messages), (values) => {
      const body = new TextEncoder().encode(values.map((each) => `${JSON.stringify(each)}\n`).join(''))
      const { assembly } = decodeAnswer(ollamaChat, [body])
      expect(structuredClone(assembly.parts)).toEqual(assembly.parts)
    }),
    { numRuns: 1000 },
  )
})
