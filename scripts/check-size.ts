import { installedPackages } from './installed-packages.ts'
import { loadedByCall, measuredProtocols, modulesLoadedByCall } from './loaded-by-call.ts'

/*
 * Checks what an application pays for the package: the gzipped code that one call over each protocol loads, and the packages that an
 * installation brings. `--modules` also lists the largest modules of that code.
 */

/** Gzipped bytes that a call may load, from the import to its result. */
const budgetBytes = 25_000

/** Packages that `npm install trunkline` may bring, itself included. */
const maxPackages = 5

const listedModules = 25

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(2)} kB`.padStart(10)
}

const problems: string[] = []
for (const protocol of measuredProtocols) {
  const { gzipBytes, gzipBytesBeforeDelta, chunks } = await loadedByCall(protocol)
  console.log(
    `${kilobytes(gzipBytes)}  ${protocol}: ${chunks.length} files, ${kilobytes(gzipBytesBeforeDelta).trim()} before the first delta`,
  )
  for (const { file, gzipBytes: bytes, beforeDelta } of chunks) {
    console.log(`${kilobytes(bytes)}    ${file}${beforeDelta ? '' : ' (after the first delta)'}`)
  }
  if (gzipBytes > budgetBytes)
    problems.push(`a call over ${protocol} loads ${gzipBytes - budgetBytes} bytes more than ${budgetBytes}`)
}

if (process.argv.includes('--modules')) {
  const modules = await modulesLoadedByCall(measuredProtocols[0])
  console.log(
    `The largest of ${modules.length} modules that a call over ${measuredProtocols[0]} loads, minified, not gzipped:`,
  )
  for (const { module, bytes } of modules.slice(0, listedModules)) console.log(`${kilobytes(bytes)}  ${module}`)
}

const packages = await installedPackages()
console.log(`${packages.length} packages are installed: ${packages.join(', ')}`)
if (packages.length > maxPackages) problems.push(`${packages.length} packages are installed, more than ${maxPackages}`)

for (const problem of problems) console.error(`Too large: ${problem}.`)
if (problems.length > 0) process.exitCode = 1
