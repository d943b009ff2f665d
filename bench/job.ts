import type { ScenarioId } from './scenarios.ts'

/** Who can be measured. `bare` is the baseline. */
export type SubjectName = 'bare' | 'trunkline' | PeerName

/** Other libraries. */
export type PeerName = 'openai' | 'anthropic-sdk' | 'anthropic-sdk create' | 'ai'

/** What a client process is asked to do. */
export interface Job {
  readonly subject: SubjectName
  readonly scenario: ScenarioId
  /** Of the server. */
  readonly origin: string
}

/** What it found, in the unit of the scenario's measurement. */
export interface Figures {
  readonly value: number
  readonly peakRssMegabytes?: number
}
