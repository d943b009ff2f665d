import type { RoutePlan } from '../src/index.ts'
import { nameOf, oneLine } from './render-call.ts'
import { entry } from './render-result.ts'
import type { Terminal } from './terminal.ts'

/** Prints the question and who will be asked, in order; and who will not, and why. */
export function renderPlan(question: string, { targets, skipped }: RoutePlan, terminal: Terminal): void {
  const chain = targets.map(({ target, protocol }) => `${nameOf(target)} (${protocol})`)
  entry(terminal, 'Chain', chain.join(', then '))
  for (const { target, message } of skipped) entry(terminal, 'Skipped', `${nameOf(target)}: ${oneLine(message)}`)
  entry(terminal, 'Question', question)
  terminal.line()
}
