import { copilotHeaders } from '../copilot-headers.ts'
import { openRouterAttribution } from '../openrouter-attribution.ts'
import type { Hosts, Quirks } from '../provider.ts'
import { copilotTerms } from '../vendor-terms.ts'

/** Opus 4.8, Opus 5 and 5.5, Sonnet 5.5, Haiku 5.5, Fable 5.x (facts of 2026-11-17). */
const anthropic: Quirks = { lateSystem: /^claude-(?:opus-(?:4-8|5)|sonnet-5-5|haiku-5-5|fable-5)(?!\d)/ }

/** Other vendors behind this protocol: nothing that only Claude's own host is known to take. */
const compatible: Quirks = { strictTools: false, caching: { style: 'automatic', toolMarks: false } }

/** Servers of one's own keep what they computed by themselves. */
const local: Quirks = { strictTools: false, caching: { style: 'none' } }

/** History is to come back with its thinking intact, signed or not. */
const miniMax: Quirks = { strictTools: false, structuredOutput: 'none', unsignedThinking: true }

/** What each host does differently in this protocol. Sources and dates are in `provider-notes.ts`. */
export const hosts: Hosts = {
  // How a model of this protocol thinks is asked for by its id.
  unknown: { quirks: compatible },
  known: {
    anthropic: { quirks: anthropic, tokenCount: {} },
    // Who may use the token, and with which system prompt, is Anthropic's to say; nothing is sent that pretends to be Claude Code.
    'anthropic-subscription': {
      quirks: anthropic,
      tokenCount: {},
      headers: { 'anthropic-beta': 'claude-code-20250219,oauth-2025-04-20' },
      terms:
        "Subscription tokens are issued for Claude Code, claude.ai and the Agent SDK; read Anthropic's terms before another application uses one.",
    },
    // The mark for the whole request is Anthropic's own; clouds take marks on blocks.
    bedrock: { quirks: { carrier: 'bedrock', caching: { style: 'explicit' } } },
    'azure-anthropic': { quirks: { carrier: 'azure', caching: { style: 'explicit' } }, tokenCount: {} },
    'google-vertex': { quirks: { carrier: 'vertex', caching: { style: 'explicit' } }, tokenCount: {} },
    'google-vertex-anthropic': { quirks: { carrier: 'vertex', caching: { style: 'explicit' } }, tokenCount: {} },
    'github-copilot': {
      headers: copilotHeaders,
      quirks: { carrier: 'copilot', caching: { style: 'explicit' } },
      terms: copilotTerms,
    },
    openrouter: { attributionHeaders: openRouterAttribution },
    deepseek: {},
    moonshot: { quirks: compatible },
    'kimi-code': { quirks: compatible },
    'opencode-zen': { quirks: { sessionHeader: 'x-opencode-session' }, tokenCount: { models: /claude/ } },
    zai: { quirks: compatible },
    glm: { quirks: compatible },
    // Models of other vendors sign nothing: their thinking goes back with the empty signature that it came with.
    'vercel-ai-gateway': { quirks: { unsignedThinking: true } },
    'qwen-portal': { quirks: compatible },
    minimax: { quirks: miniMax },
    'minimax-portal': { quirks: miniMax },
    xiaomi: { quirks: compatible },
    synthetic: { quirks: compatible },
    fireworks: {
      quirks: {
        unsignedThinking: true,
        sessionHeader: 'x-session-affinity',
        caching: { style: 'automatic', toolMarks: false, oneHour: false },
      },
    },
    'llama-cpp': { tokenCount: {} },
    ollama: {},
    vllm: { quirks: local },
    lmstudio: { quirks: local },
    // A gateway, wherever it runs.
    litellm: { quirks: { caching: { style: 'automatic' } } },
  },
}
