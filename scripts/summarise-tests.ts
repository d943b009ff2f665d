import { readFileSync } from 'node:fs'

interface TestReport {
  readonly success: boolean
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

/** What vitest wrote; `undefined` when it ended before it could. */
function readReport(path: string): TestReport | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as TestReport
  } catch {
    return undefined
  }
}

// Prints the last line of `.ci/run` from vitest's JSON report, and fails when a test failed or when none ran.
const report = readReport(process.argv[2] ?? '')
const files = report?.testResults ?? []
// A file that could not be loaded has no tests to count: it is one failure of its own.
const brokenFiles = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
const passed = report?.numPassedTests ?? 0
const failed = (report?.numFailedTests ?? 0) + brokenFiles
const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0)
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = report?.success === true && failed === 0 && passed > 0 ? 0 : 1
