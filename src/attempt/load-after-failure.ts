import { loadedOnce } from '../vocabulary/loaded-once.ts'
import type * as AfterFailure from './after-failure.ts'

/** Loads what follows a failed attempt, with the first one. */
export const loadAfterFailure: () => typeof AfterFailure | Promise<typeof AfterFailure> = loadedOnce(
  () => import('./after-failure.ts'),
)
