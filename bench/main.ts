import { loadedByCall } from '../scripts/loaded-by-call.ts'
import { installedPackages } from '../scripts/installed-packages.ts'
import { peerPackages, readCommandLine, usage, type Settings } from './command-line.ts'
import type { Figures, PeerName, PlanningFigures, SubjectName } from './job.ts'
import { cleanUp, runJob, runPlanning, setUp, startServer, timeScript, writeScript, type Server } from './processes.ts'
import { printTable, type Line } from './report.ts'
import { ownOf, rows, type Row } from './rows.ts'
import { scenarios, type ScenarioId } from './scenarios.ts'
import { spreadOf, type Spread } from './spread.ts'
import type { Wire } from './streams.ts'

/*
 * The benchmark. Every figure is measured in fresh processes, round by round, all subjects in turn, and is told as a multiple of what a
 * bare loop over the same streams took in the same round. A default run takes about a quarter of an hour on two cores; `--rows`, `--wires`,
 * `--rounds 1` and `--peers none` make a first look of a minute out of it.
 */

/** The figures of each round, by scenario and subject. */
type Measured = ReadonlyMap<string, readonly Figures[]>

const importRounds = 11

/** Others are measured in so many rounds at most: they take most of the time, and theirs are not the figures that are judged. */
const mostPeerRounds = 2

function keyOf(scenario: ScenarioId, subject: SubjectName): string {
  return `${scenario} ${subject}`
}

/** Who takes part in what, in the order of the table. */
function plan(selected: readonly Row[], peers: readonly PeerName[]): ReadonlyMap<ScenarioId, readonly SubjectName[]> {
  const jobs = new Map<ScenarioId, readonly SubjectName[]>()
  for (const row of selected) {
    const scenarios = row.type === 'ratio' ? [row.scenario] : row.type === 'growth' ? [row.of, row.over] : []
    for (const scenario of scenarios) {
      const others = 'peers' in row ? row.peers.filter((peer) => peers.includes(peer)) : []
      const subjects = jobs.get(scenario) ?? ['bare']
      jobs.set(scenario, [...new Set([...subjects, ownOf(row), ...others])])
    }
  }
  return jobs
}

async function measureRounds(jobs: ReturnType<typeof plan>, rounds: number, server: Server): Promise<Measured> {
  const measured = new Map<string, Figures[]>()
  for (let round = 0; round < rounds; round++) {
    for (const [scenario, subjects] of jobs) {
      // Each round begins with another subject, so that none always runs on a machine that was just idle.
      for (let turn = 0; turn < subjects.length; turn++) {
        const subject = subjects[(turn + round) % subjects.length] ?? 'bare'
        const isPeer = subject in peerPackages
        if (isPeer && round >= mostPeerRounds) continue
        tell(`round ${round + 1}/${rounds}: ${scenario}, ${subject}`)
        const figures = measured.get(keyOf(scenario, subject)) ?? []
        measured.set(keyOf(scenario, subject), figures)
        figures.push(await runJob({ scenario, subject, origin: server.origin }))
      }
    }
  }
  tell('')
  return measured
}

/** Progress, for people only: the table alone goes to standard output. */
function tell(progress: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${progress}`)
}

/** One figure of every round over another. */
function ratios(above: readonly number[], below: readonly number[]): Spread {
  return spreadOf(above.map((value, round) => value / (below[round] ?? Number.NaN)))
}

function scenarioLine(
  row: Row & { type: 'ratio' | 'growth' },
  subjects: readonly SubjectName[],
  measured: Measured,
): Line {
  const figures = (scenario: ScenarioId, subject: SubjectName): readonly number[] =>
    (measured.get(keyOf(scenario, subject)) ?? []).map(({ value, peakRssMegabytes }) =>
      row.type === 'ratio' && row.figure !== undefined ? (peakRssMegabytes ?? Number.NaN) : value,
    )
  const spreads = subjects.map((subject): readonly [SubjectName, Spread] => [
    subject,
    row.type === 'growth'
      ? ratios(figures(row.of, subject), figures(row.over, subject))
      : subject === 'bare'
        ? spreadOf(figures(row.scenario, 'bare'))
        : ratios(figures(row.scenario, subject), figures(row.scenario, 'bare')),
  ])
  return { row, spreads: new Map(spreads), baseUnit: row.type === 'ratio' ? row.unit : '' }
}

async function importLine(row: Row & { type: 'import' }, peers: readonly PeerName[]): Promise<Line> {
  const subjects: readonly SubjectName[] = ['trunkline', ...row.peers.filter((peer) => peers.includes(peer))]
  const empty = writeScript(undefined)
  const scripts = subjects.map((subject) =>
    writeScript(subject === 'trunkline' ? 'self' : peerPackages[subject as PeerName][0]),
  )
  for (const path of [empty, ...scripts]) await timeScript(path)
  const emptyTimes: number[] = []
  const times = subjects.map((): number[] => [])
  for (let round = 0; round < importRounds; round++) {
    emptyTimes.push(await timeScript(empty))
    for (const [index, path] of scripts.entries()) times[index]?.push(await timeScript(path))
  }
  const base = spreadOf(emptyTimes)
  const spreads = subjects.map((subject, index): readonly [SubjectName, Spread] => {
    const { median, min, max } = spreadOf(times[index] ?? [])
    return [subject, { median: median / base.median, min: min / base.median, max: max / base.median }]
  })
  return { row, spreads: new Map<SubjectName, Spread>([['bare', base], ...spreads]), baseUnit: 'ms' }
}

/** The rounds of planning, which all of its rows share. */
async function planningRounds(selected: readonly Row[], rounds: number): Promise<readonly PlanningFigures[]> {
  const measured: PlanningFigures[] = []
  if (!selected.some(({ type }) => type === 'planning')) return measured
  for (let round = 0; round < rounds; round++) measured.push(await runPlanning())
  return measured
}

function planningLine(row: Row & { type: 'planning' }, rounds: readonly PlanningFigures[]): Line {
  const times = rounds.map((figures) => figures[row.percentile])
  const parsing = spreadOf(times.map(({ parseUs }) => parseUs))
  const planning = spreadOf(times.map(({ planUs, parseUs }) => (row.unit === 'ratio' ? planUs / parseUs : planUs)))
  return {
    row,
    spreads: new Map([
      ['bare', parsing],
      ['trunkline', planning],
    ]),
    baseUnit: 'µs',
  }
}

/** The wire that a row is about, if it is about one. */
function wireOf(row: Row): Wire | undefined {
  if (row.type !== 'ratio' && row.type !== 'growth') return undefined
  return scenarios[row.type === 'ratio' ? row.scenario : row.of].stream.wire
}

async function fixedLine(row: Row & { type: 'size' | 'packages' }): Promise<Line> {
  const value =
    row.type === 'packages' ? (await installedPackages()).length : (await loadedByCall(row.protocol)).gzipBytes / 1000
  return { row, spreads: new Map([['trunkline', { median: value, min: value, max: value }]]), baseUnit: '' }
}

async function run({ groups, wires, rounds, peers }: Settings): Promise<void> {
  await setUp()
  const server = await startServer()
  try {
    const selected = rows.filter((row) => {
      if (!groups.includes(row.group) || (!server.hasRecordings && row.title.includes('recorded'))) return false
      const wire = wireOf(row)
      return wires === undefined || (wire !== undefined && wires.includes(wire))
    })
    const jobs = plan(selected, peers)
    const startedAt = performance.now()
    const measured = await measureRounds(jobs, rounds, server)
    const plans = await planningRounds(selected, rounds)
    const lines: Line[] = []
    for (const row of selected) {
      if (row.type === 'ratio' || row.type === 'growth') {
        lines.push(scenarioLine(row, jobs.get(row.type === 'ratio' ? row.scenario : row.of) ?? [], measured))
      } else if (row.type === 'planning') lines.push(planningLine(row, plans))
      else lines.push(row.type === 'import' ? await importLine(row, peers) : await fixedLine(row))
    }
    printTable(lines, { rounds, importRounds, peers, minutes: (performance.now() - startedAt) / 60_000 })
  } finally {
    server.stop()
    cleanUp()
  }
}

if (process.argv.includes('--help')) console.log(usage)
else await run(readCommandLine(process.argv.slice(2)))
