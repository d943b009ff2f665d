import { breakpointModels } from '../cache-key-fields.ts'
import { copilotHeaders } from '../copilot-headers.ts'
import type { Hosts, Quirks } from '../provider.ts'
import { copilotTerms } from '../vendor-terms.ts'
import { openRouterAttribution } from '../openrouter-attribution.ts'
import { unknownHost, upToHigh } from './unknown-host.ts'

/** The chat surface's own field for an effort, as most hosts take it. */
const none = { reasoning_effort: 'none' } as const
const minimal = { reasoning_effort: 'minimal' } as const
const low = { reasoning_effort: 'low' } as const
const medium = { reasoning_effort: 'medium' } as const
const high = { reasoning_effort: 'high' } as const
const xhigh = { reasoning_effort: 'xhigh' } as const

const on = { thinking: { type: 'enabled' } } as const
const off = { thinking: { type: 'disabled' } } as const
const max = { reasoning_effort: 'max' } as const

/** Kimi's newer models: always on, and nothing between these. */
const kimiEfforts = { low, medium: high, high, xhigh: max, max } as const

/** GLM-5.2 and 5.3: thinking has a switch and levels; 4.x, 5, 5.1 and Turbo only the switch. */
const glm: Quirks = {
  structuredOutput: 'json-object',
  documents: 'none',
  // Without it the arguments of a call come in one block.
  toolFields: { tool_stream: true },
  effortFields: {
    none: off,
    low: { ...on, ...low },
    medium: { ...on, ...high },
    high: { ...on, ...high },
    xhigh: { ...on, ...max },
    max: { ...on, ...max },
  },
  effortFieldsOfModels: [
    {
      model: /^glm-(?:4|5(?:\.1)?(?:$|-|v))/i,
      fields: { none: off, minimal: off, low: off, medium: on, high: on, xhigh: on, max: on },
    },
    // Cannot be off.
    {
      model: /^glm-5\.3/i,
      fields: {
        low: { ...on, ...low },
        medium: { ...on, ...high },
        high: { ...on, ...high },
        xhigh: { ...on, ...max },
        max: { ...on, ...max },
      },
    },
  ],
}

const qwenOn = { enable_thinking: true } as const
const qwenOff = { enable_thinking: false } as const
const templateOn = { chat_template_kwargs: { enable_thinking: true } } as const
const templateOff = { chat_template_kwargs: { enable_thinking: false } } as const
const togetherOn = { reasoning: { enabled: true } } as const
const reasoningOff = { reasoning: { enabled: false } } as const

/** An effort inside of a `reasoning` object. */
const nested = <E extends string>(effort: E): { readonly reasoning: { readonly effort: E } } => ({
  reasoning: { effort },
})

/** Servers that render the conversation by a model's template. */
const vllm: Quirks = { documents: 'none', effortFields: { none: templateOff, ...upToHigh } }

/** OpenAI's own models, wherever they are. */
const openai: Quirks = {
  outputLimitField: 'max_completion_tokens',
  samplingBesideEffort: 'refused',
  // `max` is for the responses surface only.
  effortFields: { none, minimal, low, medium, high, xhigh, max: xhigh },
  effortWithTools: [
    { model: /^gpt-5\.[45](?!\d)/, send: 'omit' },
    { model: /^gpt-(?:5\.(?:[6-9]|\d\d)|[6-9])/, send: 'none' },
  ],
}

/** All models of a host. */
const all = /(?:)/

/** What each host does differently in this protocol. Sources and dates are in `provider-notes.ts`. */
export const hosts: Hosts = {
  unknown: unknownHost,
  known: {
    openai: {
      quirks: { ...openai, lateSystem: all, caching: { style: 'key', retention: true, breakpoints: breakpointModels } },
      // Chat has no endpoint for it.
      tokenCount: { protocol: 'openai-responses' },
    },
    'azure-openai': {
      // Other vendors' models are rendered by templates, which may take no system message there.
      quirks: { ...openai, carrier: 'azure', lateSystem: /^(?:gpt-[4-9]|chatgpt|o\d)/, caching: { style: 'key' } },
    },
    'google-vertex': { quirks: { effortFields: upToHigh } },
    'github-copilot': {
      headers: copilotHeaders,
      quirks: { ...openai, carrier: 'copilot' },
      terms: copilotTerms,
    },
    openrouter: {
      attributionHeaders: openRouterAttribution,
      quirks: {
        replayReasoning: 'reasoning_details',
        effortFields: {
          none: nested('none'),
          minimal: nested('minimal'),
          low: nested('low'),
          medium: nested('medium'),
          high: nested('high'),
          xhigh: nested('xhigh'),
          max: nested('max'),
        },
        documentUrls: true,
        topK: true,
        sessionHeader: 'x-session-id',
        // Other models cache by themselves.
        caching: { style: 'explicit', models: /claude/ },
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
        lateSystem: /flash/,
        structuredOutput: 'json-object',
        // `strict` is understood at https://api.deepseek.com/beta only.
        strictTools: false,
        documents: 'none',
        replayReasoning: 'reasoning_content',
        reasoningContentRequired: true,
        effortFields: {
          none: off,
          low: { ...on, ...low },
          medium: { ...on, ...high },
          high: { ...on, ...high },
          xhigh: { ...on, ...max },
          max: { ...on, ...max },
        },
      },
    },
    xai: {
      quirks: {
        lateSystem: all,
        outputLimitField: 'max_completion_tokens',
        documents: 'none',
        effortFields: { none, low, medium, high, xhigh, max: xhigh },
        effortFieldsOfModels: [{ model: /^grok-4\.3/, fields: { none, ...upToHigh } }],
        schemaDialect: 'xai',
        sessionHeader: 'x-grok-conv-id',
      },
    },
    mistral: {
      quirks: {
        caching: { style: 'key' },
        // Unknown fields are a 422, and stream_options is one on some versions; usage comes without it.
        streamOptions: false,
        seedField: 'random_seed',
        toolCallId: { pattern: /^[a-zA-Z0-9]{9}$/, length: 9 },
        documents: 'document-url',
        audioInput: 'string',
        schemaDialect: 'mistral',
        replayReasoning: 'thinking-parts',
        samplingBesideEffort: 'above-zero',
        // Most models know none and high only; mistral-large-4 and hosted ones more, which the catalogue knows.
        effortFields: { none, low: high, medium: high, high, xhigh: high, max: high },
        sessionHeader: 'x-affinity',
      },
    },
    moonshot: {
      tokenCount: { form: 'moonshot' },
      quirks: {
        lateSystem: all,
        caching: { style: 'key' },
        strictTools: false,
        documents: 'none',
        replayReasoning: 'reasoning_content',
        reasoningContentRequired: true,
        effortFields: kimiEfforts,
        effortFieldsOfModels: [
          { model: /^kimi-k2\.7/, fields: {} },
          { model: /^kimi-k2/, fields: { none: off, low: on, medium: on, high: on, xhigh: on, max: on } },
        ],
      },
    },
    'kimi-code': {
      quirks: {
        lateSystem: all,
        caching: { style: 'key' },
        structuredOutput: 'json-object',
        strictTools: false,
        documents: 'none',
        replayReasoning: 'reasoning_content',
        reasoningContentRequired: true,
        effortFields: kimiEfforts,
        // Always on, without levels.
        effortFieldsOfModels: [{ model: /^kimi-for-coding-highspeed/, fields: {} }],
      },
    },
    // Routes to other vendors' models: nothing that only some of them understand.
    'opencode-zen': {
      quirks: {
        replayReasoning: 'reasoning_content',
        sessionHeader: 'x-opencode-session',
        effortFields: { none: {}, ...upToHigh },
      },
    },
    zai: { quirks: glm },
    glm: { quirks: glm },
    'vercel-ai-gateway': {
      quirks: {
        caching: { style: 'explicit', models: /claude/ },
        replayReasoning: 'reasoning_details',
        effortFields: {
          none: reasoningOff,
          minimal: nested('minimal'),
          low: nested('low'),
          medium: nested('medium'),
          high: nested('high'),
          xhigh: nested('xhigh'),
          max: nested('xhigh'),
        },
      },
    },
    cerebras: {
      quirks: {
        caching: { style: 'key' },
        outputLimitField: 'max_completion_tokens',
        documents: 'none',
        schemaDialect: 'cerebras',
        effortFields: { none, ...upToHigh },
      },
    },
    'qwen-portal': {
      quirks: {
        noForcedToolBesideEffort: true,
        // The newest models also know json_schema.
        structuredOutput: 'json-object',
        documents: 'none',
        effortFields: { none: qwenOff, low: qwenOn, medium: qwenOn, high: qwenOn, xhigh: qwenOn, max: qwenOn },
        effortFieldsOfModels: [
          {
            model: /^qwen3\.8/,
            fields: {
              none: qwenOff,
              low: { ...qwenOn, ...low },
              medium: { ...qwenOn, ...medium },
              xhigh: { ...qwenOn, ...xhigh },
            },
          },
          {
            model: /^(?:deepseek|glm)/,
            fields: { none: qwenOff, high: { ...qwenOn, ...high }, max: { ...qwenOn, ...max } },
          },
        ],
      },
    },
    minimax: {
      quirks: {
        structuredOutput: 'none',
        strictTools: false,
        documents: 'none',
        // Otherwise thinking stands in the answer, between <think> marks. There is no field for an effort here.
        bodyFields: { reasoning_split: true },
        replayReasoning: 'reasoning_details',
        effortFields: {},
      },
    },
    xiaomi: {
      quirks: {
        outputLimitField: 'max_completion_tokens',
        structuredOutput: 'json-object',
        documents: 'none',
        replayReasoning: 'reasoning_content',
        reasoningContentRequired: true,
        effortFields: { none: off, low: on, medium: on, high: on, xhigh: on, max: on },
      },
    },
    venice: {
      quirks: {
        caching: { style: 'key' },
        outputLimitField: 'max_completion_tokens',
        documents: 'none',
        // Its own system prompt is added otherwise.
        bodyFields: { venice_parameters: { include_venice_system_prompt: false } },
        replayReasoning: 'reasoning_content',
        effortFields: { none: reasoningOff, low, medium, high, xhigh, max },
      },
    },
    synthetic: { quirks: { strictTools: false, documents: 'none', effortFields: { none: {}, ...upToHigh } } },
    infron: {
      quirks: {
        strictTools: false,
        effortFields: {
          none: nested('none'),
          low: nested('low'),
          medium: nested('medium'),
          high: nested('high'),
          xhigh: nested('high'),
          max: nested('high'),
        },
      },
    },
    together: {
      quirks: {
        strictTools: false,
        documents: 'none',
        effortFields: {
          none: reasoningOff,
          low: togetherOn,
          medium: togetherOn,
          high: togetherOn,
          xhigh: togetherOn,
          max: togetherOn,
        },
        effortFieldsOfModels: [
          { model: /gpt-oss/, fields: upToHigh },
          {
            model: /DeepSeek-V4-Pro/i,
            fields: { none: reasoningOff, high: { ...togetherOn, ...high }, max: { ...togetherOn, ...max } },
          },
        ],
      },
    },
    fireworks: {
      quirks: {
        documents: 'none',
        sessionHeader: 'x-session-affinity',
        effortFields: { none, ...upToHigh },
        effortFieldsOfModels: [{ model: /kimi/, fields: kimiEfforts }],
      },
    },
    anyscale: { quirks: vllm },
    perplexity: {
      quirks: {
        streamOptions: false,
        strictTools: false,
        documents: 'none',
        // System first, then user and assistant by turns.
        oneSystemMessage: true,
        effortFields: { none: minimal, minimal, ...upToHigh },
      },
    },
    cohere: {
      quirks: {
        strictTools: false,
        namedToolChoice: false,
        documents: 'none',
        effortFields: { none, low: high, medium: high, high, xhigh: high, max: high },
      },
    },
    'huggingface-router': {
      quirks: { documents: 'none', effortFields: { none, minimal, low, medium, high, xhigh, max: xhigh } },
    },
    'nvidia-nim': {
      quirks: {
        strictTools: false,
        documents: 'none',
        effortFields: {
          none: templateOff,
          low: templateOn,
          medium: templateOn,
          high: templateOn,
          xhigh: templateOn,
          max: templateOn,
        },
      },
    },
    'llama-cpp': {
      tokenCount: {},
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
    vllm: { quirks: vllm, tokenCount: { form: 'vllm' } },
    // Efforts are known where the server's own listing says so.
    lmstudio: { quirks: { documents: 'none', effortFields: { none, low, medium, high, xhigh, max: high } } },
    // Recent versions know max and xhigh, and translate for whom they route to.
    litellm: {
      quirks: {
        caching: { style: 'explicit', models: /claude/ },
        effortFields: { none, minimal, low, medium, high, xhigh, max },
      },
    },
  },
}
