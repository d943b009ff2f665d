import type { Wire } from '../streams.ts'

/** Whom a subject asks. */
export interface Endpoint {
  readonly wire: Wire
  /** Ends in `/v1`. */
  readonly baseUrl: string
  readonly model: string
  /** The answer is a call of the tool `store`. */
  readonly callsTool: boolean
  /** This library chooses its target among 40 under 5 constraints; the others know of one only. */
  readonly choosesTarget: boolean
}

/** What was seen of an answer. */
export interface SeenAnswer {
  /** Deltas that were not empty. */
  readonly deltas: number
  readonly characters: number
  /** `performance.now()` at the first of them. */
  readonly firstDeltaAt: number
  readonly inputTokens: number | undefined
}

/** Asks one question and reads its answer to the end. */
export type Ask = () => Promise<SeenAnswer>

/** One library that is measured, used as its documentation shows. None retries on its own. */
export interface Subject {
  /** Makes the client. With a second endpoint the answer is to come from it when the first one fails. */
  open(endpoint: Endpoint, fallback?: Endpoint): Ask
}

/** Counts deltas while they are read. */
export class DeltaCount {
  deltas = 0
  characters = 0
  firstDeltaAt = 0

  add(delta: string | null | undefined): void {
    if (delta === undefined || delta === null || delta === '') return
    if (this.deltas++ === 0) this.firstDeltaAt = performance.now()
    this.characters += delta.length
  }

  seen(inputTokens: number | undefined): SeenAnswer {
    return { deltas: this.deltas, characters: this.characters, firstDeltaAt: this.firstDeltaAt, inputTokens }
  }
}

/** A key as long as keys are. */
export const apiKey = 'sk-bench-4fT9xQ2mLr7VbN0cYw5KzH3dPg8JsUaE1iRoXnMt6GkBvC'

/** The question. */
export const question = 'Why is the sky blue?'
