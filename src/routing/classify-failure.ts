import type { ClassifiedFailure, FailureDescription } from '../vocabulary/failure.ts'
import { classifyByRules, type FailureContext } from './classify-by-rules.ts'
import { failureRules } from './failure-rules.ts'

export { classifyLocalFailure, type FailureContext } from './classify-by-rules.ts'

/** What a model provider's error means: `classifyByRules` with the rules of model providers. */
export function classifyFailure(failure: FailureDescription, context: FailureContext): ClassifiedFailure {
  return classifyByRules(failureRules, failure, context)
}
