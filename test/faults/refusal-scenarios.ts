import { expect } from 'vitest'
import { errorOf } from './wall-and-router.ts'
import { callInFull, seconds, type Scenario } from './scenario.ts'

/** Scenarios whose primary does not begin to answer. */
export const refusalScenarios: readonly Scenario[] = [
  {
    id: 'S01',
    fault: '429 with Retry-After: 2, once',
    async run(open) {
      await using set = await open({ primary: ['rate-limited?retry-after=2', 'healthy'] })
      const { result } = await callInFull(set.router, set.wall)
      const [first, second] = set.wall.requests
      const gapMs = (second?.at ?? 0) - (first?.at ?? 0)
      expect(gapMs).toBeGreaterThanOrEqual(1_800)
      expect(set.wall.requests.filter(({ at }) => at - (first?.at ?? 0) <= 1_500).length).toBeLessThanOrEqual(2)
      expect(set.wall.requests.map(({ target }) => target)).toEqual(['primary', 'primary'])
      expect(result.served.provider).toBe('primary')
      return `gap ${seconds(gapMs)}`
    },
  },
  {
    id: 'S02',
    fault: '429 for good, no hint',
    async run(open) {
      await using set = await open({ primary: ['rate-limited'] })
      const { result } = await callInFull(set.router, set.wall)
      const start = set.wall.requests[0]?.at ?? 0
      expect(set.wall.requests.filter(({ at }) => at - start <= 3_000).length).toBeLessThanOrEqual(4)
      expect(set.wall.requests.length).toBeLessThanOrEqual(6)
      expect(result.served.provider).toBe('fallback')
      return `${set.wall.requests.length} attempts`
    },
  },
  {
    id: 'S03',
    fault: '500 once',
    async run(open) {
      await using set = await open({ primary: ['server-error', 'healthy'] })
      const { result } = await callInFull(set.router, set.wall)
      expect(set.wall.requests.map(({ target }) => target)).toEqual(['primary', 'primary'])
      expect([result.served.provider, result.fallbackOccurred]).toEqual(['primary', false])
      return 'the primary again'
    },
  },
  {
    id: 'S04',
    fault: '503 for good',
    async run(open) {
      await using set = await open({ primary: ['unavailable'] })
      const { result } = await callInFull(set.router, set.wall)
      expect(set.wall.requests.length).toBeLessThanOrEqual(6)
      expect(result.served.provider).toBe('fallback')
      return `${set.wall.requests.length} attempts`
    },
  },
  {
    id: 'S05',
    fault: 'TCP reset before headers',
    async run(open) {
      await using once = await open({ primary: ['reset-before-headers', 'healthy'] })
      expect((await callInFull(once.router, once.wall)).result.served.provider).toBe('primary')
      await using always = await open({ primary: ['reset-before-headers'] })
      expect((await callInFull(always.router, always.wall)).result.served.provider).toBe('fallback')
      return `${always.wall.requests.length} attempts`
    },
  },
  {
    id: 'S06',
    fault: 'accepts and never answers',
    async run(open) {
      await using set = await open({ primary: ['never-answers'] }, { speed: 10 })
      const { result, durationMs } = await callInFull(set.router, set.wall)
      expect(durationMs).toBeLessThanOrEqual(100_000)
      expect(set.wall.of('primary')).toHaveLength(1)
      expect(result.served.provider).toBe('fallback')
      expect(set.wall.of('primary')[0]?.ended?.by).toBe('client')
      return seconds(durationMs)
    },
  },
  {
    id: 'S12',
    fault: '400 context_length_exceeded',
    async run(open) {
      const windows = { 'primary/m': { contextWindow: 8_192 }, 'fallback/m': { contextWindow: 200_000 } }
      for (const config of [{}, { models: windows }]) {
        await using set = await open({ primary: ['context-length-exceeded'] }, { config })
        const { result } = await callInFull(set.router, set.wall)
        expect(set.wall.requests.map(({ target }) => target)).toEqual(['primary', 'fallback'])
        expect(result.served.provider).toBe('fallback')
        // The request was too long, the target is well: the next call asks it again.
        await callInFull(set.router, set.wall)
        expect(set.wall.of('primary')).toHaveLength(2)
      }
      return '1 attempt, then the larger model'
    },
  },
  {
    id: 'S13',
    fault: '400 content_policy_violation',
    async run(open) {
      await using set = await open({ primary: ['content-policy-violation'] })
      const error = errorOf(await set.router.complete({ messages: 'hi' }).settled())
      expect(error).toMatchObject({ code: 'content-filter', status: 400, target: { provider: 'primary', model: 'm' } })
      expect(error.providerMessage).toBe('Output blocked by content filtering policy.')
      expect(set.wall.requests.map(({ target }) => target)).toEqual(['primary'])
      return 'clean error, fallback not asked'
    },
  },
  {
    id: 'S15',
    fault: '503 for 60 s, 20 calls at 4 s',
    async run(open) {
      const outageMs = 60_000
      await using set = await open(
        { primary: ({ at }) => (at < outageMs ? 'unavailable' : 'healthy'), fallback: ['healthy'] },
        { speed: 10 },
      )
      const served: string[] = []
      for (let call = 0; call < 20; call++) {
        await untilWallTime(set.wall, call * 4_000)
        served.push((await callInFull(set.router, set.wall)).result.served.provider)
      }
      const backAt = set.wall.of('primary').find(({ at }) => at >= outageMs)?.at ?? Infinity
      // One cooldown after the recovery at most, and the catalogue asks for 30 s.
      expect(backAt - outageMs).toBeLessThanOrEqual(30_000)
      expect(served.slice(0, 15).every((provider) => provider === 'fallback')).toBe(true)
      expect(served.slice(served.indexOf('primary')).every((provider) => provider === 'primary')).toBe(true)
      const during = set.wall.of('primary').filter(({ at }) => at < outageMs).length
      expect(during).toBeLessThanOrEqual(4)
      return `20 served, primary back after ${seconds(backAt - outageMs)}, asked ${during} times while it was down`
    },
  },
  {
    id: 'S16',
    fault: '503, the fallback answers',
    async run(open) {
      await using set = await open({ primary: ['unavailable'] })
      const { result } = await callInFull(set.router, set.wall, 'await')
      expect(result.served).toMatchObject({ provider: 'fallback', model: 'm', wireModel: 'm' })
      expect(result.usage).toMatchObject({ inputTokens: 12, outputTokens: 60 })
      const failed = result.attempts.filter(({ outcome }) => outcome === 'failed')
      expect(failed.length).toBeGreaterThan(0)
      for (const attempt of failed) expect(attempt.usage).toMatchObject({ inputTokens: 0, outputTokens: 0 })
      expect(result.attempts.at(-1)?.usage?.source).toBe('reported')
      return 'served: fallback, usage 12 + 60, failures 0 + 0'
    },
  },
]

async function untilWallTime(
  { clock }: { clock: { now(): number; after(ms: number, fire: () => void): unknown } },
  at: number,
): Promise<void> {
  if (at > clock.now()) await new Promise<void>((resolve) => clock.after(at - clock.now(), resolve))
}
