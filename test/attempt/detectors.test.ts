import { beforeAll, describe, expect, it } from 'vitest'
import type { DetectorConfig } from '../../src/index.ts'
import { loadLazyChunks, routerOf, type ScriptedRouter } from '../router-of.ts'
import { chatEnd, chatEvent, textChunk, type Step } from '../scripted-chat.ts'

beforeAll(loadLazyChunks)

const hello = { say: ['Hello'] } as const
const sentence = 'And so it goes on and on, as it did before and will again. '
const looping: Step = { say: Array.from({ length: 400 }, () => sentence) }
const written: Step = { say: ['<tool_call>\n{"name": "get_weather", ', '"arguments": {"city": "Bern"}}\n</tool_call>'] }
const tools = { get_weather: { description: 'Tells the weather.', input: { jsonSchema: { type: 'object' } } } } as const

function withDetectors(detectors: DetectorConfig, script: Readonly<Record<string, readonly Step[]>>): ScriptedRouter {
  return routerOf(script, { routing: { maxRetries: 0, detectors } })
}

const reasoning = (text: string): string =>
  chatEvent({ id: '1', choices: [{ index: 0, delta: { reasoning_content: text }, finish_reason: null }] })

describe('the detector of loops', () => {
  it('fails the attempt while the loop comes, and the next target answers', async () => {
    const { router } = withDetectors({ loop: true }, { a: [looping], b: [hello] })
    const { text, attempts } = await router.complete({ messages: 'hi' })
    expect(text).toBe('Hello')
    expect(attempts[0]?.failure).toMatchObject({
      code: 'malformed-stream',
      rule: 'local-repetition-loop',
      action: 'retry',
    })
    // It was left long before its end: 400 sentences are some 5 600 tokens.
    expect(attempts[0]?.usage?.outputTokens).toBeLessThan(2_500)
  })

  it('finds a loop in reasoning as well', async () => {
    const thinking = { raw: Array.from({ length: 200 }, () => reasoning(sentence)) } as const
    const { router } = withDetectors({ loop: true }, { a: [thinking], b: [hello] })
    expect((await router.complete({ messages: 'hi' })).attempts[0]?.failure?.rule).toBe('local-repetition-loop')
  })

  it('warns where the text was given to someone who cannot forget it', async () => {
    const { router } = withDetectors({ loop: true }, { a: [looping], b: [hello] })
    const completion = router.complete({ messages: 'hi' })
    let text = ''
    for await (const delta of completion.textStream) text += delta
    expect(text).toBe(sentence.repeat(400))
    const { attempts, warnings } = await completion
    expect(attempts).toHaveLength(1)
    expect(warnings.map(({ code }) => code)).toEqual(['repetition-loop'])
  })

  it('is off unless it is switched on', async () => {
    const { router } = withDetectors({}, { a: [looping], b: [hello] })
    const { text, warnings } = await router.complete({ messages: 'hi' })
    expect([text, warnings]).toEqual([sentence.repeat(400), []])
  })
})

describe('the detector of tool calls in text', () => {
  it('fails the attempt, and the next target makes the call', async () => {
    const call = chatEvent({
      id: '1',
      choices: [
        {
          index: 0,
          delta: {
            tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'get_weather', arguments: '{}' } }],
          },
          finish_reason: null,
        },
      ],
    })
    const set = withDetectors(
      { toolCallAsText: true },
      { a: [written], b: [{ raw: [call, chatEnd(undefined, 'tool_calls')] }] },
    )
    const { toolCalls, attempts } = await set.router.complete({ messages: 'hi', tools })
    expect(toolCalls.map(({ name }) => name)).toEqual(['get_weather'])
    expect(attempts[0]?.failure).toMatchObject({ code: 'malformed-stream', rule: 'local-tool-call-as-text' })
  })

  it('looks for offered tools alone', async () => {
    const { router } = withDetectors({ toolCallAsText: true }, { a: [written], b: [hello] })
    expect((await router.complete({ messages: 'hi' })).attempts).toHaveLength(1)
  })

  it('warns where the text was given, and is off unless it is switched on', async () => {
    for (const [detectors, codes] of [
      [{ toolCallAsText: true }, ['tool-call-as-text']],
      [{}, []],
    ] as const) {
      const completion = withDetectors(detectors, { a: [written], b: [hello] }).router.complete({
        messages: 'hi',
        tools,
      })
      for await (const delta of completion.textStream) expect(delta).not.toBe('')
      expect((await completion).warnings.map(({ code }) => code)).toEqual(codes)
    }
  })
})

describe('the detector of answers that are reasoning alone', () => {
  const thoughtful: Step = { raw: [reasoning('Hm.'), chatEnd()] }

  it('warns, and takes the answer: it is not empty', async () => {
    const { router } = withDetectors({}, { a: [thoughtful], b: [hello] })
    const { attempts, warnings, served } = await router.complete({ messages: 'hi' })
    expect([attempts.length, served.provider]).toEqual([1, 'a'])
    expect(warnings).toEqual([
      {
        code: 'reasoning-only',
        message: 'a/m thought and said nothing: the answer holds reasoning alone.',
        target: { provider: 'a', model: 'm' },
      },
    ])
  })

  it('says nothing of answers with words, of those that were cut by their limit, and where it is switched off', async () => {
    const scripts: readonly (readonly [DetectorConfig, Step])[] = [
      [{}, { raw: [reasoning('Hm.'), textChunk('Hello'), chatEnd()] }],
      [{}, { raw: [reasoning('Hm.'), chatEnd(undefined, 'length')] }],
      [{ reasoningOnly: false }, thoughtful],
    ]
    for (const [detectors, step] of scripts) {
      const { router } = withDetectors(detectors, { a: [step] })
      const { warnings } = await router.complete({ messages: 'hi', onTruncation: 'stop' })
      expect(warnings.filter(({ code }) => code === 'reasoning-only')).toEqual([])
    }
  })
})

describe('the detector of prompts that were not read whole', () => {
  it('warns, unless it is switched off', async () => {
    const codes = async (detectors: DetectorConfig): Promise<readonly string[]> => {
      const body = textChunk('Hello') + chatEnd({ input: 700, output: 2 })
      const { router } = routerOf(
        {},
        {
          routing: { detectors },
          routes: { default: ['here/m'] },
          providers: { here: { protocol: 'openai-chat', baseUrl: 'http://localhost:8080/v1' } },
          runtime: {
            fetch: () => Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } })),
          },
        },
      )
      return (await router.complete({ messages: sentence.repeat(150) })).warnings.map(({ code }) => code)
    }
    expect(await codes({})).toEqual(['prompt-truncated'])
    expect(await codes({ truncatedPrompt: false })).toEqual([])
  })
})
