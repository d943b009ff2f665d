/*
 * All that follows a failed attempt, as one chunk: the first failure of a process is what fallbacks are for, and waits for it once.
 */

export { askAgain } from './ask-again.ts'
export { failAttempt, refuseAtLimit, refuseDisabled, refuseToWrite } from './fail-attempt.ts'
export { exhaustedError } from './exhausted-error.ts'
