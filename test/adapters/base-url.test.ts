import { describe, expect, it } from 'vitest'

import { endpointUrl, isLoopback, normaliseBaseUrl } from '../../src/adapters/base-url.ts'
import type { BaseUrlRules } from '../../src/adapters/base-url.ts'
import { protocolEndpoints } from '../../src/adapters/protocol-endpoints.ts'
import type { ProtocolId } from '../../src/vocabulary/model.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'

const chat: BaseUrlRules = {
  protocol: 'openai-chat',
  endpoints: ['/chat/completions'],
  allowHttp: false,
  local: false,
  path: 'providers.x.baseUrl',
}
const messages: BaseUrlRules = { ...chat, protocol: 'anthropic-messages', endpoints: ['/v1/messages'] }
const local: BaseUrlRules = { ...chat, local: true, own: 'http://localhost:11434/v1' }

function refusal(text: string, rules: BaseUrlRules): RouterError {
  try {
    normaliseBaseUrl(text, rules)
  } catch (error) {
    if (RouterError.is(error)) return error
  }
  throw new Error(`${text} was not refused`)
}

describe('R39 R215 base URLs of the chat protocol', () => {
  it.each([
    ['https://host/v1', 'https://host/v1/chat/completions'],
    ['https://host/v1/', 'https://host/v1/chat/completions'],
    ['https://host/v1///', 'https://host/v1/chat/completions'],
    ['  https://host/v1\n', 'https://host/v1/chat/completions'],
    ['"https://host/v1"', 'https://host/v1/chat/completions'],
    ["'https://host/v1/'", 'https://host/v1/chat/completions'],
    ['`https://host/v1`', 'https://host/v1/chat/completions'],
    ['<https://host/v1>', 'https://host/v1/chat/completions'],
    ['\u200bhttps://host/v1\ufeff', 'https://host/v1/chat/completions'],
    ['https://host', 'https://host/chat/completions'],
    ['https://host/', 'https://host/chat/completions'],
    ['https://host/v1/chat/completions', 'https://host/v1/chat/completions'],
    ['https://host/v1/chat/completions/', 'https://host/v1/chat/completions'],
    ['https://host/v1/chat/completions/chat/completions', 'https://host/v1/chat/completions'],
    ['https://host/v1/models', 'https://host/v1/chat/completions'],
    ['https://host/v1/responses', 'https://host/v1/chat/completions'],
    ['https://host/v1/completions', 'https://host/v1/chat/completions'],
    ['https://host/api//v1', 'https://host/api/v1/chat/completions'],
    ['https://HOST.example/V1', 'https://host.example/V1/chat/completions'],
    ['https://host:443/v1', 'https://host/v1/chat/completions'],
    ['https://host:8443/v1', 'https://host:8443/v1/chat/completions'],
    ['https://host/v1#section', 'https://host/v1/chat/completions'],
    ['host.example/v1', 'https://host.example/v1/chat/completions'],
    ['host.example:8443/v1', 'https://host.example:8443/v1/chat/completions'],
    ['//host.example/v1', 'https://host.example/v1/chat/completions'],
    ['https://host/api/paas/v4', 'https://host/api/paas/v4/chat/completions'],
    ['localhost:4000/v1', 'http://localhost:4000/v1/chat/completions'],
    ['127.0.0.1:8000', 'http://127.0.0.1:8000/chat/completions'],
    ['http://[::1]:8080/v1', 'http://[::1]:8080/v1/chat/completions'],
  ])('%j leads to %s', (text, endpoint) => {
    expect(endpointUrl(normaliseBaseUrl(text, chat), '/chat/completions')).toBe(endpoint)
  })

  it('keeps a query behind the path, so that Azure api-versions survive', () => {
    const base = normaliseBaseUrl(
      'https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-12-01-preview',
      chat,
    )
    expect(base).toBe('https://r.openai.azure.com/openai/deployments/d?api-version=2024-12-01-preview')
    expect(endpointUrl(base, '/chat/completions')).toBe(
      'https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-12-01-preview',
    )
    expect(endpointUrl(base, '/m:stream?alt=sse')).toBe(
      'https://r.openai.azure.com/openai/deployments/d/m:stream?api-version=2024-12-01-preview&alt=sse',
    )
  })

  it('leaves /models where it is the base: Azure serves models of all vendors there', () => {
    const text = 'https://example.services.ai.azure.com/models/chat/completions'
    expect(endpointUrl(normaliseBaseUrl(text, chat), '/chat/completions')).toBe(text)
  })

  it("completes the provider's own host to its own path, and no other host", () => {
    const rules = { ...chat, own: 'https://openrouter.ai/api/v1' }
    for (const text of [
      'https://openrouter.ai',
      'openrouter.ai/',
      'https://openrouter.ai/api',
      'https://openrouter.ai/api/v1',
    ]) {
      expect(normaliseBaseUrl(text, rules)).toBe('https://openrouter.ai/api/v1')
    }
    expect(normaliseBaseUrl('https://openrouter.ai/ap', rules)).toBe('https://openrouter.ai/ap')
    expect(normaliseBaseUrl('https://openrouter.ai/api/v2', rules)).toBe('https://openrouter.ai/api/v2')
    expect(normaliseBaseUrl('https://proxy.example', rules)).toBe('https://proxy.example')
  })
})

describe('R40 base URLs of the Anthropic protocol', () => {
  it.each([
    ['https://api.anthropic.com', 'https://api.anthropic.com/v1/messages'],
    ['https://api.anthropic.com/v1', 'https://api.anthropic.com/v1/messages'],
    ['https://api.anthropic.com/v1/', 'https://api.anthropic.com/v1/messages'],
    ['https://api.anthropic.com/v1/messages', 'https://api.anthropic.com/v1/messages'],
    ['https://api.anthropic.com/v1/messages/count_tokens', 'https://api.anthropic.com/v1/messages'],
    ['https://api.anthropic.com/v1/models', 'https://api.anthropic.com/v1/messages'],
    ['https://x/anthropic', 'https://x/anthropic/v1/messages'],
    ['https://x/anthropic/v1', 'https://x/anthropic/v1/messages'],
    ['https://x/anthropic/v1/messages/', 'https://x/anthropic/v1/messages'],
    ['https://openrouter.ai/api/v1', 'https://openrouter.ai/api/v1/messages'],
    ['http://localhost:4000/v1', 'http://localhost:4000/v1/messages'],
    ['https://x/v2', 'https://x/v2/messages'],
    ['https://x/custom/messages', 'https://x/custom/messages'],
    ['https://messages', 'https://messages/v1/messages'],
    ['https://v2', 'https://v2/v1/messages'],
  ])('%j leads to %s', (text, endpoint) => {
    expect(endpointUrl(normaliseBaseUrl(text, messages), '/v1/messages')).toBe(endpoint)
  })

  it('keeps what follows a full path', () => {
    expect(endpointUrl('https://x/custom/messages', '/v1/messages/count_tokens')).toBe(
      'https://x/custom/messages/count_tokens',
    )
  })

  it('R115 says what a Bedrock host needs instead', () => {
    const error = refusal('https://bedrock-runtime.us-east-1.amazonaws.com', messages)
    expect(error.message).toMatch(/^providers\.x\.baseUrl .*AWS credentials.*bedrock-converse.*LiteLLM/)
    expect(() => normaliseBaseUrl('https://bedrock-mantle.us-east-1.api.aws', messages)).not.toThrow()
  })
})

describe('base URLs of the other protocols', () => {
  const path: Readonly<Partial<Record<ProtocolId, string>>> = {
    'openai-responses': '/responses',
    gemini: '/models/m:streamGenerateContent?alt=sse',
    'bedrock-converse': '/model/m/converse-stream',
    'ollama-chat': '/api/chat',
  }

  it.each([
    ['openai-responses', 'https://host', 'https://host/responses'],
    ['openai-responses', 'https://host/v1', 'https://host/v1/responses'],
    ['openai-responses', 'https://host/v1/responses/', 'https://host/v1/responses'],
    ['openai-responses', 'https://host/v1/chat/completions', 'https://host/v1/responses'],
    ['gemini', 'https://host/v1beta', 'https://host/v1beta/models/m:streamGenerateContent?alt=sse'],
    ['gemini', 'https://host/v1beta/models', 'https://host/v1beta/models/m:streamGenerateContent?alt=sse'],
    [
      'gemini',
      'https://host/v1beta/models/gemini-3:streamGenerateContent?alt=sse',
      'https://host/v1beta/models/m:streamGenerateContent?alt=sse',
    ],
    [
      'gemini',
      'https://host/v1beta/models/gemini-3:generateContent?v=2',
      'https://host/v1beta/models/m:streamGenerateContent?v=2&alt=sse',
    ],
    ['bedrock-converse', 'https://host', 'https://host/model/m/converse-stream'],
    ['bedrock-converse', 'https://host/model', 'https://host/model/m/converse-stream'],
    ['bedrock-converse', 'https://host/model/a.b-v1:0/converse', 'https://host/model/m/converse-stream'],
    ['bedrock-converse', 'https://host/x/model/a.b/converse-stream', 'https://host/x/model/m/converse-stream'],
    ['bedrock-converse', 'https://host/model/a.b/invoke-with-response-stream', 'https://host/model/m/converse-stream'],
    ['ollama-chat', 'https://host', 'https://host/api/chat'],
    ['ollama-chat', 'https://host/api', 'https://host/api/chat'],
    ['ollama-chat', 'https://host/api/chat', 'https://host/api/chat'],
    ['ollama-chat', 'https://host/v1', 'https://host/api/chat'],
    ['ollama-chat', 'https://host/v1/chat/completions', 'https://host/api/chat'],
  ] as const)('R215 %s: %s leads to %s', (protocol, text, endpoint) => {
    const rules = { ...chat, protocol, endpoints: protocolEndpoints[protocol] ?? [] }
    expect(endpointUrl(normaliseBaseUrl(text, rules), path[protocol] ?? '')).toBe(endpoint)
  })
})

describe('base URLs of local servers', () => {
  it.each([
    ['localhost', 'http://localhost:11434/v1'],
    ['127.0.0.1', 'http://127.0.0.1:11434/v1'],
    ['localhost:9000', 'http://localhost:9000/v1'],
    [':9000', 'http://localhost:9000/v1'],
    ['0.0.0.0', 'http://127.0.0.1:11434/v1'],
    ['0.0.0.0:9000', 'http://127.0.0.1:9000/v1'],
    ['[::]:9000', 'http://[::1]:9000/v1'],
    ['[::1]', 'http://[::1]:11434/v1'],
    ['http://localhost:11434/', 'http://localhost:11434/v1'],
    ['http://localhost:11434/v1', 'http://localhost:11434/v1'],
    ['http://localhost:8080/prefix', 'http://localhost:8080/prefix'],
    ['https://ollama.com', 'https://ollama.com/v1'],
    ['localhost:9000/v1/chat/completions', 'http://localhost:9000/v1'],
  ])('%j is %s', (text, base) => {
    expect(normaliseBaseUrl(text, local)).toBe(base)
  })

  it('asks for allowHttp on another machine, naming the option', () => {
    const rules = { ...local, allowHttpPath: 'providers.ollama.allowHttp' }
    expect(refusal('192.168.1.5:11434', rules).message).toContain('`providers.ollama.allowHttp: true`')
    expect(normaliseBaseUrl('192.168.1.5:11434', { ...rules, allowHttp: true })).toBe('http://192.168.1.5:11434/v1')
    expect(normaliseBaseUrl('192.168.1.5', { ...rules, allowHttp: true })).toBe('http://192.168.1.5:11434/v1')
  })
})

describe('refusals', () => {
  it.each([
    '',
    '   ',
    '""',
    'https://',
    'https:/host',
    'https:host',
    'not a url',
    'https://ho st/v1',
    'https://host:99999',
    'javascript:alert(1)',
    '/v1',
    '\u0000',
  ])('names the option for %j, which is no address', (text) => {
    const error = refusal(text, chat)
    expect(error.code).toBe('configuration')
    expect(error.message).toBe('providers.x.baseUrl is not a usable address; write it like https://api.example.com/v1.')
  })

  it.each(['ftp://host', 'ws://host', 'file:///etc/passwd', 'data://x'])(
    'takes http and https only, not %s',
    (text) => {
      expect(refusal(text, chat).message).toContain('only http and https')
    },
  )

  it.each([
    'https://user:hunter2@host/v1',
    'https://hunter2@host/v1',
    'user:hunter2@host.example/v1',
    'http://user:hunter2@localhost:1/v1',
    'https://host/v1?key=hunter2',
    'https://host/v1?api-key=hunter2',
    'https://host/v1?a=b&access_token=hunter2',
    'https://user:hunter2@host:badport/v1',
    'https://user:hunter2@169.254.169.254/v1',
  ])('refuses a secret in %s and does not repeat it', (text) => {
    const error = refusal(text, chat)
    expect(error.message).toMatch(/^providers\.x\.baseUrl /)
    expect(JSON.stringify(error) + String(error.stack)).not.toContain('hunter2')
  })

  it('takes plain http on loopback, and elsewhere with allowHttp only', () => {
    expect(normaliseBaseUrl('http://localhost:8000/v1', chat)).toBe('http://localhost:8000/v1')
    expect(normaliseBaseUrl('http://127.8.9.1/v1', chat)).toBe('http://127.8.9.1/v1')
    expect(refusal('http://host.example/v1', chat).message).toContain('plain http to host.example')
    expect(refusal('http://10.0.0.7/v1', chat).message).toContain('plain http')
    expect(refusal('http://localhost.example.com/v1', chat).message).toContain('plain http')
    expect(normaliseBaseUrl('http://10.0.0.7/v1', { ...chat, allowHttp: true })).toBe('http://10.0.0.7/v1')
  })
})

it('isLoopback knows this machine', () => {
  expect(['http://localhost:1', 'https://127.1.2.3/v1', 'http://[::1]/v1'].map((url) => isLoopback(url))).toEqual([
    true,
    true,
    true,
  ])
  expect(['https://api.openai.com/v1', 'http://10.0.0.1'].map((url) => isLoopback(url))).toEqual([false, false])
})
