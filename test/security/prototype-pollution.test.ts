import { afterEach, describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import type {
  CompletionEvent,
  CompletionRequest,
  CompletionResult,
  ProtocolId,
  RouterError,
  Settled,
} from '../../src/index.ts'
import { fixtureAnswers } from './fixture-answers.ts'

/*
 * JSON that reaches for the prototypes of the program, in every place where a provider can put it. It is data: it is passed on where
 * data is passed on, and changes nothing.
 */

const untouched = [Object.prototype, Array.prototype, Function.prototype, Error.prototype].map(
  (prototype) => [prototype, Reflect.ownKeys(prototype)] as const,
)

afterEach(() => {
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  for (const [prototype, keys] of untouched) expect(Reflect.ownKeys(prototype)).toEqual(keys)
})

const poison =
  '"__proto__":{"polluted":true,"type":"text"},"constructor":{"prototype":{"polluted":true}},"toString":"polluted","hasOwnProperty":1'

/** An object with the members of `poison` before its own. */
function poisoned(value: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map((item) => poisoned(item))
  if (typeof value === 'string')
    return value.startsWith('{"') && value.endsWith('"}') ? value.replace('{', `{${poison},`) : value
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, member]) => [name, poisoned(member)] as const)
  return Object.fromEntries([...Object.entries(JSON.parse(`{${poison}}`) as object), ...members])
}

/** What came of a call that is answered with these bytes. */
async function ask(
  protocol: ProtocolId,
  answer: Uint8Array | string,
  init: ResponseInit = {},
  request: Partial<CompletionRequest> = {},
): Promise<{
  readonly outcome: Settled<CompletionResult>
  readonly events: readonly CompletionEvent[]
  readonly sent: readonly string[]
}> {
  const sent: string[] = []
  const router = createRouter({
    providers: { x: { protocol, baseUrl: 'https://x.example/v1', apiKey: 'k' } },
    routing: { maxRetries: 0 },
    runtime: {
      readEnv: () => undefined,
      fetch: (_url, { body }) => {
        sent.push(body ?? '')
        return Promise.resolve(new Response(typeof answer === 'string' ? answer : new Uint8Array(answer), init))
      },
    },
  })
  const completion = router.complete({ messages: 'hi', model: 'x/m', includeRaw: true, ...(request as object) })
  const events: CompletionEvent[] = []
  try {
    for await (const event of completion) events.push(event)
  } catch {
    // It is in the outcome.
  }
  return { outcome: await completion.settled(), events, sent }
}

const finishReasons = new Set(['stop', 'length', 'tool-calls', 'content-filter', 'other'])

/** The parts of an outcome that must be of certain types whatever a provider says. */
function expectSound(outcome: Settled<CompletionResult>, where: string): void {
  const { result, error } = outcome.ok
    ? { result: outcome.result, error: undefined }
    : { result: outcome.error.partial, error: outcome.error }
  // `configuration` is the code of a defect.
  expect(error?.code === 'configuration' ? error.message : undefined, where).toBeUndefined()
  expect(typeof (result?.text ?? ''), where).toBe('string')
  if (outcome.ok) expect(finishReasons.has(outcome.result.finishReason), where).toBe(true)
  for (const count of Object.values(result?.usage ?? {}))
    expect(count === undefined || Number.isFinite(count), where).toBe(true)
  for (const { name, id } of result?.toolCalls ?? [])
    expect([typeof name, typeof id], where).toEqual(['string', 'string'])
  for (const text of errorTexts(error)) expect(typeof text, where).toBe('string')
  expect(() => JSON.stringify(outcome.ok ? outcome.result : outcome.error), where).not.toThrow()
}

function errorTexts(error: RouterError | undefined): readonly unknown[] {
  if (error === undefined) return []
  return [error.message, error.providerMessage ?? '', error.providerCode ?? '', error.requestId ?? '', ...error.hints]
}

const fixtures = fixtureAnswers()

describe('every fixture', () => {
  it('is there', () => {
    expect(new Set(fixtures.map(({ protocol }) => protocol)).size).toBe(6)
    expect(fixtures.length).toBeGreaterThan(55)
  })

  it.each(fixtures.map((fixture) => [`${fixture.protocol} ${fixture.name}`, fixture] as const))(
    '%s reads the same with such members in every object',
    async (where, { protocol, bytes, rewrite }) => {
      const [clean, dirty] = [await ask(protocol, bytes), await ask(protocol, rewrite(poisoned))]
      expectSound(dirty.outcome, where)
      const facts = ({ outcome }: typeof clean): unknown => {
        const told = outcome.ok ? outcome.result : outcome.error.partial
        const { finishReason, rawFinishReason, text, toolCalls, attempts } = told ?? {}
        // What is estimated counts the arguments, and these have grown.
        const usage = attempts?.map((attempt) => (attempt.usage?.source === 'reported' ? attempt.usage : undefined))
        const calls = toolCalls?.map(({ name, id }) => [name, id])
        return [outcome.ok || outcome.error.code, finishReason, rawFinishReason, usage, text, calls]
      }
      expect(facts(dirty)).toEqual(facts(clean))
    },
  )

  it.each(fixtures.map((fixture) => [`${fixture.protocol} ${fixture.name}`, fixture] as const))(
    '%s stays sound with such a word in the place of any text or name',
    async (where, { protocol, rewrite }) => {
      for (const word of ['__proto__', 'constructor', 'toString']) {
        for (const kind of ['text', 'name'] as const) {
          for (let place = 0; ; place++) {
            let seen = 0
            const bytes = rewrite((value) => replaceAt(value, () => seen++ === place, word, kind))
            if (seen <= place) break
            const { outcome } = await ask(protocol, bytes)
            expectSound(outcome, `${where}: ${kind} ${place} as ${word}`)
          }
        }
      }
    },
  )
})

/** A copy with `word` in the one place that is the one. */
function replaceAt(value: unknown, isTheOne: () => boolean, word: string, kind: 'text' | 'name'): unknown {
  if (typeof value === 'string') return kind === 'text' && isTheOne() ? word : value
  if (Array.isArray(value)) return (value as unknown[]).map((item) => replaceAt(item, isTheOne, word, kind))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      kind === 'name' && isTheOne() ? word : name,
      replaceAt(member, isTheOne, word, kind),
    ]),
  )
}

const args = `{${poison},"city":"Oslo"}`
const chat = (message: string, more = ''): string =>
  `{"id":"c","model":"m","choices":[{"index":0,"finish_reason":"stop","message":${message}}]${more}}`

describe('arguments of a tool call', () => {
  const tools = {
    weather: { input: { jsonSchema: { type: 'object', properties: { city: { type: 'string' } } } } },
  } as const
  const called: Readonly<Partial<Record<ProtocolId, string>>> = {
    'openai-chat': chat(
      `{"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":${JSON.stringify(args)}}}]}`,
    ),
    'anthropic-messages': `{"type":"message","id":"m","role":"assistant","model":"m","stop_reason":"tool_use","content":[{"type":"tool_use","id":"call_1","name":"weather","input":${args}}],"usage":{"input_tokens":1,"output_tokens":1}}`,
    gemini: `{"candidates":[{"finishReason":"STOP","content":{"role":"model","parts":[{"functionCall":{"name":"weather","args":${args}}}]}}]}`,
    'openai-responses': `{"id":"r","object":"response","status":"completed","model":"m","output":[{"type":"function_call","id":"f","call_id":"call_1","name":"weather","arguments":${JSON.stringify(args)}}]}`,
    'ollama-chat': `{"model":"m","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"weather","arguments":${args}}}]},"done":true,"done_reason":"stop"}\n`,
  }

  it.each(Object.entries(called))(
    'are passed on as data by %s, and back to the provider',
    async (protocol, document) => {
      const { outcome, sent } = await ask(protocol as ProtocolId, document, {}, { tools })
      if (!outcome.ok) throw outcome.error
      const [call] = outcome.result.toolCalls
      expect(JSON.parse(call?.rawArgs ?? '')).toEqual(JSON.parse(args))
      expect(Object.getOwnPropertyDescriptor(call?.args, '__proto__')?.value).toEqual({ polluted: true, type: 'text' })
      expect(JSON.stringify(structuredClone(outcome.result.messages))).toContain('"__proto__":{"polluted":true')
      const result = {
        type: 'tool-result',
        callId: call?.id ?? '',
        name: 'weather',
        output: JSON.parse(args) as never,
      } as const
      const history = [
        { role: 'user', content: 'hi' },
        ...outcome.result.messages,
        { role: 'tool', content: [result] },
      ] as const
      const again = await ask(protocol as ProtocolId, document, {}, { tools, messages: history })
      expect(again.sent.join('')).toMatch(/__proto__\\*":\{\\*"polluted\\*":true/)
      expect(sent).toHaveLength(1)
    },
  )
})

describe('everything else that a provider says', () => {
  it.each([400, 401, 404, 429, 500])('an error body with status %i', async (status) => {
    for (const body of [
      `{${poison},"error":{${poison},"message":"no","code":"__proto__","type":"constructor"}}`,
      `{"error":{"__proto__":{"message":"x"}}}`,
      `[{${poison}}]`,
      `{"__proto__":{"error":{"message":"x"}}}`,
    ]) {
      const { outcome } = await ask('openai-chat', body, { status })
      expect(outcome.ok).toBe(false)
      expectSound(outcome, body)
    }
  })

  it('headers', async () => {
    const names = [
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'x-request-id',
      'retry-after',
      'x-ratelimit-reset-requests',
    ]
    for (const value of ['__proto__', 'constructor', '{"polluted":true}']) {
      const headers = Object.fromEntries(names.map((name) => [name, value]))
      for (const status of [200, 429])
        expectSound((await ask('openai-chat', chat('{"content":"Hello"}'), { status, headers })).outcome, value)
    }
  })

  it('usage, citations and structured output', async () => {
    const annotation = `{"type":"url_citation",${poison},"url_citation":{${poison},"url":"https://a.example","title":"__proto__"}}`
    const usage = `,"usage":{${poison},"prompt_tokens":7,"completion_tokens":3,"prompt_tokens_details":{${poison}}}`
    const cited = await ask('openai-chat', chat(`{"content":"Hello","annotations":[${annotation}]}`, usage))
    expectSound(cited.outcome, 'citations')
    expect(
      cited.outcome.ok ? [cited.outcome.result.usage, cited.outcome.result.citations] : cited.outcome.error,
    ).toMatchObject([{ inputTokens: 7, outputTokens: 3 }, [{ url: 'https://a.example' }]])
    const schema = { jsonSchema: { type: 'object', properties: { city: { type: 'string' } } } } as const
    const structured = await ask('openai-chat', chat(`{"content":${JSON.stringify(args)}}`), {}, { output: { schema } })
    expect(structured.outcome.ok ? JSON.stringify(structured.outcome.result.output) : structured.outcome.error).toBe(
      JSON.stringify(JSON.parse(args)),
    )
  })

  it('raw events', async () => {
    const { events } = await ask(
      'openai-chat',
      `data: {${poison},"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`,
    )
    expect(JSON.stringify(events.filter(({ type }) => type === 'raw'))).toContain('"__proto__":{"polluted":true')
  })
})
