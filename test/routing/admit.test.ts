import { describe, expect, it } from 'vitest'
import {
  admit,
  type Candidate,
  type Need,
  preferredCapabilities,
  requiredCapabilities,
} from '../../src/routing/admit.ts'
import type { ModelInfo } from '../../src/vocabulary/model.ts'
import type { Message } from '../../src/vocabulary/message.ts'

const target = { provider: 'acme', model: 'large' }

function candidate(
  model: Partial<ModelInfo> | undefined = {},
  provider: Partial<Candidate['provider']> = {},
  resting?: Candidate['resting'],
): Candidate {
  return {
    target,
    provider: { enabled: true, needsCredential: true, hasCredential: true, local: false, ...provider },
    model: model === undefined ? undefined : { ...target, ...model },
    resting,
  }
}

const nothing: Need = { capabilities: [] }

/** The reason of a refusal, or `ok` with the codes of the warnings. */
function outcome(given: Candidate, need: Partial<Need> = {}): string {
  const admission = admit(given, { ...nothing, ...need })
  return admission.ok ? ['ok', ...admission.warnings.map(({ code }) => code)].join(' ') : admission.reason
}

describe('the provider', () => {
  it('is asked when nothing speaks against it', () => {
    expect(admit(candidate(), nothing)).toEqual({ ok: true, target: candidate().target, warnings: [] })
  })

  it('is not asked when it is disabled', () => {
    expect(outcome(candidate({}, { enabled: false }))).toBe('disabled')
  })

  it('R225 is not asked without a key, and says how to give one', () => {
    const admission = admit(
      candidate({}, { hasCredential: false, keyVariables: ['ACME_API_KEY', 'ACME_KEY'] }),
      nothing,
    )
    expect(admission).toMatchObject({ ok: false, reason: 'missing-credential' })
    expect(admission.ok ? '' : admission.message).toBe(
      '`acme` has no key: set ACME_API_KEY or ACME_KEY, or give `providers.acme.apiKey`.',
    )
    expect(outcome(candidate({}, { hasCredential: false, needsCredential: false }))).toBe('ok')
  })

  it('is not asked while it rests, and says until when', () => {
    const admission = admit(candidate({}, {}, { until: 5_000, code: 'rate-limit', rule: 'status-rate-limit' }), nothing)
    expect(admission).toMatchObject({ ok: false, reason: 'cooldown', until: 5_000 })
    const dead = admit(
      candidate({}, {}, { until: Number.MAX_SAFE_INTEGER, code: 'authentication', rule: 'x' }),
      nothing,
    )
    expect(dead).toMatchObject({ ok: false, reason: 'cooldown' })
    expect(dead.ok ? 0 : dead.until).toBeUndefined()
  })
})

describe('R46 capabilities', () => {
  it.each(['vision', 'pdf', 'audio', 'tools', 'structured-output', 'reasoning'] as const)(
    '%s known to be missing refuses',
    (capability) => {
      expect(outcome(candidate({ capabilities: { [capability]: false } }), { capabilities: [capability] })).toBe(
        'capability',
      )
      expect(outcome(candidate({ capabilities: { [capability]: true } }), { capabilities: [capability] })).toBe('ok')
      expect(outcome(candidate({ capabilities: { [capability]: false } }))).toBe('ok')
    },
  )

  it('unknown ones are admitted, those that many models lack with a warning', () => {
    expect(outcome(candidate({}), { capabilities: ['vision'] })).toBe('ok unknown-capability')
    expect(outcome(candidate(undefined), { capabilities: ['pdf', 'audio'] })).toBe('ok unknown-capability')
    expect(outcome(candidate(undefined), { capabilities: ['tools', 'structured-output', 'reasoning'] })).toBe('ok')
  })

  it('those that the constraints name count too', () => {
    expect(outcome(candidate({ capabilities: { reasoning: false } }), { constraints: { needs: ['reasoning'] } })).toBe(
      'capability',
    )
  })
})

describe('R46 the window', () => {
  const small = candidate({ contextWindow: 8_192 })
  it.each([
    [{ inputTokens: 8_192 }, 'ok'],
    [{ inputTokens: 8_193 }, 'context-window'],
    [{ inputTokens: 8_000, outputTokens: 192 }, 'ok'],
    [{ inputTokens: 8_000, outputTokens: 193 }, 'context-window'],
    [{}, 'ok'],
    [{ windowAbove: 8_191 }, 'ok'],
    [{ windowAbove: 8_192 }, 'context-window'],
  ])('of 8 192 tokens, needing %j: %s', (need, expected) => {
    expect(outcome(small, need)).toBe(expected)
  })

  it('refuses what a cap of its own on the input refuses', () => {
    expect(outcome(candidate({ contextWindow: 400_000, maxInputTokens: 272_000 }), { inputTokens: 300_000 })).toBe(
      'context-window',
    )
  })

  it('that is unknown is admitted, for long prompts with a warning', () => {
    expect(outcome(candidate(), { inputTokens: 8_000, windowAbove: 1_000_000 })).toBe('ok')
    expect(outcome(candidate(), { inputTokens: 8_001 })).toBe('ok unknown-window')
  })
})

describe('constraints', () => {
  it.each([
    ['the region fits', candidate({}, { region: 'eu' }), { regions: ['eu', 'uk'] }, 'ok'],
    ['the region does not fit', candidate({}, { region: 'us' }), { regions: ['eu'] }, 'region'],
    ['the region is not known', candidate(), { regions: ['eu'] }, 'region'],
    ['no region is left', candidate({}, { region: 'eu' }), { regions: [] }, 'region'],
    [
      'the model is elsewhere than its provider',
      candidate({ region: 'us' }, { region: 'eu' }),
      { regions: ['eu'] },
      'region',
    ],
    ['it runs here, whatever the region', candidate({}, { local: true }), { regions: ['eu'] }, 'ok'],
    ['it must stay on this machine', candidate(), { offline: true }, 'offline'],
    ['it stays on this machine', candidate({}, { local: true }), { offline: true }, 'ok'],
    ['the vendor fits', candidate(), { vendors: ['acme'] }, 'ok'],
    ['the vendor fits by its own name', candidate({}, { vendor: 'acme-inc' }), { vendors: ['acme-inc'] }, 'ok'],
    ['the vendor does not fit', candidate(), { vendors: ['other'] }, 'vendor'],
    ['it may train', candidate(), { noTraining: true }, 'training'],
    ['it does not train', candidate({}, { noTraining: true }), { noTraining: true }, 'ok'],
    ['its tier is too low', candidate({ tier: 'fast' }), { minTier: 'balanced' }, 'tier'],
    ['its tier is high enough', candidate({ tier: 'flagship' }), { minTier: 'balanced' }, 'ok'],
    ['its tier is not known', candidate(), { minTier: 'balanced' }, 'ok unknown-tier'],
    ['its speed is not known', candidate(), { maxLatencyMs: 500 }, 'ok unknown-latency'],
  ] as const)('when %s', (_, given, constraints, expected) => {
    expect(outcome(given, { constraints })).toBe(expected)
  })

  it('a hard limit on money refuses what may cost more, and what is not known', () => {
    const priced = { ...candidate(), usd: 0.018 }
    expect(outcome(priced, { constraints: { maxCostUsd: 0.018 } })).toBe('ok')
    expect(outcome(priced, { constraints: { maxCostUsd: 0.0179 } })).toBe('price')
    expect(outcome(candidate(), { constraints: { maxCostUsd: 100 } })).toBe('price')
    expect(outcome({ ...candidate({}, { local: true }), usd: 0.02 }, { constraints: { maxCostUsd: 0.01 } })).toBe(
      'price',
    )
    expect(outcome(candidate({}, { local: true }), { constraints: { maxCostUsd: 0 } })).toBe('ok')
  })

  it('a limit on spending that leaves too little refuses, and says until when', () => {
    const overspent = { message: 'Nothing is left.', until: 5_000 }
    expect(admit({ ...candidate(), overspent }, nothing)).toEqual({ ok: false, reason: 'budget', ...overspent })
  })
})

describe('what a request needs', () => {
  const file = (mediaType: string) => ({ type: 'file', mediaType, data: { type: 'url', url: 'https://h/f' } }) as const
  const needs = (message: Message) => requiredCapabilities({ messages: [message] })

  it.each([
    ['an image of the user', { role: 'user', content: [file('image/png')] }, ['vision']],
    ['a PDF', { role: 'user', content: [file('application/pdf')] }, ['pdf']],
    ['audio', { role: 'user', content: [file('audio/wav')] }, ['audio']],
    [
      'an image that a tool returned',
      {
        role: 'tool',
        content: [{ type: 'tool-result', callId: '1', name: 't', output: '', files: [file('IMAGE/JPEG')] }],
      },
      ['vision'],
    ],
    ['an image that the model made', { role: 'assistant', content: [file('image/png')] }, []],
    ['a text file', { role: 'user', content: [file('text/plain')] }, []],
    ['text', { role: 'user', content: 'image/png' }, []],
  ] as const)('%s', (_, message, expected) => {
    expect(needs(message)).toEqual(expected)
  })

  it('tools, unless none may be called', () => {
    expect(requiredCapabilities({ messages: [], tools: { search: {} } })).toEqual(['tools'])
    expect(requiredCapabilities({ messages: [], tools: [{}], toolChoice: 'none' })).toEqual([])
    expect(requiredCapabilities({ messages: [], tools: {} })).toEqual([])
  })

  it('structured output where the mode says so; without a mode it is only preferred', () => {
    expect(requiredCapabilities({ messages: [], output: { mode: 'native' } })).toEqual(['structured-output'])
    expect(requiredCapabilities({ messages: [], output: { mode: 'tool' } })).toEqual(['tools'])
    expect(requiredCapabilities({ messages: [], output: { mode: 'prompt' } })).toEqual([])
    expect(requiredCapabilities({ messages: [], output: {} })).toEqual([])
    expect(preferredCapabilities({ messages: [], output: {} })).toEqual(['structured-output'])
    expect(preferredCapabilities({ messages: [], output: { mode: 'native' } })).toEqual([])
    expect(preferredCapabilities({ messages: [] })).toEqual([])
  })

  it('what its constraints name, each once', () => {
    const question = { messages: [], tools: { t: {} }, constraints: { needs: ['reasoning', 'tools'] } } as const
    expect(requiredCapabilities(question)).toEqual(['reasoning', 'tools'])
  })
})
