import { breakpointModels } from '../cache-key-fields.ts'
import { copilotHeaders } from '../copilot-headers.ts'
import { openRouterAttribution } from '../openrouter-attribution.ts'
import type { Hosts } from '../provider.ts'
import { chatgptTerms, copilotTerms } from '../vendor-terms.ts'

/** What each host does differently in this protocol. Sources and dates are in `provider-notes.ts`. */
export const hosts: Hosts = {
  unknown: {},
  known: {
    openai: {
      quirks: {
        samplingBesideEffort: 'refused',
        caching: { style: 'key', retention: true, breakpoints: breakpointModels },
      },
      tokenCount: {},
    },
    'azure-openai': { quirks: { carrier: 'azure', samplingBesideEffort: 'refused', caching: { style: 'key' } } },
    'openai-chatgpt': {
      headers: { 'openai-beta': 'responses=experimental', originator: 'trunkline' },
      quirks: {
        instructionsRequired: true,
        refusedFields: ['max_output_tokens', 'temperature', 'top_p', 'prompt_cache_retention', 'prompt_cache_options'],
        caching: { style: 'key' },
      },
      terms: chatgptTerms,
    },
    'github-copilot': {
      headers: copilotHeaders,
      quirks: { carrier: 'copilot', caching: { style: 'none' } },
      terms: copilotTerms,
    },
    openrouter: {
      attributionHeaders: openRouterAttribution,
      quirks: { sessionHeader: 'x-session-id', caching: { style: 'none' } },
    },
    // There is no role `developer`.
    deepseek: { quirks: { systemRole: 'system' } },
    xai: { quirks: { schemaDialect: 'xai', caching: { style: 'key' } } },
    'opencode-zen': { quirks: { sessionHeader: 'x-opencode-session' } },
    'vercel-ai-gateway': {},
    venice: {},
    fireworks: { quirks: { sessionHeader: 'x-session-affinity' } },
    perplexity: {},
    'huggingface-router': {},
    'llama-cpp': { quirks: { oneSystemMessage: true, namedToolChoice: false }, tokenCount: {} },
    ollama: { quirks: { oneSystemMessage: true } },
    vllm: { quirks: { oneSystemMessage: true } },
    lmstudio: { quirks: { oneSystemMessage: true } },
    litellm: {},
  },
}
