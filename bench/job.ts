import type { ScenarioId } from './scenarios.ts'

/** Who can be measured. `bare` is the baseline. */
export type SubjectName = 'bare' | OwnName | PeerName

/** This library over the `fetch` of Node, and over its own transport. */
export type OwnName = 'trunkline' | 'trunkline/node'

/** Other libraries. */
export type PeerName = 'openai' | 'anthropic-sdk' | 'anthropic-sdk create' | 'ai' | 'ai-fallback'

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

/** What planning took in one process, beside `JSON.parse` of a document of 10 kB, in microseconds. */
export interface PlanningFigures {
  readonly p50: PlanningTimes
  readonly p99: PlanningTimes
}

interface PlanningTimes {
  readonly planUs: number
  readonly parseUs: number
}
