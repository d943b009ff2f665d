import { RouterError } from '../src/index.ts'
import type { Attempt, Runtime, SearchResponse } from '../src/index.ts'
import { createSearch } from '../src/search.ts'
import { nameOf, oneLine, seconds } from './render-call.ts'
import { entry } from './render-result.ts'
import type { Terminal } from './terminal.ts'

const usualWords = 'why is the sky blue'

/** Searches the web for the words. Returns why nothing was found out, or nothing. */
export async function runSearchDemo(
  { question = usualWords }: { readonly question?: string | undefined },
  runtime: Pick<Runtime, 'fetch' | 'readEnv'>,
  terminal: Terminal,
): Promise<readonly string[]> {
  entry(terminal, 'Search', question)
  terminal.line()
  try {
    renderResults(await createSearch({ runtime }).search({ query: question, maxResults: 5 }), terminal)
    return []
  } catch (error) {
    if (!RouterError.is(error)) throw error
    renderAttempts(error.attempts, terminal)
    return [error.message, ...error.hints.map((hint) => `- ${hint}`)]
  }
}

function renderResults(
  { results, backend, attempts, skipped, warnings, cost }: SearchResponse,
  terminal: Terminal,
): void {
  for (const { title, url, snippet, publishedAt, age } of results) {
    const when = publishedAt?.slice(0, 10) ?? age
    terminal.line(`${title}${when === undefined ? '' : ` (${when})`}`, 'bold')
    terminal.line(`    ${url}`, 'cyan')
    if (snippet !== '') terminal.line(`    ${oneLine(snippet)}`)
  }
  if (results.length === 0) terminal.line('Nothing was found.')
  terminal.line()
  entry(terminal, 'Found by', backend)
  for (const { target, message } of skipped) entry(terminal, 'Skipped', `${nameOf(target)}: ${oneLine(message)}`)
  for (const { code, message } of warnings) entry(terminal, 'Warning', `${code}: ${oneLine(message)}`)
  renderAttempts(attempts, terminal)
  entry(terminal, 'Cost', cost.usd === undefined ? (cost.reason ?? 'unknown') : `${cost.usd} USD`)
}

function renderAttempts(attempts: readonly Attempt[], terminal: Terminal): void {
  for (const [index, { number, target, kind, outcome, failure, durationMs }] of attempts.entries()) {
    const cells = [`${number}.`, nameOf(target), kind, outcome, failure?.code ?? '-', seconds(durationMs)]
    entry(terminal, index === 0 ? 'Attempts' : '', cells.join('  '))
  }
}
