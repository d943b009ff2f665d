import { installedPackages } from './installed-packages.ts'
import { loadedByCall, measuredProtocols, modulesLoadedByCall } from './loaded-by-call.ts'
import { searchSize } from './search-size.ts'

/*
 * Checks what an application pays for the package: the gzipped code that one call over each protocol loads, and the packages that an
 * installation brings. `--modules` also lists the largest modules of that code.
 */

/** What the import alone, and a whole call, should load at most, in gzipped bytes. Neither is met yet. */
const goalBytes = 25_000

/** What they must not load more than, so that they can only shrink from where the whole of routing, budgets and search has brought them. */
const importCeilingBytes = 30_500
const callCeilingBytes = 94_500

/** Each file costs half a millisecond: the entry, and what it shares with all that is loaded later. */
const importedFilesCeiling = 2

/** What the import of `trunkline/search` must not load more than. */
const searchCeilingBytes = 26_500

/** Packages that `npm install trunkline` may bring, itself included. */
const maxPackages = 5

const listedModules = 25

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(2)} kB`.padStart(10)
}

const problems: string[] = []
for (const protocol of measuredProtocols) {
  const { gzipBytes, gzipBytesBeforeDelta, gzipBytesOnImport, chunks } = await loadedByCall(protocol)
  console.log(
    `${kilobytes(gzipBytes)}  ${protocol}: ${chunks.length} files, ${kilobytes(gzipBytesBeforeDelta).trim()} before the first delta, ` +
      `${kilobytes(gzipBytesOnImport).trim()} by the import; goal ${kilobytes(goalBytes).trim()}: ${gzipBytes <= goalBytes ? 'met' : 'not met'}`,
  )
  for (const { file, gzipBytes: bytes, beforeDelta } of chunks) {
    console.log(`${kilobytes(bytes)}    ${file}${beforeDelta ? '' : ' (after the first delta)'}`)
  }
  if (gzipBytesOnImport > importCeilingBytes)
    problems.push(`the import loads ${gzipBytesOnImport - importCeilingBytes} bytes more than ${importCeilingBytes}`)
  const importedFiles = chunks.filter(({ onImport }) => onImport).length
  if (importedFiles > importedFilesCeiling)
    problems.push(`the import loads ${importedFiles} files, more than ${importedFilesCeiling}`)
  if (gzipBytes > callCeilingBytes)
    problems.push(`a call over ${protocol} loads ${gzipBytes - callCeilingBytes} bytes more than ${callCeilingBytes}`)
}

if (process.argv.includes('--modules')) {
  const modules = await modulesLoadedByCall(measuredProtocols[0])
  console.log(
    `The largest of ${modules.length} modules that a call over ${measuredProtocols[0]} loads, minified, not gzipped:`,
  )
  for (const { module, bytes } of modules.slice(0, listedModules)) console.log(`${kilobytes(bytes)}  ${module}`)
}

const search = await searchSize()
console.log(`${kilobytes(search.onImport)}  trunkline/search: createSearch, by the import`)
for (const { file, gzipBytes } of search.later) console.log(`${kilobytes(gzipBytes)}    ${file} (when it is needed)`)
if (search.onImport > searchCeilingBytes)
  problems.push(`createSearch loads ${search.onImport - searchCeilingBytes} bytes more than ${searchCeilingBytes}`)

const packages = await installedPackages()
console.log(`${packages.length} packages are installed: ${packages.join(', ')}`)
if (packages.length > maxPackages) problems.push(`${packages.length} packages are installed, more than ${maxPackages}`)

for (const problem of problems) console.error(`Too large: ${problem}.`)
if (problems.length > 0) process.exitCode = 1
