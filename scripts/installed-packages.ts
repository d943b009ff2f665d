import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))

/** What npm notes of an installation. */
interface InstalledTree {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>
}

/**
 * The packages that a user's `npm install trunkline` brings, this one included: packs it and installs the archive into an empty
 * project. Needs npm and its registry, or what its cache holds. Throws when nothing was installed.
 */
export async function installedPackages(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-install-'))
  try {
    const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
      cwd: root,
    })
    const archive = /"filename":\s*"([^"]+)"/.exec(stdout)?.[1]
    if (archive === undefined) throw new Error(`npm pack named no archive: ${stdout}`)
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'user', private: true }))
    const flags = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
    await run('npm', ['install', ...flags, join(folder, archive)], { cwd: folder })
    const tree = JSON.parse(readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8')) as InstalledTree
    const names = Object.keys(tree.packages).map((path) =>
      path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    )
    if (!names.includes('trunkline')) throw new Error('npm install did not install the package')
    return names
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
