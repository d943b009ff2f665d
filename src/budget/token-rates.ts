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
    [0, 3.9, 0.6, 504, 32, 12.7, 5.2, 105, 29, 1.41, 0.704, 0, 0.75, 0.0554, 1.63, 0.5],
    claude,
  ], // 3
  [
    /claude-(?:(?:opus|sonnet|haiku)-)?4[-.][56]/,
    [2.2, 4.6, 0.6, 504, 32, 12.7, 5.2, 105, 29, 1.02, 0.664, 0, 0.75, 0.0554, 1.63, 0.5],
    claude,
  ], // 53
  [
    /claude-(?:(?:opus|sonnet)-)?4/,
    [4.5, 2.2, 1.1, 342, 25, 12, 5, 5, 28, 1.03, 0.74, 0, 0.714, 0.135, 0.3, 0.5],
    claude,
  ], // 15
  [/claude-3-sonnet/, [0, 2.1, 3.4, 182, 2.8, 8, 4, 42, 29, 1.03, 0.646, 0, 1.06, 0.17, 0, 0.5], claude], // 4
  [/claude/, [4.7, 2.2, 2.3, 329, 3.8, 8, 4, 402, 29, 1.03, 0.646, 0, 1.07, 0.171, 0.459, 0.5], claude], // 25
  [/gpt-oss/, [69, 2.1, 2.2, 28, 0, 17.5, 6.4, 30, 5, 0.967, 0, 1.12, 0.453, 0.0883, 1.03, 0.754], openai], // 20
  [
    /gpt-|chatgpt|codex|(?:^|[/.])o\d/,
    [4.3, 2, 2.1, 16.3, 4.2, 13.2, 5.3, 10, 0, 0.968, 0, 0.966, 0.1, 1.29, 0.646, 0.5],
    openai,
  ], // 133
  [
    /gemini-(?:[3-9]|\d\d|flash-latest|pro-latest)/,
    [0, 0, 0, 0, 0, 0, 0.4, 64, 0, 0.961, 1.01, 0, 0.013, 1.31, 0.0213, 0.5],
    gemini3,
    /vertex|vercel/,
  ], // 9
  [
    /gemini-(?:[3-9]|\d\d|flash-latest|pro-latest)/,
    [0, 0, 0, 0, 21, 7.2, 3.8, 1.3, 0, 0.968, 1.01, 0, 0.769, 0.341, 0.000615, 0.5],
    gemini3,
  ], // 6
  [/gemini-(?:1|2[-.]0)/, [1.6, 0, 0, 2.4, 0, 0, 0, 12.7, 0, 0.912, 0.831, 0, 0, 0.837, 0.00452, 0.5], gemini], // 8
  [/gemini/, [0, 0, 0, 0, 0, 0, 0, 0.9, 0, 0.936, 0.831, 0, 0.098, 0.87, 0, 0.5], gemini, /vertex|vercel/], // 15
  [/gemini|gemma/, [0, 0.9, 0.9, 0, 23, 7.2, 3.8, 1, 0, 0.971, 0.999, 0, 0.369, 0, 0, 0.5], gemini], // 32
  [/deepseek/, [1.4, 2.2, 0.3, 221, 14.8, 32, 9.9, 20, 0, 0.97, 0, 1.1, 1.17, 0.0621, 0.3, 0.417], chinese], // 35
  [
    /qwen(?:3[-.][5-9]|[4-9])/,
    [6.9, 2.2, 3.1, 208, 11, 14.4, 5.6, 57, 0, 0.967, 0.994, 0, 1.17, 0.459, 0.0341, 0.0247],
    chinese,
  ], // 10
  [
    /qwen|qwq/,
    [8, 2.3, 3, 67, 15.4, 15.8, 5.9, 4.6, 0, 0.942, 0.895, 0, 0.896, 0.363, 0.00127, 0.893],
    chinese,
    /ollama/,
  ], // 14
  [/qwen|qwq/, [5.7, 2.2, 3, 128, 0, 13.8, 5.4, 0, 0, 0.972, 1.01, 0, 1.05, 0.376, 0, 0.00939], chinese], // 27
  [/llama-?4/, [155, 4.2, 0.5, 498, 18.7, 8.7, 4.2, 121, 0, 1.02, 0, 1, 0.653, 0.0172, 0.347, 0.5], llama], // 2
  [/llama/, [32, 4.2, 0.5, 155, 16.5, 8.7, 4.2, 121, 0, 1.01, 0, 0.883, 0.645, 0.0172, 0.347, 0.5], llama], // 8
  [
    /mistral|ministral|mixtral|magistral|codestral|devstral|pixtral|voxtral|leanstral/,
    [0, 2.8, 0.4, 0, 24, 0, 0.4, 0, 0, 1.03, 0.81, 0, 1.17, 0.264, 0.077, 0.5],
    mistral,
  ], // 34
  [
    /grok-(?:4[-.][3-9]|4-0|[5-9]|3)/,
    [192, 2.5, 0.7, 35, 0, 18.7, 6.7, 20, 0, 0.987, 0.926, 0, 0.96, 0.102, 0.637, 0.5],
    usual,
  ], // 12
  [/grok.*non-reasoning/, [105, 1.9, 0.7, 40, 13.9, 14.3, 5.6, 5, 0, 0.97, 0.922, 0, 0.671, 0.123, 0.3, 0.607], usual], // 4
  [/grok/, [156, 2.3, 0.9, 155, 14.6, 23, 7.8, 5, 0, 1, 0.922, 0, 0.674, 0.123, 0.3, 0.607], usual], // 12
  [/glm/, [9.5, 2.2, 1.2, 84, 32, 12.8, 5.2, 0, 0, 1, 0, 1.01, 0.861, 0.183, 0.0607, 0.656], chinese], // 6
  [
    /kimi-(?:k2[-.p][5-9]|k[3-9])|^k[3-9]/,
    [15.8, 2.3, 1.8, 0.4, 2, 15, 5.7, 5, 0, 1, 0, 0.993, 1.05, 0.289, 0.3, 0.995],
    chinese,
  ], // 4
  [/kimi|moonshot/, [6, 2.7, 1.8, 1.8, 18.8, 23, 7.9, 5, 0, 1, 0, 1.01, 1.27, 0.413, 0.3, 0.5], chinese], // 7
  [/nova-2/, [137, 0, 0, 739, 16.6, 14, 5.5, 5, 0, 0.963, 0.823, 0, 0.668, 0.0813, 0.3, 0.5], usual], // 2
  [/nova/, [0, 0, 0, 360, 14.2, 14, 5.5, 5, 0, 0.963, 0.819, 0, 0.615, 0.00983, 0.3, 0.5], usual], // 7
  [/command-a/, [1222, 2.5, 1, 225, 13.3, 11.3, 4.8, 5, 127, 1, 0.936, 0, 0.641, 0.0629, 0.3, 0.5], usual], // 8
  [/command/, [200, 2.4, 1, 633, 18.6, 11.3, 4.8, 5, 127, 1.02, 0.934, 0, 0.687, 0.115, 0.3, 0.5], usual], // 3
  [/sonar/, [0, 1.8, 1.1, 15, 12, 8, 4, 5, 0, 0.98, 0.38, 0, 0.6, 0, 0.3, 0.5], usual], // 6
  [/(?:)/, [4.5, 2.2, 0.9, 84, 14.6, 13.2, 5.3, 12.7, 5, 0.972, 0.819, 0, 0.75, 0.183, 0.0607, 0.607], usual], // 8
]
