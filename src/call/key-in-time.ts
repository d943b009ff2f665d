import type { ChosenCredential } from '../state/choose-credential.ts'
import type { Target } from '../vocabulary/model.ts'
import { nameOf } from '../vocabulary/model-ref.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { Runtime } from '../vocabulary/runtime.ts'

/**
 * A key within the share that its target has of the call's time: a function that keeps everybody waiting takes nothing from the targets
 * behind it. Loaded with the first call that has a time to share. Rejects with `RouterError` `timeout`.
 */
export function keyInTime(
  choosing: Promise<ChosenCredential>,
  { target, until }: { readonly target: Target; readonly until: number },
  runtime: Pick<Runtime, 'now' | 'setTimer'>,
): Promise<ChosenCredential> {
  return new Promise((resolve, reject) => {
    const timer = runtime.setTimer(Math.max(0, until - runtime.now()), () =>
      reject(new RouterError('timeout', `${nameOf(target)} had no key in its share of the call's time.`, { target })),
    )
    choosing.then(resolve, reject).finally(() => timer.cancel())
  })
}
