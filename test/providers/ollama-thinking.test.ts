import { describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import type { CompletionRequest } from '../../src/index.ts'
import { manualRuntime } from '../manual-runtime.ts'

/** A router with an Ollama server that gives these answers in turn, the last one again and again. */
function ollama(answers: readonly (() => Response)[], model: string) {
  const sent: Record<string, unknown>[] = []
  const router = createRouter({
    providers: { ollama: {} },
    models: { [`ollama/${model}`]: { capabilities: { reasoning: true } } },
    runtime: manualRuntime({
      fetch: async (_input, init) => {
        sent.push(JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as Record<string, unknown>)
        const answer = answers[Math.min(sent.length, answers.length) - 1]
        return answer?.() ?? new Response(null, { status: 500 })
      },
    }),
  })
  const ask = (request: Partial<Pick<CompletionRequest, 'reasoningEffort' | 'purpose'>> = {}) =>
    router.complete({ messages: 'Hi', model: `ollama/${model}`, ...request })
  return { ask, sent }
}

const said = () => Response.json({ message: { role: 'assistant', content: 'Hello' }, done: true, done_reason: 'stop' })
const refused = (model: string) => () =>
  Response.json({ error: `"${model}" does not support thinking` }, { status: 400 })
const thought = () =>
  Response.json({
    message: { role: 'assistant', content: '', thinking: 'The secret plan' },
    done: true,
    done_reason: 'length',
    prompt_eval_count: 5,
    eval_count: 8_000,
  })

describe('an Ollama server', () => {
  it('is told not to think where that is asked for, and nothing of it otherwise', async () => {
    const { ask, sent } = ollama([said], 'qwen3')
    await ask({ reasoningEffort: 'none' })
    await ask()
    expect(sent.map((body) => body['think'])).toEqual([false, undefined])
  })

  it('is asked once more without the field when it refuses it, and later without it at once', async () => {
    const { ask, sent } = ollama([refused('magistral'), said], 'magistral')
    const { text, warnings } = await ask({ reasoningEffort: 'high' })
    await ask({ reasoningEffort: 'high' })
    expect(text).toBe('Hello')
    expect(sent.map((body) => body['think'])).toEqual([true, undefined, undefined])
    expect(warnings.map(({ code }) => code)).toContain('effort-adjusted')
  })

  it('R90 that only thought has spent its tokens, and its thoughts are not given as the answer', async () => {
    const { ask, sent } = ollama([thought], 'deepseek-r1')
    const result = await ask({ purpose: 'agent' })
    expect(sent).toHaveLength(2)
    expect(result.guidance?.code).toBe('reasoning-exhausted')
    expect([result.text, JSON.stringify(result.guidance).includes('secret')]).toEqual(['', false])
  })
})
