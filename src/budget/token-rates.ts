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
    [0, 3.9, 0.7, 500, 38, 15.8, 6.4, 109, 29, 1.436, 0.73, 0, 0.81, 0.86, 1.78, 0.5],
    claude,
  ], // 3
  [
    /claude-(?:(?:opus|sonnet|haiku)-)?4[-.][56]/,
    [2.1, 4.6, 0.7, 500, 38, 15.8, 6.4, 109, 29, 1.041, 0.69, 0, 0.81, 0.86, 1.78, 0.5],
    claude,
  ], // 53
  [
    /claude-(?:(?:opus|sonnet)-)?4/,
    [2.2, 4.7, 0.9, 327, 35, 17, 6.7, 109, 28, 1.077, 0.56, 0, 0.76, 0.89, 1.78, 0.5],
    claude,
  ], // 15
  [/claude-3-sonnet/, [0, 2.1, 3.5, 184, 5.2, 14, 6, 41, 29, 1.044, 0.66, 0, 1.03, 1.2, 0, 0.5], claude], // 4
  [/claude/, [4.8, 2.2, 2.4, 335, 6.1, 14, 6, 405, 29, 1.044, 0.66, 0, 1.03, 1.2, 0.44, 0.5], claude], // 25
  [/gpt-oss/, [69, 2, 2.2, 31, 0, 19.4, 7.3, 41, 1.6, 0.977, 0, 1.12, 0.48, 0.58, 1.02, 0.74], openai], // 20
  [
    /gpt-|chatgpt|codex|(?:^|[/.])o\d/,
    [4.3, 2.1, 1.9, 16.3, 4.1, 12.9, 5.7, 12.6, 0, 0.981, 0, 1.03, 0.12, 1.48, 0.7, 0.5],
    openai,
  ], // 133
  [
    /gemini-(?:[3-9]|\d\d|flash-latest|pro-latest)/,
    [0, 0, 0, 0, 0, 0, 0.6, 64, 0, 0.979, 1.04, 0, 0, 1.4, 0.02, 0.5],
    gemini3,
    /vertex|vercel/,
  ], // 9
  [
    /gemini-(?:[3-9]|\d\d|flash-latest|pro-latest)/,
    [0, 0, 0, 0, 23, 10, 5, 1, 0, 0.987, 1.02, 0, 0.78, 1.13, 0, 0.5],
    gemini3,
  ], // 6
  [/gemini-(?:1|2[-.]0)/, [1.6, 0, 0, 0, 0, 0, 0, 13.1, 0, 0.937, 0.84, 0, 0, 1.11, 0, 0.5], gemini], // 8
  [/gemini/, [0, 0, 0, 0, 0.7, 0, 0, 0.5, 0, 0.966, 0.89, 0, 0.06, 1.03, 0, 0.5], gemini, /vertex|vercel/], // 15
  [/gemini|gemma/, [0, 1.1, 0.8, 0, 21, 10, 5, 0.6, 0, 0.986, 1, 0, 0.48, 0.72, 0, 0.5], gemini], // 32
  [/deepseek/, [1.4, 2.3, 0.2, 224, 17, 36, 11.6, 20, 0.1, 0.985, 0, 1.13, 1.15, 1.08, 0.3, 0.43], chinese], // 35
  [
    /qwen(?:3[-.][5-9]|[4-9])/,
    [7.3, 2, 3.4, 210, 16.4, 14.9, 6.2, 53, 0, 0.984, 1, 0, 1.02, 1.73, 0.03, 0.03],
    chinese,
  ], // 10
  [/qwen|qwq/, [8.2, 2.1, 3.3, 74, 16.4, 16.1, 6.5, 1.8, 0, 0.964, 0.93, 0, 0.72, 1.33, 0, 0.91], chinese, /ollama/], // 14
  [/qwen|qwq/, [6, 1.9, 3.3, 138, 0, 14.4, 6.1, 0, 0, 0.985, 0.99, 0, 0.92, 1.59, 0, 0.01], chinese], // 27
  [/llama-?4/, [163, 4.3, 0.6, 495, 18, 14.6, 6.1, 124, 0, 1.032, 0, 1, 0.64, 0.91, 0.34, 0.5], llama], // 2
  [/llama/, [31, 4.3, 0.6, 131, 15.7, 14.6, 6.1, 124, 0, 1.027, 0, 0.89, 0.63, 0.91, 0.34, 0.5], llama], // 8
  [
    /mistral|ministral|mixtral|magistral|codestral|devstral|pixtral|voxtral|leanstral/,
    [0, 2.9, 0.4, 0, 27, 0, 0.7, 0, 0, 1.049, 0.86, 0, 1.02, 1.69, 0.08, 0.5],
    mistral,
  ], // 34
  [
    /grok-(?:4[-.][3-9]|4-0|[5-9]|3)/,
    [192, 2.5, 0.7, 47, 0, 25, 8.7, 21, 0, 0.987, 0.94, 0, 0.79, 1.18, 0.65, 0.5],
    usual,
  ], // 12
  [/grok.{0,40}non-reasoning/, [107, 1.7, 0.7, 44, 15.4, 15.2, 6.3, 5, 0, 0.97, 0.92, 0, 0.64, 1.02, 0.3, 0.61], usual], // 4
  [/grok/, [156, 2.2, 0.9, 154, 16.1, 26, 8.9, 5, 0, 1.001, 0.92, 0, 0.64, 1.02, 0.3, 0.61], usual], // 12
  [/glm/, [9.9, 2.1, 1.2, 86, 34, 16.6, 6.7, 0, 0, 1.001, 0, 1.01, 0.81, 1.1, 0.06, 0.58], chinese], // 6
  [
    /kimi-(?:k2[-.p][5-9]|k[3-9])|^k[3-9]/,
    [16.4, 2.1, 2, 0.3, 3.6, 15.6, 6.4, 5, 0, 1.001, 0, 0.99, 1.12, 1.33, 0.3, 1],
    chinese,
  ], // 4
  [/kimi|moonshot/, [6, 2.5, 2, 0, 24, 24, 8.5, 5, 0, 1.003, 0, 1.01, 1.32, 1.48, 0.3, 0.5], chinese], // 7
  [/nova-2/, [138, 0.1, 0, 742, 16.7, 16.7, 6.7, 5, 0, 0.977, 0.84, 0, 0.63, 0.95, 0.3, 0.5], usual], // 2
  [/nova/, [0, 0.1, 0, 358, 14.2, 16.7, 6.7, 5, 0, 0.977, 0.84, 0, 0.61, 0.91, 0.3, 0.5], usual], // 7
  [/command-a-reasoning/, [1262, 2.5, 1, 1055, 18.7, 17.5, 6.9, 5, 98, 1.009, 0.94, 0, 0.63, 0.97, 0.3, 0.5], usual], // 2
  [/command-a/, [378, 2.3, 1, 1055, 18.7, 17.5, 6.9, 5, 0, 1.008, 0.93, 0, 0.63, 0.97, 0.3, 0.5], usual], // 6
  [/command/, [198, 2.3, 1, 658, 13.6, 17.5, 6.9, 5, 0, 1.029, 0.93, 0, 0.61, 0.92, 0.3, 0.5], usual], // 3
  [/sonar/, [0.1, 1.9, 1, 15, 12, 14, 6, 5, 0, 0.989, 0.45, 0, 0.6, 0.9, 0.3, 0.5], usual], // 6
  [/(?:)/, [4.3, 2.1, 0.9, 86, 16.4, 16.1, 6.5, 13.1, 1.6, 0.987, 0.84, 0, 0.76, 1.11, 0.06, 0.58], usual], // 8
]
