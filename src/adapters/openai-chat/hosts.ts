import type { Hosts } from '../provider.ts'
import { openRouterAttribution } from '../openrouter-attribution.ts'

/** The chat surface's own field for an effort, as most hosts take it. */
const none = { reasoning_effort: 'none' } as const
const minimal = { reasoning_effort: 'minimal' } as const
const low = { reasoning_effort: 'low' } as const
const medium = { reasoning_effort: 'medium' } as const
const high = { reasoning_effort: 'high' } as const
const xhigh = { reasoning_effort: 'xhigh' } as const

/** For hosts that know nothing above `high`. */
const upToHigh = { low, medium, high, xhigh: high, max: high } as const

/** What each host does differently in this protocol. Sources and dates are in `provider-notes.ts`. */
export const hosts: Hosts = {
  // No field that only some servers understand.
  unknown: {
    quirks: {
      strictTools: false,
      parallelToolCalls: false,
      // Servers that render the conversation by a model's template may take no second system message.
      oneSystemMessage: true,
      // Few servers know `none`.
      effortFields: { none: {}, ...upToHigh },
    },
  },
  known: {
    openai: {
      quirks: {
        outputLimitField: 'max_completion_tokens',
        // `max` is for the responses surface only.
        effortFields: { none, minimal, low, medium, high, xhigh, max: xhigh },
        effortWithTools: [
          { model: /^gpt-5\.[45](?!\d)/, send: 'omit' },
          { model: /^gpt-(?:5\.(?:[6-9]|\d\d)|[6-9])/, send: 'none' },
        ],
      },
    },
    openrouter: {
      attributionHeaders: openRouterAttribution,
      quirks: {
        replayReasoning: 'reasoning_details',
        effortFields: {
          none: { reasoning: { effort: 'none' } },
          minimal: { reasoning: { effort: 'minimal' } },
          low: { reasoning: { effort: 'low' } },
          medium: { reasoning: { effort: 'medium' } },
          high: { reasoning: { effort: 'high' } },
          xhigh: { reasoning: { effort: 'xhigh' } },
          max: { reasoning: { effort: 'max' } },
        },
        documentUrls: true,
        topK: true,
        sessionHeader: 'x-session-id',
      },
    },
    groq: {
      quirks: {
        outputLimitField: 'max_completion_tokens',
        documents: 'none',
        effortFields: { none, ...upToHigh },
      },
    },
    deepseek: {
      quirks: {
        structuredOutput: 'json-object',
        // `strict` is understood at https://api.deepseek.com/beta only.
        strictTools: false,
        documents: 'none',
        replayReasoning: 'reasoning_content',
        reasoningContentRequired: true,
        effortFields: {
          none: { thinking: { type: 'disabled' } },
          low: { thinking: { type: 'enabled' }, reasoning_effort: 'low' },
          medium: { thinking: { type: 'enabled' }, reasoning_effort: 'high' },
          high: { thinking: { type: 'enabled' }, reasoning_effort: 'high' },
          xhigh: { thinking: { type: 'enabled' }, reasoning_effort: 'max' },
          max: { thinking: { type: 'enabled' }, reasoning_effort: 'max' },
        },
      },
    },
    xai: {
      quirks: {
        outputLimitField: 'max_completion_tokens',
        documents: 'none',
        effortFields: { none, low, medium, high, xhigh, max: xhigh },
        schemaDialect: 'xai',
        sessionHeader: 'x-grok-conv-id',
      },
    },
    mistral: {
      quirks: {
        // Unknown fields are a 422, and stream_options is one on some versions; usage comes without it.
        streamOptions: false,
        seedField: 'random_seed',
        toolCallId: { pattern: /^[a-zA-Z0-9]{9}$/, length: 9 },
        documents: 'document-url',
        audioInput: 'string',
        schemaDialect: 'mistral',
        replayReasoning: 'thinking-parts',
        // Most models know none and high only; mistral-large-4 and hosted ones more, which the catalogue knows.
        effortFields: { none, low: high, medium: high, high, xhigh: high, max: high },
        sessionHeader: 'x-affinity',
      },
    },
    'llama-cpp': {
      quirks: {
        namedToolChoice: false,
        documents: 'none',
        // Chat templates differ: some take system messages at the beginning only, and one of them.
        oneSystemMessage: true,
        topK: true,
        effortFields: {
          none: { chat_template_kwargs: { enable_thinking: false }, reasoning_effort: 'none' },
          ...upToHigh,
        },
      },
    },
    ollama: {
      quirks: {
        toolChoice: false,
        documents: 'none',
        // Newer servers also know max.
        effortFields: { none, ...upToHigh },
      },
    },
  },
}
