import type { AnswerAssembly } from '../adapters/answer-assembly.ts'
import type { CallState } from './call-state.ts'
import type { Served } from '../vocabulary/completion-result.ts'
import { isSame } from '../vocabulary/model-ref.ts'

/** Notes who made what stays of an answer; a target that goes on with its own answer is noted once. */
export function noteServed(state: CallState, assembly: AnswerAssembly): Served {
  const { provider, model, protocol } = assembly.origin
  const served = { provider, model, protocol, wireModel: assembly.wireModel }
  const last = state.servedBy.at(-1)
  if (last !== undefined && isSame(last, served)) state.servedBy.pop()
  state.servedBy.push(served)
  return served
}
