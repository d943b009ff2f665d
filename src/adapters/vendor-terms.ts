/*
 * What vendors' terms say about subscriptions in applications that are not theirs, told once before the first request. As of the day
 * in `provider-notes.ts`; the terms themselves count.
 */

/** GitHub Copilot: an interface of its own editors, undocumented (facts of 2026-11-10). */
export const copilotTerms =
  'GitHub documents the interface of Copilot for its own clients only. It may refuse other applications or limit the account; read the GitHub Copilot terms before you use it.'

/** ChatGPT: OpenAI permits sign-in by other applications, but the interface is private (facts of 2026-11-13). */
export const chatgptTerms =
  'This is the private interface of ChatGPT, billed to a personal subscription. OpenAI permits sign-in by other applications; the interface may change without notice, and the terms of the plan count.'

/** Gemini CLI: ended for consumers, third parties are not permitted (facts of 2026-09-25). */
export const geminiCliTerms =
  'Since 2026-06-18 Code Assist is for Standard and Enterprise accounts only, and Google does not permit other applications to use the sign-in of Gemini CLI. Use the provider `gemini` with a key instead.'

/** Antigravity: prohibited, accounts were suspended (facts of 2026-09-24). */
export const antigravityTerms =
  'The terms of Google Antigravity prohibit other applications from using its sign-in; accounts were suspended in 2026. Use the provider `gemini` with a key instead.'
