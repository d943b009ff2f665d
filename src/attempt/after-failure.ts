/*
 * All that follows a failed attempt, loaded at once: the first failure of a process is what fallbacks are for, and waits for it alone.
 */

export { askAgain } from './ask-again.ts'
export { failAttempt, refuseAtLimit, refuseDisabled, refuseToWrite } from './fail-attempt.ts'
export { exhaustedError } from './exhausted-error.ts'
