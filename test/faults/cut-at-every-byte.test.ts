import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordingsExist } from '../conformance/recordings.ts'
import { CutJudge } from './cut-laws.ts'
import { recordedStreams, type Reader, type RecordedStream, type SecondTarget } from './cut-recording.ts'

const seconds: readonly SecondTarget[] = ['none', 'starts again', 'none', 'goes on', 'none']
const readers: readonly Reader[] = ['events', 'text', 'await']

/** Of an event that is longer, only so many bytes at either end are cut at: between them lies one long text. */
const longestEnd = 600

describe.runIf(recordingsExist)('200 recorded streams, cut at every byte of one of their events', () => {
  it('obey the laws that hold after whole events', async () => {
    const judge = new CutJudge()
    const chosen = fc.sample(
      fc.record({
        streams: fc.shuffledSubarray(recordedStreams() as RecordedStream[], { minLength: 200, maxLength: 200 }),
        events: fc.array(fc.nat({ max: 1_000_000 }), { minLength: 200, maxLength: 200 }),
      }),
      { seed: 20_261_120, numRuns: 1 },
    )[0]
    let played = 0
    let turn = 0
    for (const [index, stream] of (chosen?.streams ?? []).entries()) {
      const whole = await judge.whole(stream)
      if (whole === undefined) continue
      played++
      for (const cutAt of bytesOfEvent(stream, chosen?.events[index] ?? 0)) {
        turn++
        await judge.judge(
          stream,
          whole,
          cutAt,
          seconds[turn % seconds.length] ?? 'none',
          readers[turn % readers.length] ?? 'events',
        )
      }
    }
    console.log(`${played} streams, one event of each at every byte:`, judge.counts)
    expect(judge.broken.slice(0, 20)).toEqual([])
    expect(played).toBeGreaterThan(190)
    expect(judge.counts.cut).toBeGreaterThan(20_000)
  }, 240_000)
})

/** Every offset inside of one event of a stream, its end included. */
function bytesOfEvent({ eventEnds }: RecordedStream, pick: number): readonly number[] {
  const event = pick % eventEnds.length
  const start = event === 0 ? 0 : (eventEnds[event - 1] ?? 0)
  const end = eventEnds[event] ?? start
  const offsets = Array.from({ length: end - start }, (_, at) => start + at + 1)
  return offsets.filter((at) => at - start <= longestEnd || end - at <= longestEnd)
}
