import type { Notice } from '../vocabulary/notice.ts'
import type { Runtime } from '../vocabulary/runtime.ts'

/** Tells the operator; with `onceFor` only the first time. What the callback throws or rejects with is ignored. */
export type Notify = (notice: Omit<Notice, 'at'>, onceFor?: string) => void

/** Makes one. `told`: what was said to be told once, kept over configurations. */
export function notifier(
  onNotice: ((notice: Notice) => void) | undefined,
  runtime: Pick<Runtime, 'now'>,
  told: Set<string> = new Set(),
): Notify {
  return (notice: Omit<Notice, 'at'>, onceFor?: string) => {
    const once = onceFor === undefined ? undefined : `${notice.type} ${onceFor}`
    if (onNotice === undefined || (once !== undefined && told.has(once))) return
    if (once !== undefined) told.add(once)
    // A callback of the caller's that throws, now or later, cannot break a call nor end the process.
    void (async () => onNotice({ ...notice, at: runtime.now() }))().catch(() => undefined)
  }
}
