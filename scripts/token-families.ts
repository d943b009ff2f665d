/** What of a family of tokenizers is not fitted: other scripts, and files. */
export interface FamilyFacts {
  /** Tokens of a character of Chinese, Japanese or Korean. */
  readonly han: number
  /** Of one of another script, as a multiple of what `text-size.ts` takes it for. */
  readonly others: number
  readonly images: number
  readonly pdfPages: number
  readonly audioSeconds: number
}

const usual: FamilyFacts = { han: 0.85, others: 1, images: 1_000, pdfPages: 1_000, audioSeconds: 25 }
const openai: FamilyFacts = { han: 0.75, others: 0.8, images: 800, pdfPages: 800, audioSeconds: 10 }
const claude: FamilyFacts = { han: 1.1, others: 1.25, images: 1_300, pdfPages: 1_600, audioSeconds: 25 }
const gemini: FamilyFacts = { han: 0.65, others: 0.8, images: 258, pdfPages: 260, audioSeconds: 32 }
/** DeepSeek's documentation: 0.6 tokens a Chinese character; Alibaba's: 1.5 to 1.8 characters a token. */
const chinese: FamilyFacts = { ...usual, han: 0.6, others: 1.1 }

/** Models that count alike. */
export interface TokenFamily {
  readonly name: string
  /** Of ids in small letters. */
  readonly pattern: RegExp
  /** The family that it is expected to be like, as far as its own counts do not say otherwise. */
  readonly like?: string | undefined
  readonly facts: FamilyFacts
}

/** Families of tokenizers, or of templates around one; the first that matches counts. */
export const tokenFamilies: readonly TokenFamily[] = [
  // Since Opus 4.7 Claude has a new tokenizer.
  {
    name: 'claude 4.7 and later',
    like: 'claude 4.5 and 4.6',
    pattern: /claude-(?:opus-(?:4[-.][7-9]|[5-9])|(?:sonnet|haiku)-[5-9]|fable|mythos)/,
    facts: claude,
  },
  { name: 'claude 4.5 and 4.6', pattern: /claude-(?:opus|sonnet|haiku)-4[-.][56]/, facts: claude },
  { name: 'claude 4', pattern: /claude-(?:opus|sonnet)-4/, facts: claude },
  { name: 'claude 3', pattern: /claude/, facts: claude },
  { name: 'gpt-oss', pattern: /gpt-oss/, facts: openai },
  { name: 'openai', pattern: /gpt-|chatgpt|(?:^|[/.])o\d/, facts: openai },
  {
    name: 'gemini 3',
    pattern: /gemini-(?:[3-9]|\d\d|flash-latest|pro-latest)/,
    facts: { ...gemini, images: 1_100, pdfPages: 560 },
  },
  { name: 'gemini 2, gemma', pattern: /gemini|gemma/, facts: gemini },
  { name: 'deepseek', pattern: /deepseek/, facts: chinese },
  { name: 'qwen', pattern: /qwen|qwq/, facts: chinese },
  { name: 'llama 3 and 4', pattern: /llama/, facts: { ...usual, others: 0.95 } },
  {
    name: 'mistral',
    pattern: /mistral|ministral|mixtral|magistral|codestral|devstral|pixtral/,
    facts: { ...usual, han: 0.8, others: 0.9 },
  },
  { name: 'grok 4.3 and later', pattern: /grok-(?:4[-.][3-9]|[5-9])/, facts: usual },
  { name: 'grok', pattern: /grok/, facts: usual },
  { name: 'glm', pattern: /glm/, facts: chinese },
  { name: 'kimi', pattern: /kimi|moonshot/, facts: chinese },
  { name: 'nova', pattern: /nova/, facts: usual },
  { name: 'command', pattern: /command/, facts: usual },
  { name: 'all others', pattern: /(?:)/, facts: usual },
]
