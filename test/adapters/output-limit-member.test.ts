import { existsSync, readdirSync, readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { outputLimitField, outputLimitMember } from '../../src/adapters/output-limit-member.ts'
import { hosts } from '../../src/adapters/openai-chat/hosts.ts'
import type { Quirks } from '../../src/adapters/provider.ts'
import type { ProtocolId } from '../../src/vocabulary/model.ts'
import { wireHosts, writeFor } from '../conformance/wire-hosts.ts'

const greeting = { messages: [{ role: 'user', content: 'Hello' }], maxOutputTokens: 1234 } as const

/** Where a number stands in a body. */
function placesOf(value: unknown, number: number, path = ''): string[] {
  if (value === number) return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) =>
    placesOf(member, number, path === '' ? name : `${path}.${name}`),
  )
}

const places: Readonly<Record<ProtocolId, string>> = {
  'openai-chat': 'max_tokens',
  'openai-responses': 'max_output_tokens',
  'anthropic-messages': 'max_tokens',
  gemini: 'generationConfig.maxOutputTokens',
  'bedrock-converse': 'inferenceConfig.maxTokens',
  'ollama-chat': 'options.num_predict',
}

describe('the field of an output limit', () => {
  it.each(wireHosts)('R84 R85 R86 of $name is the one of its protocol', (host) => {
    const { body } = writeFor(host, greeting)
    const field = placesOf(body, 1234)
    const allowed =
      host.protocol.id === 'openai-chat' ? ['max_tokens', 'max_completion_tokens'] : [places[host.protocol.id]]
    expect(field).toHaveLength(1)
    expect(allowed).toContain(field[0])
  })

  it.each([
    ['gpt-5', 'max_completion_tokens'],
    ['gpt-5.4-mini', 'max_completion_tokens'],
    ['gpt-6-sol', 'max_completion_tokens'],
    ['o1', 'max_completion_tokens'],
    ['o3-mini', 'max_completion_tokens'],
    ['o4-mini', 'max_completion_tokens'],
    ['gpt-4.1', 'max_tokens'],
    ['gpt-4o', 'max_tokens'],
    ['llama-3.3-70b-versatile', 'max_tokens'],
    ['olmo-2', 'max_tokens'],
  ])('R85 of %s on a chat host that says nothing of it is %s', (model, field) => {
    expect(outputLimitField('openai-chat', {}, model)).toBe(field)
  })

  it('is what the row of a chat host says, whatever the model', () => {
    expect(outputLimitField('openai-chat', { outputLimitField: 'max_tokens' }, 'gpt-5')).toBe('max_tokens')
    expect(outputLimitField('openai-responses', { outputLimitField: 'max_completion_tokens' }, 'gpt-5')).toBe(
      'max_output_tokens',
    )
  })

  it('is left out, with a warning, where the host takes none', () => {
    const warnings: string[] = []
    const quirks: Quirks = { outputLimitField: 'none' }
    expect(outputLimitMember('openai-responses', { quirks, model: 'm' }, 5, (code) => warnings.push(code))).toEqual({})
    expect(warnings).toEqual(['unsupported-parameter'])
  })
})

const factsFile = new URL('../../../shared/facts/providers.json', import.meta.url)

describe.runIf(existsSync(factsFile))('the rows of providers (skipped where ../shared/facts is missing)', () => {
  interface Fact {
    readonly id: string
    readonly protocol?: string
    readonly token_limit?: string
    readonly flags?: { readonly token_field?: string; readonly chat_token_field?: string } | null
  }
  const { providers } = JSON.parse(readFileSync(factsFile, 'utf8')) as { providers: readonly Fact[] }

  it('R84 R85 name the field that the documentation of each chat host names', () => {
    let checked = 0
    for (const [id, { quirks }] of Object.entries(hosts.known)) {
      const fact = providers.find((provider) => provider.id === id)
      if (fact === undefined) continue
      const words = `${fact.flags?.chat_token_field ?? ''} ${fact.flags?.token_field ?? ''} ${fact.token_limit ?? ''}`
      const named = words.match(/max_(?:completion_)?tokens/g) ?? []
      if (named.length === 0) continue
      expect.soft(named, id).toContain(outputLimitField('openai-chat', quirks ?? {}, 'some-model'))
      checked++
    }
    expect(checked).toBeGreaterThan(5)
  })
})

describe('the writers of requests', () => {
  it('R87 leave the field to one function', () => {
    const root = new URL('../../src/adapters/', import.meta.url)
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('wire-types.ts') && name !== 'output-limit-member.ts',
    )
    const writers: string[] = []
    for (const name of files) {
      const code = readFileSync(new URL(name, root), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
      expect
        .soft(code, name)
        .not.toMatch(
          /\b(?:max_tokens|max_completion_tokens|max_output_tokens|num_predict|maxTokens)['"]?\]?\s*:(?!\s*(?:number|string))/,
        )
      expect.soft(code, name).not.toMatch(/: \{ maxOutputTokens \}/)
      const calls = code.match(/outputLimitMember\(/g)?.length ?? 0
      if (calls > 0) writers.push(`${name} ${calls}`)
    }
    expect(writers.toSorted()).toEqual([
      'anthropic-messages/encode.ts 1',
      'bedrock-converse/encode.ts 1',
      'gemini/encode.ts 1',
      'ollama-chat/encode.ts 1',
      'openai-chat/encode.ts 1',
      'openai-responses/encode.ts 1',
    ])
  })
})
