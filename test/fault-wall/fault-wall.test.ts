import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { anthropicMessages } from './anthropic-messages-dialect.ts'
import { canonicalAnswer, tokensOf } from './canonical-answer.ts'
import { startFaultWall } from './fault-wall.ts'
import { faults } from './faults.ts'
import { openaiChat } from './openai-chat-dialect.ts'
import { givenText } from './wall-request.ts'

/** Asks a target of a wall with nothing but `fetch`. */
function ask(
  baseUrl: string,
  {
    model = 'm',
    endpoint = openaiChat.endpoint,
    signal,
  }: { model?: string; endpoint?: string; signal?: AbortSignal } = {},
) {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'hi' }], stream: true })
  return fetch(baseUrl + endpoint, {
    method: 'POST',
    body,
    redirect: 'manual',
    ...(signal === undefined ? {} : { signal }),
  })
}

describe('a wall of faults', () => {
  it('says sixty words, in either dialect, at its pace', async () => {
    expect(tokensOf(canonicalAnswer)).toHaveLength(60)
    await using wall = await startFaultWall({ script: { a: ['healthy'] } })
    for (const { endpoint, done } of [openaiChat, anthropicMessages]) {
      const startedAt = performance.now()
      const text = await (await ask(wall.baseUrl('a'), { endpoint })).text()
      expect(performance.now() - startedAt).toBeGreaterThanOrEqual(60 * 15 - 20)
      for (const token of tokensOf(canonicalAnswer)) expect(text).toContain(JSON.stringify(token))
      expect(text.endsWith(done)).toBe(true)
    }
  })

  it('waits as much less as it is told to be faster, on a clock that says so', async () => {
    await using wall = await startFaultWall({ script: { a: ['slow-first-token?ms=20000'] }, speed: 100 })
    const startedAt = performance.now()
    await (await ask(wall.baseUrl('a'))).text()
    const realMs = performance.now() - startedAt
    expect(realMs).toBeLessThan(2_000)
    expect(wall.clock.now()).toBeGreaterThan(20_000 + 60 * 15)
  })

  it('plays what its script says, one after the other, the last again and again; or what the model is called', async () => {
    await using wall = await startFaultWall({
      script: { a: ['unavailable', 'server-error?status=502', 'healthy'] },
      msPerToken: 0,
    })
    const statuses: number[] = []
    for (let turn = 0; turn < 4; turn++) statuses.push((await ask(wall.baseUrl('a'))).status)
    expect(statuses).toEqual([503, 502, 200, 200])
    const limited = await ask(wall.baseUrl('b'), { model: 'rate-limited?retry-after=7&header=x-ratelimit-reset: 9' })
    expect([limited.status, limited.headers.get('retry-after'), limited.headers.get('x-ratelimit-reset')]).toEqual([
      429,
      '7',
      '9',
    ])
  })

  it('keeps book: whom a request was for, when it came, what it held, who ended it', async () => {
    await using wall = await startFaultWall({ script: { a: ['never-answers'], b: ['healthy'] }, msPerToken: 0 })
    const controller = new AbortController()
    const silent = ask(wall.baseUrl('a'), { signal: controller.signal }).catch(() => 'aborted')
    await (await ask(wall.baseUrl('b'))).text()
    controller.abort()
    expect(await silent).toBe('aborted')
    await wall.idle()
    expect(wall.of('a').map(({ ended }) => ended?.by)).toEqual(['client'])
    expect(wall.of('b').map(({ ended }) => ended?.by)).toEqual(['wall'])
    expect(wall.of('b')[0]).toMatchObject({
      model: 'm',
      protocol: 'openai-chat',
      tokensSaid: 60,
      body: { stream: true },
    })
  })

  it('is bounded: in requests, in time, and it says so when it does not know a fault', async () => {
    await using wall = await startFaultWall({ maxRequests: 1, maxLifeMs: 300 })
    const unknown = await ask(wall.baseUrl('a'), { model: 'earthquake' })
    expect([unknown.status, await unknown.text()]).toEqual([
      404,
      expect.stringContaining('There is no fault `earthquake`'),
    ])
    await expect(ask(wall.baseUrl('a'), { model: 'healthy' })).rejects.toThrow()
    expect(wall.turnedAway).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 400))
    await expect(ask(wall.baseUrl('a'))).rejects.toThrow()
    expect(wall.openSockets).toBe(0)
  })

  it('reads from a conversation what was given of an answer', () => {
    const asked = { role: 'user', content: 'hi' }
    const given = { role: 'assistant', content: [{ type: 'text', text: 'A light' }] }
    expect(givenText({ body: { messages: [asked, given, asked] } })).toBe('A light')
    expect(givenText({ body: { messages: [asked, given] } })).toBe('')
    expect(givenText({ body: { messages: [asked] } })).toBe('')
  })

  it('has a page on which every fault is named with its sentence', () => {
    const page = readFileSync(new URL('./README.md', import.meta.url), 'utf8').replaceAll(/ +/g, ' ')
    expect(faults.size).toBeGreaterThan(40)
    for (const { name, summary } of faults.values())
      expect(page).toContain(`| \`${name}\` | ${summary.replaceAll('|', '\\|')} |`)
  })
})
