import type { Runtime } from '../vocabulary/runtime.ts'
import { untilAborted } from './until-aborted.ts'
import { keepRecent } from '../vocabulary/keep-recent.ts'

/** An answer, and until when it holds, in milliseconds since the epoch. */
export interface KeptAnswer<Value> {
  readonly value: Value
  readonly until: number
}

/** Answers to requests beside completions, kept while they hold. Whoever asks meanwhile waits for the request that runs. */
export interface KeptAnswers<Value> {
  /**
   * The answer under a key, or that of `ask`. Rejects with its error, and with the signal's reason for whoever leaves: the request
   * goes on for the others.
   */
  get(key: string, ask: () => Promise<KeptAnswer<Value>>, signal: AbortSignal): Promise<Value>
  /** Drops an answer that turned out to hold no longer, if it is the one that is meant: another may have taken its place. */
  drop(key: string, isMeant: (value: Value) => boolean): void
}

/** Keys that are remembered; the oldest go first. */
const mostAnswers = 500

/** An empty store. */
export function createKeptAnswers<Value>({ now }: Pick<Runtime, 'now'>): KeptAnswers<Value> {
  const known = new Map<string, KeptAnswer<Value>>()
  const running = new Map<string, Promise<Value>>()

  async function asked(key: string, ask: () => Promise<KeptAnswer<Value>>): Promise<Value> {
    try {
      const answer = await ask()
      keepRecent(known, key, answer, mostAnswers)
      return answer.value
    } finally {
      running.delete(key)
    }
  }

  return {
    get(key, ask, signal) {
      const kept = known.get(key)
      if (kept !== undefined && kept.until > now()) return Promise.resolve(kept.value)
      const request = running.get(key) ?? asked(key, ask)
      running.set(key, request)
      return untilAborted(request, signal)
    },
    drop(key, isMeant) {
      const kept = known.get(key)
      if (kept !== undefined && isMeant(kept.value)) known.delete(key)
    },
  }
}
