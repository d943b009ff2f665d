import { describe, expect, it } from 'vitest'
import { verdicts } from '../../src/routing/failure-verdict.ts'
import { createHealth, type HealthKey, type HealthState } from '../../src/routing/health.ts'
import type { ClassifiedFailure, FailureScope } from '../../src/vocabulary/failure.ts'
import type { RouterErrorCode } from '../../src/vocabulary/router-error.ts'
import { ReferenceHealth } from './health-reference.ts'

/** Chance that can be repeated: xorshift32. */
function chance(seed: number): () => number {
  let state = seed | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

const codes = Object.keys(verdicts) as readonly RouterErrorCode[]
const scopes: readonly FailureScope[] = ['request', 'model-key', 'key', 'account', 'region']
const pauses = [0, 1, 400, 5_000, 15_000, 31_000, 59_999, 60_001, 300_001, 4_000_000]

/** One trace of failures, successes, waits, questions, replaced keys and restarts; what differs from the reference, in words. */
function play(seed: number, seen: Record<string, number>): string | undefined {
  const random = chance(seed)
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item
  let now = 1_000_000_000
  let drawn = 0
  const options = { now: () => now, random: () => drawn }
  let health = createHealth(options)
  const reference = new ReferenceHealth()
  const fingerprints = { one: 1, two: 2 }
  const someKey = (): HealthKey => {
    const credential = pick(['one', 'two'] as const)
    const region = pick([undefined, 'eu'])
    return {
      provider: pick(['a', 'b']),
      model: pick(['m', 'n']),
      credential,
      fingerprint: fingerprints[credential],
      region,
    }
  }
  for (let step = 0; step < 10; step++) {
    const key = someKey()
    const action = pick([
      'failure',
      'failure',
      'failure',
      'success',
      'wait',
      'wait',
      'replaced key',
      'restart',
    ] as const)
    seen[action] = (seen[action] ?? 0) + 1
    if (action === 'failure') {
      drawn = random()
      const code = pick(codes)
      const failure: ClassifiedFailure = { ...verdicts[code], scope: pick(scopes), rule: `rule-${step}` }
      const resetsAt = now + pick([-5_000, 0, 700, 20_000, 900_000, 1e10])
      const wait = random() < 0.3 ? { resetsAt, retryAfterMs: Math.max(0, resetsAt - now) } : undefined
      health.recordFailure(key, failure, wait)
      reference.recordFailure(key, failure, wait, now, drawn)
    } else if (action === 'success') {
      health.recordSuccess(key)
      reference.recordSuccess(key, now)
    } else if (action === 'wait') now += pick(pauses)
    else if (action === 'replaced key') fingerprints[pick(['one', 'two'] as const)] += 2
    else health = createHealth({ ...options, state: JSON.parse(JSON.stringify(health.snapshot())) as HealthState })

    const asked = someKey()
    const is = health.restingUntil(asked)
    const should = reference.restingUntil(asked, now)
    if (is !== undefined) seen['resting'] = (seen['resting'] ?? 0) + 1
    if (is?.until !== should?.until || (is !== undefined && should?.codes.includes(is.code) !== true)) {
      return `seed ${seed}, step ${step} (${action}): ${JSON.stringify(is)} but ${JSON.stringify(should)}`
    }
  }
  return undefined
}

describe('health', () => {
  it('says what its reference says in 100 000 traces of failures, waits, calls and changes', () => {
    const seen: Record<string, number> = {}
    const differences: string[] = []
    for (let seed = 1; seed <= 100_000 && differences.length < 3; seed++) {
      const difference = play(seed * 2_654_435_761, seen)
      if (difference !== undefined) differences.push(difference)
    }
    expect(differences).toEqual([])
    // The traces went where something happens.
    for (const action of ['failure', 'success', 'wait', 'replaced key', 'restart'])
      expect(seen[action], action).toBeGreaterThan(100_000)
    expect(seen['resting']).toBeGreaterThan(100_000)
  })
})
