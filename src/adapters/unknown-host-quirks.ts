import type { ProtocolId } from '../vocabulary/model.ts'
import type { Quirks } from './provider.ts'

/**
 * What is safe to send to a host that nobody knows: no field that only some servers understand. `thinking` with a budget is
 * the form that most servers of the Anthropic protocol take. Source: pi-ai 1.5.2, 2026-11-10.
 */
export const unknownHostQuirks: Readonly<Partial<Record<ProtocolId, Quirks>>> = {
  'openai-chat': {
    outputLimitField: 'max_tokens',
    strictTools: false,
    parallelToolCalls: false,
    // No field is sent for none: few servers know the word.
    effortFields: {
      none: {},
      low: { reasoning_effort: 'low' },
      medium: { reasoning_effort: 'medium' },
      high: { reasoning_effort: 'high' },
      xhigh: { reasoning_effort: 'high' },
      max: { reasoning_effort: 'high' },
    },
  },
  'anthropic-messages': {
    strictTools: false,
    effortFields: {
      none: {},
      low: { thinking: { type: 'enabled', budget_tokens: 2048 } },
      medium: { thinking: { type: 'enabled', budget_tokens: 8192 } },
      high: { thinking: { type: 'enabled', budget_tokens: 16_384 } },
      xhigh: { thinking: { type: 'enabled', budget_tokens: 16_384 } },
      max: { thinking: { type: 'enabled', budget_tokens: 16_384 } },
    },
  },
}
