import { describe, expect, it } from 'vitest'
import { recordingsExist } from '../conformance/recordings.ts'
import { CutJudge } from './cut-laws.ts'
import { recordedStreams, type Reader, type SecondTarget } from './cut-recording.ts'

const seconds: readonly SecondTarget[] = ['starts again', 'goes on']
const readers: readonly Reader[] = ['events', 'text', 'await']

describe.runIf(recordingsExist)('recorded streams, cut after every event', () => {
  it('never pass for complete, never double a word, never repeat a tool call, and keep what came', async () => {
    const judge = new CutJudge()
    const streams = recordedStreams()
    let incomplete = 0
    let turn = 0
    for (const stream of streams) {
      const whole = await judge.whole(stream)
      if (whole === undefined) {
        incomplete++
        continue
      }
      for (const cutAt of [0, ...stream.eventEnds]) {
        turn++
        await judge.judge(stream, whole, cutAt, 'none', readers[turn % 3] ?? 'events')
        await judge.judge(
          stream,
          whole,
          cutAt,
          seconds[turn % 2] ?? 'goes on',
          readers[Math.floor(turn / 2) % 3] ?? 'events',
        )
      }
    }
    console.log(`${streams.length} streams, ${incomplete} of them no success by themselves:`, judge.counts)
    expect(judge.broken.slice(0, 20)).toEqual([])
    expect(streams.length).toBeGreaterThan(300)
    expect(incomplete).toBeLessThan(10)
    expect(judge.counts.cut).toBeGreaterThan(10_000)
    expect(judge.counts.undecidable).toBeLessThan(judge.counts.resumed / 50)
  }, 240_000)
})
