import { outputLimitField } from '../adapters/output-limit-member.ts'
import { wireModel } from '../adapters/wire-model.ts'
import { readOutputRefusal } from '../budget/output-refusal.ts'
import type { RepairProposal, RepairQuestion } from './repairs.ts'

/** How long the lesson of a refusal is kept: models get new caps and hosts new versions, but not by the hour. */
const rememberMs = 24 * 60 * 60 * 1000

/** Less room than this is no room for an answer, in tokens: a larger window is what helps. */
const leastRoom = 1_024

/** A limit that the target has called too large becomes the one that it named. */
export function repairLimit({ state, failed }: RepairQuestion): RepairProposal | undefined {
  const sent = state.attempts.at(-1)?.outputLimit?.tokens
  const refusal = sent === undefined ? undefined : readOutputRefusal(failed.description?.message ?? '')
  if (sent === undefined || refusal === undefined || refusal.type === 'field' || refusal.tokens >= sent)
    return undefined
  if (refusal.type === 'cap')
    return refusal.tokens < 1 ? undefined : { adjustment: { outputCap: refusal.tokens }, rememberMs }
  // What is left beside this input says nothing of the next.
  return refusal.tokens < leastRoom ? undefined : { adjustment: { outputCap: refusal.tokens } }
}

/** A field that the target does not know becomes the other one, or none where the protocol has no other. */
export function repairLimitField({ state, asked, failed, adjustment }: RepairQuestion): RepairProposal | undefined {
  const { target, provider } = asked
  if (state.attempts.at(-1)?.outputLimit === undefined) return undefined
  const refusal = readOutputRefusal(failed.description?.message ?? '')
  if (refusal?.type !== 'field') return undefined
  const quirks = {
    ...provider.quirks,
    ...(adjustment?.outputLimitField === undefined ? {} : { outputLimitField: adjustment.outputLimitField }),
  }
  const sent = outputLimitField(provider.protocol, quirks, wireModel(provider, target.model))
  if (refusal.field !== sent) return undefined
  return { adjustment: { outputLimitField: otherField(provider.protocol, sent) }, rememberMs }
}

function otherField(protocol: string, sent: string): 'max_tokens' | 'max_completion_tokens' | 'none' {
  if (protocol !== 'openai-chat') return 'none'
  return sent === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens'
}
