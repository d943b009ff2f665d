import { createTextSeam } from '../../src/budget/text-seam.ts'

/** All that a seam passes on of the deltas. */
export function joinAtSeam(given: string, deltas: readonly string[]): string {
  const seam = createTextSeam(given)
  return deltas.map((delta) => seam.push(delta)).join('') + seam.end()
}
