import { describe, expect, it } from 'vitest'

import type { WarmCandidate } from '../../src/caching/warm-order.ts'
import { createWarmPrefixes, type SessionAnswer, type WarmPrefixes } from '../../src/caching/warm-prefix.ts'
import { replayedTarget } from './replayed-session.ts'

const minute = 60_000
const [cheap, dear] = [replayedTarget('cheap', 1), replayedTarget('dear', 1.2)]

const answer = (given: Partial<SessionAnswer> = {}): SessionAnswer => ({
  target: dear.target,
  usage: { inputTokens: 50_000, cachedTokens: 0, cacheWriteTokens: 50_000, outputTokens: 300 },
  at: 0,
  model: undefined,
  isLong: false,
  failed: [],
  ...given,
})

/** In which order the next request goes out, some time after these answers; as it is where nothing speaks against it. */
function orderAfter(
  ms: number,
  record: (warm: WarmPrefixes) => void,
  candidates: readonly WarmCandidate[] = [cheap, dear],
  inputTokens = 51_000,
): readonly number[] {
  const warm = createWarmPrefixes({ now: () => ms })
  record(warm)
  return warm.order('s', candidates, inputTokens) ?? candidates.map((_, index) => index)
}

describe('what a warm prefix is worth', () => {
  const served = (warm: WarmPrefixes): void => warm.record('s', answer())

  it('keeps a conversation where it is warm, beside an equal that would have to read it anew', () => {
    expect(orderAfter(minute, served)).toEqual([1, 0])
  })

  it('is nothing when its time is over, which counts from when it was asked for', () => {
    expect(orderAfter(4.9 * minute, served)).toEqual([1, 0])
    expect(orderAfter(5 * minute, served)).toEqual([0, 1])
  })

  it.each([
    ['an hour that was asked for', { model: { cacheTtls: ['5m', '1h'] }, isLong: true }, 50],
    ['half an hour that the model has anyway', { model: { cacheTtls: ['30m', '12h'] } }, 25],
    ['what the model is asked to keep for long', { model: { cacheTtls: ['30m', '12h'] }, isLong: true }, 600],
  ] as const)('lasts for %s', (_name, given, minutes) => {
    const record = (warm: WarmPrefixes): void => warm.record('s', answer(given))
    expect([orderAfter(minutes * minute, record), orderAfter(1.25 * minutes * minute, record)]).toEqual([
      [1, 0],
      [0, 1],
    ])
  })

  it('is nothing where the answers do not bear it out', () => {
    const unread = (warm: WarmPrefixes): void => {
      for (let time = 0; time < 6; time += 1) served(warm)
    }
    expect(orderAfter(minute, unread)).toEqual([0, 1])
  })

  it('is taken to be all that was sent where writes are not told', () => {
    const record = (warm: WarmPrefixes): void =>
      warm.record('s', answer({ usage: { inputTokens: 50_000, cachedTokens: 0, outputTokens: 300 } }))
    expect(orderAfter(minute, record)).toEqual([1, 0])
  })

  it('is nothing for a conversation that is too short to be cached', () => {
    const usage = { inputTokens: 900, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 300 }
    expect(orderAfter(minute, (warm) => warm.record('s', answer({ usage })), [cheap, dear], 950)).toEqual([0, 1])
  })

  it('changes nothing for another session, or where a price or a cache is not known', () => {
    const warm = createWarmPrefixes({ now: () => 0 })
    served(warm)
    expect(warm.order('other', [cheap, dear], 51_000)).toBeUndefined()
    expect(warm.order('s', [{ ...cheap, price: undefined }, dear], 51_000)).toBeUndefined()
    const silent = createWarmPrefixes({ now: () => 0 })
    silent.record('s', answer({ usage: { inputTokens: 50_000, outputTokens: 300 } }))
    expect(silent.order('s', [cheap, dear], 51_000)).toBeUndefined()
  })

  it('forgets the oldest of many sessions', () => {
    const warm = createWarmPrefixes({ now: () => minute })
    for (let index = 0; index <= 1_000; index += 1) warm.record(`s${index}`, answer())
    expect([warm.order('s0', [cheap, dear], 51_000), warm.order('s1000', [cheap, dear], 51_000)]).toEqual([
      undefined,
      [1, 0],
    ])
  })
})

describe('the order of the others', () => {
  const [equal, dearest] = [replayedTarget('equal', 1), replayedTarget('dearest', 30)]
  const warmAt = (target: WarmCandidate): ((warm: WarmPrefixes) => void) => {
    return (warm) => warm.record('s', answer({ target: target.target }))
  }

  it('is that of the chain: what is cold never comes before what stands before it, however cheap', () => {
    expect(orderAfter(minute, warmAt(dear), [dearest, cheap, dear])).toEqual([2, 0, 1])
    expect(orderAfter(minute, warmAt(dearest), [dearest, cheap, equal])).toEqual([0, 1, 2])
  })

  it('puts what is warm and far dearer behind what is cold', () => {
    expect(orderAfter(minute, warmAt(dearest), [cheap, equal, dearest])).toEqual([0, 1, 2])
  })
})

describe('a target that fails', () => {
  const apart = replayedTarget('apart', 3)
  /** A session of 20 requests that went to the dear one since the cheap one failed `times`, the last time `calm` requests ago. */
  const failing =
    (times: number, calm: number) =>
    (warm: WarmPrefixes): void => {
      for (let request = 1; request <= 20; request += 1) {
        const isFailure = request <= 20 - calm && request > 20 - calm - times
        const cachedTokens = request === 1 ? 0 : 50_000
        warm.record('s', {
          ...answer({ target: apart.target, at: (request - 20) * minute }),
          usage: { inputTokens: 50_000, cachedTokens, cacheWriteTokens: 50_000 - cachedTokens, outputTokens: 300 },
          failed: isFailure ? [cheap.target] : [],
        })
      }
    }

  it('is returned to after one failure, when the rest of the conversation is expected to pay for it', () => {
    expect(orderAfter(minute, failing(1, 1), [cheap, apart])).toEqual([0, 1])
  })

  it('is left alone after two, until it has been well for so long that the move would have been paid for', () => {
    const orders = [1, 3, 10].map((calm) => orderAfter(minute, failing(2, calm), [cheap, apart]))
    expect(orders).toEqual([
      [1, 0],
      [1, 0],
      [0, 1],
    ])
  })
})
