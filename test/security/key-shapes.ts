/** Makes a key of one shape; another one for each seed. */
export type KeyShape = readonly [name: string, make: (seed: number) => string]

const digits = '0123456789'
const lower = 'abcdefghijklmnopqrstuvwxyz'
const letters = lower + lower.toUpperCase()

/** Characters that nobody's key holds, the same for the same seed. */
function random(seed: number, length: number, alphabet: string): string {
  let state = (seed * 2_654_435_761 + 97) >>> 0
  let text = ''
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    text += alphabet[(state >>> 16) % alphabet.length] ?? ''
  }
  return text
}

const alnum = (seed: number, length: number): string => random(seed, length, letters + digits)
const hex = (seed: number, length: number): string => random(seed, length, `${digits}abcdef`)

/** Every form in which keys of providers and gateways come, those without any mark of their own included. */
export const keyShapes: readonly KeyShape[] = [
  ['OpenAI', (seed) => `sk-${alnum(seed, 48)}`],
  ['OpenAI project', (seed) => `sk-proj-${alnum(seed, 60)}-x_${alnum(seed + 1, 20)}`],
  ['Anthropic', (seed) => `sk-ant-api03-${alnum(seed, 80)}-AA`],
  ['Claude subscription', (seed) => `sk-ant-oat01-${alnum(seed, 80)}-AA`],
  ['OpenRouter', (seed) => `sk-or-v1-${hex(seed, 64)}`],
  ['short, LiteLLM', (seed) => `sk-${alnum(seed, 8)}`],
  ['Google', (seed) => `AIza${alnum(seed, 35)}`],
  ['Google, newer', (seed) => `AQ.Ab8${alnum(seed, 40)}`],
  ['Google access token', (seed) => `ya29.${alnum(seed, 60)}`],
  ['Groq', (seed) => `gsk_${alnum(seed, 52)}`],
  ['xAI', (seed) => `xai-${alnum(seed, 80)}`],
  ['Mistral', (seed) => alnum(seed, 32)],
  ['Cohere', (seed) => alnum(seed, 40)],
  ['Azure', (seed) => hex(seed, 32)],
  ['Azure, newer', (seed) => `${alnum(seed, 52)}JQQJ99BKACYeBjFXJ3w3AAABACOG${alnum(seed + 1, 4)}`],
  ['Zhipu', (seed) => `${hex(seed, 32)}.${alnum(seed, 16)}`],
  ['Hugging Face', (seed) => `hf_${alnum(seed, 34)}`],
  ['NVIDIA', (seed) => `nvapi-${alnum(seed, 60)}-${alnum(seed + 1, 3)}`],
  ['Perplexity', (seed) => `pplx-${alnum(seed, 48)}`],
  ['Together', (seed) => `tgp_v1_${alnum(seed, 43)}`],
  ['Fireworks', (seed) => `fw_${alnum(seed, 24)}`],
  ['Bedrock', (seed) => `ABSK${alnum(seed, 40)}+/${alnum(seed + 1, 40)}/+==`],
  ['JSON Web Token', (seed) => `eyJ${alnum(seed, 30)}.eyJ${alnum(seed + 1, 60)}.${alnum(seed + 2, 43)}`],
  [
    'UUID',
    (seed) => `${hex(seed, 8)}-${hex(seed + 1, 4)}-4${hex(seed + 2, 3)}-a${hex(seed + 3, 3)}-${hex(seed + 4, 12)}`,
  ],
  ['Vercel', (seed) => `vck_${alnum(seed, 48)}`],
  ['Cerebras', (seed) => `csk-${alnum(seed, 48)}`],
  ['AWS secret', (seed) => `${alnum(seed, 13)}/K7MDENG/${alnum(seed + 1, 18)}`],
  ['Baidu', (seed) => `bce-v3/ALTAK-${alnum(seed, 21)}/${hex(seed, 40)}`],
  ['every special character', (seed) => `p&ss<w0rd>"quo\\te'%2B+=#?${alnum(seed, 12)}~!$(){}[]*|^,;:@`],
  ['letters alone', (seed) => random(seed, 28, lower)],
  ['beyond ASCII', (seed) => `cl\u00e9-\u00fcber-${alnum(seed, 20)}`],
  ['a short token', (seed) => `tok${alnum(seed, 9)}`],
]
