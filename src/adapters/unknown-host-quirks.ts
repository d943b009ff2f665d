import type { ProtocolId } from '../vocabulary/model.ts'
import type { Quirks } from './provider.ts'

/**
 * What is safe to send to a host that nobody knows: no field that only some servers understand. Source: pi-ai 1.5.2,
 * 2026-11-10. How a model of the Anthropic protocol thinks is asked for by its id, in that protocol.
 */
export const unknownHostQuirks: Readonly<Partial<Record<ProtocolId, Quirks>>> = {
  'openai-chat': {
    outputLimitField: 'max_tokens',
    strictTools: false,
    parallelToolCalls: false,
    // Servers that render the conversation by a model's template may take no second system message.
    oneSystemMessage: true,
    effortFields: {
      // Few servers know the word.
      none: {},
      low: { reasoning_effort: 'low' },
      medium: { reasoning_effort: 'medium' },
      high: { reasoning_effort: 'high' },
      xhigh: { reasoning_effort: 'high' },
      max: { reasoning_effort: 'high' },
    },
  },
  'anthropic-messages': { strictTools: false },
}
