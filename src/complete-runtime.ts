import { systemRuntime } from './system-runtime.ts'
import type { Runtime } from './vocabulary/runtime.ts'

/** The caller's members where there are any, called as methods of the caller's object; the system's otherwise. */
export function completeRuntime(given: Partial<Runtime>): Runtime {
  return {
    fetch:
      given.fetch === undefined
        ? systemRuntime.fetch
        : (input, init) => given.fetch?.(input, init) ?? systemRuntime.fetch(input, init),
    now: () => given.now?.() ?? systemRuntime.now(),
    setTimer: (delayMs, fire) => given.setTimer?.(delayMs, fire) ?? systemRuntime.setTimer(delayMs, fire),
    random: () => given.random?.() ?? systemRuntime.random(),
    readEnv: (name) => (given.readEnv === undefined ? systemRuntime.readEnv(name) : given.readEnv(name)),
  }
}
