import { describe, expect, it } from 'vitest'
import { classifyFailure, classifyLocalFailure } from '../../src/routing/classify-failure.ts'
import type { ClassifiedFailure, FailureDescription } from '../../src/vocabulary/failure.ts'
import { numberedFailures, providerFailures } from './provider-failures.ts'

function classify(provider: string, failure: FailureDescription): ClassifiedFailure {
  const protocol = provider.startsWith('anthropic') || provider === 'minimax' ? 'anthropic-messages' : 'openai-chat'
  return classifyFailure(failure, { provider, protocol, local: provider === 'llama-cpp' })
}

describe('what providers say', () => {
  for (const [provider, status, codes, message, expected, namesTime] of [...providerFailures, ...numberedFailures]) {
    it(`${provider} ${status} ${codes} "${message}"${namesTime === true ? ' with a wait' : ''} is ${expected}`, () => {
      const [first, second] = codes.split(' ')
      const wait = namesTime === true ? { retryAfterMs: 2_000 } : undefined
      const said = { status, message: message === '' ? undefined : message, wait }
      const code = first === '' ? undefined : first
      expect(classify(provider, { ...said, code, type: second }).code).toBe(expected)
      // Hosts differ in whether a word is the code or the type; a number is always the code.
      if (/^\d+$/.test(codes)) return
      expect(classify(provider, { ...said, code: second, type: code }).code).toBe(expected)
    })
  }

  it('knows Zhipu by the numbers of Z.AI', () => {
    const ofZai = numberedFailures.filter(([provider]) => provider === 'zai')
    expect(ofZai.length).toBeGreaterThan(15)
    for (const [, status, code, , expected] of ofZai) {
      expect(classify('glm', { status, code, type: 'rate_limit_error' }).code).toBe(expected)
    }
  })
})

describe('what follows from it', () => {
  const said: Readonly<Record<string, FailureDescription>> = {
    'rate limit': { status: 429 },
    quota: { status: 402 },
    overload: { status: 529 },
    'server error': { status: 500 },
    'upstream timeout': { status: 504 },
    'context overflow': { status: 400, code: 'context_length_exceeded' },
    'prompt above the rate': { status: 413 },
    'content filter': { status: 400, code: 'content_policy_violation' },
    'bad key': { status: 401 },
    'no permission': { status: 403 },
    'unknown model': { status: 404 },
    'bad request': { status: 400 },
    'unsupported parameter': { status: 400, code: 'unsupported_parameter' },
  }

  it.each([
    ['rate limit', 'model-key', 'retry', 15_000],
    ['quota', 'key', 'next', 3_600_000],
    ['overload', 'model-key', 'retry', 5_000],
    ['server error', 'model-key', 'retry', 15_000],
    ['upstream timeout', 'model-key', 'retry', 15_000],
    ['context overflow', 'request', 'next', undefined],
    ['prompt above the rate', 'request', 'next', undefined],
    ['content filter', 'request', 'stop', undefined],
    ['bad key', 'key', 'next', Number.MAX_SAFE_INTEGER],
    ['no permission', 'model-key', 'next', 1_800_000],
    ['unknown model', 'model-key', 'next', 600_000],
    ['bad request', 'request', 'stop', undefined],
    ['unsupported parameter', 'request', 'stop', undefined],
  ])('a %s reaches %s: %s, resting %s ms', (name, scope, action, cooldownMs) => {
    const verdict = classify('openai', said[name] ?? {})
    expect([verdict.scope, verdict.action, verdict.cooldownMs]).toEqual([scope, action, cooldownMs])
  })

  it('R45 moves on from a gateway that will not serve this content, and cools nothing', () => {
    const verdict = classify('openrouter', { status: 403, code: '403', message: 'Your input was flagged' })
    expect(verdict).toEqual({
      code: 'content-filter',
      scope: 'request',
      action: 'next',
      rule: 'text-gateway-moderation',
    })
  })

  it('moves on from a data policy that no endpoint fits', () => {
    const verdict = classify('openrouter', { status: 404, message: 'No endpoints found matching your data policy' })
    expect(verdict).toMatchObject({ code: 'permission', action: 'next', rule: 'text-data-policy' })
  })

  it('cools the key for minutes where a quota may be money or a rate, and does not ask again', () => {
    for (const failure of [
      { status: 429, code: 'insufficient_quota' },
      { status: 429, message: 'INSUFFICIENT QUOTA' },
      { status: 400, message: 'quota exceeded' },
    ]) {
      const verdict = classify('some-host', failure)
      expect(verdict).toMatchObject({ code: 'quota', scope: 'key', action: 'next', cooldownMs: 300_000 })
      expect(verdict.rule).toContain('quota-ambiguous')
    }
  })

  it('takes an unknown host at its word when it names a rate beside the quota', () => {
    expect(classify('some-host', { status: 429, message: 'Quota exceeded: too many requests per minute' }).code).toBe(
      'rate-limit',
    )
  })

  it('gives repairs something to hold on to', () => {
    const rule = (failure: FailureDescription) => classify('some-host', failure).rule
    expect(rule({ status: 400, code: 'unsupported_parameter' })).toBe('code-unsupported-parameter')
    expect(rule({ status: 400, message: 'Invalid `signature` in `thinking` block' })).toBe('text-foreign-signature')
    expect(rule({ status: 400, message: 'This model does not support assistant message prefill.' })).toBe(
      'text-assistant-prefill',
    )
  })
})

describe('evidence', () => {
  it('believes a structured code before the status', () => {
    expect(classify('openai', { status: 500, code: 'context_length_exceeded' }).code).toBe('context-overflow')
    expect(classify('openai', { status: 400, type: 'overloaded_error' }).code).toBe('overloaded')
  })

  it('believes the status before the text', () => {
    expect(classify('openai', { status: 401, message: 'Rate limit exceeded' }).code).toBe('authentication')
    expect(classify('openai', { status: 429, message: 'maximum context length' }).code).toBe('rate-limit')
  })

  it('takes a number in the code for a status where HTTP said 200, and never for more than HTTP said', () => {
    expect(classify('some-host', { status: 200, code: '401' }).code).toBe('authentication')
    expect(classify('some-host', { code: '503' }).code).toBe('overloaded')
    expect(classify('some-host', { status: 400, code: '429' }).code).toBe('invalid-request')
    expect(classify('some-host', { status: 200, code: '1429' }).code).toBe('server')
  })

  it('keeps one family’s numbers to that family', () => {
    expect(classify('openai', { status: 400, code: '1113' }).code).toBe('invalid-request')
    expect(classify('openai', { status: 400, message: 'error 429 529 1113' }).code).toBe('invalid-request')
  })

  it('obeys x-should-retry: false', () => {
    for (const status of [429, 500, 503, 529])
      expect(classify('openai', { status, shouldRetry: false }).action).toBe('next')
    expect(classify('openai', { status: 400, shouldRetry: false }).action).toBe('stop')
  })

  it('lets x-should-retry: true override a status, never a code, a dead key or a failure of the request', () => {
    expect(classify('openai', { status: 403, shouldRetry: true }).action).toBe('retry')
    expect(classify('openai', { status: 404, code: 'model_not_found', shouldRetry: true }).action).toBe('next')
    expect(classify('openai', { status: 401, shouldRetry: true }).action).toBe('next')
    expect(classify('openai', { status: 402, shouldRetry: true }).action).toBe('next')
    expect(classify('openai', { status: 400, shouldRetry: true }).action).toBe('stop')
    expect(classify('openai', { status: 413, shouldRetry: true }).action).toBe('next')
    expect(classify('openai', { status: 400, message: 'prompt is too long', shouldRetry: true }).action).toBe('next')
  })
})

describe('failures that no provider worded', () => {
  it.each([
    ['network', {}, 'retry', 'model-key'],
    ['timeout', {}, 'retry', 'model-key'],
    ['timeout', { silent: true }, 'next', 'model-key'],
    ['timeout', { deadline: true }, 'stop', 'request'],
    ['stream-truncated', {}, 'retry', 'model-key'],
    ['malformed-stream', {}, 'retry', 'model-key'],
    ['empty-response', {}, 'retry', 'model-key'],
    ['invalid-output', {}, 'stop', 'request'],
    ['missing-credential', {}, 'next', 'request'],
    ['unsupported', {}, 'next', 'request'],
    ['aborted', {}, 'stop', 'request'],
  ] as const)('%s %j: %s, %s', (code, detail, action, scope) => {
    expect(classifyLocalFailure(code, detail)).toMatchObject({ code, action, scope })
  })

  it('says in the rule whether a target was silent', () => {
    expect(classifyLocalFailure('timeout', { silent: true }).rule).toBe('local-silent')
    expect(classifyLocalFailure('timeout').rule).toBe('local-timeout')
    expect(classifyLocalFailure('timeout', { deadline: true })).toEqual({
      code: 'timeout',
      scope: 'request',
      action: 'stop',
      rule: 'local-deadline',
    })
  })
})
