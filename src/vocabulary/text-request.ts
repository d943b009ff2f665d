import type { WireFailure } from './failure.ts'

/** A request beside the answers of models: a token, a list, a count, a search. */
export interface TextRequest {
  readonly url: string
  /** Default `GET` without a body, `POST` with one. */
  readonly method?: 'GET' | 'POST' | 'DELETE' | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** For the whole exchange, in milliseconds. */
  readonly timeoutMs: number
  /** Bytes of the answer that are read, from 1. Default 1 048 576 (1 MiB). A longer one is no answer. */
  readonly maxBytes?: number | undefined
}

/** Why there is no answer. */
export type NoAnswerReason = 'network' | 'timeout' | 'aborted' | 'too-long'

/** What came of it: a success with its text, an error answer (its body parsed when it is JSON), or nothing to read. */
export type TextAnswer =
  | {
      readonly type: 'answer'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly text: string
    }
  | ({ readonly type: 'error-answer' } & Required<WireFailure>)
  | { readonly type: 'no-answer'; readonly reason: NoAnswerReason; readonly error: unknown }
