import { fileURLToPath } from 'node:url'

import { hosts as openaiChat } from '../src/adapters/openai-chat/hosts.ts'
import { providerModels } from '../src/adapters/provider-models.ts'
import { openRouterSuggestions, providerNotes } from '../src/adapters/provider-notes.ts'
import { providerTable } from '../src/adapters/provider-table.ts'
import type { ProviderProfile } from '../src/adapters/provider.ts'

/** Where the page is that `providerDocs` writes. */
export const providerDocsFile: string = fileURLToPath(new URL('../PROVIDERS.md', import.meta.url))

const code = (text: string): string => `\`${text}\``

const billingWords = {
  'pay-per-token': 'by the token',
  'free-tier': 'free tier, then by the token',
  subscription: 'subscription',
  local: 'free, runs here',
  'routes-to-many': 'as whom it routes to',
} as const

function keyOf({ auth, keyVariables, signingVariables = [], needsKey, local, anyHost }: ProviderProfile): string {
  if (keyVariables.length === 0)
    return anyHost === true ? '`apiKey`' : needsKey === true ? '`auth`: credentials or a token' : 'none needed'
  const style = auth === 'bearer' ? '' : ` as ${code(auth)}`
  const variables = keyVariables.map((name) =>
    signingVariables.includes(name) ? `${code(name)} with ${code('AWS_SECRET_ACCESS_KEY')}` : code(name),
  )
  return `${local === true ? 'none needed, or ' : ''}${variables.join(', ')}${style}`
}

/** The efforts that a host tells apart. Where the row says nothing it is up to the model. */
function effortsOf({ id, protocol, anyHost }: ProviderProfile): string {
  if (anyHost === true) return protocol === 'openai-chat' ? 'low, medium, high' : 'by model'
  const quirks = protocol === 'openai-chat' ? openaiChat.known[id]?.quirks : undefined
  if (quirks?.effortFields === undefined) return 'by model'
  const seen = new Set<string>()
  const told = Object.entries(quirks.effortFields).flatMap(([effort, fields]) => {
    const text = JSON.stringify(fields)
    if (text === '{}' || seen.has(text)) return []
    seen.add(text)
    return [effort]
  })
  const words = told.length === 2 && told[0] === 'none' ? 'off or on' : told.join(', ')
  return quirks.effortFieldsOfModels === undefined ? words : `${words}; some models differ`
}

function protocolsOf({ protocol, surfaces = {} }: ProviderProfile): string {
  return [`**${protocol}**`, ...Object.keys(surfaces)].join(', ')
}

function addressOf({ baseUrl, baseUrlVariable, fields = {} }: ProviderProfile): string {
  const values = Object.entries(fields).map(([name, { variables = [], fallback }]) => {
    const places = [...variables.map(code), ...(fallback === undefined ? [] : [`else ${code(fallback)}`])]
    return `${code(`{${name}}`)}: ${places.length === 0 ? 'from `options`' : places.join(', ')}`
  })
  const own = baseUrl === undefined ? ['your own'] : [code(baseUrl)]
  return [...own, ...(baseUrlVariable === undefined ? [] : [`or ${code(baseUrlVariable)}`]), ...values].join('; ')
}

/** A table as the formatter of this repository leaves it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

/** The page about every provider, written from the rows: it can say nothing that they do not. */
export function providerDocs(): string {
  const facts = providerTable().map((profile) => {
    const { caching = '', compaction = '', batch = '', tokenCount = '' } = providerNotes[profile.id] ?? {}
    return [
      code(profile.id),
      protocolsOf(profile),
      keyOf(profile),
      billingWords[profile.billing],
      effortsOf(profile),
      caching,
      compaction,
      batch,
      tokenCount,
    ]
  })
  const places = providerTable().map((profile) => {
    const { name = '', source = '', asOf = '' } = providerNotes[profile.id] ?? {}
    const aliases = (profile.aliases ?? []).map((alias) => `, ${code(alias)}`).join('')
    const model = providerModels[profile.id]?.defaultModel
    return [
      `${code(profile.id)}${aliases}`,
      name,
      addressOf(profile),
      model === undefined ? '' : code(model),
      `${source} (${asOf})`,
    ]
  })
  return `# Providers

Written by \`scripts/update-provider-docs.ts\` from the rows in \`src/adapters\`; change those.

## What they take

The protocol in bold is spoken unless \`protocol\` in the configuration chooses another. Variables are looked at in order. The last
four columns say what a provider offers itself. Efforts that a host does not tell apart become the nearest that it does.

${table(['provider', 'protocols', 'key', 'billing', 'efforts', 'caching', 'compaction', 'batch', 'token count'], facts)}

## Where they are

An id after the first is another name of the same provider. Every address can be replaced by \`baseUrl\`.

${table(['id', 'name', 'base URL', 'default model', 'source (day)'], places)}

## Models of OpenRouter by use

As they were recommended in 2025, to be asked as \`openrouter/<model>\`; newer models of the same families have taken their places.

${table(
  ['use', 'models'],
  Object.entries(openRouterSuggestions).map(([use, models]) => [use, models.map(code).join(', ')]),
)}
`
}
