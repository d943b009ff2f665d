import { arch, cpus, platform } from 'node:os'

import type { PeerName, SubjectName } from './job.ts'
import { ownOf, type Row } from './rows.ts'
import type { Spread } from './spread.ts'

/** A row with what was measured. `bare` holds the absolute figure of the baseline, everybody else multiples of it. */
export interface Line {
  readonly row: Row
  readonly spreads: ReadonlyMap<SubjectName, Spread>
  /** Of the baseline's figure. */
  readonly baseUnit: string
}

/** How the figures came about. */
export interface Circumstances {
  readonly rounds: number
  readonly importRounds: number
  readonly peers: readonly PeerName[]
  readonly minutes: number
}

/** What a row says of its must and its aim. */
export function verdictOf({ must, aim }: Pick<Row, 'must' | 'aim'>, value: number): string {
  if (must === undefined) return ''
  if (aim !== undefined && value <= aim) return 'reached'
  return value <= must ? 'met' : '**not met**'
}

/** Prints the table as Markdown. */
export function printTable(lines: readonly Line[], { rounds, importRounds, peers, minutes }: Circumstances): void {
  const head = ['', 'must', 'aim', 'trunkline', '', 'baseline', ...peers]
  console.log(`| ${head.join(' | ')} |`)
  console.log(`|${head.map((_, column) => (column === 0 ? '---' : '--:')).join('|')}|`)
  for (const line of lines) console.log(`| ${cells(line, peers).join(' | ')} |`)
  const machine = `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${platform()} ${arch()}, Node ${process.version}`
  console.log(
    `\nMedian (min to max) of ${rounds} rounds, of others two, of imports ${importRounds}; multiples of the baseline in the same round; smaller is better.`,
  )
  console.log(
    'Rows without a must inform. The baseline is a bare loop, for failovers with a catch that asks again, for imports an empty script.',
  )
  console.log(`${machine}. ${minutes.toFixed(1)} minutes.`)
  const met = lines.filter(({ row }) => row.must !== undefined)
  const count = (verdict: string): number =>
    met.filter(({ row, spreads }) => verdictOf(row, spreads.get(ownOf(row))?.median ?? Number.NaN) === verdict).length
  console.log(`${count('reached')} reached, ${count('met')} met, ${count('**not met**')} not met.`)
}

function cells({ row, spreads, baseUnit }: Line, peers: readonly PeerName[]): readonly string[] {
  const own = spreads.get(ownOf(row))
  const base = spreads.get('bare')
  return [
    row.title,
    row.must === undefined ? '' : String(row.must),
    row.aim === undefined ? '' : String(row.aim),
    own === undefined ? '' : withRange(own),
    own === undefined ? '' : verdictOf(row, own.median),
    base === undefined ? '' : `${rounded(base.median)} ${baseUnit}`.trim(),
    ...peers.map((peer) => {
      const spread = spreads.get(peer)
      return spread === undefined ? '' : rounded(spread.median)
    }),
  ]
}

function withRange({ median, min, max }: Spread): string {
  return min === max ? rounded(median) : `${rounded(median)} (${rounded(min)} to ${rounded(max)})`
}

function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
