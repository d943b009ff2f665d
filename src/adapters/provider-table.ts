import type { ProtocolId } from '../vocabulary/model.ts'
import { isAtHost } from './host-fields.ts'
import type { ProviderProfile } from './provider.ts'

/** A row as it is written: without its id, and without what is so for most rows. */
type Row = Omit<ProviderProfile, 'id' | 'protocol' | 'auth' | 'keyVariables' | 'billing'> &
  Partial<Pick<ProviderProfile, 'protocol' | 'auth' | 'keyVariables' | 'billing'>>

/** What most rows have in common. */
const usual = { protocol: 'openai-chat', auth: 'bearer', keyVariables: [], billing: 'pay-per-token' } as const

/** Models of all vendors at one resource of Azure: either host is as good. */
const azureHosts = /^[\w-]+\.(?:openai|services\.ai|cognitiveservices)\.azure\.com$/

/** Vertex, behind project and location. */
const vertex = (rest: string): string =>
  `https://{location}-aiplatform.googleapis.com/v1/projects/{project}/locations/{location}/${rest}`

/** Locations that are no region. */
const vertexHosts: NonNullable<ProviderProfile['otherHosts']> = {
  field: 'location',
  origins: {
    global: 'https://aiplatform.googleapis.com',
    us: 'https://aiplatform.us.rep.googleapis.com',
    eu: 'https://aiplatform.eu.rep.googleapis.com',
  },
}

const vertexFields: NonNullable<ProviderProfile['fields']> = {
  project: { variables: ['GOOGLE_VERTEX_PROJECT', 'GOOGLE_CLOUD_PROJECT', 'GCLOUD_PROJECT'] },
  // The newest models are there only.
  location: { variables: ['GOOGLE_VERTEX_LOCATION', 'GOOGLE_CLOUD_LOCATION'], fallback: 'global' },
}

/**
 * Every known provider, one row each: what has to be known before the first request. Loaded with the library, so a row is short;
 * `ProviderProfile` says where the rest of it stands, sources and dates are in `provider-notes.ts`.
 */
const rows: Readonly<Record<string, Row>> = {
  openai: {
    protocol: 'openai-responses',
    protocolElsewhere: 'openai-chat',
    baseUrl: 'https://api.openai.com/v1',
    keyVariables: ['OPENAI_API_KEY'],
    baseUrlVariable: 'OPENAI_BASE_URL',
    surfaces: { 'openai-chat': { baseUrl: 'https://api.openai.com/v1' } },
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
  'anthropic-subscription': {
    protocol: 'anthropic-messages',
    baseUrl: 'https://api.anthropic.com',
    keyVariables: ['ANTHROPIC_OAUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN'],
    billing: 'subscription',
    optIn: true,
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
  'azure-openai': {
    protocol: 'openai-responses',
    baseUrl: 'https://{resource}.openai.azure.com/openai',
    ownHosts: azureHosts,
    endpoints: ['/v1/chat/completions', '/v1/responses'],
    fields: {
      resource: { variables: ['AZURE_OPENAI_RESOURCE_NAME', 'AZURE_RESOURCE_NAME'], pattern: /^[\w-]+$/ },
      apiVersion: { optional: true, variables: ['AZURE_OPENAI_API_VERSION'] },
      deployment: { optional: true, pattern: /\S/ },
      deployments: {
        optional: true,
        variables: ['AZURE_OPENAI_DEPLOYMENT_NAME_MAP'],
        pattern: /^[^=,]+=[^=,]+(?:,|$)/,
      },
    },
    pastedFields: {
      deployment: { path: /\/deployments\/([^/]+)(?:\/.*)?$/ },
      apiVersion: { query: 'api-version' },
    },
    auth: 'api-key',
    keyVariables: ['AZURE_OPENAI_API_KEY'],
    baseUrlVariable: 'AZURE_OPENAI_BASE_URL',
    surfaces: { 'openai-chat': { baseUrl: 'https://{resource}.openai.azure.com/openai' } },
  },
  'azure-anthropic': {
    protocol: 'anthropic-messages',
    baseUrl: 'https://{resource}.services.ai.azure.com/anthropic',
    ownHosts: azureHosts,
    fields: {
      resource: { variables: ['ANTHROPIC_FOUNDRY_RESOURCE'], pattern: /^[\w-]+$/ },
      deployment: { optional: true, pattern: /\S/ },
    },
    auth: 'x-api-key',
    keyVariables: ['ANTHROPIC_FOUNDRY_API_KEY'],
    baseUrlVariable: 'ANTHROPIC_FOUNDRY_BASE_URL',
  },
  'google-vertex': {
    protocol: 'gemini',
    baseUrl: vertex('publishers/google'),
    otherHosts: vertexHosts,
    fields: vertexFields,
    needsKey: true,
    surfaces: {
      'anthropic-messages': { baseUrl: vertex('publishers/anthropic') },
      'openai-chat': { baseUrl: vertex('endpoints/openapi') },
    },
  },
  'google-vertex-anthropic': {
    aliases: ['vertex-anthropic'],
    protocol: 'anthropic-messages',
    baseUrl: vertex('publishers/anthropic'),
    otherHosts: vertexHosts,
    fields: vertexFields,
    needsKey: true,
  },
  // Vertex in express mode: a key, and no project.
  'google-vertex-express': {
    protocol: 'gemini',
    baseUrl: 'https://aiplatform.googleapis.com/v1/publishers/google',
    auth: 'x-goog-api-key',
    keyVariables: ['GOOGLE_CLOUD_API_KEY'],
  },
  // Neither host is one for everybody: who may ask there knows where.
  'google-gemini-cli': {
    protocol: 'gemini',
    needsKey: true,
    baseUrlVariable: 'CODE_ASSIST_ENDPOINT',
    billing: 'subscription',
    optIn: true,
  },
  'google-antigravity': { protocol: 'gemini', needsKey: true, billing: 'subscription', optIn: true },
  'openai-chatgpt': {
    aliases: ['openai-codex'],
    protocol: 'openai-responses',
    baseUrl: 'https://chatgpt.com/backend-api/codex',
    needsKey: true,
    exchange: 'chatgpt',
    billing: 'subscription',
    optIn: true,
  },
  'github-copilot': {
    protocol: 'openai-responses',
    baseUrl: 'https://api.individual.githubcopilot.com',
    fields: { domain: { optional: true } },
    keyVariables: ['COPILOT_GITHUB_TOKEN'],
    exchange: 'github-copilot',
    billing: 'subscription',
    optIn: true,
    surfaces: {
      'openai-chat': { baseUrl: 'https://api.individual.githubcopilot.com' },
      'anthropic-messages': { baseUrl: 'https://api.individual.githubcopilot.com' },
    },
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
    protocol: 'openai-responses',
    protocolElsewhere: 'openai-chat',
    baseUrl: 'https://api.x.ai/v1',
    keyVariables: ['XAI_API_KEY'],
    surfaces: { 'openai-chat': { baseUrl: 'https://api.x.ai/v1' } },
  },
  mistral: { baseUrl: 'https://api.mistral.ai/v1', keyVariables: ['MISTRAL_API_KEY'] },
  moonshot: {
    aliases: ['kimi'],
    baseUrl: 'https://api.moonshot.ai/v1',
    keyVariables: ['MOONSHOT_API_KEY'],
    surfaces: { 'anthropic-messages': { baseUrl: 'https://api.moonshot.ai/anthropic' } },
  },
  'kimi-code': {
    aliases: ['kimi-coding'],
    baseUrl: 'https://api.kimi.com/coding/v1',
    keyVariables: ['KIMI_API_KEY'],
    billing: 'subscription',
    surfaces: { 'anthropic-messages': { baseUrl: 'https://api.kimi.com/coding' } },
  },
  'opencode-zen': {
    baseUrl: 'https://opencode.ai/inference/openai/v1',
    keyVariables: ['OPENCODE_API_KEY'],
    billing: 'free-tier',
    surfaces: {
      'openai-responses': { baseUrl: 'https://opencode.ai/inference/openai/v1' },
      'anthropic-messages': { baseUrl: 'https://opencode.ai/inference/anthropic', auth: 'x-api-key' },
      gemini: { baseUrl: 'https://opencode.ai/inference/google/v1beta', auth: 'x-goog-api-key' },
    },
  },
  // Accounts of z.ai and bigmodel.cn are apart, so neither reads the variable of the other.
  zai: {
    baseUrl: 'https://api.z.ai/api/paas/v4',
    keyVariables: ['ZAI_API_KEY', 'Z_AI_API_KEY'],
    surfaces: { 'anthropic-messages': { baseUrl: 'https://api.z.ai/api/anthropic' } },
  },
  glm: {
    baseUrl: 'https://open.bigmodel.cn/api/paas/v4',
    keyVariables: ['ZHIPU_API_KEY'],
    surfaces: { 'anthropic-messages': { baseUrl: 'https://open.bigmodel.cn/api/anthropic' } },
  },
  'vercel-ai-gateway': {
    protocol: 'anthropic-messages',
    baseUrl: 'https://ai-gateway.vercel.sh',
    keyVariables: ['AI_GATEWAY_API_KEY', 'VERCEL_OIDC_TOKEN'],
    surfaces: {
      'openai-chat': { baseUrl: 'https://ai-gateway.vercel.sh/v1' },
      'openai-responses': { baseUrl: 'https://ai-gateway.vercel.sh/v1' },
    },
  },
  cerebras: { baseUrl: 'https://api.cerebras.ai/v1', keyVariables: ['CEREBRAS_API_KEY'] },
  // The successor of the portal, which ended on 2026-04-15. Keys of its plans are not interchangeable: this is the token plan.
  'qwen-portal': {
    baseUrl: 'https://token-plan.ap-southeast-1.maas.aliyuncs.com/compatible-mode/v1',
    keyVariables: ['QWEN_TOKEN_PLAN_API_KEY', 'ALIBABA_TOKEN_PLAN_API_KEY'],
    billing: 'subscription',
    surfaces: {
      'anthropic-messages': { baseUrl: 'https://token-plan.ap-southeast-1.maas.aliyuncs.com/apps/anthropic' },
    },
  },
  minimax: {
    protocol: 'anthropic-messages',
    baseUrl: 'https://api.minimax.io/anthropic',
    keyVariables: ['MINIMAX_API_KEY'],
    surfaces: { 'openai-chat': { baseUrl: 'https://api.minimax.io/v1' } },
  },
  'minimax-portal': {
    protocol: 'anthropic-messages',
    baseUrl: 'https://api.minimax.io/anthropic',
    keyVariables: ['MINIMAX_OAUTH_TOKEN'],
    billing: 'subscription',
  },
  xiaomi: {
    baseUrl: 'https://api.xiaomimimo.com/v1',
    keyVariables: ['XIAOMI_API_KEY'],
    surfaces: { 'anthropic-messages': { baseUrl: 'https://api.xiaomimimo.com/anthropic' } },
  },
  venice: {
    baseUrl: 'https://api.venice.ai/api/v1',
    keyVariables: ['VENICE_API_KEY'],
    surfaces: { 'openai-responses': { baseUrl: 'https://api.venice.ai/api/v1' } },
  },
  synthetic: {
    protocol: 'anthropic-messages',
    baseUrl: 'https://api.synthetic.new/anthropic',
    keyVariables: ['SYNTHETIC_API_KEY'],
    surfaces: { 'openai-chat': { baseUrl: 'https://api.synthetic.new/openai/v1' } },
  },
  infron: { baseUrl: 'https://llm.onerouter.pro/v1', keyVariables: ['INFRON_API_KEY', 'ONEROUTER_API_KEY'] },
  together: { baseUrl: 'https://api.together.ai/v1', keyVariables: ['TOGETHER_API_KEY'] },
  fireworks: {
    baseUrl: 'https://api.fireworks.ai/inference/v1',
    keyVariables: ['FIREWORKS_API_KEY'],
    surfaces: {
      'openai-responses': { baseUrl: 'https://api.fireworks.ai/inference/v1' },
      'anthropic-messages': { baseUrl: 'https://api.fireworks.ai/inference' },
    },
  },
  // Its shared service ended on 2024-08-01: every service has its own address.
  anyscale: { keyVariables: ['ANYSCALE_API_KEY'], baseUrlVariable: 'ANYSCALE_BASE_URL' },
  perplexity: {
    baseUrl: 'https://api.perplexity.ai',
    keyVariables: ['PERPLEXITY_API_KEY'],
    surfaces: { 'openai-responses': { baseUrl: 'https://api.perplexity.ai/v1' } },
  },
  cohere: {
    baseUrl: 'https://api.cohere.ai/compatibility/v1',
    keyVariables: ['COHERE_API_KEY', 'CO_API_KEY'],
  },
  'huggingface-router': {
    baseUrl: 'https://router.huggingface.co/v1',
    keyVariables: ['HF_TOKEN', 'HUGGINGFACE_HUB_TOKEN', 'HF_API_KEY'],
    billing: 'free-tier',
    surfaces: { 'openai-responses': { baseUrl: 'https://router.huggingface.co/v1' } },
  },
  'nvidia-nim': {
    baseUrl: 'https://integrate.api.nvidia.com/v1',
    keyVariables: ['NVIDIA_API_KEY'],
    billing: 'free-tier',
  },
  'llama-cpp': {
    aliases: ['hf-agents'],
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
  vllm: {
    baseUrl: 'http://localhost:8000/v1',
    keyVariables: ['VLLM_API_KEY'],
    billing: 'local',
    local: true,
    surfaces: {
      'openai-responses': { baseUrl: 'http://localhost:8000/v1' },
      'anthropic-messages': { baseUrl: 'http://localhost:8000' },
    },
  },
  lmstudio: {
    baseUrl: 'http://localhost:1234/v1',
    keyVariables: ['LM_API_TOKEN', 'LMSTUDIO_API_KEY'],
    billing: 'local',
    local: true,
    surfaces: {
      'openai-responses': { baseUrl: 'http://localhost:1234/v1' },
      'anthropic-messages': { baseUrl: 'http://localhost:1234' },
    },
  },
  // A proxy here to models elsewhere: they are paid for.
  litellm: {
    baseUrl: 'http://localhost:4000/v1',
    keyVariables: ['LITELLM_API_KEY'],
    billing: 'routes-to-many',
    surfaces: {
      'openai-responses': { baseUrl: 'http://localhost:4000/v1' },
      'anthropic-messages': { baseUrl: 'http://localhost:4000' },
    },
  },
  'custom-openai': { aliases: ['openai-compatible'], anyHost: true },
  'custom-anthropic': { aliases: ['anthropic-compatible'], protocol: 'anthropic-messages', anyHost: true },
}

/** The ids of all rows, in the table's order. */
export const providerIds: readonly string[] = Object.keys(rows)

let table: readonly ProviderProfile[] | undefined

/** The whole rows, in the table's order. They are made when they are first asked for: the import of the library does not wait for it. */
export function providerTable(): readonly ProviderProfile[] {
  return (table ??= Object.entries(rows).map(([id, row]) => ({ id, ...usual, ...row })))
}

let aliases: ReadonlyMap<string, string> | undefined

/** Other names of providers, and the ids they stand for. */
export function providerAliases(): ReadonlyMap<string, string> {
  return (aliases ??= new Map(
    providerTable().flatMap(({ id, aliases: others = [] }) => others.map((alias) => [alias, id] as const)),
  ))
}

let byId: ReadonlyMap<string, ProviderProfile> | undefined

/** The row of a provider, by its id or another name of it; `undefined` for names that are not in the table. */
export function profileOf(id: string): ProviderProfile | undefined {
  byId ??= new Map(providerTable().map((profile) => [profile.id, profile]))
  return byId.get(providerAliases().get(id) ?? id)
}

/**
 * The row whose own host an address is at and that speaks `protocol` there; `undefined` when there is none. Servers on the
 * caller's machine are not told apart by their host and never match.
 */
export function profileAt(baseUrl: string, protocol: ProtocolId): ProviderProfile | undefined {
  return providerTable().find((profile) => {
    const own = profile.protocol === protocol ? profile.baseUrl : profile.surfaces?.[protocol]?.baseUrl
    return own?.startsWith('https:') === true && isAtHost(baseUrl, own)
  })
}
