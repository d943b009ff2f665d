import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchingRules } from '../../src/routing/classify-by-rules.ts'
import { classifyFailure } from '../../src/routing/classify-failure.ts'
import { evidenceOrder } from '../../src/routing/failure-rule.ts'
import { failureRules } from '../../src/routing/failure-rules.ts'
import { verdicts } from '../../src/routing/failure-verdict.ts'
import { leastTime } from '../processor-time.ts'

describe('the failure rules', () => {
  it('stand in the order of their evidence, each under a name of its own', () => {
    expect(failureRules.length).toBeGreaterThan(90)
    const ranks = failureRules.map(({ evidence }) => evidenceOrder.indexOf(evidence))
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b))
    expect(new Set(failureRules.map(({ id }) => id)).size).toBe(failureRules.length)
  })

  it('have what their evidence needs', () => {
    const needed = { code: 'codes', kind: 'codes', status: 'statuses', text: 'text' } as const
    const wanting = failureRules.filter(({ evidence, ...rule }) => evidence !== 'default' && !rule[needed[evidence]])
    expect(wanting).toEqual([])
  })

  it('compare lower case with lower case, and end with a rule that always matches', () => {
    for (const { id, codes = [], text } of failureRules) {
      expect(codes, id).toEqual(codes.map((code) => code.toLowerCase()))
      expect(text?.flags ?? '', id).toBe('')
      // Escapes aside, a capital letter could never match.
      expect((text?.source ?? '').replaceAll(/\\./g, ''), id).not.toMatch(/[A-Z]/)
    }
    const last = failureRules.at(-1)
    expect(Object.keys(last ?? {}).toSorted()).toEqual(['evidence', 'id', 'verdict'])
  })

  it('decide as if each were looked at: of those that match, the first', () => {
    const words = [...new Set(failureRules.flatMap(({ codes = [] }) => codes)), 'unheard_of', undefined]
    const messages = [
      '',
      'Overloaded',
      'rate limit reached',
      'request too large for m',
      'free quota exceeded',
      'usage policy',
    ]
    const failures = fc.record({
      status: fc.constantFrom(undefined, 200, 302, 400, 401, 402, 403, 404, 408, 413, 429, 500, 503, 529),
      code: fc.constantFrom(...words, '429', '__proto__'),
      type: fc.constantFrom(...words),
      message: fc.constantFrom(...messages, undefined),
      wait: fc.constantFrom(undefined, { retryAfterMs: 1 }),
    })
    const providers = fc.constantFrom('openai', 'openrouter', 'zai', 'minimax', 'qwen', 'groq', 'cerebras', 'x')
    fc.assert(
      fc.property(failures, providers, (failure, provider) => {
        const context = { provider, protocol: 'openai-chat', local: false } as const
        const { rule } = classifyFailure(failure, context)
        expect(rule).toBe(matchingRules(failureRules, failure, context)[0]?.rule.id)
      }),
      { numRuns: 2_000 },
    )
  })

  it('never match a bare number in a text', () => {
    for (const { id, text } of failureRules) {
      for (const number of ['429', '401', '500', '1113', '2013', '128000'])
        expect(text?.test(number) ?? false, id).toBe(false)
    }
  })

  it('let nothing rest, and ask nothing again, for failures that are about the request', () => {
    for (const { id, verdict } of [
      ...failureRules,
      ...Object.values(verdicts).map((verdict) => ({ id: verdict.code, verdict })),
    ]) {
      if (verdict.scope !== 'request') continue
      expect(verdict.cooldownMs, id).toBeUndefined()
      expect(verdict.action, id).not.toBe('retry')
    }
  })

  it('take no longer for messages made to be slow', async () => {
    for (const piece of [
      'the model `',
      "model '",
      'a',
      ' ',
      'prompt token count of 1',
      'is ',
      'no endpoints found ',
      'current length is 1',
    ]) {
      const message = piece.repeat(1_000_000 / piece.length)
      const classify = () =>
        classifyFailure({ status: 400, message }, { provider: 'openrouter', protocol: 'openai-chat', local: false })
      expect(await leastTime(classify, 100), piece).toBeLessThan(100)
    }
  })
})
