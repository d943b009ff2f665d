import { expect, it } from 'vitest'

import { fieldSecrets, headSecrets } from '../../src/attempt/attempt-secrets.ts'
import { redactUrl } from '../../src/vocabulary/redact-secrets.ts'

const secretsOf = (headers: Record<string, string>, url = 'https://h.example/v1', ...fields: unknown[]): string[] => [
  ...headSecrets({ url, headers }),
  ...fieldSecrets(...fields),
]

it('finds what headers carry under the name of a secret, and inside of it', () => {
  expect(secretsOf({ authorization: 'Bearer abc1' })).toEqual(['Bearer abc1', 'abc1'])
  expect(secretsOf({ 'x-api-key': 'plain' })).toEqual(['plain'])
  expect(secretsOf({ 'proxy-authorization': `Basic ${btoa('me:open sesame')}` })).toContain('open sesame')
  expect(secretsOf({ cookie: 'session=abcdef12; theme=dark' })).toEqual(['session=abcdef12; theme=dark', 'abcdef12'])
})

it('takes a word of letters and digits for a secret whatever its name, and prose, versions and dates for none', () => {
  expect(secretsOf({ 'x-tenant': 'team4blue' })).toEqual(['team4blue'])
  expect(secretsOf({ 'x-what': 'correcthorsebattery' })).toEqual(['correcthorsebattery'])
  const open = {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    'anthropic-version': '2023-06-01',
    'anthropic-beta': 'oauth-2025-04-20',
    'http-referer': 'https://example.com/app1',
    'x-title': 'An Application 2',
    'x-date': '2026-11-20',
    'x-mode': 'fast',
    'x-note': 'any text 4 you',
  }
  expect(secretsOf(open)).toEqual([])
})

it('does not take the names of signed headers for secrets', () => {
  const header =
    'AWS4-HMAC-SHA256 Credential=AKID/20261120/us-east-1/bedrock/aws4_request, SignedHeaders=content-type;x-amz-date, Signature=ab'
  expect(secretsOf({ authorization: header, 'x-amz-date': '20261120T070000Z' })).toEqual([header])
})

it('finds what the query of the address carries, but for the version of an interface', () => {
  expect(secretsOf({}, 'https://h.example/v1?api-version=2026-10-01-preview1&tenant=team4blue&alt=sse')).toEqual([
    'team4blue',
  ])
})

it('takes a part of the path for a secret where it holds a word that nobody thought of', () => {
  const key = '9f86d081884c7d659a2feaa0c55ad015'
  expect(secretsOf({}, `https://h.example/proxy/${key}/v1/chat/completions`)).toEqual([key])
  expect(secretsOf({}, `https://h.example/proxy/a.${key}-b?alt=sse`)).toEqual([`a.${key}-b`])
  const open = [
    `https://${key}.example/v1`,
    'https://h.example/openai/deployments/my-deployment-of-2026-11-20-for-production/chat/completions',
    'https://h.example/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse-stream',
  ]
  for (const url of open) expect(secretsOf({}, url)).toEqual([])
  expect(redactUrl(`https://h.example/proxy/${key}/v1?key=abc`)).toBe(
    'https://h.example/proxy/[redacted]/v1?key=[redacted]',
  )
  expect(redactUrl(`https://${key}.example/v1`)).toBe(`https://${key}.example/v1`)
})

it('finds what fields carry under the name of a secret, at any depth', () => {
  const fields = {
    user: 'someone-else-1',
    api_key: 'correct-horse',
    deep: [{ clientSecret: 'battery-staple' }],
    stop_token: 'END',
    max_tokens: 5,
  }
  expect(secretsOf({}, undefined, undefined, fields)).toEqual(['correct-horse', 'battery-staple'])
})
