import { createRouter } from '../../src/index.ts'
import type { CompletionEvent, CompletionResult, Router, RouterError, Settled } from '../../src/index.ts'
import { bodyBytes, recordingsOf } from '../conformance/recordings.ts'
import { chatEnd, textChunk } from '../scripted-chat.ts'

/** A recorded stream of an answer. */
export interface RecordedStream {
  readonly id: string
  readonly protocol: 'openai-chat' | 'anthropic-messages'
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Offsets at which its events end. */
  readonly eventEnds: readonly number[]
}

/** How a second target answers: with the whole recording again, or with `rest`, as if it went on. */
export type SecondTarget = 'none' | 'starts again' | 'goes on'

/** How the call is read. */
export type Reader = 'events' | 'text' | 'await'

/** What came of a call whose first target was cut. */
export interface CutCall {
  readonly outcome: Settled<CompletionResult>
  /** What an append-only consumer was given; nothing for `await`. */
  readonly text: string
  readonly events: readonly CompletionEvent[]
  /** What its iterator threw. */
  readonly thrown: unknown
  readonly requests: number
}

/** What `goes on` says: it occurs in no recording. */
export const rest = '⟦and so it went on⟧'

/** The sets of recordings whose streams are cut. */
const sets = [
  ['openai-chat', 'openai-chat'],
  ['mistral', 'openai-chat'],
  ['anthropic-messages', 'anthropic-messages'],
] as const

/** All recorded streams of chat and messages hosts. */
export function recordedStreams(): readonly RecordedStream[] {
  return sets.flatMap(([folder, protocol]) =>
    recordingsOf(folder)
      .filter(({ streaming, response }) => streaming && response.status === 200)
      .map((recording) => {
        const bytes = new Uint8Array(bodyBytes(recording))
        return { id: recording.id, protocol, bytes, eventEnds: eventEndsOf(bytes) }
      }),
  )
}

/** Offsets after each blank line. */
function eventEndsOf(bytes: Uint8Array): readonly number[] {
  const ends: number[] = []
  let lineStart = 0
  for (const [at, byte] of bytes.entries()) {
    if (byte !== 0x0a) continue
    const isBlank = at === lineStart || (at === lineStart + 1 && bytes[lineStart] === 0x0d)
    if (isBlank) ends.push(at + 1)
    lineStart = at + 1
  }
  return ends
}

const goesOn = new TextEncoder().encode(textChunk(rest) + chatEnd())

/** Plays cut streams to routers. Its clock jumps ahead with every call, so that nothing is left of the call before. */
export class CutPlayer {
  #stream: RecordedStream | undefined
  #cutAt = 0
  #requests = 0
  #now = 1_000_000
  readonly #routers = new Map<string, Router>()

  /** One call: the first target gives the bytes up to `cutAt` and ends its body as HTTP has it. */
  async play(stream: RecordedStream, cutAt: number, second: SecondTarget, reader: Reader): Promise<CutCall> {
    this.#stream = stream
    this.#cutAt = cutAt
    this.#requests = 0
    this.#now += 3_600_000
    const router = this.#routerFor(stream.protocol)
    const chains = {
      none: ['first/m'],
      'starts again': ['first/m', 'again/m'],
      'goes on': ['first/m', 'rest/m'],
    } as const
    const completion = router.complete({ model: chains[second], messages: 'hi', onTruncation: 'stop' })
    const events: CompletionEvent[] = []
    let text = ''
    let thrown: unknown
    try {
      if (reader === 'text') for await (const delta of completion.textStream) text += delta
      else if (reader === 'events') {
        for await (const event of completion.events) {
          events.push(event)
          if (event.type === 'text-delta') text += event.delta
        }
      }
    } catch (error) {
      thrown = error
    }
    const outcome = await completion.settled()
    return { outcome, text, events, thrown, requests: this.#requests }
  }

  #routerFor(protocol: RecordedStream['protocol']): Router {
    const known = this.#routers.get(protocol)
    if (known !== undefined) return known
    const provider = (host: string, spoken: RecordedStream['protocol'] = protocol) =>
      ({ protocol: spoken, baseUrl: `https://${host}.example/v1`, apiKey: 'any' }) as const
    const router = createRouter({
      providers: { first: provider('first'), again: provider('again'), rest: provider('rest', 'openai-chat') },
      routing: { maxRetries: 0, detectors: { wrongModel: false } },
      runtime: {
        fetch: (url) => Promise.resolve(this.#answer(new URL(url).hostname)),
        now: () => this.#now,
        setTimer: () => ({ cancel: () => undefined }),
        random: () => 0.5,
        readEnv: () => undefined,
      },
    })
    this.#routers.set(protocol, router)
    return router
  }

  #answer(hostname: string): Response {
    this.#requests++
    const bytes = this.#stream?.bytes ?? new Uint8Array()
    const body = hostname.startsWith('first')
      ? bytes.subarray(0, this.#cutAt)
      : hostname.startsWith('again')
        ? bytes
        : goesOn
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }
}

/** The error of a call that failed. */
export function failureOf(call: CutCall): RouterError | undefined {
  return call.outcome.ok ? undefined : call.outcome.error
}
