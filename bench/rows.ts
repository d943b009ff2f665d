import type { OwnName, PeerName } from './job.ts'
import { otherWires, otherWiresWithArguments, type ScenarioId } from './scenarios.ts'
import type { Wire } from './streams.ts'

/** What `--rows` takes: rows that are measured together. */
export const groups = [
  'cpu',
  'writes',
  'arguments',
  'bytes',
  'at-once',
  'request',
  'planning',
  'failover',
  'import',
  'size',
] as const

/** One of them. */
export type Group = (typeof groups)[number]

interface RowBase {
  readonly group: Group
  readonly title: string
  /** The largest value that will do, and the one that is wanted; a row without them only informs. */
  readonly must?: number
  readonly aim?: number
}

/** A line of the table. Smaller is better in all of them. */
export type Row =
  /** A figure of a scenario as a multiple of the bare loop's in the same round. */
  | (RowBase & {
      readonly type: 'ratio'
      readonly scenario: ScenarioId
      readonly figure?: 'peakRssMegabytes'
      /** Whose figure it is. Default `trunkline`. */
      readonly subject?: OwnName
      readonly unit: string
      readonly peers: readonly PeerName[]
    })
  /** A figure of one scenario as a multiple of that of another, of the same subject in the same round. */
  | (RowBase & {
      readonly type: 'growth'
      readonly of: ScenarioId
      readonly over: ScenarioId
      readonly peers: readonly PeerName[]
    })
  /** The time of a script that imports a package as a multiple of an empty script's. */
  | (RowBase & { readonly type: 'import'; readonly peers: readonly PeerName[] })
  /** Gzipped bytes that a call over a protocol loads, in kB. */
  | (RowBase & { readonly type: 'size'; readonly protocol: string })
  /** What planning over 40 targets takes, as a multiple of `JSON.parse` of 10 kB in the same process, or in microseconds. */
  | (RowBase & { readonly type: 'planning'; readonly percentile: 'p50' | 'p99'; readonly unit: 'ratio' | 'µs' })
  /** Packages that an installation adds. */
  | (RowBase & { readonly type: 'packages' })

const chat = ['openai', 'ai'] as const
const anthropic = ['anthropic-sdk', 'anthropic-sdk create', 'ai'] as const
const fallbacks = ['openai', 'ai-fallback'] as const
const steady = { type: 'ratio', unit: 'µs' } as const

/** As the other wires are called, and who else is measured over them. */
const titles = { responses: 'Responses', gemini: 'Gemini', bedrock: 'Bedrock', ollama: 'Ollama' } as const
const peersOf = (wire: Wire): readonly PeerName[] => (wire === 'responses' ? chat : [])

const wantedOfDeltas = { must: 1, aim: 0.6 } as const
const wantedOfWrites = { must: 1.1, aim: 1 } as const
const wantedOfArguments = { must: 1.1, aim: 0.9 } as const

const ofFetch: readonly Row[] = [
  { group: 'cpu', title: 'CPU per delta, chat', scenario: 'cpu-chat', peers: chat, ...wantedOfDeltas, ...steady },
  {
    group: 'cpu',
    title: 'CPU per delta, Anthropic',
    ...wantedOfDeltas,
    scenario: 'cpu-anthropic',
    peers: anthropic,
    ...steady,
  },
  ...otherWires.map((wire): Row => ({
    group: 'cpu',
    title: `CPU per delta, ${titles[wire]}`,
    scenario: `cpu-${wire}`,
    peers: peersOf(wire),
    ...wantedOfDeltas,
    ...steady,
  })),
  { group: 'cpu', title: 'CPU per answer, recorded chat streams', scenario: 'recorded-chat', peers: [], ...steady },
  {
    group: 'cpu',
    title: 'CPU per answer, recorded Anthropic streams',
    scenario: 'recorded-anthropic',
    peers: [],
    ...steady,
  },
  {
    group: 'writes',
    title: 'CPU per delta, chat, one event a write',
    ...wantedOfWrites,
    scenario: 'writes-chat',
    peers: chat,
    ...steady,
  },
  {
    group: 'writes',
    title: 'CPU per delta, Anthropic, one event a write',
    ...wantedOfWrites,
    scenario: 'writes-anthropic',
    peers: anthropic,
    ...steady,
  },
  ...otherWires.map((wire): Row => ({
    group: 'writes',
    title: `CPU per delta, ${titles[wire]}, one event a write`,
    scenario: `writes-${wire}`,
    peers: [],
    ...wantedOfWrites,
    ...steady,
  })),
  {
    group: 'arguments',
    title: 'CPU per tool-argument delta, chat',
    ...wantedOfArguments,
    scenario: 'arguments-chat',
    peers: chat,
    ...steady,
  },
  {
    group: 'arguments',
    title: 'CPU per tool-argument delta, Anthropic',
    ...wantedOfArguments,
    scenario: 'arguments-anthropic',
    peers: anthropic,
    ...steady,
  },
  ...otherWiresWithArguments.map((wire): Row => ({
    group: 'arguments',
    title: `CPU per tool-argument delta, ${titles[wire]}`,
    scenario: `arguments-${wire}`,
    peers: peersOf(wire),
    ...wantedOfArguments,
    ...steady,
  })),
  ...([500, 1000, 2000, 4000] as const).map((deltas): Row => ({
    type: 'ratio',
    group: 'arguments',
    title: `time of ${deltas} tool-argument deltas`,
    scenario: `arguments-${deltas}`,
    unit: 'ms',
    // The growth of others is told by two lengths.
    peers: deltas === 1000 || deltas === 4000 ? chat : [],
  })),
  {
    type: 'growth',
    group: 'arguments',
    title: 'time of 4000 tool-argument deltas / of 1000',
    must: 5,
    aim: 4.2,
    of: 'arguments-4000',
    over: 'arguments-1000',
    peers: chat,
  },
  {
    type: 'ratio',
    group: 'bytes',
    title: 'bytes allocated per delta, chat',
    ...wantedOfDeltas,
    scenario: 'bytes-chat',
    unit: 'B',
    peers: chat,
  },
  {
    type: 'ratio',
    group: 'bytes',
    title: 'bytes allocated per delta, Anthropic',
    ...wantedOfDeltas,
    scenario: 'bytes-anthropic',
    unit: 'B',
    peers: anthropic,
  },
  ...otherWires.map((wire): Row => ({
    type: 'ratio',
    group: 'bytes',
    title: `bytes allocated per delta, ${titles[wire]}`,
    scenario: `bytes-${wire}`,
    unit: 'B',
    peers: [],
    ...wantedOfDeltas,
  })),
  {
    type: 'ratio',
    group: 'at-once',
    title: '256 streams at once: wall time',
    must: 1.05,
    aim: 0.8,
    scenario: 'at-once',
    unit: 'ms',
    peers: chat,
  },
  {
    type: 'ratio',
    group: 'at-once',
    title: '256 streams at once: peak RSS',
    must: 1.1,
    aim: 1,
    scenario: 'at-once',
    figure: 'peakRssMegabytes',
    unit: 'MB',
    peers: chat,
  },
  {
    group: 'request',
    title: 'CPU of a one-delta request',
    must: 1.2,
    aim: 1,
    scenario: 'request',
    peers: chat,
    ...steady,
  },
  {
    group: 'request',
    title: 'CPU of a one-delta request, one of 40 targets chosen under 5 constraints',
    must: 1.5,
    scenario: 'request-of-40',
    peers: [],
    ...steady,
  },
  {
    type: 'ratio',
    group: 'request',
    title: 'time to the first delta',
    must: 1.1,
    aim: 0.9,
    scenario: 'first-delta',
    unit: 'ms',
    peers: chat,
  },
  ...(['p50', 'p99'] as const).flatMap((percentile): readonly Row[] => {
    const title = `plan of 40 targets under 5 constraints, over JSON.parse of 10 kB, ${percentile}`
    const of = { type: 'planning', group: 'planning', percentile } as const
    return [
      { ...of, title, must: 1, unit: 'ratio' },
      { ...of, title: `the same in µs, ${percentile}`, unit: 'µs' },
    ]
  }),
  ...(['529', '429', 'reset'] as const).map((fault): Row => ({
    type: 'ratio',
    group: 'failover',
    title: `failover (${fault}), to the first delta of the second target`,
    must: 1.2,
    aim: 1,
    scenario: `failover-${fault}`,
    unit: 'ms',
    peers: fallbacks,
  })),
  {
    type: 'import',
    group: 'import',
    title: 'import, over an empty script',
    must: 1.3,
    aim: 1.15,
    peers: ['openai', 'anthropic-sdk', 'ai'],
  },
  {
    type: 'size',
    group: 'size',
    title: 'gzip of what one delta loads, chat',
    must: 25,
    aim: 15,
    protocol: 'openai-chat',
  },
  {
    type: 'size',
    group: 'size',
    title: 'gzip of what one delta loads, Anthropic',
    must: 25,
    aim: 15,
    protocol: 'anthropic-messages',
  },
  { type: 'packages', group: 'size', title: 'packages installed for a user', must: 5, aim: 4 },
]

/** What is also told of the transport of `trunkline/node`: all that the network is a part of. The baseline stays the `fetch` of Node. */
const alsoOverNode: ReadonlySet<ScenarioId> = new Set<ScenarioId>([
  'cpu-chat',
  'writes-chat',
  'at-once',
  'request',
  'request-of-40',
  'first-delta',
  'failover-529',
  'failover-429',
  'failover-reset',
])

/** The table. Musts and aims are those of the issue that asked for it. */
export const rows: readonly Row[] = ofFetch.flatMap((row): readonly Row[] =>
  row.type === 'ratio' && alsoOverNode.has(row.scenario)
    ? [row, { ...row, title: `${row.title}, over trunkline/node`, subject: 'trunkline/node', peers: [] }]
    : [row],
)

/** Whose figure a row tells. */
export function ownOf(row: Row): OwnName {
  return (row.type === 'ratio' ? row.subject : undefined) ?? 'trunkline'
}
