import type { ClassifiedFailure, FailureDescription } from '../vocabulary/failure.ts'
import { classifyByRules, type FailureContext } from './classify-by-rules.ts'
import { ruleTable } from './failure-rule.ts'
import { failureRules } from './failure-rules.ts'

export { classifyLocalFailure, type FailureContext } from './classify-by-rules.ts'

const rules = ruleTable(failureRules)

/** What a model provider's error means: `classifyByRules` with the rules of model providers. */
export function classifyFailure(failure: FailureDescription, context: FailureContext): ClassifiedFailure {
  return classifyByRules(rules, failure, context)
}
