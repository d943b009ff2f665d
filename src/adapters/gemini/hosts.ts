import type { Hosts } from '../provider.ts'
import { antigravityTerms, geminiCliTerms } from '../vendor-terms.ts'

/** What each host does differently in this protocol. Sources and dates are in `provider-notes.ts`. */
export const hosts: Hosts = {
  unknown: {},
  known: {
    gemini: { quirks: { cachedContents: true }, tokenCount: {} },
    'google-vertex': { tokenCount: { form: 'flat' } },
    'google-vertex-express': { tokenCount: { form: 'flat' } },
    'google-gemini-cli': { quirks: { codeAssist: true }, tokenCount: {}, terms: geminiCliTerms },
    'google-antigravity': { quirks: { codeAssist: true }, tokenCount: {}, terms: antigravityTerms },
    'opencode-zen': { quirks: { sessionHeader: 'x-opencode-session' } },
  },
}
