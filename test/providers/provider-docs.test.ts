import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { providerDocs, providerDocsFile } from '../../scripts/provider-docs.ts'
import { openRouterSuggestions } from '../../src/adapters/provider-notes.ts'
import { profileOf, providerTable } from '../../src/adapters/provider-table.ts'
import { wireModel } from '../../src/adapters/wire-model.ts'
import { parseModelRef } from '../../src/vocabulary/model-ref.ts'

describe('PROVIDERS.md', () => {
  it('says what the rows say: `npm run api:update` writes it anew', () => {
    expect(readFileSync(providerDocsFile, 'utf8')).toBe(providerDocs())
  })

  it('R212 suggests models of OpenRouter by use, each a reference that the router takes', () => {
    const page = providerDocs()
    expect(Object.keys(openRouterSuggestions)).toEqual(['coding', 'research', 'cheap', 'reasoning', 'retrieval (RAG)'])
    for (const model of Object.values(openRouterSuggestions).flat()) {
      expect(page).toContain(`\`${model}\``)
      expect(wireModel(profileOf('openrouter'), parseModelRef(`openrouter/${model}`)?.model ?? '')).toBe(model)
    }
  })

  it('has a line for every provider in both tables, with its variables', () => {
    const lines = providerDocs().split('\n')
    expect(providerTable().length).toBeGreaterThan(30)
    for (const { id, keyVariables, baseUrlVariable, fields = {} } of providerTable()) {
      const about = lines.filter((line) => line.startsWith(`| \`${id}\``)).join('')
      expect(about.match(/^\|/g), id).not.toBeNull()
      const ofAddress = baseUrlVariable === undefined ? [] : [baseUrlVariable]
      const ofFields = Object.values(fields).flatMap(({ variables = [] }) => variables)
      for (const variable of [...keyVariables, ...ofAddress, ...ofFields])
        expect(about, id).toContain(`\`${variable}\``)
    }
  })
})
