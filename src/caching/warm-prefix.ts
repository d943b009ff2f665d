import { nameOf } from '../vocabulary/model-ref.ts'
import type { ModelInfo, Target } from '../vocabulary/model.ts'
import type { Usage } from '../vocabulary/usage.ts'
import { keptMs } from './kept-ms.ts'
import { chanceOf, trustAtFirst, warmOrder, type WarmCandidate, type Warmth } from './warm-order.ts'
import { keepRecent } from '../vocabulary/keep-recent.ts'

export type { WarmCandidate } from './warm-order.ts'

/** An answer of a session. */
export interface SessionAnswer {
  readonly target: Target
  /** What it says that was read from and written to a cache. */
  readonly usage: Usage
  /** When it was asked for: caches count from there. */
  readonly at: number
  readonly model: Pick<ModelInfo, 'cacheTtls'> | undefined
  /** The target was asked to keep it for long. */
  readonly isLong: boolean
  /** Targets that failed in the same call. */
  readonly failed: readonly Target[]
}

/** What the caches of targets hold of each conversation, as far as their answers showed it. */
export interface WarmPrefixes {
  /** Takes note of an answer. */
  record(session: string, answer: SessionAnswer): void
  /**
   * In which order a request of `inputTokens` is best sent to the candidates, as indices: `warmOrder`. `undefined`: as they are,
   * since nothing is known of the session, or a price is unknown.
   */
  order(session: string, candidates: readonly WarmCandidate[], inputTokens: number): readonly number[] | undefined
}

interface Session {
  readonly requests: number
  readonly at: number
  /** An average. */
  readonly outputTokens: number
  /** Between its last requests. */
  readonly gapsMs: readonly number[]
  readonly targets: ReadonlyMap<string, Warmth>
  readonly failures: ReadonlyMap<string, Failures>
}

interface Failures {
  readonly count: number
  /** How many requests there had been at the last of them. */
  readonly at: number
}

/** Sessions that are remembered; the oldest go first. */
const mostSessions = 1_000

/** Pauses of a session that are remembered. */
const mostGaps = 16

/** The weight of the last answer in what is known of a cache. */
const weightOfLast = 0.5

/** An empty memory. */
export function createWarmPrefixes({ now }: { readonly now: () => number }): WarmPrefixes {
  const sessions = new Map<string, Session>()
  return {
    record(session, answer) {
      const before = sessions.get(session)
      // A target that tells nothing of a cache may have none.
      if (answer.usage.cachedTokens === undefined && before === undefined) return
      keepRecent(sessions, session, withAnswer(before, answer), mostSessions)
    },
    order(session, candidates, inputTokens) {
      const known = sessions.get(session)
      if (known === undefined || candidates.length < 2) return undefined
      const { requests, outputTokens, gapsMs } = known
      const seen = candidates.map((candidate) => {
        const name = nameOf(candidate.target)
        const failures = known.failures.get(name)
        return {
          ...candidate,
          warmth: known.targets.get(name),
          failures: failures?.count ?? 0,
          calm: requests - (failures?.at ?? 0),
        }
      })
      return warmOrder(seen, { inputTokens, outputTokens, requests, gapsMs, now: now() })
    },
  }
}

function withAnswer(before: Session | undefined, answer: SessionAnswer): Session {
  const { target, usage, at, failed } = answer
  const { inputTokens = 0, outputTokens = 0 } = usage
  const name = nameOf(target)
  const requests = (before?.requests ?? 0) + 1
  const failures = new Map(before?.failures)
  for (const one of new Set(failed.map(nameOf))) {
    // One that answered after all has not failed the conversation.
    if (one !== name) failures.set(one, { count: (failures.get(one)?.count ?? 0) + 1, at: requests })
  }
  const warmth = before?.targets.get(name)
  return {
    requests,
    at,
    outputTokens: (before?.outputTokens ?? 0) + (outputTokens - (before?.outputTokens ?? 0)) / requests,
    gapsMs: before === undefined ? [] : [...before.gapsMs.slice(1 - mostGaps), at - before.at],
    targets: new Map(before?.targets).set(name, {
      tokens: tokensHeld(usage),
      at,
      ttlMs: keptMs(answer.model, answer.isLong),
      trust: trustAfter(warmth, { at, inputTokens, cachedTokens: usage.cachedTokens ?? 0 }),
    }),
    failures,
  }
}

/** What can be read next time. Where writes are not told (Gemini, OpenAI before 5.6), what was sent will be there if anything was. */
function tokensHeld({ inputTokens = 0, cachedTokens, cacheWriteTokens }: Usage): number {
  if (cachedTokens === undefined) return 0
  return cacheWriteTokens === undefined ? inputTokens : cachedTokens + cacheWriteTokens
}

/** How far a cache is trusted after an answer: as far as what it was to read was read. */
function trustAfter(
  warmth: Warmth | undefined,
  {
    at,
    inputTokens,
    cachedTokens,
  }: { readonly at: number; readonly inputTokens: number; readonly cachedTokens: number },
): number {
  if (warmth === undefined) return trustAtFirst
  const expected = Math.min(warmth.tokens, inputTokens) * chanceOf(warmth, at)
  if (expected === 0) return warmth.trust
  return warmth.trust + (Math.min(1, cachedTokens / expected) - warmth.trust) * weightOfLast
}
