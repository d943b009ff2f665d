import type { AuditRecord } from './audit.ts'
import type { CacheEpoch } from './caching.ts'
import type { Target } from './model.ts'
import type { ShadowComparison } from './shadow.ts'
import type { SpendAlert } from './spend.ts'

/** What a notice is about. */
export type NoticeType =
  | 'skipped-target'
  | 'unusable-provider'
  | 'failover'
  | 'downgrade'
  | 'cooldown'
  | 'concurrency'
  | 'empty-response'
  | 'wrong-model'
  | 'vendor-terms'
  | 'cache-epoch'
  | 'budget'
  | 'drill'
  | 'shadow'
  | 'audit'
  | 'unusable-search-backend'

/** Something the operator may want to see. */
export interface Notice {
  readonly type: NoticeType
  readonly message: string
  readonly target?: Target | undefined
  /** Those of the request that it is about. */
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** Of a `budget`: the limit that has reached a share; absent where one has stopped a call. */
  readonly spend?: SpendAlert | undefined
  /** Of an `empty-response`: such answers of the target since the router was made, this one among them, and of how many attempts. */
  readonly empty?: { readonly answers: number; readonly attempts: number } | undefined
  /** Of a `cache-epoch`. */
  readonly cacheEpoch?: CacheEpoch | undefined
  /** Of an `audit`. */
  readonly audit?: AuditRecord | undefined
  /** Of a `shadow`. */
  readonly shadow?: ShadowComparison | undefined
  /** Milliseconds since the epoch. */
  readonly at: number
}
