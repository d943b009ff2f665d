import type { Runtime } from '../vocabulary/runtime.ts'

/** Resolves after `delayMs`, or as soon as the signal is aborted; look at the signal afterwards. */
export function wait(delayMs: number, runtime: Pick<Runtime, 'setTimer'>, signal: AbortSignal): Promise<void> {
  if (delayMs <= 0 || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const finish = (): void => {
      timer.cancel()
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const timer = runtime.setTimer(delayMs, finish)
    signal.addEventListener('abort', finish, { once: true })
  })
}
