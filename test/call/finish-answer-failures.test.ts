import { describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import type { CompletionResult } from '../../src/index.ts'
import { cut } from './cut-answers.ts'
import { manualRuntime } from '../manual-runtime.ts'
import { routerOf } from '../router-of.ts'
import { chatEnd, textChunk } from '../scripted-chat.ts'

const kinds = ({ attempts }: Pick<CompletionResult, 'attempts'>) => attempts.map(({ kind }) => kind)
const outcomes = ({ attempts }: Pick<CompletionResult, 'attempts'>) => attempts.map(({ outcome }) => outcome)
const agent = { messages: 'Tell me.', purpose: 'agent' } as const

async function textOf(stream: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of stream) text += piece
  return text
}

describe('a step that fails', () => {
  const refused = { status: 400, message: 'no' } as const

  it('leaves the answer that was there, and says why it is cut', async () => {
    const { router } = routerOf({ a: [cut(['The quick']), refused] })
    const result = await router.complete(agent)
    expect(result.text).toBe('The quick')
    expect(result.finishReason).toBe('length')
    expect(result.guidance?.code).toBe('recovery-failed')
    expect(outcomes(result)).toEqual(['success', 'failed'])
  })

  it('gives the answer again to whoever was asked to forget it', async () => {
    const { router } = routerOf({ a: [cut(['The', ' quick']), refused] })
    const parts = new Map<number, string>()
    const completion = router.complete({ ...agent, appendOnly: false })
    for await (const event of completion) {
      if (event.type === 'restart') for (const index of parts.keys()) if (index >= event.discard) parts.delete(index)
      if (event.type === 'text-delta') parts.set(event.index, (parts.get(event.index) ?? '') + event.delta)
    }
    expect([...parts.values()].join('')).toBe('The quick')
    expect((await completion).text).toBe('The quick')
  })

  it('tells consumers whose answer is given again when another had taken over', async () => {
    const { router } = routerOf({ a: [cut(['The', ' quick']), { status: 401 }], b: [{ status: 401 }] })
    const routes: string[] = []
    const completion = router.complete({ ...agent, appendOnly: false })
    for await (const event of completion) {
      if (event.type === 'route-changed') routes.push(event.to.provider)
      if (event.type === 'text-delta') routes.push(event.delta)
    }
    expect(routes).toEqual(['The', ' quick', 'b', 'a', 'The quick'])
    expect(await completion).toMatchObject({ served: { provider: 'a' }, fallbackOccurred: false })
  })

  it('says that a fallback occurred when one has said a part of what stays', async () => {
    const { router } = routerOf(
      { a: [cut(['The quick']), { status: 401 }], b: [{ cut: [' brown fox jumps'] }, { status: 401 }] },
      { models: { 'a/m': { tier: 'flagship' }, 'b/m': { tier: 'fast' } }, runtime: { random: () => 0 } },
    )
    const completion = router.complete(agent)
    expect(await textOf(completion.textStream)).toBe('The quick brown fox jumps')
    expect(await completion).toMatchObject({
      guidance: { code: 'recovery-failed' },
      served: { provider: 'b' },
      servedBy: [{ provider: 'a' }, { provider: 'b' }],
      fallbackOccurred: true,
      downgraded: true,
    })
  })

  it('goes on at the next target, in the middle of an answer too', async () => {
    const { router, hosts } = routerOf({
      a: [cut(['The quick']), { status: 401 }],
      b: [{ say: [' brown fox'] }],
    })
    const completion = router.complete(agent)
    expect(await textOf(completion.textStream)).toBe('The quick brown fox')
    const result = await completion
    expect(hosts()).toEqual(['a', 'a', 'b'])
    expect(result.servedBy.map(({ provider }) => provider)).toEqual(['a', 'b'])
    expect(kinds(result)).toEqual(['first', 'continuation', 'resume'])
  })

  it('keeps what a cut continuation had brought', async () => {
    const { router } = routerOf(
      { a: [cut(['The quick']), { cut: [' brown'], how: 'reset' }] },
      { routing: { maxRetries: 0 } },
    )
    const completion = router.complete(agent)
    expect(await textOf(completion.textStream)).toBe('The quick brown')
    const result = await completion
    expect(result.text).toBe('The quick brown')
    expect(result.guidance?.code).toBe('recovery-failed')
  })

  it('counts against the attempts of the call, a continuation that works does not', async () => {
    const script = { a: [cut(['one ']), cut(['two ']), cut(['three ']), { say: ['four'] }] }
    const { router } = routerOf(script, { routing: { maxAttempts: 1 } })
    expect(await textOf(router.complete(agent).textStream)).toBe('one two three four')
  })

  it('that was aborted ends the call with the answer in its partial', async () => {
    const controller = new AbortController()
    const { router } = routerOf({ a: [cut(['The quick']), { silent: true }] })
    const completion = router.complete({ ...agent, signal: controller.signal, appendOnly: false })
    for await (const event of completion.events) {
      if (event.type === 'attempt-start' && event.kind === 'escalation') break
    }
    const outcome = completion.settled()
    controller.abort('enough')
    const settled = await outcome
    expect(settled.ok).toBe(false)
    expect(settled.ok ? '' : settled.error.partial?.text).toBe('The quick')
  })

  it('goes on over another protocol', async () => {
    const urls: string[] = []
    const answers = [
      () => new Response([textChunk('The quick'), chatEnd({ input: 5, output: 2 }, 'length')].join('')),
      () => Response.json({ error: { message: 'no such key' } }, { status: 401 }),
      () =>
        Response.json({
          type: 'message',
          role: 'assistant',
          content: [{ type: 'text', text: ' brown fox' }],
          stop_reason: 'max_tokens',
        }),
      () =>
        Response.json({
          type: 'message',
          role: 'assistant',
          content: [{ type: 'text', text: ' jumps' }],
          stop_reason: 'end_turn',
        }),
    ]
    const router = createRouter({
      providers: {
        a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: 'key' },
        b: { protocol: 'anthropic-messages', baseUrl: 'https://b.example', apiKey: 'key' },
      },
      routes: { default: ['a/m', 'b/m'] },
      runtime: manualRuntime({
        fetch: async (input) => {
          urls.push(input instanceof Request ? input.url : input.toString())
          return answers[urls.length - 1]?.() ?? new Response(null, { status: 500 })
        },
      }),
    })
    const completion = router.complete(agent)
    expect(await textOf(completion.textStream)).toBe('The quick brown fox jumps')
    const result = await completion
    expect(kinds(result)).toEqual(['first', 'continuation', 'resume', 'continuation'])
    expect(result.finishReason).toBe('stop')
    expect(result.servedBy.map(({ provider }) => provider)).toEqual(['a', 'b'])
    expect(urls).toHaveLength(4)
  })
})
