import { sentEvent } from './dialect.ts'
import type { Fault } from './fault.ts'

const megabyte = 1024 * 1024

/** What `split-utf8` says: letters of one to four bytes, and one that is several of them joined. */
export const manyAlphabets = 'Grüße, 世界: 🏮 naïve 👩‍🚀 ends here.'

/** Targets that answer in full, but not as the book says. */
export const oddStreams: readonly Fault[] = [
  {
    name: 'bad-event',
    summary: 'One event in the middle [after=30] is no JSON; the answer goes on [events=1].',
    async play(stage) {
      await stage.begin(stage.number('after', 30))
      for (let event = 0; event < stage.number('events', 1); event++)
        await stage.send(sentEvent('{"choices":[{"delta":{"con'))
      await stage.say()
      await stage.finish()
    },
  },
  {
    name: 'no-done',
    summary: 'Everything but the last event; then the body ends, or stays open [open].',
    async play(stage) {
      await stage.begin()
      await stage.send(stage.dialect.finish('stop', stage.usage()))
      if (stage.options.has('open')) await stage.hold()
      await stage.end()
    },
  },
  {
    name: 'done-but-open',
    summary: 'Everything, and then the body does not end.',
    async play(stage) {
      await stage.begin()
      await stage.send(stage.dialect.finish('stop', stage.usage()) + stage.dialect.done)
      await stage.hold()
    },
  },
  {
    name: 'reset-after-finish',
    summary: 'Everything but the last event, then a reset.',
    async play(stage) {
      await stage.begin()
      await stage.send(stage.dialect.finish('stop', stage.usage()))
      await stage.reset()
    },
  },
  {
    name: 'usage-after-finish',
    summary: 'The finish reason, a pause [ms=500], and only then usage and the last event.',
    async play(stage) {
      await stage.begin()
      await stage.send(stage.dialect.finish('stop', undefined))
      await stage.wait(stage.number('ms', 500))
      await stage.send(stage.dialect.usage(stage.usage()) + stage.dialect.done)
      await stage.end()
    },
  },
  {
    name: 'no-usage',
    summary: 'A complete answer that says nothing of usage.',
    async play(stage) {
      await stage.begin()
      await stage.send(stage.dialect.finish('stop', undefined) + stage.dialect.done)
      await stage.end()
    },
  },
  {
    name: 'zero-usage',
    summary: 'A complete answer that says it cost no tokens at all.',
    async play(stage) {
      stage.open()
      await stage.send(stage.dialect.preamble(stage.request.model, 0))
      await stage.say()
      await stage.send(
        stage.dialect.finish('stop', undefined) + stage.dialect.usage({ input: 0, output: 0 }) + stage.dialect.done,
      )
      await stage.end()
    },
  },
  {
    name: 'split-utf8',
    summary: 'An answer of many alphabets, every byte of it in a chunk of its own.',
    async play(stage) {
      const { dialect, request } = stage
      stage.open()
      const body = Buffer.from(
        dialect.preamble(request.model) +
          dialect.text(manyAlphabets) +
          dialect.finish('stop', { input: 12, output: 9 }) +
          dialect.done,
      )
      for (const byte of body) {
        await stage.send(Uint8Array.of(byte))
        await new Promise((resolve) => setImmediate(resolve))
      }
      await stage.end()
    },
  },
  {
    name: 'long-line',
    summary: 'One event of many megabytes [megabytes=10], then the end of the answer.',
    async play(stage) {
      await stage.begin(0)
      const word = 'lighthouse '
      await stage.send(
        stage.dialect.text(word.repeat(Math.ceil((stage.number('megabytes', 10) * megabyte) / word.length))),
      )
      await stage.finish()
    },
  },
  {
    name: 'html-success',
    summary: '200 with a page in place of an answer: the login of a captive portal.',
    play: (stage) => stage.reply(200, 'text/html', '<html><body>Please sign in to this network.</body></html>'),
  },
]
