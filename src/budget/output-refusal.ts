/** What a refusal says about the output limit. */
export type OutputRefusal =
  /** The model takes this many tokens at most. */
  | { readonly type: 'cap'; readonly tokens: number }
  /** Beside this input there is room for so many. */
  | { readonly type: 'room'; readonly tokens: number }
  /** The field is not understood. */
  | { readonly type: 'field'; readonly field: string }

const anyField = String.raw`max_(?:completion_|output_|new_)?tokens`

/**
 * How providers name the cap; the first group is the number. Sources, by line: Anthropic (anthropics/claude-code#24451), OpenAI
 * (ChatGPTNextWeb/NextChat#3195), DeepSeek (deepseek-ai/DeepSeek-V3#69), DashScope (open-webui/open-webui#10507), OpenAI and
 * Volcengine (Gitlawb/openclaude#331), Groq (its API's words, 2026), Bedrock (its API's words, 2026).
 */
const caps: readonly RegExp[] = [
  new RegExp(String.raw`${anyField}: \d{1,9} > (\d{1,9}), which is the maximum allowed`),
  /supports at most (\d{1,9}) (?:completion|output) tokens/,
  new RegExp(String.raw`range of ${anyField} is \[\d{1,9}, ?(\d{1,9})\]`),
  new RegExp(String.raw`[Rr]ange of ${anyField} should be \[\d{1,9}, ?(\d{1,9})\]`),
  new RegExp(String.raw`${anyField}.{1,120}[Ee]xpected a value <= (\d{1,9})`),
  new RegExp(String.raw`${anyField}.{1,40}must be less than or equal to .?(\d{1,9})`),
  /maximum tokens you requested exceeds the model limit of (\d{1,9})/,
]

/** Vertex and Gemini name the first number that is too large. */
const exclusiveCap = /supported range is from 1 \(inclusive\) to (\d{1,9}) \(exclusive\)/

/**
 * How providers say that input and limit together do not fit: window and input are the groups `window` and `input`. Sources, by
 * line: Anthropic (facts/errors.md), vLLM (claude-code-best/claude-code#272), OpenAI (ChatGPTNextWeb/NextChat#3195), OpenRouter
 * (its words in 2026).
 */
const rooms: readonly RegExp[] = [
  /exceed context limit: (?<input>\d{1,9}) \+ \d{1,9} > (?<window>\d{1,9})/,
  /maximum context length is\s{1,9}(?<window>\d{1,9}) tokens and your request has (?<input>\d{1,9}) input tokens/,
  /maximum context length is (?<window>\d{1,9}) tokens\. However, you requested (?:about )?\d{1,9} tokens \((?<input>\d{1,9}) (?:in the messages|of text input)/,
]

const namedField = new RegExp(anyField)

/** Words of which every refusal holds one. */
const concerning = /token|context|supported range/

const unknownField =
  /unsupported|not supported|unrecognized|unknown|unexpected|not permitted|extra_forbidden|extra fields|deprecated|not allowed/i

/** Reads a provider's refusal; `undefined` when it is about something else. */
export function readOutputRefusal(message: string): OutputRefusal | undefined {
  if (!concerning.test(message)) return undefined
  for (const pattern of rooms) {
    const { window, input } = pattern.exec(message)?.groups ?? {}
    if (window !== undefined && input !== undefined) return { type: 'room', tokens: Number(window) - Number(input) }
  }
  for (const pattern of caps) {
    const cap = pattern.exec(message)?.[1]
    if (cap !== undefined) return { type: 'cap', tokens: Number(cap) }
  }
  const end = exclusiveCap.exec(message)?.[1]
  if (end !== undefined) return { type: 'cap', tokens: Number(end) - 1 }
  // The first that is named is the one that was sent; the other is the one to use.
  const field = namedField.exec(message)?.[0]
  return field !== undefined && unknownField.test(message) ? { type: 'field', field } : undefined
}
