import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { endpointUrl, normaliseBaseUrl } from '../../src/adapters/base-url.ts'
import type { BaseUrlRules } from '../../src/adapters/base-url.ts'
import { classifyHost } from '../../src/adapters/host-policy.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'

const chat: BaseUrlRules = {
  protocol: 'openai-chat',
  endpoints: ['/chat/completions'],
  allowHttp: true,
  local: false,
  path: 'providers.x.baseUrl',
}
const messages: BaseUrlRules = { ...chat, protocol: 'anthropic-messages', endpoints: ['/v1/messages'] }

const forbidden = [
  'http://169.254.169.254',
  'https://169.254.169.254/latest/meta-data',
  'http://169.254.0.1:8080/v1',
  'http://2852039166',
  'http://0xa9fea9fe',
  'http://0xA9.0xFE.0xA9.0xFE',
  'http://0251.0376.0251.0376',
  'http://169.254.43518',
  'http://169.16689662',
  'http://169.254.169.254.',
  'http://\uff11\uff16\uff19.254.169.254',
  'http://[::ffff:169.254.169.254]',
  'http://[::ffff:a9fe:a9fe]',
  'http://[0:0:0:0:0:ffff:a9fe:a9fe]',
  'http://[::169.254.169.254]',
  'http://[::ffff:0:169.254.169.254]',
  'http://[64:ff9b::169.254.169.254]',
  'http://[2002:a9fe:a9fe::1]',
  'http://[fe80::1]',
  'http://[febf:ffff::1]',
  'http://[fd00:ec2::254]',
  'http://[fd00:0ec2:0:0:0:0:0:0254]',
  'http://[fd20:ce::254]',
  'http://metadata.google.internal',
  'https://METADATA.google.internal./computeMetadata/v1',
  'http://metadata',
  'http://100.100.100.200',
  'http://168.63.129.16',
  'metadata.google.internal',
  '169.254.169.254:80',
]

describe('link-local and metadata addresses', () => {
  it.each(forbidden)('are never accepted, even with allowHttp: %s', (text) => {
    for (const rules of [
      chat,
      { ...chat, allowHttp: false },
      { ...chat, local: true, own: 'http://localhost:11434/v1' },
    ]) {
      let error: unknown
      try {
        normaliseBaseUrl(text, rules)
      } catch (thrown) {
        error = thrown
      }
      expect(RouterError.is(error, 'configuration')).toBe(true)
      expect(String(error)).toContain('link-local or metadata address')
    }
  })

  it.each([
    'http://169.253.1.1',
    'http://[fec0::1]',
    'http://[fd00:ec2::255]',
    'http://100.100.100.201',
    'https://metadata.example.com',
    'http://[2002:a00:1::1]',
  ])('do not include their neighbour %s', (text) => {
    expect(() => normaliseBaseUrl(text, chat)).not.toThrow()
  })

  it('are recognised in every notation of an IPv4 address', () => {
    const low = fc.integer({ min: 0, max: 0xffff })
    fc.assert(
      fc.property(low, (host) => {
        const address = 0xa9fe0000 + host
        const bytes = [169, 254, host >> 8, host & 255]
        const notations = [
          String(address),
          `0x${address.toString(16)}`,
          `0${address.toString(8)}`,
          bytes.join('.'),
          bytes.map((byte) => `0${byte.toString(8)}`).join('.'),
          bytes.map((byte) => `0x${byte.toString(16)}`).join('.'),
          `169.254.${host}`,
          `[::ffff:${bytes.join('.')}]`,
          `[::FFFF:a9fe:${host.toString(16)}]`,
        ]
        for (const notation of notations)
          expect(classifyHost(new URL(`http://${notation}`).hostname), notation).toBe('forbidden')
      }),
    )
  })
})

describe('classifyHost', () => {
  it.each([
    ['localhost', 'loopback'],
    ['localhost.', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['[::1]', 'loopback'],
    ['[::ffff:7f00:1]', 'loopback'],
    ['[2002:7f00:1::]', 'other'],
    ['[::7f00:1]', 'other'],
    ['127.example.com', 'other'],
    ['localhost.example.com', 'other'],
    ['10.0.0.1', 'other'],
    ['[fd00::1]', 'other'],
    ['api.openai.com', 'other'],
  ])('says that %s is %s', (host, kind) => {
    expect(classifyHost(host)).toBe(kind)
  })
})

describe('any base URL', () => {
  const segment = fc.constantFrom(
    'v1',
    'v2',
    'v1beta',
    'api',
    'openai',
    'anthropic',
    'models',
    'messages',
    'chat',
    'completions',
    'responses',
    'a%20b',
    '',
  )
  const query = fc.constantFrom('', '?api-version=2024-10-21', '?a=b//c', '?')
  const quote = fc.constantFrom(['', ''], ['"', '"'], [' <', '> '], ["'", "'"])
  const pasted = fc
    .record({
      scheme: fc.constantFrom('https://', 'http://', ''),
      host: fc.constantFrom(
        'host.example',
        'localhost:8080',
        '127.0.0.1',
        'host.example:8443',
        'models.ai.azure.com',
        'openrouter.ai',
      ),
      path: fc.array(segment, { maxLength: 7 }),
      query,
      quote,
      own: fc.constantFrom(undefined, 'https://openrouter.ai/api/v1', 'http://localhost:11434/v1'),
      local: fc.boolean(),
    })
    .map(({ scheme, host, path, query: search, quote: [open = '', close = ''], own, local }) => ({
      text: `${open}${scheme}${host}/${path.join('/')}${search}${close}`,
      rules: { own, local },
    }))

  it.each([
    ['chat', chat, '/chat/completions'],
    ['Anthropic', messages, '/v1/messages'],
  ])('of the %s protocol is normalised once and for all, and takes its path cleanly', (_, protocol, path) => {
    fc.assert(
      fc.property(pasted, ({ text, rules }) => {
        const all = { ...protocol, ...rules }
        const base = normaliseBaseUrl(text, all)
        expect(normaliseBaseUrl(base, all)).toBe(base)
        expect(base).not.toMatch(/\/(?:\?|$)/)
        const url = new URL(endpointUrl(base, path))
        expect(url.pathname).not.toContain('//')
        expect(url.pathname.endsWith(path.replace(/^\/v1/, ''))).toBe(true)
        expect(url.pathname).not.toMatch(/(?:\/chat\/completions){2}$|\/v1\/v1\/messages$|\/messages\/v1\/messages$/)
        expect(url.search).toBe(new URL(base).search)
      }),
      { numRuns: 500 },
    )
  })

  it('is accepted or refused by a RouterError, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withFragments: true, withQueryParameters: true })),
        (text) => {
          let base = 'https://accepted.example'
          let error: unknown
          try {
            base = normaliseBaseUrl(text, chat)
          } catch (thrown) {
            error = thrown
          }
          expect(error === undefined || RouterError.is(error, 'configuration')).toBe(true)
          expect(URL.canParse(base)).toBe(true)
        },
      ),
    )
  })
})
