import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { startFaultWall } from '../fault-wall/fault-wall.ts'
import type { SoakReport } from './soak-process.ts'

const script = fileURLToPath(new URL('./soak-process.ts', import.meta.url))
const megabyte = 1024 * 1024

interface ProcessEnd {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

function run(url: string): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    const flags = ['--expose-gc', '--unhandled-rejections=strict']
    const child = spawn(process.execPath, [...flags, script, url], { env: { PATH: process.env['PATH'] } })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()))
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()))
    child.once('exit', (code) => resolve({ code, stdout, stderr, at: Date.now() }))
  })
}

describe('a process that makes 10 000 calls one after the other and 1 000 at once', () => {
  it('keeps no memory of them, has no unhandled rejection, and ends by itself', async () => {
    await using wall = await startFaultWall({ msPerToken: 0, maxRequests: 20_000, maxLifeMs: 300_000 })
    const end = await run(wall.url)
    expect(end.stderr).not.toContain('nhandled')
    expect(end.code, end.stderr).toBe(0)
    const report = JSON.parse(end.stdout) as SoakReport
    const growth = (report.heap[10_000] ?? Infinity) - (report.heap[1_000] ?? 0)
    const exitMs = end.at - report.endedAt
    console.log(
      `${report.subject}: 10 000 in sequence in ${Math.round(report.sequenceMs)} ms, 1 000 at once in ${Math.round(report.concurrentMs)} ms, ` +
        `heap ${JSON.stringify(report.heap)}, growth ${(growth / 1024).toFixed(0)} KiB, exit after ${exitMs} ms`,
    )
    expect(wall.requests).toHaveLength(11_000)
    expect(wall.turnedAway).toBe(0)
    expect(report.wrongAnswers).toBe(0)
    expect(growth).toBeLessThan(megabyte)
    expect(exitMs).toBeLessThan(5_000)
  }, 240_000)
})
