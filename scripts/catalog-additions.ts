import type { ModelFacts } from './catalog-facts.ts'

/*
 * What the file of facts does not list, or lists without saying everything: rows and members that were read elsewhere, each
 * with where and when. A row is added when the facts have none of its id; members of `extras` are put over the facts.
 */

/** An addition, and the day its source was true. */
export interface Addition extends ModelFacts {
  /** `md-july`: models.dev at 2026-07-02. `guide`: see the comment above it. */
  readonly src: 'md-july' | 'guide'
}

const claude3: Omit<Addition, 'id' | 'name'> = { context: 200_000, output: 8_192, status: 'retired', src: 'guide' }
const claude4: Pick<Addition, 'context' | 'in' | 'out' | 'reasoning' | 'tool_call' | 'status' | 'src'> = {
  context: 200_000,
  in: ['text', 'image', 'pdf'],
  out: ['text'],
  reasoning: true,
  tool_call: true,
  status: 'deprecated',
  src: 'md-july',
}
const budget = [{ type: 'budget_tokens', min: 1024 }]
const opus4 = {
  ...claude4,
  output: 32_000,
  price_in: 15,
  price_out: 75,
  price_cache_read: 1.5,
  price_cache_write: 18.75,
}
const sonnet4 = {
  ...claude4,
  output: 64_000,
  price_in: 3,
  price_out: 15,
  price_cache_read: 0.3,
  price_cache_write: 3.75,
}

/** Rows by provider. */
export const addedModels: Readonly<Record<string, readonly Addition[]>> = {
  // Listed at models.dev on 2026-07-02, and no longer on 2026-09-30; limits as on Bedrock and Vertex, which still list them.
  anthropic: [
    {
      id: 'claude-opus-4-1-20250805',
      name: 'Claude Opus 4.1',
      ...opus4,
      reasoning_options: budget,
      replaced_by: 'claude-opus-5-5',
    },
    {
      id: 'claude-opus-4-20250514',
      name: 'Claude Opus 4',
      ...opus4,
      reasoning_options: budget,
      replaced_by: 'claude-opus-5-5',
    },
    {
      id: 'claude-sonnet-4-20250514',
      name: 'Claude Sonnet 4',
      ...sonnet4,
      reasoning_options: budget,
      replaced_by: 'claude-sonnet-5-5',
    },
    // Retired (requirements B5, B6, 2026-08-22): the caps that applied, no price.
    { id: 'claude-3-5-sonnet-20241022', name: 'Claude Sonnet 3.5', ...claude3, replaced_by: 'claude-sonnet-5-5' },
    { id: 'claude-3-5-haiku-20241022', name: 'Claude Haiku 3.5', ...claude3, replaced_by: 'claude-haiku-5-5' },
  ],
  // The name of before V4 (models.dev, 2026-07-02): it does not think.
  deepseek: [
    {
      id: 'deepseek-chat',
      name: 'DeepSeek Chat',
      price_in: 0.14,
      price_out: 0.28,
      price_cache_read: 0.0028,
      reasoning: false,
      status: 'deprecated',
      replaced_by: 'deepseek-flash',
      src: 'md-july',
    },
  ],
  // The facts list no row any more (Google's page names it as deprecated): no price.
  gemini: [
    {
      id: 'gemini-2.0-flash',
      name: 'Gemini 2.0 Flash',
      tier: 'fast',
      status: 'deprecated',
      replaced_by: 'gemini-3.8-flash',
      src: 'guide',
    },
  ],
  // Models for a machine of one's own, as the guide to local models recommends them. Their windows are the server's choice.
  ollama: [
    {
      id: 'llama3.2',
      name: 'Llama 3.2 3B',
      tier: 'fast',
      reasoning: false,
      tool_call: true,
      in: ['text'],
      recommended_for: 'quick',
      src: 'guide',
    },
    {
      id: 'qwen2.5:14b',
      name: 'Qwen 2.5 14B',
      tier: 'balanced',
      reasoning: false,
      tool_call: true,
      in: ['text'],
      recommended_for: 'balanced',
      src: 'guide',
    },
    {
      id: 'deepseek-r1:14b',
      name: 'DeepSeek R1 14B',
      tier: 'balanced',
      reasoning: true,
      in: ['text'],
      recommended_for: 'coding',
      src: 'guide',
    },
  ],
}

/** Members by `provider/model`. */
export const extras: Readonly<Record<string, Partial<ModelFacts>>> = {
  // Google's own guide: most capable, and fast.
  'gemini/gemini-2.5-pro': { recommended_for: 'most-capable' },
  'gemini/gemini-2.5-flash': { recommended_for: 'fast' },
  'anthropic/claude-sonnet-4-5': { replaced_by: 'claude-sonnet-5-5' },
  'anthropic/claude-sonnet-4-5-20250929': { replaced_by: 'claude-sonnet-5-5' },
  'deepseek/deepseek-v4-flash': { replaced_by: 'deepseek-flash' },
}
