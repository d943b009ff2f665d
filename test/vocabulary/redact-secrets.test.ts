import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redactKnown } from '../../src/vocabulary/known-values.ts'
import { redactSecrets } from '../../src/vocabulary/redact-secrets.ts'
import { leastTime } from '../processor-time.ts'

/** Letters and digits that are no one's key. */
function filler(length: number): string {
  return 'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0z'.repeat(Math.ceil(length / 31)).slice(0, length)
}

const hex = '0123456789abcdef'.repeat(4)

/** One made-up credential per shape. */
const secrets: readonly (readonly [string, string])[] = [
  ['OpenAI', `sk-${filler(48)}`],
  ['OpenAI project', `sk-proj-${filler(60)}-x_${filler(20)}`],
  ['short sk-', 'sk-test-1234'],
  ['Anthropic', `sk-ant-api03-${filler(80)}-AA`],
  ['Anthropic OAuth', `sk-ant-oat01-${filler(60)}`],
  ['OpenRouter', `sk-or-v1-${hex}`],
  ['Kimi', `sk-kimi-${filler(40)}`],
  ['OpenAI session', `sess-${filler(40)}`],
  ['Langfuse', 'pk-lf-12345678-1234-1234-1234-123456789012'],
  ['Stripe-like', `sk_live_${filler(24)}`],
  ['ElevenLabs', `sk_${hex.slice(0, 48)}`],
  ['webhook', `whsec_${filler(32)}`],
  ['Google API', `AIza${filler(35)}`],
  ['Google API, newer', `AQ.Ab8${filler(40)}`],
  ['Google access', `ya29.${filler(30)}.${filler(30)}`],
  ['Google refresh', `1//0${filler(40)}`],
  ['Google client', `GOCSPX-${filler(28)}`],
  ['xAI', `xai-${filler(80)}`],
  ['Groq', `gsk_${filler(52)}`],
  ['Cerebras', `csk-${filler(48)}`],
  ['GitHub personal', `ghp_${filler(36)}`],
  ['GitHub OAuth', `gho_${filler(36)}`],
  ['GitHub user', `ghu_${filler(36)}`],
  ['GitHub fine-grained', `github_pat_${filler(22)}_${filler(59)}`],
  ['GitLab', `glpat-${filler(20)}`],
  ['Copilot session', `tid=${hex.slice(0, 32)};exp=1795148567;sku=x;8kp=1:${hex}`],
  ['Hugging Face', `hf_${filler(34)}`],
  ['Replicate', `r8_${filler(37)}`],
  ['NVIDIA', `nvapi-${filler(60)}`],
  ['Perplexity', `pplx-${filler(48)}`],
  ['Tavily', `tvly-dev-${filler(32)}`],
  ['Brave', `BSA${filler(28)}`],
  ['Together', `tgp_v1_${filler(43)}`],
  ['Fireworks', `fw_${filler(24)}`],
  ['Vercel', `vck_${filler(48)}`],
  ['Jina', `jina_${filler(60)}`],
  ['Databricks', `dapi${hex.slice(0, 32)}`],
  ['AWS key id', 'AKIAIOSFODNN7EXAMPLE'],
  ['AWS temporary key id', 'ASIAIOSFODNN7EXAMPLE'],
  ['Bedrock', `ABSK${filler(60)}+/==`],
  ['Bedrock short-term', `bedrock-api-key-${filler(60)}=`],
  ['Slack', `xoxb-123456789012-${filler(24)}`],
  ['npm', `npm_${filler(36)}`],
  ['PyPI', `pypi-${filler(80)}`],
  ['Alibaba', `LTAI${filler(20)}`],
  ['SendGrid', `SG.${filler(22)}.${filler(43)}`],
  ['Zhipu', `${hex.slice(0, 32)}.${filler(16)}`],
  ['JSON Web Token', `eyJ${filler(30)}.eyJ${filler(60)}.${filler(40)}`],
]

describe('by shape', () => {
  it.each(secrets)('redacts a key of %s wherever it stands', (_, secret) => {
    for (const [before, after] of [
      ['', ''],
      ['The key ', ' is wrong.'],
      ['{"k":"', '"}'],
      ['(', ')'],
      ['a=', '&b'],
      ['\n', '\n'],
      ['`', '`'],
    ] as const) {
      expect(redactSecrets(before + secret + after)).toBe(`${before}[redacted]${after}`)
    }
  })

  it.each([
    ['Authorization: Bearer abc', 'Authorization: Bearer [redacted]'],
    ['authorization: Basic dXNlcjpwYXNz', 'authorization: Basic [redacted]'],
    ['"authorization":"Bearer a.b~c+d/e=="', '"authorization":"Bearer [redacted]"'],
    ['Proxy-Authorization=token12', 'Proxy-Authorization=[redacted]'],
    ['sent Bearer q1w2e3r4', 'sent Bearer [redacted]'],
    ['sent bearer abcdefgh', 'sent bearer [redacted]'],
    ['sent Basic dXNlcjpwYXNz', 'sent Basic [redacted]'],
    ['x-api-key: 0123abcd', 'x-api-key: [redacted]'],
    ["{'x-goog-api-key': 'zzzzzz'}", "{'x-goog-api-key': '[redacted]'}"],
    ['{"apiKey":"secret-value"}', '{"apiKey":"[redacted]"}'],
    ['{\\"api_key\\":\\"secret-value\\"}', '{\\"api_key\\":\\"[redacted]\\"}'],
    ['api-key=plainword&x=1', 'api-key=[redacted]&x=1'],
    ['https://h/v1?key=abcdefgh&alt=sse', 'https://h/v1?key=[redacted]&alt=sse'],
    ['https://h/v1?a=1&access_token=abcdefgh', 'https://h/v1?a=1&access_token=[redacted]'],
    ['https://h/b?sv=1&sig=ab%2Fcd%3D', 'https://h/b?sv=1&sig=[redacted]'],
    ['https://user:pa55@host/path', 'https://[redacted]@host/path'],
    ['https://token@host/path', 'https://[redacted]@host/path'],
    ['OPENAI_API_KEY=abcd1234', 'OPENAI_API_KEY=[redacted]'],
    ['Incorrect API key provided: abcd1234wxyz', 'Incorrect API key provided: [redacted]'],
    ['https://h/?x-amz-signature=abcdefgh&code=ijklmnop', 'https://h/?x-amz-signature=[redacted]&code=[redacted]'],
    ['export ANTHROPIC_AUTH_TOKEN="abcd1234"', 'export ANTHROPIC_AUTH_TOKEN="[redacted]"'],
    ['aws_secret_access_key = abcd/efgh+ijkl', 'aws_secret_access_key = [redacted]'],
    ['client_secret=abcd', 'client_secret=[redacted]'],
    ['{"password":"abcd"}', '{"password":"[redacted]"}'],
    ['cookie: session=abcdef; other=1', 'cookie: [redacted]'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----!', '[redacted]!'],
    ['x -----BEGIN PRIVATE KEY-----\nMIIE', 'x [redacted]'],
  ])('redacts %j', (text, expected) => {
    expect(redactSecrets(text)).toBe(expected)
  })

  it.each([
    'Why is the sky blue? Ask a task-force; a risk-averse desk-mate shrugs.',
    'claude-sonnet-4-6 gpt-5.4 openai/gpt-oss-120b gemini-3-pro llama3.2:1b pplx-70b-online xai-grok-4 hf_model sk-SK',
    'req_011CX4fKq9mBhJ2dT7vZyWpN msg_01XFDUDYJgAACzvnptvVoYEL toolu_01A09q90qw90lq917835lq9',
    'chatcmpl-BSA12345678901234567890123456 call_AbCdEfGhIjKlMnOpQrStUvWx resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b',
    'gen-1754667660-AbCdEfGhIjKlMnOpQrSt 9f6a1e8e-5f55-4b43-9b5c-2b6a3f4c9d10 fc_68af4030baa48193b0b43b4c2a176a1a',
    'max_tokens: 4096, token count 5, tokens: [1, 2], "token": 5, "key": "value", usage.inputTokens=12',
    'invalid x-api-key',
    'The api key is missing.',
    'API key: missing',
    'Bearer authentication is required',
    'Basic authentication',
    'Set OPENAI_API_KEY or `providers.openai.apiKey`; see https://example.com/@name and mail me@example.com',
    'https://example.com/v1/chat/completions?api-version=2026-01-01&monkey=banana',
    'The model `gpt-3.5-turbo-0613` has been deprecated, learn more here: https://platform.openai.com/docs/deprecations',
    'limit_rpm/meta-llama/llama-3.2-3b-instruct/e8440b11-29fb-4887-a222-eff9ba33dfbf',
    '0123456789abcdef0123456789abcdef 5dbe34e9da3c4e3ca7e76295264bde58',
    // A provider that masks a key has done it already, and its words are shown as they are.
    'Your api key: ****-key is invalid',
    'Incorrect API key provided: sk-proj-abc*****2345. You can find it',
    'Incorrect API key provided: sk-. You can find it',
  ])('leaves %j alone', (text) => {
    expect(redactSecrets(text)).toBe(text)
  })
})

describe('by value', () => {
  it('redacts known values everywhere, longest first, keeping no character of them', () => {
    expect(redactSecrets(redactKnown(['plain-word', 'plain-word-1'])('key plain-word-1 and plain-word'))).toBe(
      'key [redacted] and [redacted]',
    )
    expect(redactSecrets(redactKnown(['hunter2'])('xhunter2x'))).toBe('x[redacted]x')
  })

  it('redacts a known value as it stands in a URL', () => {
    expect(redactSecrets(redactKnown(['a/b+c='])('https://h/?q=a%2Fb%2Bc%3D'))).toBe('https://h/?q=[redacted]')
  })

  it('ignores values shorter than four characters and takes broken ones', () => {
    expect(redactSecrets(redactKnown(['abc', 'ab', 'a', ''])('abc ab a'))).toBe('abc ab a')
    expect(redactSecrets(redactKnown(['\ud800abcd'])('x \ud800abcd y'))).toBe('x [redacted] y')
  })
})

const pieces = fc.oneof(
  fc.constantFrom(
    ...secrets.map(([, secret]) => secret),
    'Bearer ',
    'api_key=',
    '://',
    '@',
    'authorization: ',
    '"token":"',
    '-----BEGIN PRIVATE KEY-----',
    '[redacted]',
    '.',
    '_',
    '-',
    '?key=',
    ' ',
    '"',
    'cookie=',
  ),
  fc.string({ maxLength: 12 }),
)

it('does nothing more when it is done twice', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const once = redactSecrets(parts.join(''))
      expect(redactSecrets(once)).toBe(once)
    }),
    { numRuns: 2_000 },
  )
})

it('keeps no known value, whatever stands around it', () => {
  const known = fc.string({ minLength: 8, maxLength: 40 }).filter((value) => !'[redacted]'.includes(value))
  fc.assert(
    fc.property(
      known,
      fc.array(pieces, { maxLength: 6 }),
      fc.array(pieces, { maxLength: 6 }),
      (secret, before, after) => {
        fc.pre(!'[redacted][redacted]'.includes(secret))
        expect(redactSecrets(redactKnown([secret])([...before, secret, ...after].join('')))).not.toContain(secret)
      },
    ),
  )
})

it('takes time linear in the text for texts made to be slow', async () => {
  const starts = [
    'sk-',
    '-eyJ',
    'eyJaaaaaa.',
    'eyJaaaaa.eyJaaaaa',
    '://',
    '://a:',
    'authorization: ',
    'a',
    'A_KEY',
    'bearer ',
    'basic a',
    '-----BEGIN PRIVATE KEY----- ',
    '-----BEGIN ',
    '0123456789abcdef',
    'ABSK/',
    'BSA',
    'ya29.',
    '&key=',
    'api key: ',
    'SG.aaaaaaaaaaaaaaaaa',
    '"token":',
    'tid=',
    ' ',
    'AKIA',
    'password:',
    'cookie=',
    '[',
    '\\"',
  ]
  for (const start of starts) {
    const text = start.repeat(Math.ceil(1_000_000 / start.length))
    expect(await leastTime(() => redactSecrets(text), 1_500), JSON.stringify(start)).toBeLessThan(1_500)
  }
})
