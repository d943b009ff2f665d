import type { Stage } from './stage.ts'

/** One way to go wrong, or not to. */
export interface Fault {
  readonly name: string
  /** What a client sees of it, in one sentence; options in brackets with their defaults. */
  readonly summary: string
  /** Does it to the socket. */
  play(stage: Stage): Promise<void>
}
