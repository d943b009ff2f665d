import {
  CutPlayer,
  failureOf,
  rest,
  type CutCall,
  type Reader,
  type RecordedStream,
  type SecondTarget,
} from './cut-recording.ts'
import { readPlainly } from './proof-of-completion.ts'

/** What the whole of a stream gives. */
export interface WholeAnswer {
  readonly text: string
  readonly toolCalls: number
}

/** What happened, to be printed. */
export interface CutCounts {
  calls: number
  completed: number
  cut: number
  resumed: number
  endedAfterToolCall: number
  /** Text that a second target repeated where nothing can tell a repetition from a continuation; see `budget/text-seam.ts`. */
  undecidable: number
}

/** Counts at zero. */
function noCounts(): CutCounts {
  return { calls: 0, completed: 0, cut: 0, resumed: 0, endedAfterToolCall: 0, undecidable: 0 }
}

/** Cuts one stream at any offset, and says which laws the outcome breaks. */
export class CutJudge {
  readonly #player = new CutPlayer()
  readonly counts: CutCounts = noCounts()
  readonly broken: string[] = []

  /** What the uncut stream gives; `undefined` when it is no success by itself. */
  async whole(stream: RecordedStream): Promise<WholeAnswer | undefined> {
    const { outcome } = await this.#player.play(stream, stream.bytes.length, 'none', 'await')
    return outcome.ok ? { text: outcome.result.text, toolCalls: outcome.result.toolCalls.length } : undefined
  }

  /** Plays one cut to a lone target, or to a chain, and books what is wrong with what came of it. */
  async judge(
    stream: RecordedStream,
    whole: WholeAnswer,
    cutAt: number,
    second: SecondTarget,
    reader: Reader,
  ): Promise<void> {
    const call = await this.#player.play(stream, cutAt, second, reader)
    const { isComplete, hasError } = readPlainly(stream, cutAt)
    this.counts.calls++
    const isProven = isComplete && !hasError
    this.counts[isProven ? 'completed' : 'cut']++
    const laws = [
      ...oneEnd(call, reader),
      ...noSecondToolCall(call, whole),
      ...(second === 'none'
        ? alone(call, whole, isProven, reader)
        : this.#chain(call, whole, isProven, second, reader)),
    ]
    for (const law of laws)
      this.broken.push(`${stream.id} at ${cutAt} of ${stream.bytes.length}, ${second}, ${reader}: ${law}`)
  }

  #chain(call: CutCall, whole: WholeAnswer, isProven: boolean, second: SecondTarget, reader: Reader): string[] {
    const { outcome, requests, events } = call
    if (isProven)
      return outcome.ok && requests === 1 && outcome.result.text === whole.text
        ? []
        : ['a complete answer was not taken as one']
    const firstEnd = events.findIndex(({ type }) => type === 'attempt-end')
    if (toolCallsGiven(events.slice(0, firstEnd)) > 0) {
      this.counts.endedAfterToolCall++
      return !outcome.ok && requests === 1 ? [] : ['something was asked again after a whole tool call had been given']
    }
    if (!outcome.ok) return [`no target answered: ${outcome.error.code} ${outcome.error.message}`]
    if (reader !== 'await' && outcome.result.text !== call.text)
      return ['the result is not what the consumer was given']
    const { text } = outcome.result
    if (second === 'goes on') {
      if (text !== rest) this.counts.resumed++
      return text.endsWith(rest) && whole.text.startsWith(text.slice(0, -rest.length))
        ? []
        : [`the seam is wrong: ${end(text)}`]
    }
    if (outcome.result.attempts.at(-1)?.kind === 'resume') this.counts.resumed++
    if (outcome.result.toolCalls.length !== whole.toolCalls) return ['tool calls were lost or doubled']
    if (text === whole.text) return []
    const given0 = text.slice(0, text.length - whole.text.length)
    if (text === given0 + whole.text && whole.text.startsWith(given0) && isUndecidable(given0)) {
      this.counts.undecidable++
      return []
    }
    return [`text was lost or doubled: ${end(text)}`]
  }
}

/** A repetition of it is what a model that goes on might write as well: nothing but signs, or a pattern shown twice. */
function isUndecidable(given: string): boolean {
  return !/[\p{L}\p{N}]/u.test(given) || /^(.+?)\1+$/su.test(given)
}

function oneEnd({ outcome, events, thrown }: CutCall, reader: Reader): string[] {
  const finishes = events.filter(({ type }) => type === 'finish').length
  const laws: string[] = []
  if (reader === 'events' && finishes !== (outcome.ok ? 1 : 0)) laws.push(`${finishes} finish events`)
  if (finishes > 0 && events.at(-1)?.type !== 'finish') laws.push('something came after the end')
  if (reader !== 'await' && (thrown !== undefined) === outcome.ok)
    laws.push('the iterator and the promise do not agree')
  if (!outcome.ok && reader !== 'await' && thrown !== outcome.error) laws.push('two errors for one failure')
  return laws
}

function toolCallsGiven(events: CutCall['events']): number {
  return events.filter((event) => event.type === 'part-end' && event.part.type === 'tool-call').length
}

function noSecondToolCall({ events }: CutCall, whole: WholeAnswer): string[] {
  return toolCallsGiven(events) > whole.toolCalls ? ['a tool call was given twice'] : []
}

/** With nobody else to ask: a success needs its proof, and a failure keeps the text and the usage. */
function alone(call: CutCall, whole: WholeAnswer, isProven: boolean, reader: Reader): string[] {
  const error = failureOf(call)
  if (error === undefined) return isProven ? [] : ['success without the terminal marker']
  if (isProven) return [`a complete answer failed: ${error.code}`]
  const laws: string[] = []
  const partial = error.partial?.text ?? ''
  if (!whole.text.startsWith(partial)) laws.push(`the partial text is another one: ${end(partial)}`)
  if (reader !== 'await' && partial !== call.text) laws.push('the partial text is not what was given')
  if (error.attempts.length !== 1 || error.attempts.some(({ usage }) => usage === undefined))
    laws.push('not one usage record an attempt')
  if (error.partial?.usage?.inputTokens === undefined) laws.push('the usage is not in the partial result')
  return laws
}

function end(text: string): string {
  return JSON.stringify(text.slice(-80))
}
