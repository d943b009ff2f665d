import type { Disabled } from '../routing/candidate.ts'
import type { HealthKey } from '../routing/health.ts'
import type { Target } from '../vocabulary/model.ts'
import { readSelector } from '../vocabulary/read-selector.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { DisableOptions, SwitchedOff } from '../vocabulary/switched-off.ts'
import { type Selector, selects } from '../vocabulary/selector.ts'
import { unknownOptions } from '../vocabulary/unknown-option.ts'
import { nameOf } from '../vocabulary/model-ref.ts'

/** Why a target is switched off, and whether that is its key alone. */
export interface Switched extends Disabled {
  readonly byKey: boolean
}

/** An attempt that runs. */
export interface AttemptUnderway {
  readonly target: Target
  /** With the place of its key. */
  readonly healthKey: HealthKey
  /** Ends it. */
  readonly stop: (message: string) => void
  /** Called when it is over, where somebody waits for that. */
  left: (() => void) | undefined
}

/** What was switched off while the router runs. It outlives configurations. */
export interface KillSwitch {
  /** Throws `RouterError` `configuration` for a selector or options that cannot be used. */
  disable(what: Selector, options: DisableOptions, names: SelectorNames): void
  enable(what: Selector, names: SelectorNames): void
  /** Whether nothing is off. */
  readonly isEmpty: boolean
  /** Why a target is switched off now. `keys` gives the places of the keys that it may be asked with; called where anything is off. */
  of(target: Target, keys: () => readonly string[]): Switched | undefined
  isKeyOff(provider: string, key: string): boolean
  /** What concerns a provider, to be shown. */
  ofProvider(id: string): readonly SwitchedOff[]
  /** Attempts that run. */
  readonly underway: Set<AttemptUnderway>
}

/** The providers that selectors may name. */
export type SelectorNames = Parameters<typeof readSelector>[1]

/** Nothing is off. `now` is the clock in milliseconds since the epoch. */
export function createKillSwitch(now: () => number): KillSwitch {
  const off = new Map<string, SwitchedOff>()
  const underway: KillSwitch['underway'] = new Set()

  function current(): readonly SwitchedOff[] {
    for (const [name, { until }] of off) if (until !== undefined && until <= now()) off.delete(name)
    return [...off.values()]
  }

  function find(target: Target, keysOf: () => readonly string[]): Switched | undefined {
    if (off.size === 0) return undefined
    const all = current()
    const whole = all.find(({ what }) => selects([what], target, []))
    const byKey = keysOf().map((key) => all.find(({ what }) => isKey(what, target.provider, key)))
    const found = whole ?? (byKey.includes(undefined) ? undefined : byKey[0])
    if (found === undefined) return undefined
    const { reason, until } = found
    const message = `\`${nameOf(target)}\` is switched off: ${reason}`
    return { reason: 'disabled', message, until, byKey: whole === undefined }
  }

  return {
    underway,
    get isEmpty() {
      return off.size === 0
    },
    disable(what, options, names) {
      const { reason, forMs, abortInFlight } = checkedOptions(options)
      const selector = checkedSelector('disable', what, names)
      const until = forMs === undefined ? undefined : now() + forMs
      off.set(JSON.stringify(selector), { what: selector, reason, until })
      if (abortInFlight !== true) return
      for (const { target, healthKey, stop } of underway) {
        const key = healthKey.credential
        const found = find(target, () => (key === '' ? [] : [key]))
        if (found !== undefined) stop(found.message)
      }
    },
    enable(what, names) {
      // The key may be gone by now.
      off.delete(JSON.stringify(checkedSelector('enable', what, { ...names, places: undefined })))
    },
    of: find,
    isKeyOff: (provider, key) => off.size > 0 && current().some(({ what }) => isKey(what, provider, key)),
    ofProvider: (id) =>
      current().filter(
        ({ what }) => 'model' in what || Object.values<string>(what).some((name) => `${name}/`.startsWith(`${id}/`)),
      ),
  }
}

function isKey(what: Selector, provider: string, key: string): boolean {
  return 'key' in what && what.key === `${provider}/${key}`
}

function checkedSelector(method: 'disable' | 'enable', what: unknown, names: SelectorNames): Selector {
  const read = readSelector(what, names)
  if ('selector' in read) return read.selector
  throw new RouterError('configuration', `${method}(): ${read.problem}.`)
}

function checkedOptions(given: unknown): DisableOptions {
  const options = typeof given === 'object' && given !== null ? (given as DisableOptions) : { reason: '' }
  const problems = unknownOptions(options, ['reason', 'forMs', 'abortInFlight'])
  const { reason, forMs, abortInFlight } = options
  if (typeof reason !== 'string' || reason.trim() === '') problems.push('reason: expected a text that says why')
  if (forMs !== undefined && !(typeof forMs === 'number' && forMs > 0))
    problems.push('forMs: expected a positive number of milliseconds')
  if (abortInFlight !== undefined && typeof abortInFlight !== 'boolean')
    problems.push('abortInFlight: expected true or false')
  if (problems.length > 0) throw new RouterError('configuration', `disable(): ${problems.join('; ')}.`)
  return options
}
