import { describe, expect, it } from 'vitest'
import { hintsFor, type HintQuestion } from '../../src/routing/hints.ts'

function hints(question: Partial<HintQuestion>): string {
  return hintsFor({
    code: 'server',
    provider: 'acme',
    protocol: 'openai-chat',
    model: 'acme-large',
    baseUrl: 'https://api.acme.test/v1',
    keyVariables: ['ACME_API_KEY'],
    otherTargets: false,
    hasV1Path: true,
    local: false,
    ...question,
  }).join('\n')
}

describe('hints', () => {
  it('R126 on a rejected key: is it right, is the base URL reachable, is the format supported', () => {
    const said = hints({ code: 'authentication', protocol: 'anthropic-messages' })
    expect(said).toMatch(/key .* correct/)
    expect(said).toMatch(/base URL reachable/)
    expect(said).toContain('https://api.acme.test/v1')
    expect(said).toMatch(/support the Anthropic messages format/)
    expect(hints({ code: 'authentication', protocol: 'openai-chat' })).toMatch(
      /support the OpenAI chat completions format/,
    )
  })

  it('R127 on an unknown model: is the name right, conventions differ, try the default model only', () => {
    const said = hints({ code: 'model-not-found', status: 404 })
    expect(said).toMatch(/name right for `acme`/)
    expect(said).toMatch(/named differently/)
    expect(said).toMatch(/defaultModel` alone/)
  })

  it('names what replaces a model that is gone', () => {
    expect(hints({ code: 'model-not-found', replacedBy: 'acme-larger' })).toContain('use `acme/acme-larger`')
    expect(hints({ code: 'server', replacedBy: 'acme-larger' })).not.toContain('acme-larger')
  })

  it('R128 on no connection: network, firewall, base URL', () => {
    const said = hints({ code: 'network' })
    expect(said).toMatch(/network/i)
    expect(said).toMatch(/firewall/)
    expect(said).toMatch(/base URL right\? It is https:\/\/api\.acme\.test\/v1/)
  })

  it('R225 on a missing key: how to give it', () => {
    expect(hints({ code: 'missing-credential' })).toBe('Set ACME_API_KEY, or give `providers.acme.apiKey`.')
    expect(hints({ code: 'missing-credential', keyVariables: [] })).toBe('Give `providers.acme.apiKey`.')
  })

  it('R226 on a rate limit: set a fallback, where there is none', () => {
    expect(hints({ code: 'rate-limit' })).toMatch(/Set a fallback/)
    expect(hints({ code: 'rate-limit', otherTargets: true })).not.toMatch(/fallback/)
  })

  it('R227 on a 404 of a compatible host without /v1 in its base URL: check it', () => {
    expect(hints({ code: 'model-not-found', status: 404, hasV1Path: false })).toContain(
      '/v1` in `providers.acme.baseUrl`',
    )
    expect(hints({ code: 'invalid-request', status: 405, hasV1Path: false })).toContain('/v1')
    expect(hints({ code: 'model-not-found', status: 404 })).not.toContain('`/v1`')
    expect(hints({ code: 'model-not-found', protocol: 'anthropic-messages', hasV1Path: false })).not.toContain('`/v1`')
  })

  it.each([
    ['ollama', 'ollama serve'],
    ['llama-cpp', 'llama-server'],
    ['lmstudio', 'lms server start'],
  ])('says how to start %s when nothing answers', (provider, command) => {
    const said = hints({ code: 'network', provider, local: true, baseUrl: 'http://localhost:1', keyVariables: [] })
    expect(said).toMatch(/local server running at http:\/\/localhost:1\?/)
    expect(said).toContain(command)
  })

  it('says how to get a model that is not on this machine', () => {
    expect(hints({ code: 'model-not-found', provider: 'ollama', local: true, model: 'llama3.2' })).toContain(
      'ollama pull llama3.2',
    )
    expect(hints({ code: 'model-not-found', provider: 'constructor', local: true })).not.toContain('Get it')
  })

  it('says how to let another target answer what one has filtered', () => {
    expect(hints({ code: 'content-filter' })).toContain('onContentFilter')
  })

  it('says nothing where there is nothing to say', () => {
    expect(hints({ code: 'aborted' })).toBe('')
    expect(hints({ code: 'invalid-request', status: 400, hasV1Path: false })).toBe('')
  })
})
