import { gzipSync } from 'node:zlib'
import { beginToolCall, giveToolCall } from './answers.ts'
import { canonicalInputTokens, tokensOf } from './canonical-answer.ts'
import type { Fault } from './fault.ts'
import type { Stage } from './stage.ts'

/** How many tokens of an answer come before it breaks, unless the play says otherwise. */
const usualCut = 40

const overloaded = { message: 'Overloaded', type: 'overloaded_error', code: 'overloaded' }

/** The whole healthy body as text. */
function wholeBody({ dialect, request, answer }: Stage): string {
  const usage = { input: canonicalInputTokens, output: tokensOf(answer).length }
  return dialect.preamble(request.model) + dialect.text(answer) + dialect.finish('stop', usage) + dialect.done
}

/** Targets that begin to answer and break. */
export const brokenStreams: readonly Fault[] = [
  {
    name: 'headers-then-silence',
    summary: 'Headers at once, then nothing.',
    async play(stage) {
      stage.open()
      await stage.hold()
    },
  },
  {
    name: 'keep-alives-only',
    summary: 'Headers at once, then a comment every five seconds [every=5000].',
    async play(stage) {
      stage.open()
      for (;;) {
        await stage.send(': keep-alive\n\n')
        await stage.wait(stage.number('every', 5_000))
      }
    },
  },
  {
    name: 'slow-first-token',
    summary: 'Headers at once, the first token late, the rest as usual [ms=20000].',
    async play(stage) {
      stage.open()
      await stage.wait(stage.number('ms', 20_000))
      await stage.send(stage.dialect.preamble(stage.request.model))
      await stage.say()
      await stage.finish()
    },
  },
  {
    name: 'cut-reset',
    summary: 'Some tokens [after=40], then a reset.',
    async play(stage) {
      await stage.begin(stage.number('after', usualCut))
      await stage.reset()
    },
  },
  {
    name: 'cut-end',
    summary: 'Some tokens [after=40], then the proper end of the body.',
    async play(stage) {
      await stage.begin(stage.number('after', usualCut))
      await stage.end()
    },
  },
  {
    name: 'cut-fin',
    summary: 'Some tokens [after=40], then a FIN that is the end of the body as well: HTTP sees nothing wrong.',
    async play(stage) {
      stage.open({ connection: 'close' }, { delimitedByClose: true })
      await stage.send(stage.dialect.preamble(stage.request.model))
      await stage.say(stage.number('after', usualCut))
      await stage.end()
    },
  },
  {
    name: 'cut-half-closed',
    summary: 'Some tokens [after=40], then a FIN in the middle of the body; the other direction stays open.',
    async play(stage) {
      await stage.begin(stage.number('after', usualCut))
      await stage.halfClose()
    },
  },
  {
    name: 'stall',
    summary:
      'Some tokens [after=20], silence [ms=30000], then the end of the body, or what is said [then=end|go-on|silence].',
    async play(stage) {
      await stage.begin(stage.number('after', 20))
      const then = stage.options.get('then') ?? 'end'
      if (then === 'silence') return stage.hold()
      await stage.wait(stage.number('ms', 30_000))
      if (then === 'end') return stage.end()
      await stage.say()
      await stage.finish()
    },
  },
  {
    name: 'truncated',
    summary: 'The body of a healthy answer up to a byte [at=500], then the proper end.',
    async play(stage) {
      stage.open()
      await stage.send(Buffer.from(wholeBody(stage)).subarray(0, stage.number('at', 500)))
      await stage.end()
    },
  },
  {
    name: 'gzip-truncated',
    summary: 'A compressed answer whose second half never comes; the body ends properly.',
    async play(stage) {
      const compressed = gzipSync(wholeBody(stage))
      stage.open({ 'content-encoding': 'gzip' })
      await stage.send(compressed.subarray(0, Math.floor(compressed.length / 2)))
      await stage.end()
    },
  },
  {
    name: 'error-after-preamble',
    summary: 'The event that names the model, then an error event.',
    async play(stage) {
      await stage.begin(0)
      await stage.send(stage.dialect.error(overloaded))
      await stage.end()
    },
  },
  {
    name: 'error-mid-answer',
    summary: 'Some tokens [after=40], then an error event.',
    async play(stage) {
      await stage.begin(stage.number('after', usualCut))
      await stage.send(stage.dialect.error(overloaded))
      await stage.end()
    },
  },
  {
    name: 'error-after-tool-call',
    summary: 'A few words and a complete tool call, then an error event.',
    async play(stage) {
      await giveToolCall(stage)
      // The chat dialect says that calls are whole with the finish reason only; Anthropic with each block.
      await stage.send(stage.dialect.error(overloaded))
      await stage.end()
    },
  },
  {
    name: 'cut-in-tool-call',
    summary: 'A few words and half a tool call, then a reset.',
    async play(stage) {
      await beginToolCall(stage)
      await stage.reset()
    },
  },
  {
    name: 'unknown-error-event',
    summary: 'Some tokens [after=0], then an error event with a status and a type that nobody has heard of.',
    async play(stage) {
      await stage.begin(stage.number('after', 0))
      await stage.send(
        stage.dialect.error({ message: 'The moon is in the wrong place.', type: 'lunar_error', code: 799 }),
      )
      await stage.end()
    },
  },
  {
    name: 'unframed-json-tail',
    summary: 'Some tokens [after=0], then an error as bare JSON that is no event.',
    async play(stage) {
      await stage.begin(stage.number('after', 0))
      const error = { code: 503, message: 'The model is overloaded. Please try again later.', status: 'UNAVAILABLE' }
      await stage.send(`${JSON.stringify({ error }, undefined, 2)}\n`)
      await stage.end()
    },
  },
]
