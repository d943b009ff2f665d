import { answers } from './answers.ts'
import { brokenStreams } from './broken-streams.ts'
import type { Fault } from './fault.ts'
import { oddStreams } from './odd-streams.ts'
import { refusals } from './refusals.ts'

/** Everything that a target of the wall can play, by name. */
export const faults: ReadonlyMap<string, Fault> = new Map(
  [...answers, ...refusals, ...brokenStreams, ...oddStreams].map((fault) => [fault.name, fault]),
)
