import type { AskedTarget } from '../../src/attempt/attempt-once.ts'
import type { Target } from '../../src/index.ts'
import type { Admission } from '../../src/routing/admit.ts'

declare const anybody: Target
declare const asked: Omit<AskedTarget, 'target'>
declare const admission: Admission

/** Stands for whatever asks a target. */
declare function ask(asked: AskedTarget): void

// Only what admission has let through can be asked.
if (admission.ok) ask({ ...asked, target: admission.target })
// @ts-expect-error nobody has admitted it
ask({ ...asked, target: anybody })
// @ts-expect-error the same for one that is made up
ask({ ...asked, target: { provider: 'openai', model: 'gpt-5.4' } })
