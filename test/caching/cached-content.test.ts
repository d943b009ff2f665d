import { describe, expect, it } from 'vitest'

import { recordingRouter, type Answer, type Body } from './written-body.ts'

const gone = (status: number, word: string, message: string): Answer => ({
  status,
  body: { error: { code: status, message, status: word } },
})
const answer: Answer = {
  status: 200,
  body: {
    candidates: [{ content: { role: 'model', parts: [{ text: 'Hello' }] }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 1, totalTokenCount: 11 },
  },
}
const request = {
  model: 'gemini/gemini-2.5-flash',
  system: 'Be careful.',
  tools: { search: { description: 'Searches.', input: { jsonSchema: { type: 'object' } } } },
  messages: 'Hi',
} as const
/** What a body says of the prompt: its cached content, or that it is whole. */
const promptOf = (body: Body): unknown =>
  body['cachedContent'] ?? (body['systemInstruction'] !== undefined && body['tools'] !== undefined ? 'whole' : 'none')

describe('a cached content of the caller’s', () => {
  it.each([
    gone(403, 'PERMISSION_DENIED', 'CachedContent not found (or permission denied)'),
    gone(404, 'NOT_FOUND', 'cachedContents/old has expired: cached content not found.'),
    gone(400, 'INVALID_ARGUMENT', 'Model used by the request and CachedContent has to be the same.'),
  ])('that the target has no more is left out: $body.error.message', async (refusal) => {
    const { router, bodies } = recordingRouter([refusal, answer])
    const ask = (name: string) => router.complete({ ...request, caching: { cachedContent: `cachedContents/${name}` } })
    const { text, attempts } = await ask('old')
    expect(text).toBe('Hello')
    expect(attempts.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['first', 'failed'],
      ['repair', 'success'],
    ])
    // Later calls know the name, and nothing rests.
    await ask('old')
    await ask('new')
    expect(bodies.map(promptOf)).toEqual(['cachedContents/old', 'whole', 'whole', 'cachedContents/new'])
  })

  it('has nothing to do with a key that may not use the model', async () => {
    const { router, bodies } = recordingRouter([gone(403, 'PERMISSION_DENIED', 'The caller does not have permission')])
    const outcome = await router.complete({ ...request, caching: { cachedContent: 'cachedContents/a' } }).settled()
    expect(outcome.ok || outcome.error.code).toBe('permission')
    expect(bodies).toHaveLength(1)
  })
})
