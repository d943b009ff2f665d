/** What is wrong with a target beside its trigger; `undefined`: nothing, or one of the two is not there. */
export function targetProblem(trigger: unknown, target: unknown): string | undefined {
  if (typeof trigger !== 'number' || typeof target !== 'number') return undefined
  const areComparable = trigger <= 1 === target <= 1
  return areComparable && target >= trigger ? `expected less than the trigger (${trigger}), got ${target}` : undefined
}
