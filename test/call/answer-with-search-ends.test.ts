import { describe, expect, it, vi } from 'vitest'

import { RouterError, type CompletionEvent } from '../../src/index.ts'
import { calling, searching, searchingRouter } from './searching-router.ts'

describe('a call that searches', () => {
  it('R154 asks no backend that the constraints refuse, neither first nor by fallback', async () => {
    for (const constraints of [{ noTraining: true }, { regions: ['eu'] }, { vendors: ['a'] }]) {
      const { router, backends } = searchingRouter(
        { a: [searching('boats'), { say: ['I could not look.'] }] },
        { tavily: [{ found: ['boats'] }], exa: [{ found: ['boats'] }] },
        {
          providers: { a: { region: 'eu', noTraining: true } },
          search: { duckDuckGo: false },
        },
      )
      const { text, warnings } = await router.complete({ messages: 'Hi', search: true, constraints })
      expect(text, JSON.stringify(constraints)).toBe('I could not look.')
      expect(backends.asked).toEqual([])
      expect(warnings).toContainEqual(expect.objectContaining({ code: 'search-failed' }))
    }
  })

  it('asks the backend that the constraints name', async () => {
    const { router, backends } = searchingRouter(
      { a: [searching('boats'), { say: ['Yes.'] }] },
      { tavily: [{ found: ['boats'] }], exa: [{ found: ['boats'] }] },
    )
    await router.complete({ messages: 'Hi', search: true, constraints: { vendors: ['a', 'exa'] } })
    expect(backends.asked).toEqual(['exa'])
  })

  it('is ended while it searches, with what was said by then', async () => {
    const { router, backends } = searchingRouter(
      { a: [searching('boats', 'Let me look. ')] },
      { tavily: [{ silent: true }] },
    )
    const completion = router.complete({ messages: 'Hi', search: true })
    let error: unknown
    try {
      for await (const event of completion) {
        if (event.type !== 'search' || event.state !== 'started') continue
        await vi.waitFor(() => expect(backends.asked).toHaveLength(1))
        completion.abort('enough')
      }
    } catch (thrown) {
      error = thrown
    }
    if (!RouterError.is(error, 'aborted')) throw new Error('it was not aborted')
    expect(error.cause).toBe('enough')
    expect(error.partial?.text).toBe('Let me look. ')
    expect(error.attempts.map(({ target, outcome }) => `${target.provider} ${outcome}`)).toEqual([
      'a success',
      'tavily aborted',
    ])
  })

  it('ends in an error that holds every turn when nobody is left to answer', async () => {
    const { router } = searchingRouter(
      { a: [searching('boats', 'Let me look. '), { status: 503 }], b: [{ status: 503 }] },
      { tavily: [{ status: 503 }, { found: ['boats'] }], exa: [{ found: ['boats'] }] },
      { routing: { maxRetries: 0 } },
    )
    const settled = await router.complete({ messages: 'Hi', search: true }).settled()
    if (settled.ok) throw new Error('it was answered')
    const { error } = settled
    expect(error.code).toBe('exhausted')
    expect(error.message).toMatch(/^No target answered: a\/m \(overloaded\), b\/m \(overloaded\)\./)
    expect(error.partial?.text).toBe('Let me look. ')
    expect(error.partial?.messages?.map(({ role }) => role)).toEqual(['assistant', 'tool'])
    expect(error.attempts).toHaveLength(5)
  })

  it('counts failures of models over all turns, and of backends not at all', async () => {
    const { router } = searchingRouter(
      { a: [searching('boats'), { status: 503 }], b: [{ say: ['Yes.'] }] },
      { tavily: [{ status: 503 }], exa: [{ status: 503 }], brave: [{ found: ['boats'] }] },
      { routing: { maxRetries: 0, maxAttempts: 2 } },
    )
    expect((await router.complete({ messages: 'Hi', search: true })).text).toBe('Yes.')
    const capped = searchingRouter(
      { a: [searching('boats'), { status: 503 }], b: [{ say: ['Yes.'] }] },
      { tavily: [{ found: ['boats'] }] },
      { routing: { maxRetries: 0, maxAttempts: 1 } },
    )
    expect((await capped.router.complete({ messages: 'Hi', search: true }).settled()).ok).toBe(false)
  })

  it('takes back only what the turn said that failed, where a consumer allows it', async () => {
    const { router } = searchingRouter(
      { a: [searching('boats', 'One. '), { cut: ['Two'] }], b: [{ say: ['Three.'] }] },
      { tavily: [{ found: ['boats'] }] },
      { routing: { maxRetries: 0 } },
    )
    const completion = router.complete({ messages: 'Hi', search: true, appendOnly: false })
    const parts = new Map<number, string>()
    for await (const event of completion as AsyncIterable<CompletionEvent>) {
      if (event.type === 'text-delta') parts.set(event.index, (parts.get(event.index) ?? '') + event.delta)
      if (event.type === 'restart') for (const index of parts.keys()) if (index >= event.discard) parts.delete(index)
    }
    expect([...parts.values()].join('')).toBe('One. Three.')
    expect((await completion).text).toBe('One. Three.')
  })

  it('searches first where that is demanded, and is free to answer then', async () => {
    const { router, requests } = searchingRouter(
      { a: [searching('boats'), { say: ['Yes.'] }] },
      { tavily: [{ found: ['boats'] }] },
    )
    await router.complete({ messages: 'Hi', search: true, toolChoice: 'required' })
    expect(requests.map(({ body }) => body['tool_choice'])).toEqual(['required', 'auto'])
  })

  it('gives the structured answer of the last turn', async () => {
    const { router } = searchingRouter(
      { a: [searching('boats', 'Let me look. '), { say: ['{"float":true}'] }] },
      { tavily: [{ found: ['boats'] }] },
    )
    const schema = { jsonSchema: { type: 'object', properties: { float: { type: 'boolean' } } } } as const
    const { output } = await router.complete({ messages: 'Hi', search: true, output: { schema } })
    expect(output).toEqual({ float: true })
  })

  it('never runs a call of it that the output limit has cut', async () => {
    const cut = {
      raw: [
        'data: {"choices":[{"index":0,"delta":{"content":"Hm. ","tool_calls":[{"index":0,"id":"c","function":{"name":"web_search","arguments":"{\\"que"}}]}}]}\n\n',
        'data: {"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}\n\n',
        'data: [DONE]\n\n',
      ],
    }
    const { router, backends } = searchingRouter({ a: [cut] }, { tavily: [{ found: ['boats'] }] })
    const result = await router.complete({ messages: 'Hi', search: true, onTruncation: 'stop' })
    expect(backends.asked).toEqual([])
    expect(result).toMatchObject({ text: 'Hm. ', finishReason: 'length', toolCalls: [] })
    expect(JSON.stringify(result.messages)).not.toContain('web_search')
  })

  it('refuses a tool of the caller under the same name, before anything is sent', async () => {
    const { router, requests } = searchingRouter({ a: [calling([])] }, {})
    const settled = await router.complete({ messages: 'Hi', search: true, tools: { web_search: {} } }).settled()
    expect(!settled.ok && settled.error.message).toContain('tools.web_search')
    expect(requests).toEqual([])
  })

  it('is planned and estimated like any call with a tool', async () => {
    const { router } = searchingRouter(
      { a: [{ say: ['Yes.'] }] },
      {},
      { models: { 'a/m': { capabilities: { tools: false } } } },
    )
    const { targets, skipped } = await router.plan({ messages: 'Hi', search: true })
    expect(targets).toEqual([])
    expect(skipped).toMatchObject([{ reason: 'capability' }])
  })
})
