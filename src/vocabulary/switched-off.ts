import type { Selector } from './selector.ts'

/** Why and for how long something is switched off. */
export interface DisableOptions {
  /** Why, for whoever sees it: in refusals, errors and `providers()`. */
  readonly reason: string
  /** Milliseconds until it is on again by itself. Default: until `enable`. */
  readonly forMs?: number | undefined
  /** Ends the attempts that run at it; their calls go on at the next target. Default false. */
  readonly abortInFlight?: boolean | undefined
}

/** Something that is switched off. */
export interface SwitchedOff {
  readonly what: Selector
  readonly reason: string
  /** Milliseconds since the epoch; absent: until `enable`. */
  readonly until?: number | undefined
}
