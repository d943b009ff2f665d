import { joinProblems } from '../vocabulary/join-problems.ts'
import { suggestion } from '../vocabulary/nearest-name.ts'
import { isRecord } from '../vocabulary/option-kinds.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { tierOfName } from '../vocabulary/tier-name.ts'

type LabelName = 'agent' | 'task' | 'phase' | 'tier' | 'tags'

/**
 * Checks what a request says it is for, and what it is booked under. Throws `RouterError` `invalid-request`. Loaded with the first
 * request that says anything of it.
 */
export function checkLabels(request: Readonly<Partial<Record<LabelName, unknown>>>): void {
  const problems: string[] = []
  for (const name of ['agent', 'task', 'phase'] as const) {
    const value = request[name]
    if (value !== undefined && !(typeof value === 'string' && value.trim() !== ''))
      problems.push(`${name}: expected a text that is not empty, got a value of type ${typeof value}`)
  }
  const { tier, tags } = request
  if (tier !== undefined && !(typeof tier === 'string' && Object.hasOwn(tierOfName, tier))) {
    const meant = suggestion(tier, Object.keys(tierOfName), "'")
    problems.push(`tier: expected one of ${Object.keys(tierOfName).join(', ')}${meant}`)
  }
  if (tags !== undefined && !areTexts(tags)) problems.push('tags: expected an object of texts')
  if (problems.length === 0) return
  throw new RouterError('invalid-request', `The request cannot be used: ${joinProblems(problems)}`)
}

function areTexts(given: unknown): boolean {
  return isRecord(given) && Object.values(given).every((text) => typeof text === 'string')
}
