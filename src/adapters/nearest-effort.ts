import type { ReasoningEffort } from '../vocabulary/model.ts'

/** The efforts that think, from little to much. */
export const thinkingEfforts: readonly Exclude<ReasoningEffort, 'none'>[] = [
  'minimal',
  'low',
  'medium',
  'high',
  'xhigh',
  'max',
]

/**
 * The available effort that is nearest to the wanted one; of two equally near ones the lower, because it costs less.
 * `none` becomes the least. `undefined` when nothing is available.
 */
export function nearestEffort(
  wanted: ReasoningEffort,
  isAvailable: (effort: Exclude<ReasoningEffort, 'none'>) => boolean,
): Exclude<ReasoningEffort, 'none'> | undefined {
  const position = wanted === 'none' ? 0 : thinkingEfforts.indexOf(wanted)
  let nearest: Exclude<ReasoningEffort, 'none'> | undefined
  let nearestDistance = Infinity
  for (const [at, effort] of thinkingEfforts.entries()) {
    const distance = Math.abs(at - position)
    if (distance < nearestDistance && isAvailable(effort)) {
      nearest = effort
      nearestDistance = distance
    }
  }
  return nearest
}
