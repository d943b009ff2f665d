import type { HostFacts } from '../provider.ts'

const low = { reasoning_effort: 'low' } as const
const medium = { reasoning_effort: 'medium' } as const
const high = { reasoning_effort: 'high' } as const

/** For hosts that know nothing above `high`: the chat surface's own field, as most of them take it. */
export const upToHigh: {
  readonly [Effort in 'low' | 'medium' | 'high' | 'xhigh' | 'max']: { readonly reasoning_effort: string }
} = { low, medium, high, xhigh: high, max: high }

/** What is safe to send to a host that nobody knows: no field that only some servers understand. */
export const unknownHost: HostFacts = {
  quirks: {
    strictTools: false,
    parallelToolCalls: false,
    // Servers that render the conversation by a model's template may take no second system message.
    oneSystemMessage: true,
    // Few servers know `none`.
    effortFields: { none: {}, ...upToHigh },
  },
}
