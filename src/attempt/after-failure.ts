/*
 * All that follows a failed attempt, as one chunk: the first failure of a process is what fallbacks are for, and waits for it once.
 */

export { failAttempt, refuseAtLimit, refuseDisabled, refuseToWrite } from './fail-attempt.ts'
export { retryTarget } from './retry-target.ts'
export { repairFor } from '../repair/repairs.ts'
export { exhaustedError } from '../call/exhausted-error.ts'
