import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/anthropic-messages/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { bodyCheck, schemasExist } from '../body-check.ts'
import { expectPureEncoding } from '../pure-encoding.ts'
import { betaForms, matrix, samplings } from './request-matrix.ts'
import { targetedRequest } from './targeted-request.ts'

describe.runIf(schemasExist)('bodies are valid by the types of the SDK (../shared/schemas)', () => {
  it.each(Object.entries(matrix))('%s: MessageCreateParams of 1.10.0', (_, changes) => {
    expect(bodyCheck('anthropic', 'MessageCreateParams')(encode(targetedRequest(changes)).body)).toEqual([])
  })

  it.each(Object.entries(samplings))('%s: MessageCreateParams of 0.120.0', (_, changes) => {
    expect(bodyCheck('anthropic-0.120', 'MessageCreateParams')(encode(targetedRequest(changes)).body)).toEqual([])
  })

  it.each(Object.entries(betaForms))('%s: BetaMessageCreateParams of 1.10.0', (_, changes) => {
    expect(bodyCheck('anthropic', 'BetaMessageCreateParams')(encode(targetedRequest(changes)).body)).toEqual([])
  })

  it('the check does refuse what is wrong', () => {
    const check = bodyCheck('anthropic', 'MessageCreateParams')
    expect(check({ ...encode(targetedRequest()).body, max_output_tokens: 1 })).not.toEqual([])
    expect(check({ ...encode(targetedRequest()).body, messages: [{ role: 'tool', content: [] }] })).not.toEqual([])
  })
})

describe('a request', () => {
  it('goes to the messages endpoint with the version of the API and nothing else', () => {
    const { path, headers, body, warnings, toolNames } = encode(targetedRequest())
    expect({ path, headers, body, warnings, toolNames }).toEqual({
      path: '/v1/messages',
      headers: { 'anthropic-version': '2023-06-01' },
      body: {
        model: 'claude-sonnet-4-6',
        max_tokens: 4096,
        stream: true,
        messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
      },
      warnings: [],
      toolNames: undefined,
    })
  })

  it("always has an output limit: the resolved one, the catalogue's cap, or 8192", () => {
    const modelInfo = { provider: 'anthropic', model: 'claude-sonnet-4-6', maxOutputTokens: 64_000 }
    expect(encode(targetedRequest({ maxOutputTokens: 100, modelInfo })).body['max_tokens']).toBe(100)
    expect(encode(targetedRequest({ maxOutputTokens: undefined, modelInfo })).body['max_tokens']).toBe(64_000)
    expect(encode(targetedRequest({ maxOutputTokens: undefined })).body['max_tokens']).toBe(8192)
  })

  it('puts session blocks of the system prompt before turn blocks, and leaves blank ones out', () => {
    const { body } = encode(
      targetedRequest({
        system: [
          { text: 'today', scope: 'turn' },
          { text: ' \n', scope: 'session' },
          { text: 'always', scope: 'session' },
        ],
      }),
    )
    expect(body['system']).toEqual([
      { type: 'text', text: 'always' },
      { type: 'text', text: 'today' },
    ])
  })

  it('names a beta feature only when a part needs it', () => {
    const betas = (changes: Partial<TargetedRequest>): string | undefined =>
      encode(targetedRequest(changes)).headers['anthropic-beta']
    expect(betas(matrix['images and documents'] ?? {})).toBeUndefined()
    expect(betas(matrix['uploaded files'] ?? {})).toBe('files-api-2025-04-14')
    expect(betas(betaForms['a compaction block sent back'] ?? {})).toBe('compact-2026-01-12')
  })

  it('carries the id of the conversation where a host routes by it', () => {
    const request = targetedRequest({ session: 'c1', quirks: { sessionHeader: 'x-session-id' } })
    expect(encode(request).headers).toMatchObject({ 'x-session-id': 'c1' })
    expect(encode({ ...request, quirks: {} }).headers).not.toHaveProperty('x-session-id')
    const odd = encode({ ...request, session: `ünsafe\n\ud800${'x'.repeat(300)}` }).headers['x-session-id']
    expect(odd).toMatch(/^[\x21-\x7e]{256}$/)
    expect(encode({ ...request, quirks: { sessionHeader: 'prompt_cache_key' } }).headers).not.toHaveProperty(
      'prompt_cache_key',
    )
  })

  it('is the same every time, and does not touch what it was given', () => {
    expectPureEncoding(
      encode,
      Object.values(matrix).map((changes) => targetedRequest(changes)),
    )
  })
})

describe('sampling', () => {
  const fieldsOf = (changes: Partial<TargetedRequest>): readonly [unknown, readonly string[]] => {
    const { body, warnings } = encode(targetedRequest(changes))
    const { temperature, top_p, top_k } = body
    return [{ temperature, top_p, top_k }, warnings.map(({ message }) => message)]
  }
  const none = { temperature: undefined, top_p: undefined, top_k: undefined }

  it.each([
    ['claude-opus-4-8', undefined],
    ['claude-sonnet-5-5', undefined],
    ['claude-sonnet-4-6', false],
  ])('is dropped with a warning where %s rejects it', (model, sampling) => {
    const modelInfo = sampling === undefined ? undefined : { provider: 'anthropic', model, sampling }
    const [fields, warnings] = fieldsOf({
      model,
      modelInfo,
      temperature: 0.2,
      topP: 0.9,
      topK: 5,
      reasoningEffort: 'none',
    })
    expect(fields).toEqual(none)
    expect(warnings).toEqual([
      `temperature is not sent: ${model} does not take it.`,
      `topP is not sent: ${model} does not take it.`,
      `topK is not sent: ${model} does not take it.`,
    ])
  })

  it('does not go with thinking', () => {
    const [fields, warnings] = fieldsOf({ reasoningEffort: 'low', temperature: 0.2, topP: 0.5, topK: 5 })
    expect(fields).toEqual(none)
    expect(warnings).toHaveLength(3)
    expect(fieldsOf({ reasoningEffort: 'low', temperature: 1 })).toEqual([{ ...none, temperature: 1 }, []])
    expect(fieldsOf({ reasoningEffort: 'low', topP: 0.95 })).toEqual([{ ...none, top_p: 0.95 }, []])
  })

  it('sends one of temperature and topP where both are a 400', () => {
    const both = { temperature: 0.2, topP: 0.5 }
    expect(fieldsOf(both)).toEqual([
      { ...none, temperature: 0.2 },
      ['topP is not sent: it does not go with temperature.'],
    ])
    expect(fieldsOf({ ...both, model: 'some-other-model' })).toEqual([{ ...none, temperature: 0.2, top_p: 0.5 }, []])
  })

  it('keeps the temperature within the scale, and has no seed', () => {
    const [fields, warnings] = fieldsOf({ temperature: 1.7, seed: 1 })
    expect(fields).toEqual({ ...none, temperature: 1 })
    expect(warnings).toEqual([
      'seed is not sent: the protocol has none.',
      'temperature is at most 1 here; 1 is sent instead of 1.7.',
    ])
  })

  it('leaves blank stop sequences out', () => {
    const { body, warnings } = encode(targetedRequest({ stopSequences: ['\n', 'END'] }))
    expect(body['stop_sequences']).toEqual(['END'])
    expect(warnings.map(({ code }) => code)).toEqual(['unsupported-parameter'])
  })
})
