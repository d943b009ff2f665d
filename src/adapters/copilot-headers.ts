/** What Copilot wants to know of who asks: without an editor it refuses (facts of 2026-11-10). */
export const copilotHeaders: Readonly<Record<string, string>> = {
  'editor-version': 'trunkline/1.0',
  'editor-plugin-version': 'trunkline/1.0',
  'copilot-integration-id': 'vscode-chat',
  'openai-intent': 'conversation-edits',
}
