import type { Target } from './model.ts'

/** How the tokens of a request are to be counted. */
export interface TokenCountOptions {
  /**
   * `endpoint`: by the provider or not at all; without an answer `countTokens` rejects with the error of it. `estimate`: here, and
   * nothing is sent. Default: by the provider where it has an endpoint, else here.
   */
  readonly source?: 'endpoint' | 'estimate' | undefined
}

/** How many input tokens a request is at one target: system prompt, conversation, tools and output schema together. */
export interface TokenCount {
  readonly tokens: number
  /** The provider itself has counted this very request. */
  readonly exact: boolean
  readonly source: 'endpoint' | 'estimate'
  /** Whose tokens they are. */
  readonly target: Target
  /** Why it is an estimate. Absent when it is none. */
  readonly reason?: string | undefined
}
