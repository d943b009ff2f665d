/*
 * What a test may say of time. It is taken as processor time of this thread, which does not tell of what else the machine does, and as the
 * least of several runs: what is slow is slow every time, what a collection or code that is not yet compiled costs comes once.
 */

/** Runs after which what was slow each time is called slow. */
const tries = 8

/** Processor time of this thread while the work runs, in milliseconds. */
async function processorTime(work: () => unknown): Promise<number> {
  const began = process.threadCpuUsage()
  await work()
  const { user, system } = process.threadCpuUsage(began)
  return (user + system) / 1_000
}

/** The least milliseconds the work takes; it is not run again once it took fewer than `enough`. */
export async function leastTime(work: () => unknown, enough: number): Promise<number> {
  let least = Infinity
  for (let run = 0; run < tries && least >= enough; run++) least = Math.min(least, await processorTime(work))
  return least
}

/** The least milliseconds that a work of a size takes, and one of half the size. */
export interface Growth {
  readonly size: number
  readonly half: number
  readonly whole: number
}

/** From how many milliseconds on a time is looked at (of less a ratio says nothing), and how many are too many whatever the growth. */
export interface GrowthLimits {
  readonly fast: number
  readonly most: number
}

/**
 * Whether the time of a work grows faster than its size: twice the work may take twice the time, and what a machine does beside it, but
 * not four times. What does is steep at every size; a stack of the engine that has to grow is steep at one, so twice the size must be too.
 * @returns nothing when the time grows as the work does.
 */
export async function steepGrowth(
  work: (size: number) => unknown,
  size: number,
  limits: GrowthLimits,
): Promise<Growth | undefined> {
  return (await steepAt(work, size, limits)) && (await steepAt(work, size * 2, limits))
}

/** The same at one size. What seems steep is measured again. */
async function steepAt(
  work: (size: number) => unknown,
  size: number,
  { fast, most }: GrowthLimits,
): Promise<Growth | undefined> {
  let whole = await processorTime(() => work(size))
  let half = Infinity
  for (let run = 0; run < tries; run++) {
    if (whole < fast) return undefined
    half = Math.min(half, await processorTime(() => work(size / 2)))
    if (whole < most && whole / half < 3.5) return undefined
    whole = Math.min(whole, await processorTime(() => work(size)))
  }
  return { size, half, whole }
}
