import { describe, expect, it } from 'vitest'
import { classifyFailure } from '../../src/routing/classify-failure.ts'
import { evidenceOrder } from '../../src/routing/failure-rule.ts'
import { failureRules } from '../../src/routing/failure-rules.ts'
import { verdicts } from '../../src/routing/failure-verdict.ts'

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

  it('take no longer for messages made to be slow', () => {
    const started = performance.now()
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
      classifyFailure({ status: 400, message }, { provider: 'openrouter', protocol: 'openai-chat', local: false })
    }
    expect(performance.now() - started).toBeLessThan(500)
  })
})
