import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'

import { protocolEndpoints } from '../src/adapters/protocol-endpoints.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(`${root}README.md`, 'utf8')
const samples = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code ?? '')

/** Every option of the configuration, as the type declares it. The compiler lists them: see `optionPaths`. */
const probe = `import type { RouterConfig, ProviderConfig, RouteConfig, RoutingConfig, Timeouts, DetectorConfig, AgentConfig, RolesConfig, CachingOptions, SearchConfig, SearchBackendConfig } from 'trunkline'
export interface Options { '': RouterConfig; 'providers.<id>': ProviderConfig; 'routes.<name>': RouteConfig; routing: RoutingConfig; 'routing.timeouts': Timeouts; 'routing.detectors': DetectorConfig; 'agents.<name>': AgentConfig; roles: RolesConfig; caching: CachingOptions; search: SearchConfig; 'search.backends.<id>': SearchBackendConfig }
`

/** Compiles texts that stand beside the tests, with the options of the repository; `trunkline` is the sources. */
function compile(texts: ReadonlyMap<string, string>): ts.Program {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, (path) => ts.sys.readFile(path)) as { config: unknown }
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const all: ts.CompilerOptions = {
    ...options,
    paths: { trunkline: [`${root}src/index.ts`], 'trunkline/providers': [`${root}src/providers.ts`] },
    isolatedDeclarations: false,
    declaration: false,
  }
  const files = ts.createCompilerHost(all)
  const host: ts.CompilerHost = {
    ...files,
    fileExists: (name) => texts.has(name) || files.fileExists(name),
    readFile: (name) => texts.get(name) ?? files.readFile(name),
    getSourceFile: (name, version, ...rest) => {
      const text = texts.get(name)
      return text === undefined
        ? files.getSourceFile(name, version, ...rest)
        : ts.createSourceFile(name, text, version, true)
    },
  }
  return ts.createProgram([...texts.keys()], all, host)
}

/** What the compiler finds wrong in one file. */
function problemsIn(program: ts.Program, name: string): string[] {
  const source = program.getSourceFile(name)
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    ({ messageText, start = 0 }) => {
      const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1
      return `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
    },
  )
}

/** The paths that the members of `Options` stand for. */
function optionPaths(program: ts.Program, name: string): string[] {
  const checker = program.getTypeChecker()
  const declaration = program.getSourceFile(name)?.statements.find((statement) => ts.isInterfaceDeclaration(statement))
  if (declaration === undefined) throw new Error('the probe has lost its interface')
  return checker
    .getTypeAtLocation(declaration)
    .getProperties()
    .flatMap((group) => {
      const members = checker.getTypeOfSymbolAtLocation(group, declaration).getProperties()
      return members.map((member) => (group.name === '' ? member.name : `${group.name}.${member.name}`))
    })
}

describe('the README', { timeout: 60_000 }, () => {
  const nameOf = (index: number): string => `${root}test/readme-sample-${index}.ts`
  const probeName = `${root}test/readme-probe.ts`
  let program: ts.Program
  beforeAll(() => {
    program = compile(new Map([...samples.map((code, index) => [nameOf(index), code] as const), [probeName, probe]]))
  }, 60_000)

  it('has code samples', () => {
    expect(samples.length).toBeGreaterThan(3)
  })

  it.each(samples.map((_code, index) => index))('shows code that compiles: sample %i', (index) => {
    expect(program.getSourceFile(nameOf(index))?.text).toContain("from 'trunkline'")
    expect(problemsIn(program, nameOf(index))).toEqual([])
  })

  it('would not pass with a wrong sample', () => {
    const wrong = `${root}test/readme-wrong.ts`
    const code = samples[0]?.replace('textStream', 'textStraem') ?? ''
    expect(problemsIn(compile(new Map([[wrong, code]])), wrong)).toEqual([
      expect.stringContaining("'textStraem' does not exist"),
    ])
  })

  it('names every option of the configuration, and no other', () => {
    const paths = optionPaths(program, probeName)
    const leaves = paths.filter(
      (path) =>
        ![
          'providers',
          'routes',
          'agents',
          'roles',
          'models',
          'routing',
          'routing.timeouts',
          'routing.detectors',
          'caching',
          'search',
          'search.backends',
        ].includes(path),
    )
    expect(leaves.length).toBeGreaterThan(25)
    for (const path of leaves) expect(readme, path).toContain(`\`${path}\``)
    const rows = [
      ...readme.matchAll(
        /^\| `((?:providers|routes|agents|roles|models|routing|caching|compaction|search|runtime|onNotice)[^`]*)` +\|/gm,
      ),
    ].map(([, path]) => path)
    expect(rows.length).toBeGreaterThan(25)
    expect(
      rows.filter(
        (path) => !paths.includes(path ?? '') && path !== 'routes.<name>' && path !== 'models.<provider/model>',
      ),
    ).toEqual([])
  })

  it('names protocols that can be spoken', () => {
    const row = readme.split('\n').find((line) => line.startsWith('| `providers.<id>.protocol` ')) ?? ''
    const named = [...row.matchAll(/`([a-z-]+)`/g)].map(([, id]) => id)
    expect(named).toContain('openai-chat')
    expect(Object.keys(protocolEndpoints)).toEqual(expect.arrayContaining(named))
  })
})
