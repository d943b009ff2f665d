import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

/** A project into which the package was installed as its users install it. */
export interface InstalledPackage {
  readonly folder: string
  /** Writes a file of the project; its path. */
  write(name: string, text: string): string
  remove(): void
}

/** Packs the built package and installs the archive, with what it needs in production, into an empty project beside `program.mjs`. */
export async function installPackage(): Promise<InstalledPackage> {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-runtimes-'))
  const write = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  write('package.json', JSON.stringify({ name: 'user', private: true, type: 'module' }))
  cpSync(join(root, 'test/runtimes/program.mjs'), join(folder, 'program.mjs'))
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: root,
  })
  const archive = /"filename":\s*"([^"]+)"/.exec(stdout)?.[1]
  if (archive === undefined) throw new Error(`npm pack named no archive: ${stdout}`)
  const flags = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
  await run('npm', ['install', ...flags, join(folder, archive)], { cwd: folder })
  return { folder, write, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
