import type { ProtocolId } from '../vocabulary/model.ts'
import { isAtHost } from './host-fields.ts'
import type { ProviderProfile } from './provider.ts'

/** A row as it is written: without its id, and without what is so for most rows. */
type Row = Omit<ProviderProfile, 'id' | 'protocol' | 'auth' | 'keyVariables' | 'billing'> &
  Partial<Pick<ProviderProfile, 'protocol' | 'auth' | 'keyVariables' | 'billing'>>

/** What most rows have in common. */
const usual = { protocol: 'openai-chat', auth: 'bearer', keyVariables: [], billing: 'pay-per-token' } as const

/**
 * Every known provider, one row each: what has to be known before the first request. Loaded with the library, so a row is short;
 * `ProviderProfile` says where the rest of it stands, sources and dates are in `provider-notes.ts`.
 */
const rows: Readonly<Record<string, Row>> = {
  openai: {
    baseUrl: 'https://api.openai.com/v1',
    keyVariables: ['OPENAI_API_KEY'],
    baseUrlVariable: 'OPENAI_BASE_URL',
    surfaces: { 'openai-responses': { baseUrl: 'https://api.openai.com/v1' } },
  },
  anthropic: {
    protocol: 'anthropic-messages',
    baseUrl: 'https://api.anthropic.com',
    auth: 'x-api-key',
    keyVariables: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'],
    bearerVariables: ['ANTHROPIC_AUTH_TOKEN'],
    bearerHeaders: { 'anthropic-beta': 'oauth-2025-04-20' },
    baseUrlVariable: 'ANTHROPIC_BASE_URL',
    defaultModelVariable: 'ANTHROPIC_MODEL',
    tierVariables: {
      flagship: 'ANTHROPIC_DEFAULT_OPUS_MODEL',
      balanced: 'ANTHROPIC_DEFAULT_SONNET_MODEL',
      fast: 'ANTHROPIC_DEFAULT_HAIKU_MODEL',
    },
  },
  gemini: {
    protocol: 'gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    auth: 'x-goog-api-key',
    keyVariables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
    billing: 'free-tier',
  },
  bedrock: {
    protocol: 'bedrock-converse',
    baseUrl: 'https://bedrock-runtime.{region}.amazonaws.com',
    fields: {
      region: {
        pattern: /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/,
        variables: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
        fallback: 'us-east-1',
      },
    },
    // A Bedrock key wins over a pair of AWS keys, which is often there for other purposes.
    keyVariables: ['AWS_BEARER_TOKEN_BEDROCK', 'AWS_ACCESS_KEY_ID'],
    signingVariables: ['AWS_ACCESS_KEY_ID'],
    surfaces: { 'anthropic-messages': { baseUrl: 'https://bedrock-runtime.{region}.amazonaws.com' } },
  },
  openrouter: {
    baseUrl: 'https://openrouter.ai/api/v1',
    keyVariables: ['OPENROUTER_API_KEY'],
    billing: 'free-tier',
    ownNamespace: 'openrouter',
    surfaces: {
      'openai-responses': { baseUrl: 'https://openrouter.ai/api/v1' },
      'anthropic-messages': { baseUrl: 'https://openrouter.ai/api' },
    },
  },
  groq: { baseUrl: 'https://api.groq.com/openai/v1', keyVariables: ['GROQ_API_KEY'] },
  deepseek: {
    baseUrl: 'https://api.deepseek.com',
    keyVariables: ['DEEPSEEK_API_KEY'],
    surfaces: {
      'openai-responses': { baseUrl: 'https://api.deepseek.com' },
      'anthropic-messages': { baseUrl: 'https://api.deepseek.com/anthropic' },
    },
  },
  xai: {
    baseUrl: 'https://api.x.ai/v1',
    keyVariables: ['XAI_API_KEY'],
    surfaces: { 'openai-responses': { baseUrl: 'https://api.x.ai/v1' } },
  },
  mistral: { baseUrl: 'https://api.mistral.ai/v1', keyVariables: ['MISTRAL_API_KEY'] },
  'llama-cpp': {
    baseUrl: 'http://localhost:8080/v1',
    billing: 'local',
    local: true,
    surfaces: {
      'openai-responses': { baseUrl: 'http://localhost:8080/v1' },
      'anthropic-messages': { baseUrl: 'http://localhost:8080' },
    },
  },
  ollama: {
    protocol: 'ollama-chat',
    baseUrl: 'http://localhost:11434',
    // For ollama.com; a server of one's own takes no key.
    keyVariables: ['OLLAMA_API_KEY'],
    baseUrlVariable: 'OLLAMA_HOST',
    billing: 'local',
    local: true,
    surfaces: {
      // Cannot be told how large a window it needs, and cuts what does not fit.
      'openai-chat': { baseUrl: 'http://localhost:11434/v1' },
      'openai-responses': { baseUrl: 'http://localhost:11434/v1' },
      'anthropic-messages': { baseUrl: 'http://localhost:11434' },
    },
  },
}

/** The whole rows, in the table's order. */
export const providerTable: readonly ProviderProfile[] = Object.entries(rows).map(([id, row]) => ({
  id,
  ...usual,
  ...row,
}))

const byId: ReadonlyMap<string, ProviderProfile> = new Map(
  providerTable.flatMap((profile) => [profile.id, ...(profile.aliases ?? [])].map((id) => [id, profile] as const)),
)

/** The row of a provider, by its id or another name of it; `undefined` for names that are not in the table. */
export function profileOf(id: string): ProviderProfile | undefined {
  return byId.get(id)
}

/**
 * The row whose own host an address is at and that speaks `protocol` there; `undefined` when there is none. Servers on the
 * caller's machine are not told apart by their host and never match.
 */
export function profileAt(baseUrl: string, protocol: ProtocolId): ProviderProfile | undefined {
  return providerTable.find((profile) => {
    const own = profile.protocol === protocol ? profile.baseUrl : profile.surfaces?.[protocol]?.baseUrl
    return profile.local !== true && isAtHost(baseUrl, own)
  })
}

/** The ids of all rows, in the table's order. */
export const providerIds: readonly string[] = providerTable.map((profile) => profile.id)
