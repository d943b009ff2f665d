import { describe, expect, it } from 'vitest'
import { createRetryBuckets } from '../../src/routing/retry-bucket.ts'

function buckets() {
  let time = 0
  const bucket = createRetryBuckets({ now: () => time })
  /** Takes retries until none is allowed. */
  const drain = (provider: string) => {
    let taken = 0
    while (bucket.allows(provider) && taken < 1_000) {
      bucket.take(provider)
      taken += 1
    }
    return taken
  }
  return { bucket, drain, pass: (ms: number) => (time += ms) }
}

describe('the retry bucket', () => {
  it('allows the first retry of a calm provider, and ten at once', () => {
    const { bucket, drain } = buckets()
    expect(bucket.allows('openai')).toBe(true)
    expect(drain('openai')).toBe(10)
  })

  it('keeps providers apart', () => {
    const { bucket, drain } = buckets()
    drain('openai')
    expect(bucket.allows('openai')).toBe(false)
    expect(bucket.allows('anthropic')).toBe(true)
  })

  it('allows six retries a minute in an outage, however many calls fail', () => {
    const { bucket, drain, pass } = buckets()
    drain('openai')
    let retries = 0
    for (let second = 0; second < 60; second += 1) {
      pass(1_000)
      for (let call = 0; call < 50; call += 1) {
        if (!bucket.allows('openai')) continue
        bucket.take('openai')
        retries += 1
      }
    }
    expect(retries).toBe(6)
  })

  it('earns a retry with five successes', () => {
    const { bucket, drain } = buckets()
    drain('openai')
    for (let success = 0; success < 4; success += 1) bucket.recordSuccess('openai')
    expect(bucket.allows('openai')).toBe(false)
    bucket.recordSuccess('openai')
    expect(drain('openai')).toBe(1)
  })

  it('is calm again after 100 s and never holds more than ten', () => {
    const { bucket, drain, pass } = buckets()
    drain('openai')
    pass(100_000)
    for (let success = 0; success < 100; success += 1) bucket.recordSuccess('openai')
    expect(drain('openai')).toBe(10)
  })

  it('is not filled by a clock that goes back', () => {
    const { bucket, drain, pass } = buckets()
    pass(50_000)
    drain('openai')
    pass(-50_000)
    expect(bucket.allows('openai')).toBe(false)
  })
})
