// The library from its sources, not as the package `trunkline`: `npm ci && npm start` then works without a build.
import { createRouter } from '../src/index.ts'
import { renderCall } from './render-call.ts'
import type { RenderedCall } from './render-call.ts'
import { renderPlan } from './render-plan.ts'
import { entry, renderResult } from './render-result.ts'
import { startSimulatedProviders } from './simulated-providers.ts'
import type { SimulatedProviders } from './simulated-providers.ts'
import type { Terminal } from './terminal.ts'

/**
 * One call over a chain of three: the first target refuses, the second breaks off in the middle of its answer, and the answer
 * arrives whole all the same. Returns what went otherwise than that, one sentence each; nothing when all of it did happen.
 */
export async function runFailingChain(
  terminal: Terminal,
  start: () => Promise<SimulatedProviders> = startSimulatedProviders,
): Promise<readonly string[]> {
  const simulated = await start()
  const intro = `The providers are simulated by ${simulated.simulator} at ${simulated.url}: no key is used, nothing is charged.`
  terminal.line(intro, 'bold')
  const router = createRouter({
    providers: simulated.providers,
    routes: { default: simulated.chain },
    // The environment of whoever runs the demo shall not change it.
    runtime: { readEnv: () => undefined },
  })
  try {
    const request = { messages: simulated.question, timeouts: { totalMs: 30_000 } } as const
    renderPlan(request.messages, await router.plan(request), terminal)
    const call = await renderCall(router.complete(request), terminal)
    renderResult(call, terminal)
    const problems = differences(call, simulated)
    if (problems.length === 0)
      entry(terminal, 'Checked', 'what was shown is the simulated answer to the letter', 'green')
    return problems
  } finally {
    await router.close()
    await simulated.stop()
  }
}

/** Compares what was shown and what the result says with what the simulator did, by its own journal. */
function differences({ shownText, outcome }: RenderedCall, simulated: SimulatedProviders): string[] {
  const { rateLimits, cutStreams } = simulated.sent()
  const { attempts } = outcome.ok ? outcome.result : outcome.error
  const failures = new Set(attempts.map(({ failure }) => failure?.code))
  const claims: readonly (readonly [isTrue: boolean, otherwise: string])[] = [
    [outcome.ok, 'the call failed'],
    [shownText === simulated.answer, 'the text that was shown is not the simulated answer'],
    [outcome.ok && outcome.result.text === simulated.answer, "the result's text is not the simulated answer"],
    [rateLimits > 0, 'the simulator never answered 429'],
    [cutStreams > 0, 'the simulator never cut a stream'],
    [failures.has('rate-limit'), 'no attempt is recorded as `rate-limit`'],
    [failures.has('stream-truncated'), 'no attempt is recorded as `stream-truncated`'],
  ]
  return claims.flatMap(([isTrue, otherwise]) => (isTrue ? [] : [otherwise]))
}
