import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { answer, startChatServer } from './chat-server.ts'
import type { ChatServer } from './chat-server.ts'
import { installPackage } from './installed-package.ts'
import type { InstalledPackage } from './installed-package.ts'

/*
 * The built package, packed and installed as a user installs it, on every runtime that it promises to run on. The runtimes
 * are development dependencies; one that is missing is a failure. The worker is a bundle without anything of Node, run by
 * workerd, which is what Cloudflare runs.
 */

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url))
/** Node 22 is the oldest that package.json admits. */
const runtimes = {
  'Node 22': { command: join(modules, 'node-22/bin/node'), args: ['main.mjs'], version: /^v22\.12\./ },
  'Node 24': { command: join(modules, '.bin/node'), args: ['main.mjs'], version: /^v24\./ },
  Deno: {
    command: join(modules, 'deno/deno'),
    // Nothing is granted but the server and three variables; what is asked for beyond them reads as absent, without a question.
    args: [
      'run',
      '--no-prompt',
      '--no-remote',
      '--cached-only',
      '--allow-net=127.0.0.1',
      '--allow-env=OPENAI_API_KEY,GROQ_API_KEY,DEEPSEEK_API_KEY',
      'main.mjs',
    ],
    version: /^deno 2\./,
  },
  Bun: { command: join(modules, 'bun/bin/bun.exe'), args: ['--no-install', 'main.mjs'], version: /^1\./ },
  workerd: { command: join(modules, 'workerd/bin/workerd'), args: ['test', 'worker.capnp'], version: /^workerd 20/ },
} as const

const key = 'key-of-the-program'
const keys = { OPENAI_API_KEY: key, GROQ_API_KEY: key, DEEPSEEK_API_KEY: key }
/** How long a program may take to end once it has said its last word. */
const mostToExitMs = 5_000

interface Ended {
  readonly exitCode: number | string | null
  readonly stdout: string
  readonly stderr: string
  /** From the last line to the end of the process. */
  readonly exitMs: number
}

let installed: InstalledPackage
let server: ChatServer

function run(command: string, args: readonly string[]): Promise<Ended> {
  if (!existsSync(command)) throw new Error(`${command} is missing: run \`npm ci\``)
  return new Promise((resolve) => {
    const { folder } = installed
    const env = { PATH: process.env['PATH'], HOME: folder, DENO_DIR: join(folder, '.deno'), NO_COLOR: '1', ...keys }
    const options = { cwd: folder, env, timeout: 15_000, killSignal: 'SIGKILL' } as const
    let saidAt = Date.now()
    const child = execFile(command, args, options, (_error, stdout, stderr) => {
      resolve({ exitCode: child.exitCode ?? child.signalCode, stdout, stderr, exitMs: Date.now() - saidAt })
    })
    child.stdout?.on('data', () => {
      saidAt = Date.now()
    })
  })
}

/** What the program tells. */
interface Report {
  readonly search: unknown
  readonly failover: unknown
  readonly abort: { readonly at: number; readonly endedAt: number }
  readonly foreign?: readonly string[]
  readonly early?: readonly string[]
}

/** It stands on the only line that the program says. */
function reportOf({ stdout, stderr }: Ended): Report {
  expect(stdout, stderr).toMatch(/^\{.*\}\n$/)
  return JSON.parse(stdout) as Report
}

/** `runtime` follows the address in the call of the program. */
const moduleOf = (origin: string, runtime = ''): string => `
import * as router from 'trunkline'
import * as search from 'trunkline/search'
import { runProgram } from './program.mjs'
console.log(JSON.stringify(await runProgram({ ...router, ...search }, ${JSON.stringify(origin)}${runtime})))
`

/** The same over the transport of `trunkline/node`. Nothing answers at the global `fetch`. */
const nodeModuleOf = (origin: string): string => `
import { nodeFetch } from 'trunkline/node'
globalThis.fetch = () => Promise.reject(new Error('the global fetch was used'))
${moduleOf(origin, ', { fetch: nodeFetch() }')}`

/** Workers have no environment; and while a module loads they refuse timers, chance and requests, which a router must not need. */
const workerOf = (origin: string): string => `
import * as router from 'trunkline'
import * as search from 'trunkline/search'
import { runProgram } from './program.mjs'
const early = router.createRouter({ runtime: { readEnv: () => undefined } })
export default {
  async test(_controller, env) {
    const foreign = ['process', 'Buffer', 'require'].filter((name) => name in globalThis)
    const report = await runProgram({ ...router, ...search }, ${JSON.stringify(origin)}, { readEnv: (name) => env[name] })
    console.log(JSON.stringify({ ...report, foreign, early: early.providers().map(({ id }) => id) }))
  },
}
`

const workerConfig = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker", esModule = embed "worker.js")],
      # From a time when workers had neither process nor Buffer of their own.
      compatibilityDate = "2025-01-01",
      bindings = [${Object.entries(keys)
        .map(([name, value]) => `(name = "${name}", text = "${value}")`)
        .join(', ')}],
      globalOutbound = "loopback",
    )),
    (name = "loopback", network = (allow = ["127.0.0.1/32"])),
  ],
);
`

/** Bundles a file of the project; the code. */
async function bundle(file: string, conditions: readonly string[]): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(installed.folder, file)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    conditions: [...conditions],
    logLevel: 'silent',
  })
  return outputFiles.map(({ text }) => text).join('')
}

beforeAll(async () => {
  ;[installed, server] = await Promise.all([installPackage(), startChatServer()])
  installed.write('main.mjs', moduleOf(server.origin))
  installed.write('main-node.mjs', nodeModuleOf(server.origin))
  installed.write('worker-main.mjs', workerOf(server.origin))
  installed.write('worker.js', await bundle('worker-main.mjs', ['workerd', 'worker']))
  installed.write('worker.capnp', workerConfig)
}, 60_000)

afterAll(async () => {
  await server?.stop()
  installed?.remove()
})

/** Each runtime, and each but the worker again over the transport of `trunkline/node`. */
const runs = Object.entries(runtimes).flatMap(([name, runtime]) => {
  const args = runtime.args.map((arg) => (arg === 'main.mjs' ? 'main-node.mjs' : arg))
  const again = { ...runtime, name: `${name}, over trunkline/node`, args }
  return [{ ...runtime, name }, ...(name === 'workerd' ? [] : [again])]
})

describe.each(runs)('the installed package on $name', ({ name, command, args, version }) => {
  const text = answer.join('')
  let ended: Ended
  let paths: readonly string[]
  let closedAt: number

  beforeAll(async () => {
    server.takePaths()
    ended = await run(command, args)
    paths = server.takePaths()
    closedAt = await server.lastClosedAt()
  }, 20_000)

  it('is run by the version that was meant', async () => {
    const { stdout } = await run(command, ['--version'])
    expect(stdout).toMatch(version)
  })

  it('streams, awaits and takes its keys from where the runtime keeps them', () => {
    expect(reportOf(ended)).toMatchObject({
      streamed: text,
      text,
      usage: { inputTokens: 7, outputTokens: 3 },
      served: { provider: 'openai', model: 'model-a', protocol: 'openai-chat', wireModel: 'model-a' },
    })
    const asked = ['answering', 'answering', 'refusing', 'answering', 'endless']
    expect(paths).toEqual([...asked.map((place) => `/${place}/v1/chat/completions`), '/refusing/search', '/finding/'])
  })

  it('falls over when the first target refuses', () => {
    expect(reportOf(ended).failover).toEqual({ text, served: 'openai', occurred: true, statuses: [503, 200] })
  })

  it('searches, and reads a page, without a router', () => {
    expect(reportOf(ended).search).toEqual({
      backend: 'duckduckgo',
      results: [{ title: 'Größe & sky', url: 'https://sky.example/' }],
    })
  })

  it('closes the socket when the call is aborted, not only when the process ends', () => {
    const { abort } = reportOf(ended)
    expect(abort).toMatchObject({ isRouterError: true, name: 'AbortError', cause: 'enough', partial: 'on ' })
    console.log(`${name}: the server saw its socket close ${closedAt - abort.at} ms after the abort`)
    expect(closedAt).toBeGreaterThanOrEqual(abort.at)
    expect(closedAt).toBeLessThan(abort.endedAt)
  })

  it('lets the process end by itself, without a word', () => {
    expect(ended.exitCode, ended.stderr).toBe(0)
    expect(ended.exitMs).toBeLessThan(mostToExitMs)
    // workerd tells of its test; of anything else it would tell as an error or a warning.
    expect(ended.stderr).toMatch(name === 'workerd' ? /^(?:\S+ debug: \[ (?:TEST|PASS) \].*\n)+$/ : /^$/)
  })
})

describe('the worker', () => {
  it('has nothing of Node, and may make a router while it loads', async () => {
    const { foreign, early } = reportOf(await run(runtimes.workerd.command, runtimes.workerd.args))
    expect(foreign).toEqual([])
    expect(early).toEqual(['openrouter'])
  })
})

describe('the installed package', () => {
  it.each(['Node 22', 'Node 24'] as const)('is required from CommonJS on %s', async (name) => {
    installed.write(
      'main.cjs',
      `const trunkline = require('trunkline')
import('./program.mjs').then(async ({ runProgram }) => {
  console.log(JSON.stringify({ ...(await runProgram({ ...trunkline, ...require('trunkline/search') }, ${JSON.stringify(server.origin)})), names: Object.keys(trunkline) }))
})`,
    )
    const ended = await run(runtimes[name].command, ['main.cjs'])
    const names = ['RouterError', 'createRouter', 'memoryStateStore', 'replayAudit']
    expect(reportOf(ended)).toMatchObject({ streamed: answer.join(''), names })
    expect(ended.exitCode).toBe(0)
  })

  it('leaves nothing of itself in a bundle that does not use it', async () => {
    installed.write(
      'unused.mjs',
      "import { createRouter } from 'trunkline'\nimport 'trunkline'\nconsole.log('nothing')\n",
    )
    expect((await bundle('unused.mjs', [])).replace(/^\/\/.*\n/gm, '')).toBe('console.log("nothing");\n')
  })
})
