import { parseArgs } from 'node:util'

import type { PeerName } from './job.ts'
import { groups, type Group } from './rows.ts'
import { wires as playedWires, type Wire } from './streams.ts'

/** What a run was asked for. */
export interface Settings {
  readonly groups: readonly Group[]
  /** Absent: all of them, and the rows without a stream too. */
  readonly wires: readonly Wire[] | undefined
  /** At least 1. The figures of fewer than five rounds are a first look. */
  readonly rounds: number
  readonly peers: readonly PeerName[]
}

/** Every library that can be compared, and the packages that it needs. */
export const peerPackages: Readonly<Record<PeerName, readonly string[]>> = {
  openai: ['openai'],
  'anthropic-sdk': ['@anthropic-ai/sdk'],
  'anthropic-sdk create': ['@anthropic-ai/sdk'],
  ai: ['ai', '@ai-sdk/openai', '@ai-sdk/anthropic'],
  'ai-fallback': ['ai-fallback', 'ai', '@ai-sdk/openai', '@ai-sdk/anthropic'],
}

const wireNames = Object.keys(playedWires) as Wire[]
const peerNames = Object.keys(peerPackages) as PeerName[]

/** How to call it. */
export const usage: string = `npm run bench -- [--rows ${groups.join(',')}] [--wires ${wireNames.join(',')}] [--rounds 5] [--peers ${peerNames.join(',')} | none]`

/** Reads the command line. Throws an `Error` that says what is wrong and what can be written instead. */
export function readCommandLine(args: readonly string[]): Settings {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string' },
      wires: { type: 'string' },
      rounds: { type: 'string' },
      peers: { type: 'string' },
    },
  })
  const rounds = Number(values.rounds ?? 5)
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds takes a number from 1 on. ${usage}`)
  const peers = values.peers === 'none' ? [] : chosen('--peers', values.peers, peerNames)
  return {
    groups: chosen('--rows', values.rows, groups),
    wires: values.wires === undefined ? undefined : chosen('--wires', values.wires, wireNames),
    rounds,
    peers: peers.filter((peer) => peerPackages[peer].every(isInstalled)),
  }
}

function chosen<Name extends string>(
  option: string,
  text: string | undefined,
  names: readonly Name[],
): readonly Name[] {
  if (text === undefined) return names
  const given = text.split(',').map((name) => name.trim())
  const unknown = given.find((name) => !names.some((known) => known === name))
  if (unknown !== undefined) throw new Error(`${option}: there is no "${unknown}". ${usage}`)
  return names.filter((name) => given.includes(name))
}

function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name)
    return true
  } catch {
    return false
  }
}
