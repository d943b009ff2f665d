import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { atOtherHost, fillAddress } from '../../src/adapters/host-fields.ts'
import { providerTable } from '../../src/adapters/provider-table.ts'
import type { ProviderProfile } from '../../src/adapters/provider.ts'
import type { ProtocolId } from '../../src/vocabulary/model.ts'
import { schemasExist } from '../adapters/body-check.ts'
import { ownAddress, protocolsOf } from './first-request.ts'
import { goldenPage, questions } from './golden-page.ts'
import { schemaProblems } from './schema-problems.ts'

/*
 * What every provider is sent, over each of its protocols, whole: address, method, headers, body. A difference is written down with
 * `vitest run test/golden -u` and belongs in the review.
 */

const folder = fileURLToPath(new URL('pages/', import.meta.url))
const rows = providerTable().map((profile) => [profile.id, profile] as const)

/** The requirements that ask for the request of a provider. */
const requirements: Readonly<Record<string, string>> = {
  openai: 'R10 R192',
  anthropic: 'R5 R177',
  'anthropic-subscription': 'R5',
  gemini: 'R7 R200',
  bedrock: 'R12',
  openrouter: 'R8 R209',
  groq: 'R16 R208',
  deepseek: 'R9 R204',
  xai: 'R17 R206',
  mistral: 'R28 R207',
  moonshot: 'R18 R30',
  'kimi-code': 'R37 R38',
  'opencode-zen': 'R20',
  zai: 'R24 R205',
  glm: 'R25',
  'vercel-ai-gateway': 'R26',
  cerebras: 'R27',
  'qwen-portal': 'R31',
  minimax: 'R32',
  'minimax-portal': 'R33',
  xiaomi: 'R34',
  venice: 'R35',
  synthetic: 'R36',
  together: 'R216',
  fireworks: 'R216',
  anyscale: 'R216',
  vllm: 'R216',
  litellm: 'R216',
  'llama-cpp': 'R15',
  ollama: 'R14 R214',
  'custom-openai': 'R39',
  'custom-anthropic': 'R40',
}
const named = rows.map(([id, profile]) => [['R1', requirements[id] ?? []].flat().join(' '), id, profile] as const)

/** Hosts that a provider has beside that of its address: where its tokens come from. */
const furtherHosts: Readonly<Record<string, readonly string[]>> = { 'github-copilot': ['api.github.com'] }

function hostOf(profile: ProviderProfile, protocol: ProtocolId): string {
  const values = Object.entries(profile.fields ?? {}).map(([name, { fallback = `the-${name}` }]) => [name, fallback])
  const template = protocol === profile.protocol ? profile.baseUrl : profile.surfaces?.[protocol]?.baseUrl
  const filled = Object.fromEntries(values) as Record<string, string>
  return new URL(fillAddress(atOtherHost(template, profile, filled), filled) ?? ownAddress).host
}

describe('the golden table', () => {
  it.each(named)('%s pins what %s is sent, all of it to its own host', async (_, id, profile) => {
    const { text, sent } = await goldenPage(profile)
    await expect(text).toMatchFileSnapshot(`${folder}${id}.txt`)
    for (const { protocol, request } of sent) {
      const hosts = [hostOf(profile, protocol), ...(furtherHosts[id] ?? [])]
      expect(hosts).toContain(new URL(request.url).host)
      expect(request.url).not.toContain('<key>')
    }
    const answered = new Set(sent.map(({ protocol, question }) => `${protocol} ${question}`))
    expect(answered.size).toBe(protocolsOf(profile).length * Object.keys(questions).length)
  })

  it('has a page for every provider, and no other', () => {
    expect(readdirSync(folder).toSorted()).toEqual(
      providerTable()
        .map(({ id }) => `${id}.txt`)
        .toSorted(),
    )
  })
})

describe.runIf(schemasExist)('every body of the golden table (skipped where ../shared/schemas is missing)', () => {
  it.each(rows)('for %s is valid by the strict schema of its protocol', async (id, profile) => {
    const { sent } = await goldenPage(profile)
    expect(sent.length).toBeGreaterThan(0)
    for (const { protocol, question, request } of sent)
      expect.soft(schemaProblems(id, protocol, request.body), `${protocol} ${question}`).toEqual([])
  })
})
