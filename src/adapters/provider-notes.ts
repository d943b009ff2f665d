/** What no request needs to know of a provider: for people, documentation and tests. Nothing in the library loads it. */
export interface ProviderNote {
  readonly name: string
  /** Where the facts of its row come from, those of its protocols and models included. */
  readonly source: string
  /** Day they were true, `YYYY-MM-DD` or `YYYY-MM`. */
  readonly asOf: string
}

/** By the id of the row. */
export const providerNotes: Readonly<Record<string, ProviderNote>> = {
  openai: {
    name: 'OpenAI',
    source: 'openai SDK 7.55.0; effort with tools: issue threads of 2026',
    asOf: '2026-11-10',
  },
  anthropic: {
    name: 'Anthropic',
    source: '@anthropic-ai/sdk 1.10.0; platform.claude.com model pages; variables as Claude Code reads them',
    asOf: '2026-11-17',
  },
  gemini: {
    name: 'Google Gemini',
    source: '@google/genai 3.1.0; ai.google.dev model, caching and error pages; recorded exchanges',
    asOf: '2026-11-10',
  },
  bedrock: {
    name: 'Amazon Bedrock',
    source: '@aws-sdk/client-bedrock-runtime 3.1162.0; botocore 1.43.117; recorded exchanges',
    asOf: '2026-11-10',
  },
  openrouter: {
    name: 'OpenRouter',
    source: '@openrouter/sdk 1.3.19; openrouter.ai error, streaming, PDF and attribution pages; recorded exchanges',
    asOf: '2026-11-10',
  },
  groq: { name: 'Groq', source: 'groq-sdk 1.6.0; recorded exchanges', asOf: '2026-11-10' },
  deepseek: { name: 'DeepSeek', source: 'api-docs.deepseek.com; recorded exchanges', asOf: '2026-11-10' },
  xai: {
    name: 'xAI',
    source: 'docs.x.ai; @ai-sdk/xai of 2026-11-13; recorded exchanges',
    asOf: '2026-11-10',
  },
  mistral: {
    name: 'Mistral',
    source: '@mistralai/mistralai 2.7.0; mistralai/platform-docs-public openapi.yaml of 2026-08-21; recorded exchanges',
    asOf: '2026-11-10',
  },
  'llama-cpp': {
    name: 'llama.cpp server',
    source: 'ggml-org/llama.cpp tools/server/README.md at 00dc8057; recorded exchanges',
    asOf: '2026-11',
  },
  ollama: {
    name: 'Ollama',
    source: 'ollama 0.6.4 (npm); ollama/ollama docs of 2026-08; docs.ollama.com errors page',
    asOf: '2026-09-24',
  },
}
