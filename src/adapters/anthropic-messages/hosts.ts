import { openRouterAttribution } from '../openrouter-attribution.ts'
import type { Hosts } from '../provider.ts'

/** What each host does differently in this protocol. Sources and dates are in `provider-notes.ts`. */
export const hosts: Hosts = {
  // How a model of this protocol thinks is asked for by its id.
  unknown: { quirks: { strictTools: false } },
  known: {
    anthropic: {},
    bedrock: { quirks: { cloud: 'bedrock' } },
    openrouter: { attributionHeaders: openRouterAttribution },
    deepseek: {},
    'llama-cpp': {},
    ollama: {},
  },
}
