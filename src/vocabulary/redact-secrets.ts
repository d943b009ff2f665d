/** What stands where a secret stood. No character of the secret is kept. */
export const mask = '[redacted]'

/** Two are enough for all but contrived texts. */
const mostPasses = 5

/**
 * Keys that show themselves by their first characters. Each: prefix, the fewest characters that must follow, and, when it is
 * not letters and digits, the class of those characters. What follows in the same word goes too.
 */
const prefixes: readonly (readonly [prefix: string, atLeast: number, characters?: string])[] = [
  ['sk-', 6, String.raw`[\w-]`], // OpenAI, Anthropic (sk-ant-), OpenRouter (sk-or-v1-), DeepSeek, Kimi, LiteLLM, Langfuse
  ['pk-lf-', 12, String.raw`[\w-]`], // Langfuse
  ['sess-', 20], // OpenAI sessions
  ['[sprw]k_(?:live|test|prod)_', 8], // Stripe and its imitators
  ['sk_', 24], // ElevenLabs
  ['whsec_', 16], // webhook secrets
  ['AIza', 24, String.raw`[\w-]`], // Google API keys
  ['ya29\\.', 16, String.raw`[\w.-]`], // Google access tokens
  ['1//0', 20, String.raw`[\w-]`], // Google refresh tokens
  ['GOCSPX-', 16, String.raw`[\w-]`], // Google OAuth client secrets
  ['xai-', 20], // xAI
  ['gsk_', 16], // Groq
  ['csk-', 16], // Cerebras
  ['gh[oprsu]_', 16], // GitHub
  ['github_pat_', 16, String.raw`\w`], // GitHub
  ['glpat-', 16, String.raw`[\w-]`], // GitLab
  ['nvapi-', 16, String.raw`[\w-]`], // NVIDIA
  ['pplx-', 20], // Perplexity
  ['tvly-', 12, String.raw`[\w-]`], // Tavily
  ['tgp_v1_', 16, String.raw`[\w-]`], // Together
  ['vck_', 16], // Vercel AI Gateway
  ['jina_', 16], // Jina
  ['bedrock-api-key-', 16, String.raw`[\w+/=-]`], // Bedrock short-term keys
  ['xox[abeprs]-', 10, String.raw`[\w-]`], // Slack
  ['npm_', 24], // npm
  ['pypi-', 40, String.raw`[\w-]`], // PyPI
  ['do[opr]_v1_', 32], // DigitalOcean
  ['tid=(?=[a-f0-9]{16})', 16, String.raw`[\w=;:./-]`], // Copilot session tokens
]

/** The same for prefixes so short or common that a random id could hold one: here no `_` or `-` may stand in front either. */
const shortPrefixes: typeof prefixes = [
  ['AQ\\.', 20, String.raw`[\w-]`], // Google API keys, newer
  ['hf_', 16], // Hugging Face
  ['r8_', 20], // Replicate
  ['BSA(?=[\\w-]*\\d)', 20, String.raw`[\w-]`], // Brave
  ['fw_', 16], // Fireworks
  ['dapi(?=[a-f0-9]{32})', 32], // Databricks
  ['(?:AKIA|ASIA|ABIA|ACCA)(?=[A-Z0-9]{16})', 16], // AWS access key ids
  ['ABSK(?=[\\w+/]*[\\d+/])', 24, String.raw`[\w+/=]`], // Bedrock keys
  ['LTAI', 16], // Alibaba Cloud
]

// A key begins where a word begins. Where a pattern can fail after a long run of characters, it must start at the run's first
// one: else each start in the run costs the rest of the run again.
const wordStart = '(?<![A-Za-z0-9])'
const runStart = String.raw`(?<![\w-])`

const value = String.raw`[^\s"'&,;<>(){}[\]\\]`
/** What a provider has masked itself, to be recognised by: its words stay as they are. */
const masked = String.raw`${value}{0,200}\*\*`
const quote = String.raw`(?:\\?["'])?`
const gap = String.raw`${quote}\s{0,3}[:=]\s{0,3}${quote}`
/** Words before a credential in `authorization`. */
const scheme = '(?:bearer|basic|token|key|digest|aws4-hmac-sha256)'
const secretName =
  String.raw`(?:api[_-]?key|api[_-]?token|access[_-]?(?:key|token)|auth[_-]?token|refresh[_-]?token|id[_-]?token|session[_-]?token|` +
  String.raw`security[_-]?token|client[_-]?secret|secret[_-]?(?:access[_-]?)?key|private[_-]?key|account[_-]?key|subscription[_-]?(?:key|token))`

/** A name that a secret goes by, with what joins it to its value. */
const named = String.raw`(?:key|token|secret|password|passwd|signature|sig|code|credential)(?: provided)?${quote}\s{0,3}[:=]`

/**
 * Secrets that show themselves by what stands around them. These come first: they know where the secret ends. The mark of each is what
 * no text is without that holds one; upper and lower case are the same in it.
 */
const contexts: readonly (readonly [mark: string, pattern: () => RegExp, replacement: string])[] = [
  // A private key; without its end, to the end of the text.
  [
    '-----BEGIN',
    () => /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
    mask,
  ],
  // A JSON Web Token.
  ['eyJ', () => new RegExp(String.raw`${runStart}eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*`, 'g'), mask],
  // SendGrid and Zhipu keys: two long words around a dot.
  [String.raw`SG\.`, () => new RegExp(String.raw`${runStart}SG\.[\w-]{16,}\.[\w-]{16,}`, 'g'), mask],
  [
    String.raw`${runStart}[a-f0-9]{32}\.`,
    () => new RegExp(String.raw`${runStart}[a-f0-9]{32}\.[A-Za-z0-9]{16}[\w-]*`, 'g'),
    mask,
  ],
  // Name and password in an address.
  [String.raw`://[^\s/@"']{1,300}@`, () => /(:\/\/)[^\s/@"']{1,300}@/g, `$1${mask}@`],
  // Headers and fields by name, in prose, JSON, URLs and environment files.
  ['authorization', () => rule(`authorization${gap}(?:${scheme}\\s{1,3})?(?!${scheme}\\s)`, 3), `$1${mask}`],
  ['cookie', () => new RegExp(`(cookie${gap})[^\\r\\n"[\\\\]{4,}`, 'gi'), `$1${mask}`],
  [named, () => rule(secretName + gap, 4), `$1${mask}`],
  [
    named,
    () => rule(String.raw`api key(?: provided)?:\s{1,3}(?=${value}{0,80}[^\s"'&,;<>(){}[\]\\A-Za-z.])`, 8),
    `$1${mask}`,
  ],
  [
    named,
    () =>
      rule('[?&](?:key|token|sig|signature|secret|password|code|x-amz-(?:signature|credential|security-token))=', 4),
    `$1${mask}`,
  ],
  [
    named,
    () =>
      rule(
        String.raw`(?:password|passwd|secret|token|signature)${quote}\s{0,3}(?:=|:(?=\s{0,3}\\?["']))\s{0,3}${quote}`,
        4,
      ),
    `$1${mask}`,
  ],
  [named, () => rule(`${runStart}[A-Z][A-Z0-9_]{0,60}(?:KEY|TOKEN|SECRET|PASSWORD)=${quote}`, 4, 'g'), `$1${mask}`],
  // A scheme and its token without the header's name; `Bearer authentication` is prose.
  [
    String.raw`bearer\s`,
    () =>
      /(\bbearer\s{1,4})(?!(?:tokens?|auth[a-z]{0,12}|credentials?|schemes?|headers?|format|realm|error|missing|required|invalid|expired)\b)[\w.~+/=-]{6,}/gi,
    `$1${mask}`,
  ],
  [String.raw`basic\s`, () => /(\b[Bb]asic\s{1,4})(?=[\w+/]{0,200}(?:\d|=|[a-z][A-Z]))[\w+/]{8,}={0,2}/g, `$1${mask}`],
]

/** A pattern, and what stands for what it finds. */
type Shape = readonly [pattern: RegExp, replacement: string]

/** All of them, compiled when a text with a mark is looked at: the import of the library does not wait for it, nor does the first failure. */
const allShapes = (): readonly Shape[] => [
  ...contexts.map(([, pattern, replacement]): Shape => [pattern(), replacement]),
  ...prefixes.map(([prefix, atLeast, characters]) => prefixed(wordStart, prefix, atLeast, characters)),
  ...shortPrefixes.map(([prefix, atLeast, characters]) => prefixed(runStart, prefix, atLeast, characters)),
]

/** What a text must have in it for any of them. Of prefixes without what they look ahead for: that costs the rest of a run at each start. */
const allMarks = (): RegExp => {
  const starts = [...prefixes, ...shortPrefixes].map(([prefix]) => prefix.replace(/\(\?=.*/, ''))
  return new RegExp([...new Set([...starts, ...contexts.map(([mark]) => mark)])].join('|'), 'i')
}

let shapes: readonly Shape[] | undefined
let anyMark: RegExp | undefined

function prefixed(start: string, prefix: string, atLeast: number, characters = '[A-Za-z0-9]'): Shape {
  return [
    new RegExp(String.raw`${start}${prefix}(?!${characters}{0,200}\*)${characters}{${atLeast},}[\w-]*`, 'g'),
    mask,
  ]
}

/** What names a secret, and at least `atLeast` characters of the secret. */
function rule(named: string, atLeast: number, flags = 'gi'): RegExp {
  return new RegExp(`(${named})(?!${masked})${value}{${atLeast},}`, flags)
}

/**
 * Replaces everything that looks like a credential by `[redacted]`; for values that are known there is `redactKnown`. Ordinary words,
 * model ids, request ids and tool-call ids stay. Takes time linear in the text; doing it twice changes nothing more.
 */
export function redactSecrets(text: string): string {
  anyMark ??= allMarks()
  // Most texts have none: one look at them is enough.
  if (!anyMark.test(text)) return text
  shapes ??= allShapes()
  let clean = text
  // What one shape leaves may complete another: until nothing changes, so that doing it again changes nothing.
  for (let pass = 0; pass < mostPasses; pass++) {
    const before = clean
    for (const [shape, replacement] of shapes) clean = clean.replace(shape, replacement)
    if (clean === before) break
  }
  return clean
}

/** A part of a path with a word so long that nobody thought of it: an account, or the key for a gateway. */
export const pathSecret: RegExp = /(?<=[^/]\/)[^/?#]*\w{32}[^/?#]*/g

/** The value in each pair of a query, but for the version of an interface. */
const queryValue = /([?&](?!api-version=)[^=&#]{0,200}=)[^&#]+/g

/** A URL as it may be shown: without the values of its query and the keys, or accounts, in its path. */
export function redactUrl(url: string): string {
  return redactSecrets(url.replace(queryValue, `$1${mask}`).replace(pathSecret, mask))
}
