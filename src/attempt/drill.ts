import type { CallState } from '../state/call-state.ts'
import { assemblyFor, type AttemptOrder, type AttemptReport } from './run-attempt.ts'
import type { Target } from '../vocabulary/model.ts'
import { nameOf } from '../vocabulary/model-ref.ts'

/** What an attempt reports that fails on purpose: nothing was sent. `undefined`: no drill holds for its target. Loaded with drills. */
export function drilledReport(
  { router, prepared, log }: CallState,
  target: Target,
  order: AttemptOrder,
): AttemptReport | undefined {
  const drill = router.config.routing.drill.find((one) => one.target === nameOf(target))
  if (drill === undefined) return undefined
  const { code } = drill
  const message = `Drill: \`${nameOf(target)}\` was made to fail with ${code}. Nothing was sent.`
  router.notify({ type: 'drill', message, target, tags: prepared.given.tags })
  const now = router.runtime.now()
  return {
    assembly: assemblyFor(order, log),
    problem: { type: 'local', code, message, silent: code === 'timeout', rule: 'drill', isDrill: true },
    status: undefined,
    headers: {},
    requestId: undefined,
    startedAt: now,
    endedAt: now,
    firstTokenAt: undefined,
  }
}
