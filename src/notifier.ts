import type { Notice } from './vocabulary/router.ts'
import type { Runtime } from './vocabulary/runtime.ts'

/** Tells the operator; with `onceFor` only the first time. What the callback throws is ignored. */
export type Notify = (notice: Omit<Notice, 'at'>, onceFor?: string) => void

/** Makes one for the callback of a configuration. */
export function notifier(onNotice: ((notice: Notice) => void) | undefined, runtime: Pick<Runtime, 'now'>): Notify {
  const told = new Set<string>()
  return (notice: Omit<Notice, 'at'>, onceFor?: string) => {
    const once = onceFor === undefined ? undefined : `${notice.type} ${onceFor}`
    if (onNotice === undefined || (once !== undefined && told.has(once))) return
    if (once !== undefined) told.add(once)
    try {
      onNotice({ ...notice, at: runtime.now() })
    } catch {
      // A callback of the caller's that throws cannot break a call.
    }
  }
}
