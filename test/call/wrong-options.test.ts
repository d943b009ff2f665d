import { describe, expect, it } from 'vitest'
import { RouterError, type Router } from '../../src/index.ts'
import { routerOf } from '../router-of.ts'

const record: unknown = { zz: 1 }
/** Values that none of the options below takes. */
const wrong: readonly unknown[] = [
  null,
  Number.NaN,
  [null],
  [5],
  [{}],
  () => 1,
  Symbol('x'),
  10n,
  new Date(),
  new Map(),
]

/** Options, and what else they do not take. */
const options: Readonly<Record<string, readonly unknown[]>> = {
  model: [5, true, {}, record],
  agent: ['', 5, record],
  task: ['', 5, record],
  phase: ['', 5, record],
  tier: ['', 'best', 5, record],
  purpose: ['', 'work', true],
  constraints: ['eu', 5, true, [], record],
  'constraints.regions': ['eu', 5, true, record],
  'constraints.vendors': ['a', 5, true, record],
  'constraints.offline': ['yes', 1, [], record],
  'constraints.noTraining': ['yes', 1, [], record],
  'constraints.minTier': ['', 'best', 'opus', true],
  'constraints.maxCostUsd': [-1, '1', true, Number.POSITIVE_INFINITY],
  'constraints.maxLatencyMs': [-1, '1', true, 0],
  'constraints.needs': ['vision', ['seeing'], record],
  tools: ['zz', 5, true, record],
  parallelToolCalls: ['yes', 1, record],
  maxOutputTokens: [-1, '5', 0, 1.5, true],
  onTruncation: ['', 'go on', true],
  reasoningEffort: ['', 'huge', true],
  temperature: ['1', true, record],
  topP: ['1', true],
  topK: ['1', true],
  seed: ['1', true],
  stopSequences: ['stop', [''], true],
  appendOnly: ['yes', 1, record],
  includeRaw: ['yes', 1, record],
  signal: ['x', 5, true, record, { aborted: false }],
  timeouts: ['1s', 5, true, [], record],
  'timeouts.totalMs': [-1, '5', 0, true],
  'timeouts.idleMs': [-1, '5', 0, true],
  session: [5, true, record],
  tags: ['x', 5, record],
  caching: ['off', true, record],
  'caching.mode': ['on', true],
  'caching.makeContents': ['yes', 1],
  compaction: ['', true, record],
  search: ['x', 5, record],
  apiKeys: ['key', 5, true, { a: 5 }, { a: null }],
  headers: ['x', 5, true, { a: 5 }],
  providerOptions: ['x', 5, true, [], { a: 5 }, { a: null }, { a: [] }],
}

function requestWith(path: string, value: unknown): { readonly messages: string } {
  const [name = '', member] = path.split('.')
  return { messages: 'hi', [name]: member === undefined ? value : { [member]: value } }
}

describe('an option of a request that holds something else', () => {
  it.each(Object.entries(options))('%s is named in the error, and nothing is sent', async (path, others) => {
    const { router, requests } = routerOf({ a: [{ say: ['Hello'] }] })
    for (const value of [...wrong, ...others]) {
      const outcome = await router.complete(requestWith(path, value)).settled()
      const error = outcome.ok ? undefined : outcome.error
      expect([error?.code, error?.message]).toEqual([
        'invalid-request',
        expect.stringContaining(path.split('.')[0] ?? ''),
      ])
      expect(error?.message).toContain(path.split('.').at(-1))
      await expect(router.plan(requestWith(path, value))).rejects.toSatisfy((thrown) => RouterError.is(thrown))
    }
    expect(requests).toHaveLength(0)
  })

  it('is told to a consumer too, also where it is the signal', async () => {
    const { router } = routerOf({ a: [{ say: ['Hello'] }] })
    const completion = router.complete(requestWith('signal', {}))
    const read = (async () => {
      for await (const text of completion.textStream) expect(text).toBe('')
    })()
    await expect(read).rejects.toThrow('signal: expected an AbortSignal')
    await expect(completion).rejects.toSatisfy((error) => RouterError.is(error, 'invalid-request'))
  })

  it('a misspelt constraint does not let a target through that it would have refused', async () => {
    const { router, requests } = routerOf({ a: [{ say: ['Hello'] }] })
    const call = router.complete(requestWith('constraints', { region: ['eu'] })).settled()
    expect(await call).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('did you mean `regions`') },
    })
    expect(requests).toHaveLength(0)
  })
})

describe('a word of a conversation that is none', () => {
  const circle: unknown[] = []
  circle.push(circle)
  const part = (member: object): object => ({
    messages: [{ role: 'user', content: [{ type: 'text', text: 'hi', ...member }] }],
  })
  const wrongWords: readonly [name: string, with_: (value: unknown) => object][] = [
    ['role', (role) => ({ messages: [{ role, content: 'hi' }] })],
    ['type', (type) => part({ type })],
    ['cache', (cache) => part({ cache })],
    ['scope', (scope) => ({ messages: 'hi', system: [{ text: 'x', scope }] })],
    ['output.name', (name) => ({ messages: 'hi', output: { schema: { jsonSchema: {} }, name } })],
    ['output.mode', (mode) => ({ messages: 'hi', output: { schema: { jsonSchema: {} }, mode } })],
    ['toolChoice', (name) => ({ messages: 'hi', tools: { t: {} }, toolChoice: { name } })],
  ]

  it.each(wrongWords)('%s is named, whatever stands there', async (name, requestOf) => {
    const { router } = routerOf({ a: [{ say: ['Hello'] }] })
    for (const value of [10n, { deep: 10n }, circle, Symbol('x'), null, 5])
      await expect(router.plan(requestOf(value) as { messages: string })).rejects.toMatchObject({
        code: 'invalid-request',
        message: expect.stringContaining(name),
      })
  })
})

describe('an argument of another method that is something else', () => {
  const router = routerOf({ a: [{ say: ['Hello'] }] }).router
  const arguments_: readonly [method: keyof Router, ...before: unknown[]][] = [
    ['plan', { messages: 'hi' }],
    ['estimateCost', { messages: 'hi' }],
    ['countTokens', { messages: 'hi' }],
    ['probe', 'a/m'],
    ['refreshCatalog'],
    ['baseline'],
    ['addProvider'],
    ['removeProvider'],
    ['setDefault'],
    ['disable', { provider: 'a' }],
    ['probe'],
    ['capabilities'],
    ['report'],
    ['search'],
    ['enable'],
  ]
  const values: readonly unknown[] = [
    null,
    5,
    'zz',
    true,
    [null],
    { zz: 1 },
    Symbol('x'),
    10n,
    { signal: 5 },
    { down: 5 },
    { provider: Symbol('x'), model: 5 },
    { id: 'b', models: 5 },
  ]

  it.each(arguments_)('%s says so in a RouterError', async (method, ...before) => {
    let failures = 0
    for (const value of values) {
      const call = async (): Promise<unknown> =>
        Reflect.apply(router[method] as () => unknown, router, [...before, value])
      const thrown: unknown = await call().then(
        () => undefined,
        (error: unknown) => error,
      )
      if (thrown === undefined) continue
      failures++
      expect([value, thrown]).toEqual([value, expect.any(RouterError)])
    }
    expect(failures).toBeGreaterThan(values.length - 3)
  })
})
