import type { Runtime } from '../vocabulary/runtime.ts'

/** How long a store may take, in milliseconds. */
const storeTimeoutMs = 5_000

/**
 * Asks a store of the caller's, which may answer at once, later, with an error or never. Rejects with its error, or when it takes
 * 5 seconds; an answer after that goes to `onLate`.
 */
export async function askStore<T>(
  ask: () => T | Promise<T>,
  runtime: Pick<Runtime, 'setTimer'>,
  onLate?: (answer: T) => unknown,
): Promise<T> {
  let isOver = false
  let passed: (() => void) | undefined
  const tooLate = new Promise<never>((_, reject) => {
    passed = () => {
      isOver = true
      reject(new Error(`the spend store took longer than ${storeTimeoutMs} ms`))
    }
  })
  const answer = (async () => ask())()
  const timer = runtime.setTimer(storeTimeoutMs, () => passed?.())
  try {
    return await Promise.race([answer, tooLate])
  } finally {
    timer.cancel()
    // A race is over with the first; what loses it must still be heard, or it counts as an error that nobody caught.
    void answer.then((late) => (isOver ? onLate?.(late) : undefined)).then(undefined, () => undefined)
  }
}
