import { untilReplaced, type ClassifiedFailure, type WaitHint } from '../../src/vocabulary/failure.ts'
import type { HealthKey } from '../../src/routing/health.ts'

/**
 * What health must say, written down a second time and as plainly as it goes: no sharing of code, no cleverness, no memory limit.
 * Each scope keeps, for each class of failure, its failures and when it rests until.
 */
interface ClassMemory {
  /** Failures since the window began, each with its weight. */
  failures: { at: number; weight: number }[]
  restsUntil: number
  isNamed: boolean
  restsInARow: number
  rule: string
}

interface Rules {
  readonly weight: number
  readonly growth: number
  readonly jitter: number
  readonly longestMs: number
}

const minutes = 60_000
const rulesOf = (code: string): Rules => {
  if (code === 'rate-limit') return { weight: 3, growth: 2, jitter: 0.25, longestMs: 5 * minutes }
  if (code === 'overloaded') return { weight: 3, growth: 1, jitter: 2, longestMs: 15_000 }
  if (['server', 'network', 'timeout'].includes(code))
    return { weight: 1, growth: 1, jitter: 0.25, longestMs: 5 * minutes }
  if (['stream-truncated', 'malformed-stream', 'empty-response'].includes(code))
    return { weight: 0.5, growth: 1, jitter: 0.25, longestMs: 5 * minutes }
  return { weight: 3, growth: 1, jitter: 0, longestMs: Infinity }
}
const passesByItself = (code: string): boolean => rulesOf(code).longestMs !== Infinity

type Scope = 'model-key' | 'key' | 'account' | 'region'

function nameOf(scope: Scope, { provider, model, credential, fingerprint = 0, region = '' }: HealthKey): string {
  const members = {
    'model-key': [provider, credential, fingerprint, region, model],
    key: [provider, credential, fingerprint],
    account: [provider],
    region: [provider, region],
  }[scope]
  return [scope, ...members].join('|')
}

export class ReferenceHealth {
  readonly #scopes = new Map<string, Map<string, ClassMemory>>()

  recordFailure(
    key: HealthKey,
    failure: ClassifiedFailure,
    wait: WaitHint | undefined,
    now: number,
    random: number,
  ): void {
    if (failure.scope === 'request') return
    const { weight, growth, jitter, longestMs } = rulesOf(failure.code)
    const name = nameOf(failure.scope, key)
    const classes = this.#scopes.get(name) ?? new Map<string, ClassMemory>()
    this.#scopes.set(name, classes)
    const fresh = { failures: [], restsUntil: 0, isNamed: false, restsInARow: 0, rule: '' }
    const memory: ClassMemory = classes.get(failure.code) ?? fresh
    classes.set(failure.code, memory)
    const began = memory.failures[0]?.at
    if (began !== undefined && now - began > minutes) memory.failures = []
    memory.failures.push({ at: now, weight })
    memory.rule = failure.rule
    const wasResting = memory.restsUntil > now
    if (now - memory.restsUntil > longestMs) memory.restsInARow = 0

    let until = 0
    const isNamed = failure.code !== 'authentication' && wait?.resetsAt !== undefined && wait.resetsAt > now
    if (isNamed) {
      const isBelievedShort = passesByItself(failure.code) && failure.code !== 'rate-limit'
      until = Math.min(wait.resetsAt, now + (isBelievedShort ? 5 * minutes : 32 * 24 * 60 * minutes))
    } else if (memory.failures.reduce((sum, one) => sum + one.weight, 0) >= 3 && failure.cooldownMs !== undefined) {
      // A burst that fails together is one rest.
      const earlier = Math.max(0, wasResting ? memory.restsInARow - 1 : memory.restsInARow)
      const lengthMs = failure.cooldownMs * growth ** earlier * (1 + jitter * random)
      until = Math.min(now + Math.min(lengthMs, longestMs), untilReplaced)
    }
    if (until > 0 && !wasResting) memory.restsInARow++
    if (wasResting && memory.restsUntil > until) return
    memory.restsUntil = until
    memory.isNamed = isNamed
  }

  recordSuccess(key: HealthKey, now: number): void {
    for (const scope of ['model-key', 'key', 'account', 'region'] as const) {
      const classes = this.#scopes.get(nameOf(scope, key))
      for (const [code, memory] of classes ?? []) {
        const stays = memory.isNamed || (scope !== 'model-key' && !passesByItself(code))
        if (memory.restsUntil <= now || !stays) classes?.delete(code)
      }
    }
  }

  /** When all that holds the key has ended, and why it has not. */
  restingUntil(key: HealthKey, now: number): { until: number; codes: readonly string[] } | undefined {
    const rests: { until: number; code: string }[] = []
    for (const scope of ['model-key', 'key', 'account', 'region'] as const) {
      for (const [code, { restsUntil }] of this.#scopes.get(nameOf(scope, key)) ?? []) {
        if (restsUntil > now) rests.push({ until: restsUntil, code })
      }
    }
    if (rests.length === 0) return undefined
    const until = Math.max(...rests.map((rest) => rest.until))
    return { until, codes: rests.filter((rest) => rest.until === until).map(({ code }) => code) }
  }
}
