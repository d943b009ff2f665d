import type { AnswerAssembly } from '../adapters/answer-assembly.ts'
import type { AskedTarget } from './attempt-once.ts'
import { isWrongModel } from '../routing/wrong-model.ts'
import type { CallState } from '../state/call-state.ts'
import type { Warning } from '../vocabulary/completion-result.ts'
import { nameOf } from '../vocabulary/model-ref.ts'

/**
 * The warning that another model made an answer, as far as names tell; absent where the right one did. Tells the operator, too.
 * Loaded when an answer names another model than its request did.
 */
export function wrongModelWarning(
  { router, prepared }: CallState,
  { target, provider }: AskedTarget,
  { wireModel }: Pick<AnswerAssembly, 'wireModel'>,
): Warning | undefined {
  // The name of a deployment says nothing about its model, unless it is that of one.
  if (provider.quirks.carrier === 'azure' && router.modelInfo(target) === undefined) return undefined
  if (!isWrongModel(target.model, wireModel)) return undefined
  const message = `${nameOf(target)} was asked, \`${wireModel}\` answered.`
  router.notify({ type: 'wrong-model', message, target, tags: prepared.given.tags })
  return { code: 'wrong-model', message, target }
}
