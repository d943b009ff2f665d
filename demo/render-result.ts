import type { Attempt, CompletionResult, Cost, RouterError, Usage } from '../src/index.ts'
import type { RenderedCall } from './render-call.ts'
import { nameOf, oneLine, seconds } from './render-call.ts'
import type { Style, Terminal } from './terminal.ts'

/** Prints what is known at the end of a call: who answered, every attempt, tokens, cost, time; of a failed one also why. */
export function renderResult({ outcome, durationMs, firstTextMs }: RenderedCall, terminal: Terminal): void {
  terminal.line()
  if (outcome.ok) renderAnswer(outcome.result, terminal)
  else renderError(outcome.error, terminal)
  const { attempts } = outcome.ok ? outcome.result : outcome.error
  const rows = attemptRows(attempts)
  for (const [index, row] of rows.entries()) entry(terminal, index === 0 ? 'Attempts' : '', row)
  const { usage, cost } = outcome.ok ? outcome.result : (outcome.error.partial ?? {})
  if (usage !== undefined) entry(terminal, 'Tokens', `${describeTokens(usage)}, all attempts together`)
  if (cost !== undefined) entry(terminal, 'Cost', describeCost(cost))
  const first = firstTextMs === undefined ? '' : `, first text after ${seconds(firstTextMs)}`
  entry(terminal, 'Time', `${seconds(durationMs)}${first}`)
}

/** One line with a heading; without one it goes on with the entry above. */
export function entry(terminal: Terminal, heading: string, text: string, style: Style = 'bold'): void {
  terminal.write(heading.padEnd(11), style)
  terminal.write(`${text}\n`)
}

function renderAnswer(result: CompletionResult, terminal: Terminal): void {
  const { text, finishReason, servedBy, requested, fallbackOccurred, downgraded, skipped } = result
  entry(terminal, 'Answer', `complete: ${text.length} characters, finish reason ${finishReason}`)
  const served = servedBy.map(({ protocol, wireModel, ...target }) => {
    const reported = wireModel === undefined || wireModel === target.model ? '' : `, answered as ${wireModel}`
    return `${nameOf(target)} (${protocol}${reported})`
  })
  entry(terminal, 'Served by', served.join(', then '))
  if (fallbackOccurred) {
    entry(terminal, 'Fallback', `${nameOf(requested)} was asked first${downgraded ? '; a lower tier answered' : ''}`)
  }
  for (const { target, message } of skipped) entry(terminal, 'Skipped', `${nameOf(target)}: ${oneLine(message)}`)
}

function renderError(error: RouterError, terminal: Terminal): void {
  entry(terminal, 'Failed', `${error.code}: ${error.message}`, 'red')
  for (const hint of error.hints) entry(terminal, '', `- ${oneLine(hint)}`)
}

/** One aligned line for each attempt. */
function attemptRows(attempts: readonly Attempt[]): string[] {
  const cells = attempts.map((attempt) => [
    `${attempt.number}.`,
    nameOf(attempt.target),
    attempt.kind,
    attempt.outcome,
    attempt.failure?.code ?? '-',
    seconds(attempt.durationMs),
    attempt.usage === undefined ? 'no request' : `${describeTokens(attempt.usage)} (${attempt.usage.source})`,
  ])
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(Math.max(...cells.map((other) => other[column]?.length ?? 0))))
      .join('  ')
      .trimEnd(),
  )
}

function describeTokens({ inputTokens, outputTokens, cachedTokens, reasoningTokens }: Usage): string {
  const parts = [`${inputTokens ?? '?'} in`, `${outputTokens ?? '?'} out`]
  if ((cachedTokens ?? 0) > 0) parts.push(`${cachedTokens} cached`)
  if ((reasoningTokens ?? 0) > 0) parts.push(`${reasoningTokens} reasoning`)
  return parts.join(', ')
}

function describeCost({ usd, source, incomplete, reason, pricesAsOf }: Cost): string {
  const origins = {
    computed: `by list prices${pricesAsOf === undefined ? '' : ` of ${pricesAsOf}`}`,
    reported: 'as the provider reports it',
    none: '',
  }
  const why = [origins[source], reason ?? ''].filter((text) => text !== '').join('; ')
  if (usd === undefined) return `unknown${why === '' ? '' : `: ${why}`}`
  return `${incomplete === true ? 'at least ' : ''}$${usd.toFixed(6)}${why === '' ? '' : ` ${why}`}`
}
