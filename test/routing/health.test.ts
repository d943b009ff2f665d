import { describe, expect, it } from 'vitest'
import { classifyFailure, classifyLocalFailure } from '../../src/routing/classify-failure.ts'
import { createHealth, type Health, type HealthKey } from '../../src/routing/health.ts'
import type { ClassifiedFailure, FailureDescription } from '../../src/vocabulary/failure.ts'

const key: HealthKey = { provider: 'openai', model: 'gpt-5.4', credential: 'OPENAI_API_KEY', fingerprint: 1 }
const otherModel: HealthKey = { ...key, model: 'gpt-5.4-mini' }
const otherKey: HealthKey = { ...key, credential: 'key 2', fingerprint: 2 }

function verdict(failure: FailureDescription): ClassifiedFailure {
  return classifyFailure(failure, { provider: 'openai', protocol: 'openai-chat', local: false })
}

const rateLimit = verdict({ status: 429 })
const quota = verdict({ status: 402 })
const serverError = verdict({ status: 500 })
const badKey = verdict({ status: 401 })

function health(chance = 0) {
  let time = 1_000_000
  const all = createHealth({ now: () => time, random: () => chance })
  return {
    recordFailure: (...of: Parameters<Health['recordFailure']>): void => all.recordFailure(...of),
    recordSuccess: (of: HealthKey): void => all.recordSuccess(of),
    restingUntil: (of: HealthKey) => all.restingUntil(of),
    snapshot: () => all.snapshot(),
    pass: (ms: number) => (time += ms),
    /** How long it still rests, in milliseconds; 0: not. */
    restMs: (of: HealthKey = key) => (all.restingUntil(of)?.until ?? time) - time,
    named: (ms: number) => ({ retryAfterMs: ms, resetsAt: time + ms }),
  }
}

describe('how far a failure reaches', () => {
  it('a rate limit rests the model with that key, nothing else', () => {
    const { recordFailure, restMs, restingUntil } = health()
    recordFailure(key, rateLimit)
    expect(restMs()).toBe(15_000)
    expect(restingUntil(key)).toMatchObject({ code: 'rate-limit', rule: 'status-rate-limit' })
    expect([restMs(otherModel), restMs(otherKey), restMs({ ...key, provider: 'azure' })]).toEqual([0, 0, 0])
  })

  it('an empty account and a dead key rest all models with that key', () => {
    for (const failure of [quota, badKey]) {
      const { recordFailure, restMs } = health()
      recordFailure(key, failure)
      expect(restMs(otherModel)).toBeGreaterThan(0)
      expect(restMs(otherKey)).toBe(0)
    }
  })

  it('account and region reach all keys, and a region no other', () => {
    const { recordFailure, restMs } = health()
    const inRegion = { ...key, region: 'eu' }
    recordFailure(inRegion, { ...quota, scope: 'region' })
    expect(restMs({ ...otherKey, region: 'eu' })).toBe(3_600_000)
    expect(restMs({ ...key, region: 'us' })).toBe(0)
    recordFailure(inRegion, { ...quota, scope: 'account' })
    expect(restMs({ ...otherKey, region: 'us' })).toBe(3_600_000)
  })

  it.each([
    ['context overflow', verdict({ status: 400, code: 'context_length_exceeded' })],
    ['content filter', verdict({ status: 400, code: 'content_filter' })],
    ['bad request', verdict({ status: 400 })],
    ['too large a request', verdict({ status: 413 })],
    ['abort', classifyLocalFailure('aborted')],
    ['deadline of the call', classifyLocalFailure('timeout', { deadline: true })],
  ])('%s cools nothing, even with a time named', (_, failure) => {
    const { recordFailure, restMs, named, snapshot } = health()
    for (let index = 0; index < 10; index += 1) recordFailure(key, failure, named(60_000))
    expect(restMs()).toBe(0)
    expect(snapshot()).toEqual([])
  })
})

describe('how long', () => {
  it('as long as the provider says, however long that is', () => {
    const { recordFailure, restMs, named } = health()
    recordFailure(key, rateLimit, named(86_400_000))
    expect(restMs()).toBe(86_400_000)
    recordFailure(otherModel, quota, named(2_000))
    expect(restMs({ ...otherModel, model: 'x' })).toBe(2_000)
  })

  it('but no longer than five minutes for what passes by itself, and a month at all', () => {
    const { recordFailure, restMs, named } = health()
    recordFailure(key, verdict({ status: 503 }), named(86_400_000))
    expect(restMs()).toBe(300_000)
    recordFailure(otherModel, rateLimit, named(300 * 86_400_000))
    expect(restMs(otherModel)).toBe(32 * 86_400_000)
  })

  it('a rate limit without a time doubles up to five minutes, rest after rest', () => {
    const { recordFailure, restMs, pass } = health()
    const rests = Array.from({ length: 7 }, () => {
      recordFailure(key, rateLimit)
      const ms = restMs()
      pass(ms)
      return ms
    })
    expect(rests).toEqual([15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000])
  })

  it('a burst that fails together is one rest', () => {
    const { recordFailure, restMs, pass } = health()
    for (let index = 0; index < 50; index += 1) recordFailure(key, rateLimit)
    expect(restMs()).toBe(15_000)
    pass(15_000)
    recordFailure(key, rateLimit)
    expect(restMs()).toBe(30_000)
  })

  it('starts anew after a success, and after a quiet time', () => {
    const { recordFailure, recordSuccess, restMs, pass } = health()
    recordFailure(key, rateLimit)
    pass(15_000)
    recordSuccess(key)
    recordFailure(key, rateLimit)
    expect(restMs()).toBe(15_000)
    pass(15_000 + 300_001)
    recordFailure(key, rateLimit)
    expect(restMs()).toBe(15_000)
  })

  it('chance spreads it: a rate limit by a quarter, overload over 5 to 15 s', () => {
    const { recordFailure, restMs } = health(0.999_999)
    recordFailure(key, rateLimit)
    expect(restMs()).toBeCloseTo(18_750, 0)
    recordFailure(otherModel, verdict({ status: 529 }))
    expect(restMs(otherModel)).toBeCloseTo(15_000, 0)
    const calm = health(0)
    calm.recordFailure(key, verdict({ status: 529 }))
    expect(calm.restMs()).toBe(5_000)
  })

  it('quota rests an hour, an unknown model ten minutes, each time anew', () => {
    const { recordFailure, restMs, pass } = health()
    for (let index = 0; index < 3; index += 1) {
      recordFailure(key, quota)
      recordFailure(otherKey, verdict({ status: 404 }))
      expect([restMs(), restMs(otherKey)]).toEqual([3_600_000, 600_000])
      pass(3_600_000)
    }
  })

  it('the later deadline wins: a shorter rest never cuts a longer one', () => {
    const { recordFailure, restMs, named, pass } = health()
    recordFailure(key, rateLimit, named(60_000))
    pass(1_000)
    recordFailure(key, rateLimit, named(700))
    recordFailure(key, rateLimit)
    expect(restMs()).toBe(59_000)
    recordFailure(key, rateLimit, named(90_000))
    expect(restMs()).toBe(90_000)
  })

  it('each class keeps its own deadline, and the latest of all scopes counts', () => {
    const { recordFailure, restingUntil, pass } = health()
    recordFailure(key, rateLimit)
    recordFailure(key, quota)
    expect(restingUntil(key)?.code).toBe('quota')
    expect(restingUntil(otherModel)?.code).toBe('quota')
    pass(3_600_000)
    expect(restingUntil(key)).toBeUndefined()
  })

  it('a time that is over is no time', () => {
    const { recordFailure, restMs, named } = health()
    recordFailure(key, quota, named(0))
    expect(restMs()).toBe(3_600_000)
  })
})

describe('failures that may be chance', () => {
  it.each([
    ['server error', serverError, 3],
    ['broken connection', classifyLocalFailure('network'), 3],
    ['silence', classifyLocalFailure('timeout', { silent: true }), 3],
    ['cut stream', classifyLocalFailure('stream-truncated'), 6],
    ['empty answer', classifyLocalFailure('empty-response'), 6],
    ['broken stream', classifyLocalFailure('malformed-stream'), 6],
  ])('%s: rests 15 s only after %i without a success', (_, failure, times) => {
    const { recordFailure, restMs } = health()
    for (let index = 1; index < times; index += 1) recordFailure(key, failure)
    expect(restMs()).toBe(0)
    recordFailure(key, failure)
    expect(restMs()).toBe(15_000)
  })

  it('a success in between, or a minute, and the count starts anew', () => {
    const { recordFailure, recordSuccess, restMs, pass } = health()
    const twice = (): void => [serverError, serverError].forEach((failure) => recordFailure(key, failure))
    twice()
    recordSuccess(key)
    twice()
    pass(60_001)
    twice()
    expect(restMs()).toBe(0)
  })

  it('a time that the provider named is kept at the first one', () => {
    const { recordFailure, restMs, named } = health()
    recordFailure(key, serverError, named(4_000))
    expect(restMs()).toBe(4_000)
  })
})

describe('a dead key', () => {
  it('stays out for as long as it is the same key, whatever time was named', () => {
    const { recordFailure, restingUntil, named, pass } = health()
    recordFailure(key, badKey, named(1_000))
    pass(400 * 86_400_000)
    expect(restingUntil(key)).toMatchObject({ code: 'authentication', until: Number.MAX_SAFE_INTEGER })
  })

  it('is forgotten when another takes its place under the same label', () => {
    const { recordFailure, restingUntil } = health()
    recordFailure(key, badKey)
    expect(restingUntil({ ...key, fingerprint: 99 })).toBeUndefined()
  })
})

describe('a success', () => {
  it('ends a rest that was our guess', () => {
    const { recordFailure, recordSuccess, restMs } = health()
    recordFailure(key, rateLimit)
    recordFailure(key, verdict({ status: 404 }))
    recordSuccess(key)
    expect(restMs()).toBe(0)
  })

  it('of a request that was under way does not end a rest that the provider named', () => {
    const { recordFailure, recordSuccess, restMs, named } = health()
    recordFailure(key, rateLimit, named(30_000))
    recordSuccess(key)
    expect(restMs()).toBe(30_000)
  })

  it('of a free model does not end the rest of a key without credits', () => {
    const { recordFailure, recordSuccess, restMs } = health()
    recordFailure(key, quota)
    recordSuccess(otherModel)
    expect(restMs()).toBe(3_600_000)
  })

  it('of one model says nothing of another', () => {
    const { recordFailure, recordSuccess, restMs } = health()
    recordFailure(key, rateLimit)
    recordSuccess(otherModel)
    expect(restMs()).toBe(15_000)
  })
})

describe('what is remembered', () => {
  it('survives JSON', () => {
    const { recordFailure, snapshot } = health()
    recordFailure(key, badKey)
    recordFailure(otherKey, rateLimit)
    const state = JSON.parse(JSON.stringify(snapshot())) as ReturnType<typeof snapshot>
    const revived = createHealth({ now: () => 1_000_001, random: () => 0, state })
    expect(revived.restingUntil(key)?.code).toBe('authentication')
    expect(revived.restingUntil(otherKey)?.until).toBe(1_015_000)
  })

  it('stays bounded when keys come and go', () => {
    const { recordFailure, restMs, snapshot } = health()
    for (let index = 0; index < 6_000; index += 1) recordFailure({ ...key, fingerprint: index }, badKey)
    expect(snapshot()).toHaveLength(5_000)
    expect(restMs({ ...key, fingerprint: 5_999 })).toBeGreaterThan(0)
    expect(restMs({ ...key, fingerprint: 0 })).toBe(0)
  })
})
