import type {
  Attempt,
  AttemptKind,
  Completion,
  CompletionEvent,
  CompletionResult,
  Settled,
  Target,
} from '../src/index.ts'
import type { Terminal } from './terminal.ts'

/** What was shown of a call, and how it ended. */
export interface RenderedCall {
  /** The visible text that was printed, without the notes between. */
  readonly shownText: string
  readonly outcome: Settled<CompletionResult>
  readonly durationMs: number
  /** From the start of the call to the first visible text; absent when none came. */
  readonly firstTextMs: number | undefined
}

/**
 * Prints a call while it runs: its text as it arrives, and a line for every failure, change of target and warning. It shows
 * what the events say and nothing else; what is known only at the end is for `renderResult`.
 */
export async function renderCall(completion: Completion, terminal: Terminal): Promise<RenderedCall> {
  const startedAt = performance.now()
  const notes = createNotes(terminal)
  let shownText = ''
  let firstTextMs: number | undefined
  try {
    for await (const event of completion.events) {
      if (event.type === 'text-delta') {
        firstTextMs ??= performance.now() - startedAt
        shownText += event.delta
        terminal.write(event.delta)
      } else notes(event)
    }
  } catch {
    // The same error is in `settled()`, as a value.
  }
  terminal.endLine()
  return { shownText, outcome: await completion.settled(), durationMs: performance.now() - startedAt, firstTextMs }
}

/** Prints what the events say beside the text. A failure is told at once; who takes over ends its line. */
function createNotes(terminal: Terminal): (event: CompletionEvent) => void {
  let failed: Attempt | undefined
  let isDowngrade = false
  return (event) => {
    switch (event.type) {
      case 'attempt-start':
        if (failed === undefined) terminal.line(`> ${nameOf(event.target)} is asked`, 'cyan')
        else {
          const lower = isDowngrade ? ' (a model of a lower tier)' : ''
          terminal.write(` -> ${nameOf(event.target)} ${nextSteps[event.kind]}${lower}\n`, 'cyan')
        }
        failed = undefined
        isDowngrade = false
        break
      case 'attempt-end':
        if (event.attempt.outcome === 'success') break
        failed = event.attempt
        terminal.endLine()
        terminal.write(`! ${describeFailure(failed)}`, 'yellow')
        break
      case 'route-changed':
        isDowngrade = event.downgrade
        break
      case 'reasoning-start':
        terminal.line('. (reasoning)', 'dim')
        break
      case 'warning':
        terminal.line(`~ ${event.warning.code}: ${oneLine(event.warning.message)}`, 'yellow')
        break
      case 'search':
        terminal.line(`? search ${event.state}: ${oneLine(event.query)}`, 'dim')
        break
      default:
        break
    }
  }
}

/** What the next target does, by the kind of its attempt. */
const nextSteps: Readonly<Record<AttemptKind, string>> = {
  first: 'is asked',
  retry: 'is asked again',
  fallback: 'takes over',
  probe: 'is asked whether it is back',
  resume: 'is asked for the rest of the answer',
  repair: 'is asked afresh',
  escalation: 'is asked again with more room',
  continuation: 'is asked for the rest of the answer',
  'follow-up': 'is given what was found',
  compaction: 'sums up the earlier turns',
  hedge: 'is asked beside it',
}

function describeFailure({ target, outcome, failure }: Attempt): string {
  if (failure === undefined) return `${nameOf(target)} ${outcome}`
  const facts = [
    failure.code,
    // A stream that broke off began with a 200, which says nothing.
    ...(failure.status === undefined || failure.status < 400 ? [] : [`HTTP ${failure.status}`]),
    ...(failure.retryAfterMs === undefined ? [] : [`retry after ${seconds(failure.retryAfterMs)}`]),
  ]
  return `${nameOf(target)} ${outcome}: ${facts.join(', ')}: ${oneLine(failure.providerMessage ?? failure.message)}`
}

/** `provider/model`. */
export function nameOf({ provider, model }: Target): string {
  return `${provider}/${model}`
}

/** A duration for people. */
export function seconds(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
}

/** A message of any length as one short line. */
export function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 160 ? `${line.slice(0, 159)}…` : line
}
