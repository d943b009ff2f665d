import { parseArgs } from 'node:util'

import { nearestName } from '../src/vocabulary/nearest-name.ts'
import type { Terminal } from './terminal.ts'

/** What stands on the command line beside the argument that chose the mode. */
export interface Given {
  /** The words, joined; absent when there are none. */
  readonly question: string | undefined
  /** Every `--model`; absent when there is none. */
  readonly models: readonly string[] | undefined
}

/** One way to run the demo. */
export interface Mode {
  /** The flag or word that chooses it; the mode without one is the default. */
  readonly argument?: string
  readonly usage: string
  readonly summary: string
  /** Flags of its own, beside the one that chooses it. */
  readonly flags: readonly string[]
  readonly takesQuestion: boolean
  /** Returns what went wrong, one sentence each; nothing when all went right. */
  run(terminal: Terminal, given: Given): Promise<readonly string[]>
}

/** What the arguments ask for. */
export type Command =
  | { readonly type: 'run'; readonly mode: Mode; readonly given: Given }
  | { readonly type: 'help' }
  | { readonly type: 'mistake'; readonly message: string }

/** Reads the arguments. Whatever is not known is a mistake, told with the nearest that is. */
export function readCommandLine(args: readonly string[], modes: readonly [Mode, ...Mode[]]): Command {
  const { values, tokens, positionals } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      live: { type: 'boolean' },
      model: { type: 'string', multiple: true },
    },
  })
  const flags = tokens
    .flatMap((token) => (token.kind === 'option' ? [token] : []))
    .map(({ name, rawName }) => ({ name: `--${name}`, rawName }))
  const choosing = modes.flatMap(({ argument }) => (argument === undefined ? [] : [argument]))
  const known = ['--help', ...choosing, ...modes.flatMap((mode) => mode.flags)]
  const unknown = flags.find(({ name }) => !known.includes(name))
  if (unknown !== undefined) return mistake(`unknown flag ${unknown.rawName}`, unknown.rawName, known)
  if (flags.some(({ name }) => name === '--help')) return { type: 'help' }

  const chosenBy = [...flags.map(({ name }) => name), ...positionals.slice(0, 1)]
  const mode = modes.find(({ argument }) => argument !== undefined && chosenBy.includes(argument)) ?? modes[0]
  const words = positionals[0] === mode.argument ? positionals.slice(1) : positionals
  const misplaced = flags.find(({ name }) => name !== mode.argument && !mode.flags.includes(name))
  if (misplaced !== undefined) return mistake(`${misplaced.name} does not go with \`${mode.usage}\``)
  if (words[0] !== undefined && !mode.takesQuestion)
    return mistake(`unknown argument ${words[0]}`, words[0], ['--help', ...choosing])
  const models = values['model']
  if (models?.some((model) => typeof model !== 'string' || model === '') === true)
    return mistake('--model needs a model, as provider/model')
  const question = words.join(' ').trim()
  return {
    type: 'run',
    mode,
    given: {
      question: question === '' ? undefined : question,
      models: models?.filter((model) => typeof model === 'string'),
    },
  }
}

function mistake(message: string, given?: string, known: readonly string[] = []): Command {
  const nearest = given === undefined ? undefined : nearestName(given, known)
  const remedy = nearest === undefined ? 'see `npm start -- --help`' : `did you mean ${nearest}?`
  return { type: 'mistake', message: `${message}; ${remedy}` }
}
