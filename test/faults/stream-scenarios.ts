import { expect } from 'vitest'
import { callInFull, seconds, type Scenario } from './scenario.ts'

/** What a second target may do when it is asked to go on: start again, go on, repeat a little, or refuse to. */
const waysToGoOn = ['healthy', 'continues', 'overlaps', 'prefill-refused', 'prefill-refused?strict'] as const

/** Scenarios whose primary begins to answer. */
export const streamScenarios: readonly Scenario[] = [
  {
    id: 'S07',
    fault: 'headers now, first token after 20 s',
    async run(open) {
      await using set = await open({ primary: ['slow-first-token'] }, { speed: 4 })
      const { result, durationMs } = await callInFull(set.router, set.wall)
      expect(durationMs).toBeLessThanOrEqual(15_000)
      expect(result.served.provider).toBe('fallback')
      expect(set.wall.of('primary')).toHaveLength(1)
      return seconds(durationMs)
    },
  },
  {
    id: 'S08',
    fault: 'cut after 40 of 60 tokens',
    async run(open) {
      const cuts = ['cut-reset', 'cut-end', 'cut-fin', 'cut-half-closed', 'error-mid-answer'] as const
      const runs = cuts.flatMap((cut) =>
        waysToGoOn.map(async (fallback) => {
          await using set = await open({ primary: [cut], fallback: [fallback] })
          const { result } = await callInFull(set.router, set.wall)
          expect(result.served.provider).toBe('fallback')
          expect(set.wall.requests.length).toBeLessThanOrEqual(6)
        }),
      )
      await Promise.all(runs)
      await using awaited = await open({ primary: ['cut-reset'] })
      await callInFull(awaited.router, awaited.wall, 'await')
      return `the whole answer, ${runs.length} ways`
    },
  },
  {
    id: 'S09',
    fault: '20 tokens, then 30 s of silence',
    async run(open) {
      const measured: string[] = []
      await Promise.all(
        (['end', 'silence', 'go-on'] as const).map(async (then) => {
          await using set = await open({ primary: [`stall?then=${then}`] }, { speed: 10 })
          const { durationMs } = await callInFull(set.router, set.wall)
          expect(durationMs, `after the silence: ${then}`).toBeLessThanOrEqual(45_000)
          measured.push(`${then} ${seconds(durationMs)}`)
        }),
      )
      return measured.toSorted().join(', ')
    },
  },
  {
    id: 'S10',
    fault: 'one bad JSON event',
    async run(open) {
      await using set = await open({ primary: ['bad-event'] })
      const { result } = await callInFull(set.router, set.wall)
      expect(set.wall.requests).toHaveLength(1)
      expect(result.warnings.map(({ code }) => code)).toEqual(['malformed-event'])
      return 'skipped, 1 attempt'
    },
  },
  {
    id: 'S11',
    fault: 'no [DONE]',
    // Only there is such a thing; without Anthropic's `message_stop` an answer is cut.
    protocols: ['openai-chat'],
    async run(open) {
      const measured: string[] = []
      for (const play of ['no-done', 'no-done?open'] as const) {
        await using set = await open({ primary: [play] })
        const { result, durationMs } = await callInFull(set.router, set.wall)
        expect(durationMs).toBeLessThanOrEqual(8_000)
        expect(set.wall.requests).toHaveLength(1)
        expect(result.usage).toMatchObject({ inputTokens: 12, outputTokens: 60 })
        expect(result.attempts[0]?.usage?.source).toBe('reported')
        measured.push(`${play === 'no-done' ? 'closed' : 'open'} ${seconds(durationMs)}`)
      }
      return measured.join(', ')
    },
  },
  {
    id: 'S14',
    fault: 'cut; the fallback refuses a prefill',
    async run(open) {
      for (const fallback of ['prefill-refused', 'prefill-refused?strict'] as const) {
        await using set = await open({ primary: ['cut-end'], fallback: [fallback] })
        const { result } = await callInFull(set.router, set.wall)
        expect(result.served.provider).toBe('fallback')
        expect(result.reason).not.toContain('prefill')
        for (const request of set.wall.of('fallback')) expect(request.body.messages.at(-1)?.role).toBe('user')
      }
      return 'the whole answer, no refusal shown'
    },
  },
]
