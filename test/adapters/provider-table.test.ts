import { describe, expect, it } from 'vitest'

import { normaliseBaseUrl } from '../../src/adapters/base-url.ts'
import { atOtherHost, fillAddress } from '../../src/adapters/host-fields.ts'
import { providerModels } from '../../src/adapters/provider-models.ts'
import { providerNotes } from '../../src/adapters/provider-notes.ts'
import { profileAt, profileOf, providerAliases, providerIds, providerTable } from '../../src/adapters/provider-table.ts'
import type { ProviderProfile, Quirks } from '../../src/adapters/provider.ts'
import { wireModel } from '../../src/adapters/wire-model.ts'
import type { ProtocolId } from '../../src/vocabulary/model.ts'
import { parseModelRef } from '../../src/vocabulary/model-ref.ts'
import { hostsOf } from './resolve-provider.ts'

const rows = providerTable().map((row) => [row.id, row] as const)

function row(id: string): ProviderProfile {
  const profile = profileOf(id)
  if (profile === undefined) throw new Error(`no row ${id}`)
  return profile
}

const protocolsOf = ({ protocol, surfaces = {} }: ProviderProfile): ProtocolId[] => [
  protocol,
  ...(Object.keys(surfaces) as ProtocolId[]),
]

function quirks(id: string, protocol: ProtocolId = 'openai-chat'): Quirks | undefined {
  return hostsOf[protocol].known[id]?.quirks
}

/** An address with something in the place of every value. */
const filled = (profile: ProviderProfile, baseUrl: string): string => {
  const found = Object.entries(profile.fields ?? {}).map(([name, { fallback = 'value' }]) => [name, fallback] as const)
  const values = Object.fromEntries(found)
  return fillAddress(atOtherHost(baseUrl, profile, values), values) ?? baseUrl
}

function sent(ref: string): string {
  const target = parseModelRef(ref)
  if (target === undefined) throw new Error(`${ref} is no reference`)
  return wireModel(profileOf(target.provider), target.model)
}

describe('the provider table', () => {
  it('has each provider once, and finds it', () => {
    expect(providerIds.length).toBeGreaterThanOrEqual(38)
    expect(new Set([...providerIds, ...providerAliases().keys()]).size).toBe(
      providerIds.length + providerAliases().size,
    )
    for (const [id, profile] of rows) expect(profileOf(id)).toBe(profile)
    expect(profileOf('nobody')).toBeUndefined()
    expect(profileOf('__proto__')).toBeUndefined()
  })

  it.each(rows)(
    'gives %s an id without a slash, base URLs in their one form, and a source with its date',
    (id, profile) => {
      expect(id).toMatch(/^[a-z][a-z0-9-]*$/)
      expect(providerNotes[id]?.name).toBeTruthy()
      expect(providerNotes[id]?.source.length).toBeGreaterThan(10)
      expect(providerNotes[id]?.asOf).toMatch(/^2026-\d\d(?:-\d\d)?$/)
      const bases = [profile.baseUrl ?? [], ...Object.values(profile.surfaces ?? {}).map(({ baseUrl }) => baseUrl)]
      for (const base of bases.flat().map((address) => filled(profile, address))) {
        expect(
          normaliseBaseUrl(base, {
            protocol: profile.protocol,
            endpoints: [],
            allowHttp: false,
            local: false,
            path: id,
          }),
        ).toBe(base)
      }
      expect(profile.surfaces?.[profile.protocol]).toBeUndefined()
    },
  )

  it.each(rows)("R4 gives %s a billing class, and a free one only to servers of one's own", (_, profile) => {
    expect(['pay-per-token', 'free-tier', 'subscription', 'local', 'routes-to-many']).toContain(profile.billing)
    expect(profile.billing === 'local').toBe(profile.local === true)
  })

  it.each(rows)('names only existing variables and models for %s', (_, profile) => {
    for (const name of [
      ...profile.keyVariables,
      profile.baseUrlVariable ?? 'A',
      ...Object.values(profile.tierVariables ?? {}),
    ])
      expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/)
    for (const name of [...(profile.bearerVariables ?? []), ...(profile.signingVariables ?? [])])
      expect(profile.keyVariables).toContain(name)
    for (const { pattern, fallback } of Object.values(profile.fields ?? {}))
      if (pattern !== undefined && fallback !== undefined) expect(fallback).toMatch(pattern)
    for (const protocol of protocolsOf(profile)) {
      for (const effort of Object.keys(quirks(profile.id, protocol)?.effortFields ?? {}))
        expect(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).toContain(effort)
    }
  })

  it('keeps the parts of a row in step: each protocol knows the rows that speak it and no other, and so do models and notes', () => {
    for (const [protocol, { known }] of Object.entries(hostsOf)) {
      const speakers = providerTable().filter(
        (profile) => profile.anyHost !== true && protocolsOf(profile).some((spoken) => spoken === protocol),
      )
      expect(Object.keys(known).toSorted(), protocol).toEqual(speakers.map(({ id }) => id).toSorted())
    }
    expect(Object.keys(providerNotes).toSorted()).toEqual(providerIds.toSorted())
    expect(Object.keys(providerModels).filter((id) => !providerIds.includes(id))).toEqual([])
  })

  it.each([
    ['openai', ['OPENAI_API_KEY'], 'https://api.openai.com/v1', 'bearer'],
    ['anthropic', ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'], 'https://api.anthropic.com', 'x-api-key'],
    [
      'gemini',
      ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
      'https://generativelanguage.googleapis.com/v1beta',
      'x-goog-api-key',
    ],
    [
      'bedrock',
      ['AWS_BEARER_TOKEN_BEDROCK', 'AWS_ACCESS_KEY_ID'],
      'https://bedrock-runtime.{region}.amazonaws.com',
      'bearer',
    ],
    ['openrouter', ['OPENROUTER_API_KEY'], 'https://openrouter.ai/api/v1', 'bearer'],
    ['groq', ['GROQ_API_KEY'], 'https://api.groq.com/openai/v1', 'bearer'],
    ['deepseek', ['DEEPSEEK_API_KEY'], 'https://api.deepseek.com', 'bearer'],
    ['xai', ['XAI_API_KEY'], 'https://api.x.ai/v1', 'bearer'],
    ['mistral', ['MISTRAL_API_KEY'], 'https://api.mistral.ai/v1', 'bearer'],
    ['llama-cpp', [], 'http://localhost:8080/v1', 'bearer'],
    ['ollama', ['OLLAMA_API_KEY'], 'http://localhost:11434', 'bearer'],
  ])('knows where %s is and where its key is looked for', (id, variables, base, auth) => {
    expect(row(id)).toMatchObject({ keyVariables: variables, baseUrl: base, auth })
  })

  it.each([
    ['openai', 'xhigh', { reasoning_effort: 'xhigh' }],
    ['openai', 'max', { reasoning_effort: 'xhigh' }],
    ['openrouter', 'max', { reasoning: { effort: 'max' } }],
    ['groq', 'max', { reasoning_effort: 'high' }],
    ['deepseek', 'none', { thinking: { type: 'disabled' } }],
    ['deepseek', 'medium', { thinking: { type: 'enabled' }, reasoning_effort: 'high' }],
    ['xai', 'max', { reasoning_effort: 'xhigh' }],
    ['mistral', 'low', { reasoning_effort: 'high' }],
    ['llama-cpp', 'none', { chat_template_kwargs: { enable_thinking: false }, reasoning_effort: 'none' }],
  ] as const)("writes the effort of %s at %s in the chat surface's form", (id, effort, fields) => {
    expect(quirks(id)?.effortFields?.[effort]).toEqual(fields)
  })

  it.each([
    ['openrouter', { sessionHeader: 'x-session-id', caching: { style: 'none' } }],
    ['deepseek', { systemRole: 'system' }],
    ['xai', { schemaDialect: 'xai', caching: { style: 'key' } }],
    ['llama-cpp', { oneSystemMessage: true, namedToolChoice: false }],
    ['ollama', { oneSystemMessage: true }],
    [
      'openai',
      {
        samplingBesideEffort: 'refused',
        caching: { style: 'key', retention: true, breakpoints: expect.any(RegExp) as RegExp },
      },
    ],
  ] as const)('knows what %s does differently on the responses surface', (id, different) => {
    const { protocol, surfaces } = row(id)
    expect([protocol, ...Object.keys(surfaces ?? {})]).toContain('openai-responses')
    expect(quirks(id, 'openai-responses')).toEqual(different)
  })

  it("asks Mistral's tool-call ids to have nine letters or digits", () => {
    const pattern = quirks('mistral')?.toolCallId?.pattern
    expect(['abcDEF123', 'abcDEF12', 'abcDEF1234', 'call_1234'].map((id) => pattern?.test(id))).toEqual([
      true,
      false,
      false,
      false,
    ])
  })

  it.each([
    ['gpt-5.3', undefined],
    ['gpt-5', undefined],
    ['gpt-4o', undefined],
    ['gpt-5.4', 'omit'],
    ['gpt-5.4-mini', 'omit'],
    ['gpt-5.5', 'omit'],
    ['gpt-5.6-terra', 'none'],
    ['gpt-5.10', 'none'],
    ['gpt-6-luna', 'none'],
    ['gpt-6.1-terra', 'none'],
  ])("says what OpenAI's %s takes as effort beside tools: %s", (model, send) => {
    expect(quirks('openai')?.effortWithTools?.find((rule) => rule.model.test(model))?.send).toBe(send)
  })
})

describe('profileAt', () => {
  it.each([
    ['https://api.anthropic.com', 'anthropic-messages', 'anthropic'],
    ['https://openrouter.ai/api', 'anthropic-messages', 'openrouter'],
    ['https://openrouter.ai/anything?x=y', 'openai-chat', 'openrouter'],
    ['https://api.anthropic.com', 'openai-chat', undefined],
    ['https://bedrock-runtime.eu-west-1.amazonaws.com', 'bedrock-converse', 'bedrock'],
    ['https://bedrock-runtime.a.b.amazonaws.com', 'bedrock-converse', undefined],
    ['https://proxy.example', 'openai-chat', undefined],
    ['http://localhost:11434/v1', 'openai-chat', undefined],
  ] as const)('%s with %s is the host of %s', (base, protocol, id) => {
    expect(profileAt(base, protocol)?.id).toBe(id)
  })
})

describe('wireModel', () => {
  it.each([
    ['openrouter/free', 'openrouter/free'],
    ['openrouter/auto', 'openrouter/auto'],
    ['openrouter/free:online', 'openrouter/free:online'],
    ['openrouter/openrouter/free', 'openrouter/free'],
    ['openrouter/anthropic/claude-sonnet-4.6', 'anthropic/claude-sonnet-4.6'],
    ['openrouter/meta-llama/llama-3.3-70b-instruct:free', 'meta-llama/llama-3.3-70b-instruct:free'],
    ['openai/gpt-5.4', 'gpt-5.4'],
    ['groq/openai/gpt-oss-120b', 'openai/gpt-oss-120b'],
    ['groq/llama-3.3-70b-versatile', 'llama-3.3-70b-versatile'],
    ['unknown/model', 'model'],
  ])('R2 sends %s as %s', (ref, wire) => {
    expect(sent(ref)).toBe(wire)
  })
})
