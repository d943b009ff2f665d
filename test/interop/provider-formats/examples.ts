/** The examples of Anthropic-format records, with keys that are none. */
export const anthropicRecords = {
  anthropic: {
    name: 'Anthropic Official',
    baseUrl: 'https://api.anthropic.com/v1',
    authToken: 'sk-ant-api03-not-a-real-key-0001',
    defaultModel: 'claude-sonnet-4-20250514',
    models: { opus: 'claude-opus-4-20250514', haiku: 'claude-haiku-4-20250514' },
  },
  openrouter: {
    name: 'OpenRouter Messages',
    baseUrl: 'https://openrouter.ai/api/v1',
    authToken: 'sk-or-v1-not-a-real-key-0002',
    defaultModel: 'anthropic/claude-sonnet-4',
    models: {
      opus: 'anthropic/claude-opus-4',
      sonnet: 'anthropic/claude-sonnet-4',
      haiku: 'anthropic/claude-3.5-haiku',
    },
  },
  litellm: {
    name: 'LiteLLM Proxy',
    baseUrl: 'http://localhost:4000/v1',
    authToken: 'sk-litellm-not-a-real-key-0003',
    defaultModel: 'claude-3-5-sonnet',
    models: { opus: 'claude-3-opus', sonnet: 'claude-3-5-sonnet', haiku: 'claude-3-haiku' },
  },
  bedrock: {
    name: 'AWS Bedrock',
    baseUrl: 'https://bedrock-runtime.us-east-1.amazonaws.com',
    authToken: 'AKIANOTAREALKEY00004',
    defaultModel: 'anthropic.claude-3-5-sonnet-20241022-v2:0',
  },
} as const

/** A provider as models.dev describes it. */
interface Definition {
  readonly id: string
  readonly name: string
  readonly npm: string
  readonly env: readonly string[]
  readonly doc: string
  readonly api: string
  readonly models: readonly Readonly<Record<string, unknown>>[]
}

const exampleModel = {
  id: 'custom-provider/example-model',
  name: 'Example Model',
  attachment: false,
  reasoning: false,
  tool_call: true,
  structured_output: true,
  temperature: true,
  release_date: '2026-01-01',
  last_updated: '2026-02-01',
  open_weights: false,
  limit: { context: 128_000, input: 128_000, output: 8192 },
  modalities: { input: ['text'], output: ['text'] },
}

/** The template of a custom provider. */
export const customProvider: Definition = {
  id: 'custom-provider',
  name: 'Custom Provider',
  npm: '@ai-sdk/openai-compatible',
  env: ['CUSTOM_PROVIDER_API_KEY'],
  doc: 'https://example.com/docs/models',
  api: 'https://api.example.com/v1',
  models: [exampleModel],
}

/** A gateway: models as a list, `reasoning` without `reasoning_options`. */
export const infron: Definition = {
  id: 'infron',
  name: 'Infron',
  npm: '@ai-sdk/openai-compatible',
  env: ['INFRON_API_KEY'],
  doc: 'https://infron.ai/docs',
  api: 'https://llm.onerouter.pro/v1',
  models: [
    { ...exampleModel, id: 'deepseek/deepseek-v3.2', name: 'DeepSeek V3.2', reasoning: true, open_weights: true },
    { ...exampleModel, id: 'moonshotai/kimi-k2', name: 'Kimi K2' },
  ],
}
