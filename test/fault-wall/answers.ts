import type { Fault } from './fault.ts'
import type { Stage } from './stage.ts'
import { givenText } from './wall-request.ts'

/** What is left of the answer after the text that the request says was given already. */
function restOf({ request, answer }: Stage): { given: string; rest: string } {
  const given = givenText(request)
  return answer.startsWith(given) ? { given, rest: answer.slice(given.length) } : { given: '', rest: answer }
}

/** The tool call of every target of the wall, its arguments in two pieces. */
const toolCall = { id: 'call_wall_1', name: 'ring_bell', args: { times: 7, until: 'dawn' } }
const toolArgs = JSON.stringify(toolCall.args)
const splitAt = 11

/** Says some text and gives the first half of the call's arguments. */
export async function beginToolCall(stage: Stage): Promise<void> {
  await stage.begin(stage.number('after', 5))
  await stage.send(stage.dialect.toolCallStart(toolCall, toolArgs.slice(0, splitAt)))
}

/** Gives the whole call, and that it is whole where the dialect can say so before the end. */
export async function giveToolCall(stage: Stage): Promise<void> {
  await beginToolCall(stage)
  await stage.send(stage.dialect.toolCallEnd(toolArgs.slice(splitAt)))
}

/** Targets that answer. */
export const answers: readonly Fault[] = [
  {
    name: 'healthy',
    summary: 'The whole answer, whatever the conversation says was given before.',
    async play(stage) {
      await stage.begin()
      await stage.finish()
    },
  },
  {
    name: 'continues',
    summary: 'Reads from the conversation what was given of the answer and says only the rest.',
    async play(stage) {
      stage.recite(restOf(stage).rest)
      await stage.begin()
      await stage.finish()
    },
  },
  {
    name: 'overlaps',
    summary: 'As `continues`, but repeats the last words first [words=4].',
    async play(stage) {
      const { given, rest } = restOf(stage)
      const repeated = given.split(' ').slice(-stage.number('words', 4) - 1)
      stage.recite(repeated.join(' ') + rest)
      await stage.begin()
      await stage.finish()
    },
  },
  {
    name: 'calls-tool',
    summary: 'A few words [after=5] and a whole tool call.',
    async play(stage) {
      await giveToolCall(stage)
      await stage.finish('tool-calls')
    },
  },
  {
    name: 'says',
    summary: 'Another answer than the canonical one [text=Hello].',
    async play(stage) {
      stage.recite(stage.options.get('text') ?? 'Hello')
      await stage.begin()
      await stage.finish()
    },
  },
  {
    name: 'empty',
    summary: 'A complete answer without a word in it.',
    async play(stage) {
      await stage.begin(0)
      await stage.finish()
    },
  },
]
