import { RouterError } from '../src/index.ts'
import { readCommandLine } from './command-line.ts'
import type { Mode } from './command-line.ts'
import { runFailingChain } from './failing-chain.ts'
import { runLive } from './live.ts'
import { runSearchDemo } from './search.ts'
import { runOutage } from './outage.ts'
import { createTerminal } from './terminal.ts'
import type { Terminal } from './terminal.ts'

const readEnv = (name: string): string | undefined => process.env[name]

/** The default comes first. */
const modes: readonly [Mode, ...Mode[]] = [
  {
    usage: 'npm start',
    summary: 'simulated providers: one refuses, one breaks off in the middle, the answer arrives whole',
    flags: [],
    takesQuestion: false,
    run: (terminal) => runFailingChain(terminal),
  },
  {
    argument: '--live',
    usage: 'npm start -- --live [--model provider/model] ["question"]',
    summary: 'real providers: keys of the environment, Ollama or llama.cpp on this machine; --model may be repeated',
    flags: ['--model'],
    takesQuestion: true,
    run: (terminal, given) => runLive(given, { fetch, readEnv }, terminal),
  },
  {
    argument: 'outage',
    usage: 'npm start -- outage',
    summary:
      'three minutes of a provider that goes away and comes back, as a timeline; clock and providers are simulated',
    flags: [],
    takesQuestion: false,
    run: (terminal) => runOutage(terminal),
  },
  {
    argument: 'search',
    usage: 'npm start -- search ["words"]',
    summary: 'a search of the web: backends whose keys are in the environment, else DuckDuckGo, which needs none',
    flags: [],
    takesQuestion: true,
    run: (terminal, given) => runSearchDemo(given, { fetch, readEnv }, terminal),
  },
]

/** Does what the arguments say. Returns what went wrong, one sentence each. */
async function main(args: readonly string[], terminal: Terminal): Promise<readonly string[]> {
  const command = readCommandLine(args, modes)
  switch (command.type) {
    case 'mistake':
      return [command.message]
    case 'help':
      for (const { usage, summary } of [...modes, { usage: 'npm start -- --help', summary: 'this list' }]) {
        terminal.line(usage, 'bold')
        terminal.line(`    ${summary}`)
      }
      return []
    case 'run':
      return command.mode.run(terminal, command.given)
  }
}

// A reader that leaves early (`npm start | head`) is nothing to report, but the demo was not seen to its end.
process.stdout.on('error', () => process.exit(1))
const errors = createTerminal(process.stderr, readEnv)
let problems: readonly string[]
try {
  problems = await main(process.argv.slice(2), createTerminal(process.stdout, readEnv))
} catch (error) {
  problems = [error instanceof Error ? error.message : String(error), ...(RouterError.is(error) ? error.hints : [])]
}
for (const [index, problem] of problems.entries()) errors.line(index === 0 ? `Error: ${problem}` : problem, 'red')
process.exitCode = problems.length === 0 ? 0 : 1
