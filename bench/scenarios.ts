import type { StreamKind, Wire } from './streams.ts'

/**
 * How the server writes a body: in pieces of 16 KB; one event at a time; or the events up to the first delta at once and the others a
 * millisecond later, as the first token of a real answer comes.
 */
export type WriteMode = 'chunks' | 'events' | 'head'

/** How the first of two targets fails. */
export type Fault = '529' | '429' | 'reset'

/** What is taken of a run. */
export type Measurement =
  /** CPU (user and system, all threads) for a delta, in microseconds. */
  | 'cpu-per-delta'
  /** CPU for a request, in microseconds. */
  | 'cpu-per-request'
  /** Bytes allocated on the JavaScript heap for a delta. */
  | 'bytes-per-delta'
  /** Wall time for an answer, in milliseconds. */
  | 'wall-per-answer'
  /** Wall time from the call to the first delta, in milliseconds. */
  | 'first-delta'
  /** All answers at once: wall time in milliseconds, and peak RSS in megabytes. */
  | 'at-once'

/** One thing that is done and measured in a fresh process. Answers run one after the other unless they run at once. */
export interface Scenario {
  readonly stream: StreamKind | { readonly wire: Wire; readonly content: 'recorded' }
  readonly writes: WriteMode
  readonly measurement: Measurement
  /** The first target fails in this way; the second one answers. */
  readonly fault?: Fault
  /** This library chooses the target among 40 under 5 constraints. */
  readonly choosesTarget?: boolean
  /** Answers before anything is counted, so that the JIT settles; those who take longer than `longestWarmUpMs` for them begin earlier. */
  readonly warm: number
  readonly counted: number
}

const text = (wire: Wire, deltas = 1000): StreamKind => ({ wire, content: 'text', deltas })
const args = (wire: Wire, deltas = 1000): StreamKind => ({ wire, content: 'arguments', deltas })

const steady = { writes: 'chunks', measurement: 'cpu-per-delta', warm: 600, counted: 120 } as const
const recorded = { writes: 'chunks', measurement: 'cpu-per-request', warm: 600, counted: 160 } as const
const written = { writes: 'events', measurement: 'cpu-per-delta', warm: 40, counted: 40 } as const
const allocated = { writes: 'chunks', measurement: 'bytes-per-delta', warm: 60, counted: 60 } as const
const long = { writes: 'chunks', measurement: 'wall-per-answer', warm: 200, counted: 40 } as const
const failover = { writes: 'head', measurement: 'first-delta', warm: 1000, counted: 300 } as const
// Node's `fetch` and what is around it are compiled for good after about eleven thousand requests: a quarter is saved at the last step.
const request = { writes: 'chunks', measurement: 'cpu-per-request', warm: 12_000, counted: 3000 } as const

/** The wires beside the two that everybody speaks, and those of them that stream the arguments of tool calls. */
export const otherWires = ['responses', 'gemini', 'bedrock', 'ollama'] as const
export const otherWiresWithArguments = ['responses', 'gemini', 'bedrock'] as const

const ofOtherWires = Object.fromEntries([
  ...otherWires.flatMap((wire): readonly [ScenarioId, Scenario][] => [
    [`cpu-${wire}`, { stream: text(wire), ...steady }],
    [`writes-${wire}`, { stream: text(wire), ...written, warm: 30, counted: 25 }],
    [`bytes-${wire}`, { stream: text(wire), ...allocated }],
  ]),
  ...otherWiresWithArguments.map((wire): [ScenarioId, Scenario] => [
    `arguments-${wire}`,
    { stream: args(wire), ...steady },
  ]),
]) as Record<OtherWireScenario, Scenario>

/** Everything that is measured in a client process, by name. */
export const scenarios: Readonly<Record<ScenarioId, Scenario>> = {
  'cpu-chat': { stream: text('chat'), ...steady },
  'cpu-anthropic': { stream: text('anthropic'), ...steady },
  'recorded-chat': { stream: { wire: 'chat', content: 'recorded' }, ...recorded },
  'recorded-anthropic': { stream: { wire: 'anthropic', content: 'recorded' }, ...recorded },
  'writes-chat': { stream: text('chat'), ...written },
  'writes-anthropic': { stream: text('anthropic'), ...written },
  'arguments-chat': { stream: args('chat'), ...steady },
  'arguments-anthropic': { stream: args('anthropic'), ...steady },
  'arguments-500': { stream: args('chat', 500), ...long },
  'arguments-1000': { stream: args('chat', 1000), ...long },
  'arguments-2000': { stream: args('chat', 2000), ...long },
  'arguments-4000': { stream: args('chat', 4000), ...long },
  'bytes-chat': { stream: text('chat'), ...allocated },
  'bytes-anthropic': { stream: text('anthropic'), ...allocated },
  ...ofOtherWires,
  'at-once': { stream: text('chat'), writes: 'chunks', measurement: 'at-once', warm: 40, counted: 256 },
  request: { stream: text('chat', 1), ...request },
  'request-of-40': { stream: text('chat', 1), choosesTarget: true, ...request },
  'first-delta': { stream: text('chat', 20), writes: 'head', measurement: 'first-delta', warm: 1500, counted: 300 },
  'failover-529': { stream: text('chat', 20), fault: '529', ...failover },
  'failover-429': { stream: text('chat', 20), fault: '429', ...failover },
  'failover-reset': { stream: text('chat', 20), fault: 'reset', ...failover },
}

/** The longest warm-up, in milliseconds of wall time. */
export const longestWarmUpMs = 15_000

type OtherWire = (typeof otherWires)[number]
type OtherWireScenario =
  | `${'cpu' | 'writes' | 'bytes'}-${OtherWire}`
  | `arguments-${(typeof otherWiresWithArguments)[number]}`

/** The name of a scenario. */
export type ScenarioId =
  | OtherWireScenario
  | 'cpu-chat'
  | 'cpu-anthropic'
  | 'recorded-chat'
  | 'recorded-anthropic'
  | 'writes-chat'
  | 'writes-anthropic'
  | 'arguments-chat'
  | 'arguments-anthropic'
  | 'arguments-500'
  | 'arguments-1000'
  | 'arguments-2000'
  | 'arguments-4000'
  | 'bytes-chat'
  | 'bytes-anthropic'
  | 'at-once'
  | 'request'
  | 'request-of-40'
  | 'first-delta'
  | 'failover-529'
  | 'failover-429'
  | 'failover-reset'

/** The path of a base URL under which the server plays a stream. */
export function basePath({ stream, writes }: Scenario): string {
  const what = stream.content === 'recorded' ? 'recorded' : `${stream.content}/${stream.deltas}`
  return `/${writes}/${stream.wire}/${what}/v1`
}

/** The path of a base URL under which every request fails. */
export function faultPath(fault: Fault): string {
  return `/fault/${fault}/v1`
}
