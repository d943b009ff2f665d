import { describe, expect, it } from 'vitest'

import { requestText, type TextRequest } from '../../src/transport/request-text.ts'
import { manualRuntime } from '../manual-runtime.ts'

const request: TextRequest = { url: 'https://a.example/list', headers: { 'x-key': 'k' }, timeoutMs: 5_000 }

function serve(respond: (init: RequestInit) => Response | Promise<Response>): {
  readonly fetch: typeof globalThis.fetch
  readonly seen: RequestInit[]
} {
  const seen: RequestInit[] = []
  return {
    seen,
    fetch: async (_, init = {}) => {
      seen.push(init)
      return respond(init)
    },
  }
}

describe('a side request', () => {
  it('reads the whole answer as text, a GET without a body and a POST with one', async () => {
    const { fetch, seen } = serve(() => new Response('[1,2]', { headers: { 'X-Id': '7' } }))
    const runtime = manualRuntime({ fetch })
    const answer = await requestText(request, runtime)
    await requestText({ ...request, body: '{}' }, runtime)
    await requestText({ ...request, method: 'DELETE' }, runtime)
    expect(answer).toMatchObject({ type: 'answer', status: 200, text: '[1,2]', headers: { 'x-id': '7' } })
    expect(seen.map(({ method }) => method)).toEqual(['GET', 'POST', 'DELETE'])
    expect(runtime.pendingTimers).toBe(0)
  })

  it('gives the body of an error answer parsed', async () => {
    const { fetch } = serve(() => Response.json({ error: 'no' }, { status: 403 }))
    const answer = await requestText(request, manualRuntime({ fetch }))
    expect(answer).toMatchObject({ type: 'error-answer', status: 403, body: { error: 'no' } })
  })

  it.each([undefined, {}, { headers: [], ok: true, status: 200, body: 'text' }])(
    'has no answer where a fetch of the caller gives %j instead of a response',
    async (given) => {
      const fetch = (async () => given) as unknown as typeof globalThis.fetch
      expect(await requestText(request, manualRuntime({ fetch }))).toMatchObject({
        type: 'no-answer',
        reason: 'network',
      })
    },
  )

  it('ends when its time is up, in the head and in the body', async () => {
    const never = serve(() => new Promise<Response>(() => undefined))
    const open = serve(() => new Response(new ReadableStream({ start: (body) => body.enqueue(new Uint8Array(3)) })))
    for (const { fetch } of [never, open]) {
      const runtime = manualRuntime({ fetch })
      const asked = requestText(request, runtime)
      await runtime.advance(5_000)
      expect(await asked).toMatchObject({ type: 'no-answer', reason: 'timeout' })
    }
  })

  it('reads no more than it may', async () => {
    const { fetch } = serve(() => new Response('12345'))
    const answer = await requestText({ ...request, maxBytes: 4 }, manualRuntime({ fetch }))
    expect(answer).toMatchObject({ type: 'no-answer', reason: 'too-long' })
    expect(await requestText({ ...request, maxBytes: 5 }, manualRuntime({ fetch }))).toMatchObject({ text: '12345' })
  })

  it('ends with the signal of its caller, before and after it began', async () => {
    const { fetch, seen } = serve(() => new Promise<Response>(() => undefined))
    const controller = new AbortController()
    const asked = requestText(request, manualRuntime({ fetch }), controller.signal)
    controller.abort(new Error('enough'))
    expect(await asked).toMatchObject({ type: 'no-answer', reason: 'aborted', error: new Error('enough') })
    expect(await requestText(request, manualRuntime({ fetch }), controller.signal)).toMatchObject({ reason: 'aborted' })
    expect(seen[0]?.signal?.aborted).toBe(true)
  })

  it('follows no redirect', async () => {
    const { fetch, seen } = serve(() => new Response('', { status: 302, headers: { location: 'https://b.example' } }))
    const answer = await requestText(request, manualRuntime({ fetch }))
    expect(answer).toMatchObject({ type: 'error-answer', status: 302 })
    expect(seen[0]?.redirect).toBe('manual')
  })
})
