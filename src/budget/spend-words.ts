import type { SpendAlert, SpendLimit, SpendStatus, SpendTotal } from '../vocabulary/spend.ts'
import { periodWords } from './spend-window.ts'

/** A limit as it stands. */
export interface LimitState {
  readonly limit: SpendLimit
  /** What it counts, in words; empty: everything. */
  readonly under: string
  readonly total: SpendTotal
  readonly endsAt: number | undefined
}

/** How a limit stands, for notices and errors. */
export function spendStatus({ limit, under, total, endsAt }: LimitState): SpendStatus {
  return {
    limit: `${limit.usd} USD ${periodWords(limit.per)}${under === '' ? '' : `, ${under}`}`,
    usd: limit.usd,
    spentUsd: total.spentNanoUsd / 1e9,
    reservedUsd: total.reservedNanoUsd / 1e9,
    ...(endsAt === undefined ? {} : { resetsAt: endsAt }),
  }
}

/** Why something is not begun: what it may cost, what the limit has left, and when it begins anew. */
export function refusalWords(name: string, mostUsd: number | undefined, status: SpendStatus): string {
  const { limit, usd, spentUsd, reservedUsd, resetsAt } = status
  if (mostUsd === undefined)
    return `What \`${name}\` may cost is not known, and a limit holds: ${limit}. Give its price (\`models\` or \`usdPerQuery\` in the configuration), and \`maxOutputTokens\` where the model's own limit is not known.`
  const left = Math.max(0, usd - spentUsd - reservedUsd)
  const anew = resetsAt === undefined ? '' : ` It begins anew at ${new Date(resetsAt).toISOString()}.`
  return (
    `\`${name}\` may cost ${usdWords(mostUsd)} USD; the limit of ${limit} has ${usdWords(left)} left ` +
    `(${usdWords(spentUsd)} spent, ${usdWords(reservedUsd)} reserved).${anew}`
  )
}

/** An alert in words. */
export function alertWords({ limit, spentUsd, resetsAt, share }: SpendAlert): string {
  const anew = resetsAt === undefined ? '' : ` It begins anew at ${new Date(resetsAt).toISOString()}.`
  return `${usdWords(spentUsd)} USD were spent: ${Math.round(share * 100)} % of the limit of ${limit} are reached.${anew}`
}

function usdWords(usd: number): string {
  return String(Number(usd.toFixed(6)))
}
