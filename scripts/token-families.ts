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
const gemini3: FamilyFacts = { ...gemini, images: 1_100, pdfPages: 560 }
/** DeepSeek's documentation: 0.6 tokens a Chinese character; Alibaba's: 1.5 to 1.8 characters a token. */
const chinese: FamilyFacts = { ...usual, han: 0.6, others: 1.1 }
const llama: FamilyFacts = { ...usual, others: 0.95 }
const mistral: FamilyFacts = { ...usual, han: 0.8, others: 0.9 }

/** All of them, by the name that they have in the table. */
export const tokenFacts: Readonly<Record<string, FamilyFacts>> = {
  usual,
  openai,
  claude,
  gemini,
  gemini3,
  chinese,
  llama,
  mistral,
}

/** Models that count alike. */
export interface TokenFamily {
  readonly name: string
  /** What errors are told of: families of one maker, with one tokenizer, that differ in what their templates add. */
  readonly of: string
  /** Of ids in small letters. */
  readonly pattern: RegExp
  /** The providers that count so; all where it is absent. */
  readonly host?: RegExp | undefined
  /** The family that it is expected to be like, as far as its own counts do not say otherwise. */
  readonly like?: string | undefined
  /** What was published of how its tokenizer differs from that, as factors. */
  readonly times?: Readonly<Partial<Record<'words' | 'digits', number>>> | undefined
  /** Its vocabulary has numbers of up to three digits, as far as that is known; others are taken to cut each digit apart. */
  readonly cutsThrees?: boolean | undefined
  readonly facts: FamilyFacts
}

/** The name of those that no other family takes. */
export const othersName = 'all others'

type Member = Omit<TokenFamily, 'of' | 'facts'> & Partial<Pick<TokenFamily, 'facts'>>

function group(of: string, facts: FamilyFacts, members: readonly Member[]): readonly TokenFamily[] {
  return members.map((member) => ({ of, facts, ...member }))
}

const one = (name: string, facts: FamilyFacts, pattern: RegExp, cutsThrees?: boolean): TokenFamily => ({
  name,
  of: name,
  facts,
  pattern,
  cutsThrees,
})

const others = one(othersName, usual, /(?:)/)
const vertex = /vertex|vercel/

/**
 * Families of tokenizers, or of templates around one; the first that fits counts. A family is divided where leaving one out is better
 * for it: by generation, and by host where that brings a template or a way of counting of its own.
 */
export const tokenFamilies: readonly TokenFamily[] = [
  ...group('claude 4.7 and later', claude, [
    {
      name: 'claude 4.7 and later',
      like: 'claude 4.5 and 4.6',
      // A new tokenizer: Anthropic says 1 to 1.35 times as many; measured were 1.2 to 1.45 of English, 1.06 of numbers (April 2026).
      times: { words: 1.35, digits: 1.06 },
      pattern: /claude-(?:opus-(?:4[-.][7-9]|[5-9])|(?:sonnet|haiku)-[5-9]|4[-.][7-9]|[5-9]|fable|mythos)/,
    },
  ]),
  one('claude 4.5 and 4.6', claude, /claude-(?:(?:opus|sonnet|haiku)-)?4[-.][56]/),
  ...group('claude 4', claude, [
    { name: 'claude 4', like: 'claude 4.5 and 4.6', pattern: /claude-(?:(?:opus|sonnet)-)?4/ },
  ]),
  ...group('claude 3', claude, [
    { name: 'claude 3 sonnet', like: 'claude 3', pattern: /claude-3-sonnet/ },
    { name: 'claude 3', pattern: /claude/ },
  ]),
  one('gpt-oss', openai, /gpt-oss/, true),
  one('openai', openai, /gpt-|chatgpt|codex|(?:^|[/.])o\d/, true),
  ...group('gemini 3', gemini3, [
    {
      name: 'gemini 3 of vertex',
      like: 'gemini 3',
      pattern: /gemini-(?:[3-9]|\d\d|flash-latest|pro-latest)/,
      host: vertex,
    },
    { name: 'gemini 3', like: 'gemini 2', pattern: /gemini-(?:[3-9]|\d\d|flash-latest|pro-latest)/ },
  ]),
  ...group('gemini 2, gemma', gemini, [
    { name: 'gemini 2.0', like: 'gemini 2 of vertex', pattern: /gemini-(?:1|2[-.]0)/ },
    { name: 'gemini 2 of vertex', like: 'gemini 2', pattern: /gemini/, host: vertex },
    { name: 'gemini 2', pattern: /gemini|gemma/ },
  ]),
  one('deepseek', chinese, /deepseek/, true),
  ...group('qwen', chinese, [
    { name: 'qwen 3.5 and later', like: 'qwen', pattern: /qwen(?:3[-.][5-9]|[4-9])/ },
    { name: 'qwen of ollama', like: 'qwen', pattern: /qwen|qwq/, host: /ollama/ },
    { name: 'qwen', pattern: /qwen|qwq/ },
  ]),
  ...group('llama 3 and 4', llama, [
    { name: 'llama 4', like: 'llama 3', pattern: /llama-?4/, cutsThrees: true },
    { name: 'llama 3', pattern: /llama/, cutsThrees: true },
  ]),
  one('mistral', mistral, /mistral|ministral|mixtral|magistral|codestral|devstral|pixtral|voxtral|leanstral/),
  // xAI answers for the retired ones with it.
  one('grok 4.3 and later', usual, /grok-(?:4[-.][3-9]|4-0|[5-9]|3)/),
  ...group('grok', usual, [
    { name: 'grok without reasoning', like: 'grok', pattern: /grok.{0,40}non-reasoning/ },
    { name: 'grok', pattern: /grok/ },
  ]),
  one('glm', chinese, /glm/, true),
  ...group('kimi', chinese, [
    { name: 'kimi k2.5 and later', like: 'kimi', pattern: /kimi-(?:k2[-.p][5-9]|k[3-9])|^k[3-9]/, cutsThrees: true },
    { name: 'kimi', pattern: /kimi|moonshot/, cutsThrees: true },
  ]),
  ...group('nova', usual, [
    { name: 'nova 2', like: 'nova', pattern: /nova-2/ },
    { name: 'nova', pattern: /nova/ },
  ]),
  ...group('command', usual, [
    { name: 'command a reasoning', like: 'command a', pattern: /command-a-reasoning/ },
    { name: 'command a', pattern: /command-a/ },
    { name: 'command r', like: 'command a', pattern: /command/ },
  ]),
  ...group(othersName, usual, [{ name: 'sonar', pattern: /sonar/ }]),
  others,
]

/** The family of a model, by its id and by who serves it. */
export function familyOf({ provider, model }: { readonly provider: string; readonly model: string }): TokenFamily {
  const id = model.toLowerCase()
  return tokenFamilies.find(({ pattern, host }) => pattern.test(id) && host?.test(provider) !== false) ?? others
}
