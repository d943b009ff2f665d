import type { Hosts } from '../provider.ts'
import { antigravityTerms, geminiCliTerms } from '../vendor-terms.ts'

/** What each host does differently in this protocol. Sources and dates are in `provider-notes.ts`. */
export const hosts: Hosts = {
  unknown: {},
  known: {
    gemini: {},
    'google-vertex': {},
    'google-vertex-express': {},
    'google-gemini-cli': { quirks: { codeAssist: true }, terms: geminiCliTerms },
    'google-antigravity': { quirks: { codeAssist: true }, terms: antigravityTerms },
    'opencode-zen': { quirks: { sessionHeader: 'x-opencode-session' } },
  },
}
