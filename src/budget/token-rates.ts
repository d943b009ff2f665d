/*
 * Made by `scripts/fit-token-estimate.ts` from recorded counts; behind each row how many it was fitted to. Rates of files and of other
 * scripts than Latin are not fitted but taken from documentation (`scripts/token-families.ts`).
 */

/** What the numbers of a row are tokens of, in their order. */
export const rateNames = [
  'requests',
  'messages',
  'systemBlocks',
  'hasTools',
  'tools',
  'toolCalls',
  'toolResults',
  'hasOutput',
  'thinks',
  'words',
  'digits',
  'threes',
  'schemaWords',
  'schemaFields',
  'outputWords',
  'thoughtWords',
  'han',
  'others',
  'images',
  'pdfPages',
  'audioSeconds',
] as const

/** Tokens of each member of a `RequestSize` for one family. */
export type TokenRow = readonly [
  /** Of ids in small letters. */
  model: RegExp,
  fitted: readonly number[],
  /** What it has in common with other families: the last of the names. */
  shared: readonly number[],
  /** The providers that count so; all where it is absent. */
  host?: RegExp,
]

const usual: readonly number[] = [0.85, 1, 1000, 1000, 25]
const openai: readonly number[] = [0.75, 0.8, 800, 800, 10]
const claude: readonly number[] = [1.1, 1.25, 1300, 1600, 25]
const gemini: readonly number[] = [0.65, 0.8, 258, 260, 32]
const gemini3: readonly number[] = [0.65, 0.8, 1100, 560, 32]
const chinese: readonly number[] = [0.6, 1.1, 1000, 1000, 25]
const llama: readonly number[] = [0.85, 0.95, 1000, 1000, 25]
const mistral: readonly number[] = [0.8, 0.9, 1000, 1000, 25]

/** The first row that fits counts. */
export const tokenRates: readonly TokenRow[] = [
  [
    /claude-(?:opus-(?:4[-.][7-9]|[5-9])|(?:sonnet|haiku)-[5-9]|4[-.][7-9]|[5-9]|fable|mythos)/,
    [0, 3.9, 0.6, 501, 37, 15.7, 6.4, 110, 29, 1.41, 0.7, 0, 0.8, 0.84, 1.76, 0.5],
    claude,
  ], // 3
  [
    /claude-(?:(?:opus|sonnet|haiku)-)?4[-.][56]/,
    [2.2, 4.5, 0.6, 501, 37, 15.7, 6.4, 110, 29, 1.021, 0.66, 0, 0.8, 0.84, 1.76, 0.5],
    claude,
  ], // 53
  [
    /claude-(?:(?:opus|sonnet)-)?4/,
    [2, 4.6, 0.7, 327, 35, 16.9, 6.7, 110, 28, 1.055, 0.53, 0, 0.76, 0.88, 1.76, 0.5],
    claude,
  ], // 15
  [/claude-3-sonnet/, [0, 2.1, 3.4, 185, 4.4, 14, 6, 42, 29, 1.027, 0.65, 0, 1.03, 1.19, 0, 0.5], claude], // 4
  [/claude/, [4.7, 2.2, 2.3, 335, 5.3, 14, 6, 405, 29, 1.027, 0.65, 0, 1.03, 1.19, 0.44, 0.5], claude], // 25
  [/gpt-oss/, [69, 1.8, 2.2, 30, 0, 19.3, 7.3, 39, 2.4, 0.966, 0, 1.11, 0.48, 0.57, 1.02, 0.73], openai], // 20
  [
    /gpt-|chatgpt|codex|(?:^|[/.])o\d/,
    [4.3, 2, 1.8, 16.3, 3.5, 12.9, 5.7, 12.7, 0, 0.966, 0, 0.99, 0.15, 1.45, 0.69, 0.5],
    openai,
  ], // 133
  [
    /gemini-(?:[3-9]|\d\d|flash-latest|pro-latest)/,
    [0, 0, 0, 0, 0, 0, 0.6, 64, 0, 0.962, 1, 0, 0, 1.35, 0.02, 0.5],
    gemini3,
    /vertex|vercel/,
  ], // 9
  [
    /gemini-(?:[3-9]|\d\d|flash-latest|pro-latest)/,
    [0, 0, 0, 0, 23, 10.1, 5, 1.3, 0, 0.967, 1.02, 0, 0.78, 1.07, 0, 0.5],
    gemini3,
  ], // 6
  [/gemini-(?:1|2[-.]0)/, [1.7, 0, 0, 0, 0, 0, 0, 12.7, 0, 0.911, 0.81, 0, 0, 1.12, 0, 0.5], gemini], // 8
  [/gemini/, [0, 0, 0, 0, 0.3, 0, 0, 0.9, 0, 0.937, 0.8, 0, 0.09, 0.99, 0, 0.5], gemini, /vertex|vercel/], // 15
  [/gemini|gemma/, [0, 0.9, 0.9, 0, 21, 10.1, 5, 1, 0, 0.97, 1, 0, 0.48, 0.68, 0, 0.5], gemini], // 32
  [/deepseek/, [1.4, 2.2, 0.3, 225, 16.2, 36, 11.6, 20, 0.1, 0.969, 0, 1.09, 1.14, 1.07, 0.3, 0.42], chinese], // 35
  [
    /qwen(?:3[-.][5-9]|[4-9])/,
    [7.2, 1.9, 3.2, 209, 16.3, 15.8, 6.4, 53, 0, 0.965, 1, 0, 1.07, 1.68, 0.03, 0.03],
    chinese,
  ], // 10
  [/qwen|qwq/, [8.3, 2, 3, 75, 15.2, 15.9, 6.5, 1.9, 0, 0.939, 0.91, 0, 0.76, 1.28, 0, 0.89], chinese, /ollama/], // 14
  [/qwen|qwq/, [6, 1.9, 3, 136, 0, 15.3, 6.3, 0, 0, 0.97, 1.01, 0, 0.96, 1.55, 0, 0.01], chinese], // 27
  [/llama-?4/, [165, 4.2, 0.5, 494, 17.8, 14.5, 6.1, 123, 0, 1.017, 0, 1, 0.64, 0.91, 0.34, 0.5], llama], // 2
  [/llama/, [32, 4.2, 0.5, 124, 15.5, 14.5, 6.1, 123, 0, 1.013, 0, 0.88, 0.63, 0.91, 0.34, 0.5], llama], // 8
  [
    /mistral|ministral|mixtral|magistral|codestral|devstral|pixtral|voxtral|leanstral/,
    [0, 2.8, 0.4, 0, 27, 0, 0.5, 0, 0, 1.026, 0.81, 0, 1.01, 1.69, 0.08, 0.5],
    mistral,
  ], // 34
  [
    /grok-(?:4[-.][3-9]|4-0|[5-9]|3)/,
    [192, 2.5, 0.7, 47, 0, 25, 8.7, 21, 0, 0.987, 0.93, 0, 0.78, 1.15, 0.66, 0.5],
    usual,
  ], // 12
  [/grok.*non-reasoning/, [107, 1.7, 0.7, 43, 16, 14.8, 6.2, 5, 0, 0.969, 0.92, 0, 0.62, 1.01, 0.3, 0.61], usual], // 4
  [/grok/, [156, 2.2, 1, 153, 16.7, 25, 8.8, 5, 0, 1.001, 0.92, 0, 0.63, 1.01, 0.3, 0.61], usual], // 12
  [/glm/, [9.6, 2.1, 1.1, 86, 35, 16.2, 6.5, 0, 0, 1.001, 0, 1.01, 0.81, 1.1, 0.07, 0.57], chinese], // 6
  [
    /kimi-(?:k2[-.p][5-9]|k[3-9])|^k[3-9]/,
    [16.1, 2, 2, 0.2, 3.5, 15.1, 6.3, 5, 0, 1.001, 0, 0.99, 1.13, 1.34, 0.3, 0.99],
    chinese,
  ], // 4
  [/kimi|moonshot/, [6.1, 2.4, 2, 0, 24, 24, 8.4, 5, 0, 1.003, 0, 1.01, 1.32, 1.49, 0.3, 0.5], chinese], // 7
  [/nova-2/, [138, 0, 0, 741, 16.6, 16.3, 6.6, 5, 0, 0.963, 0.82, 0, 0.62, 0.94, 0.3, 0.5], usual], // 2
  [/nova/, [0, 0, 0, 358, 14.2, 16.3, 6.6, 5, 0, 0.962, 0.82, 0, 0.61, 0.91, 0.3, 0.5], usual], // 7
  [/command-a-reasoning/, [1262, 2.5, 1, 1053, 18.6, 17.4, 6.9, 5, 98, 1.002, 0.93, 0, 0.63, 0.97, 0.3, 0.5], usual], // 2
  [/command-a/, [378, 2.3, 1, 1053, 18.6, 17.4, 6.9, 5, 0, 1.002, 0.93, 0, 0.63, 0.97, 0.3, 0.5], usual], // 6
  [/command/, [198, 2.3, 1, 657, 13.6, 17.4, 6.9, 5, 0, 1.016, 0.93, 0, 0.61, 0.92, 0.3, 0.5], usual], // 3
  [/sonar/, [0, 1.8, 1.1, 15, 12, 14, 6, 5, 0, 0.98, 0.38, 0, 0.6, 0.9, 0.3, 0.5], usual], // 6
  [/(?:)/, [4.3, 2, 0.9, 86, 16.2, 15.9, 6.5, 12.7, 2.4, 0.97, 0.81, 0, 0.76, 1.1, 0.07, 0.57], usual], // 8
]
