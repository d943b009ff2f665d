import { describe, expect, it } from 'vitest'

import type { CompletionEvent, CompletionResult } from '../../src/index.ts'
import { callAfter, cut, cutThought } from './cut-answers.ts'
import { routerOf } from '../router-of.ts'
import type { SeenRequest } from '../scripted-chat.ts'

const kinds = ({ attempts }: Pick<CompletionResult, 'attempts'>) => attempts.map(({ kind }) => kind)
const outcomes = ({ attempts }: Pick<CompletionResult, 'attempts'>) => attempts.map(({ outcome }) => outcome)
const limits = (requests: readonly SeenRequest[]) => requests.map(({ body }) => body['max_tokens'])
const agent = { messages: 'Tell me.', purpose: 'agent' } as const
const tools = { write: { description: 'Writes.', input: { jsonSchema: { type: 'object' } } } } as const

async function textOf(stream: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of stream) text += piece
  return text
}

describe('an answer that the limit has cut', () => {
  it('R88 is asked for once more with the larger limit, the same request otherwise', async () => {
    const { router, requests } = routerOf({ a: [cut(['The quick']), { say: ['The quick brown fox'] }] })
    const result = await router.complete(agent)
    expect(result.text).toBe('The quick brown fox')
    expect(result.finishReason).toBe('stop')
    expect(result.guidance).toBeUndefined()
    expect(limits(requests)).toEqual([8_000, 16_000])
    expect(requests[1]?.body.messages).toEqual(requests[0]?.body.messages)
    expect(kinds(result)).toEqual(['first', 'escalation'])
    expect(outcomes(result)).toEqual(['discarded', 'success'])
    expect(result.messages).toHaveLength(1)
  })

  it('R88 books every step with its usage', async () => {
    const { router } = routerOf({ a: [cut(['The quick'], 8_000), { say: ['all'], usage: { input: 7, output: 3 } }] })
    const { usage, attempts } = await router.complete(agent)
    expect(attempts.map((attempt) => attempt.usage?.outputTokens)).toEqual([8_000, 3])
    expect(usage.outputTokens).toBe(8_003)
  })

  it('R89 is gone on with when it is still cut and holds text', async () => {
    const { router, requests } = routerOf({
      a: [cut(['The quick']), cut(['The quick', ' brown fox']), { say: [' brown fox jumps', ' over the dog.'] }],
    })
    const result = await router.complete(agent)
    expect(result.text).toBe('The quick brown fox brown fox jumps over the dog.')
    expect(kinds(result)).toEqual(['first', 'escalation', 'continuation'])
    expect(requests[2]?.body.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
    expect(requests[2]?.body.messages[1]?.content).toBe('The quick brown fox')
  })

  it('R89 has no duplicated seam', async () => {
    const story = ['Once upon a time there was', ' a fox that could not count', ' beyond the number twelve.']
    const [one = '', two = '', three = ''] = story
    const { router } = routerOf({ a: [cut([one]), cut([one, two]), { say: [` could not count${three}`] }] })
    const result = await router.complete(agent)
    expect(result.text).toBe(story.join(''))
    expect(result.finishReason).toBe('stop')
  })

  it('R89 is gone on with at once for somebody who was given its text', async () => {
    const { router, requests } = routerOf({ a: [cut(['The quick']), { say: [' brown fox'] }] })
    const completion = router.complete(agent)
    expect(await textOf(completion.textStream)).toBe('The quick brown fox')
    const result = await completion
    expect(result.text).toBe('The quick brown fox')
    expect(kinds(result)).toEqual(['first', 'continuation'])
    expect(outcomes(result)).toEqual(['success', 'success'])
    expect(limits(requests)).toEqual([8_000, 16_000])
  })

  it('R90 stops with guidance when only reasoning came, and sends nothing more', async () => {
    const { router, requests } = routerOf({ a: [cutThought('Hm'), cutThought('Hm, ', 'well')] })
    const result = await router.complete(agent)
    expect(requests).toHaveLength(2)
    expect(result.text).toBe('')
    expect(result.finishReason).toBe('length')
    expect(result.guidance?.code).toBe('reasoning-exhausted')
    expect(result.guidance?.text).toMatch(/higher output budget.*lower reasoningEffort/)
  })

  it('R90 stops at once when only reasoning came and no larger limit is left', async () => {
    const { router, requests } = routerOf({ a: [cutThought('Hm')] }, { models: { 'a/m': { maxOutputTokens: 4_000 } } })
    const result = await router.complete(agent)
    expect(requests).toHaveLength(1)
    expect(result.guidance?.code).toBe('reasoning-exhausted')
  })

  it('R90 takes an unclosed thought in the text for reasoning', async () => {
    const { router, requests } = routerOf({ a: [cut(['<think>Hm, the']), cut(['<think>Hm, the answer'])] })
    const result = await router.complete(agent)
    expect(requests).toHaveLength(2)
    expect(result.guidance?.code).toBe('reasoning-exhausted')
  })

  it('goes on from the text behind a thought, without the thought', async () => {
    const { router, requests } = routerOf({ a: [cut(['<think>Hm</think>The', ' quick']), { say: [' brown fox'] }] })
    expect(await textOf(router.complete(agent).textStream)).toBe('<think>Hm</think>The quick brown fox')
    expect(requests[1]?.body.messages[1]?.content).toBe('The quick')
  })

  it('is gone on with instead of made again when much of it is there', async () => {
    const long = 'The number is not the one that was asked for. '.repeat(500)
    const { router } = routerOf({ a: [cut([long], 8_000), { say: ['Done.'] }] })
    const result = await router.complete(agent)
    expect(kinds(result)).toEqual(['first', 'continuation'])
    expect(result.text).toBe(`${long}Done.`)
  })

  it('is gone on with as often as is allowed, and no more', async () => {
    const { router, requests } = routerOf(
      { a: [cut(['one ']), cut(['two ']), cut(['three ']), cut(['four '])] },
      { budget: { output: { maxContinuations: 2 } } },
    )
    const completion = router.complete(agent)
    expect(await textOf(completion.textStream)).toBe('one two three ')
    const result = await completion
    expect(requests).toHaveLength(3)
    expect(result.finishReason).toBe('length')
    expect(result.guidance?.code).toBe('output-truncated')
  })

  it('is not gone on with when a step brings nothing new', async () => {
    const start = 'The quick brown fox jumps over the lazy dog.'
    const { router, requests } = routerOf({ a: [cut([start]), cut(['The quick brown fox'])] })
    const completion = router.complete(agent)
    expect(await textOf(completion.textStream)).toBe(start)
    expect(requests).toHaveLength(2)
    expect((await completion).guidance?.code).toBe('output-truncated')
  })

  it('was whole when asked for the rest the model says nothing', async () => {
    const { router, requests } = routerOf({ a: [cut(['All of it.']), { say: [] }] })
    const completion = router.complete(agent)
    expect(await textOf(completion.textStream)).toBe('All of it.')
    expect((await completion).finishReason).toBe('stop')
    expect(requests).toHaveLength(2)
  })

  it('of a chat has a limit only once it was cut', async () => {
    const { router, requests } = routerOf({ a: [cut(['The quick'], 4_096), { say: ['The quick brown fox'] }] })
    expect((await router.complete({ messages: 'Tell me.' })).text).toBe('The quick brown fox')
    expect(limits(requests)).toEqual([undefined, 16_000])
  })
})

describe('a cut answer stays as it is', () => {
  it.each([
    ['with onTruncation stop', { onTruncation: 'stop' } as const, undefined],
    ['with a limit of the request', { maxOutputTokens: 10 }, undefined],
    ['with a limit among the fields of the body', { providerOptions: { a: { max_tokens: 10 } } }, undefined],
    ['under the legacy policy', {}, { output: { policy: 'legacy' } } as const],
  ])('%s', async (_name, request, budget) => {
    const { router, requests } = routerOf({ a: [cut(['The quick'])] }, { budget })
    const result = await router.complete({ ...agent, ...request })
    expect(requests).toHaveLength(1)
    expect(result.text).toBe('The quick')
    expect(result.finishReason).toBe('length')
    expect(result.guidance?.code).toBe('output-truncated')
  })

  it('when the window is full', async () => {
    const { router, requests } = routerOf(
      { a: [cut(['The quick'], 993)] },
      { models: { 'a/m': { contextWindow: 1_000 } } },
    )
    const result = await router.complete(agent)
    expect(requests).toHaveLength(1)
    expect(result.guidance?.code).toBe('context-full')
  })

  it('but is gone on with, not enlarged, with a limit and the wish to recover', async () => {
    const { router, requests } = routerOf({ a: [cut(['The quick']), { say: [' brown fox'] }] })
    const result = await router.complete({ ...agent, maxOutputTokens: 10, onTruncation: 'recover' })
    expect(result.text).toBe('The quick brown fox')
    expect(limits(requests)).toEqual([10, 10])
  })

  it('is refused another word for onTruncation', async () => {
    const { router } = routerOf({ a: [{ say: ['Hi'] }] })
    const outcome = await router.complete({ ...agent, onTruncation: 'again' as 'stop' }).settled()
    expect(outcome.ok ? undefined : outcome.error.message).toMatch(/onTruncation.*recover/)
  })
})

describe('a cut tool call', () => {
  it('is made again with the larger limit, and the cut one is never given as sound', async () => {
    const { router } = routerOf({
      a: [callAfter('', '{"text":"lo', 'length'), callAfter('', '{"text":"long"}', 'tool_calls')],
    })
    const result = await router.complete({ ...agent, tools })
    expect(result.toolCalls.map(({ args, invalid }) => [args, invalid])).toEqual([[{ text: 'long' }, undefined]])
    expect(result.finishReason).toBe('tool-calls')
  })

  it('stays invalid when there is no more room', async () => {
    const { router, requests } = routerOf({ a: [callAfter('', '{"text":"lo', 'length')] })
    const result = await router.complete({ ...agent, tools })
    expect(requests).toHaveLength(2)
    expect(result.toolCalls.map(({ invalid }) => invalid)).toEqual(['truncated'])
    expect(result.guidance?.code).toBe('tool-call-truncated')
  })

  it('behind text that was given is made again after it', async () => {
    const { router, requests } = routerOf({
      a: [callAfter('Let me write.', '{"text":"lo', 'length'), callAfter('', '{"text":"long"}', 'tool_calls')],
    })
    const completion = router.complete({ ...agent, tools })
    const calls: CompletionEvent[] = []
    for await (const event of completion)
      if (event.type === 'part-end' && event.part.type === 'tool-call') calls.push(event)
    const result = await completion
    expect(result.text).toBe('Let me write.')
    expect(result.toolCalls.map(({ args }) => args)).toEqual([{ text: 'long' }])
    expect(
      calls.map((event) => event.type === 'part-end' && event.part.type === 'tool-call' && event.part.invalid),
    ).toEqual(['truncated', undefined])
    expect(limits(requests)).toEqual([8_000, 16_000])
  })

  it('behind a whole one that was given ends the call: nothing that may have been run is asked again', async () => {
    const whole = callAfter('', '{"text":"one"}', 'length')
    const { router, requests } = routerOf({ a: [whole] })
    const completion = router.complete({ ...agent, tools })
    for await (const event of completion) expect(event.type).not.toBe('restart')
    expect(requests).toHaveLength(1)
    const result = await completion
    expect(result.toolCalls.map(({ args }) => args)).toEqual([{ text: 'one' }])
    expect(result.guidance?.code).toBe('tool-call-truncated')
  })
})

describe('a structured answer that was cut', () => {
  it('is made again, and never gone on with', async () => {
    const schema = { jsonSchema: { type: 'object', properties: { a: { type: 'string' } } } }
    const { router, requests } = routerOf({ a: [cut(['{"a":"lo']), { say: ['{"a":"long"}'] }] })
    const result = await router.complete({ ...agent, output: { schema } })
    expect(result.output).toEqual({ a: 'long' })
    expect(limits(requests)).toEqual([8_000, 16_000])
    const { router: other, requests: seen } = routerOf({ a: [cut(['{"a":"lo'])] })
    const outcome = await other.complete({ ...agent, output: { schema } }).settled()
    expect(outcome.ok ? '' : outcome.error.code).toBe('invalid-output')
    expect(seen).toHaveLength(2)
  })
})
