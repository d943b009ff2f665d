import { execFile, fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

import { build } from 'esbuild'

import type { Figures, Job, PlanningFigures } from './job.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))
/** Inside of node_modules, so that what lies in it finds the packages. */
const workshop = join(root, 'node_modules', '.cache', `trunkline-bench-${process.pid}`)
const recordings = join(root, '..', 'shared', 'recordings')

/** A call that takes longer than this has hung, in milliseconds. */
const clientTimeoutMs = 120_000

/**
 * Puts everything that is measured into one folder: the built package as it is now, so that a build beside the run changes nothing,
 * and client and server as plain JavaScript, because Node's type stripping would weigh on every figure.
 */
export async function setUp(): Promise<void> {
  if (!existsSync(join(root, 'dist', 'index.js'))) throw new Error('dist is missing: run `npm run build` first.')
  mkdirSync(workshop, { recursive: true })
  cpSync(join(root, 'dist'), join(workshop, 'dist'), { recursive: true })
  // Without the word that these are modules, as the published package has it, Node would parse each file twice to find out.
  cpSync(join(root, 'package.json'), join(workshop, 'package.json'))
  await build({
    entryPoints: ['client.ts', 'server.ts', 'planning.ts'].map((file) => join(root, 'bench', file)),
    outdir: workshop,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    target: 'node24',
    format: 'esm',
    logLevel: 'error',
  })
}

/** Takes the folder away. */
export function cleanUp(): void {
  rmSync(workshop, { recursive: true, force: true })
}

/** The provider, running. */
export interface Server {
  readonly origin: string
  /** Whether it has recorded answers to play. */
  readonly hasRecordings: boolean
  stop(): void
}

/** Starts the server. */
export async function startServer(): Promise<Server> {
  const hasRecordings = existsSync(recordings)
  const child: ChildProcess = fork(join(workshop, 'server.mjs'), [], {
    env: { ...process.env, ...(hasRecordings ? { RECORDINGS: recordings } : {}) },
    execArgv: [],
  })
  const [message] = (await once(child, 'message')) as [{ readonly origin: string }]
  return { origin: message.origin, hasRecordings, stop: () => child.kill() }
}

/** Does a job in a fresh process. */
export async function runJob(job: Job): Promise<Figures> {
  return (await figuresOf('client.mjs', JSON.stringify(job))) as Figures
}

/** Measures planning in a fresh process. */
export async function runPlanning(): Promise<PlanningFigures> {
  return (await figuresOf('planning.mjs')) as PlanningFigures
}

async function figuresOf(script: string, ...args: readonly string[]): Promise<unknown> {
  const { stdout } = await run(process.execPath, [join(workshop, script), ...args], {
    env: { ...process.env, TRUNKLINE_ENTRY: join(workshop, 'dist', 'index.js') },
    timeout: clientTimeoutMs,
  })
  return JSON.parse(stdout)
}

/** Writes a script that imports a module and does nothing else; `undefined` for an empty one. `self` is the built package. */
export function writeScript(specifier: string | undefined): string {
  const name = specifier === undefined ? 'empty' : specifier.replaceAll(/\W/g, '-')
  const path = join(workshop, `import-${name}.mjs`)
  const from = specifier === 'self' ? pathToFileURL(join(workshop, 'dist', 'index.js')).href : specifier
  writeFileSync(path, from === undefined ? '' : `import ${JSON.stringify(from)}\n`)
  return path
}

/** How long a script runs, from the start of its process to its end, in milliseconds. */
export async function timeScript(path: string): Promise<number> {
  const startedAt = performance.now()
  await run(process.execPath, [path])
  return performance.now() - startedAt
}
