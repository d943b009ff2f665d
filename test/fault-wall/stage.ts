import type { ServerResponse } from 'node:http'
import { canonicalInputTokens, tokensOf } from './canonical-answer.ts'
import type { Dialect, WallError } from './dialect.ts'
import type { WallClock } from './wall-clock.ts'
import type { OpenRequest } from './wall-request.ts'

/** Thrown out of a play whose client has left: there is nobody to play to. */
export class ClientLeft extends Error {}

/** How long bytes are given to arrive before the socket is broken under them, in real milliseconds. */
const settleMs = 15

/** What a stage is set with. */
export interface StageProps {
  readonly request: OpenRequest
  readonly response: ServerResponse
  readonly dialect: Dialect
  readonly options: URLSearchParams
  readonly clock: WallClock
  readonly msPerToken: number
  readonly answer: string
}

/** One exchange in the hands of a fault: everything that can be done to it, down to the socket. */
export class Stage {
  readonly request: OpenRequest
  readonly dialect: Dialect
  readonly options: URLSearchParams
  /** The whole answer that a healthy target would give. */
  readonly answer: string
  readonly #response: ServerResponse
  readonly #clock: WallClock
  readonly #msPerToken: number
  #wakeSleeper: (() => void) | undefined
  #hasLeft = false
  /** The wall ends the exchange itself: whatever the client does afterwards is an answer to that. */
  #isEnding = false
  #tokens: readonly string[]

  constructor({ request, response, dialect, options, clock, msPerToken, answer }: StageProps) {
    this.request = request
    this.dialect = dialect
    this.options = options
    this.answer = answer
    this.#response = response
    this.#clock = clock
    this.#msPerToken = msPerToken
    this.#tokens = tokensOf(answer)
    response.once('close', () => {
      this.#hasLeft = true
      this.#wakeSleeper?.()
    })
  }

  /** Who ended the exchange, once it is over. */
  get endedBy(): 'client' | 'wall' {
    return this.#isEnding ? 'wall' : 'client'
  }

  /** An option of the play as a number. */
  number(name: string, fallback: number): number {
    const value = Number(this.options.get(name) ?? Number.NaN)
    return Number.isFinite(value) ? value : fallback
  }

  /** Says `text` from here on instead of the canonical answer. */
  recite(text: string): void {
    this.#tokens = tokensOf(text)
  }

  /**
   * An error answer. The options `code`, `type` and `message` replace its words; `header=name: value` and `retry-after=value`
   * become headers of it.
   */
  async refuse(status: number, error: WallError, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    const words = Object.fromEntries(
      ['code', 'type', 'message'].flatMap((name) => {
        const value = this.options.get(name)
        return value === null ? [] : [[name, value]]
      }),
    )
    await this.reply(
      status,
      'application/json',
      JSON.stringify(this.dialect.errorBody({ ...error, ...words })),
      headers,
    )
  }

  /** A whole answer with a body of any kind. */
  async reply(
    status: number,
    contentType: string,
    body: string | Uint8Array,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    this.#response.writeHead(status, { 'content-type': contentType, ...this.#headersOfOptions(), ...headers })
    await this.#finishResponse(body)
  }

  /** Headers of a stream, sent at once. `delimitedByClose`: the end of the connection is the end of the body. */
  open(
    headers: Readonly<Record<string, string>> = {},
    { status = 200, delimitedByClose = false }: { status?: number; delimitedByClose?: boolean } = {},
  ): void {
    if (delimitedByClose) this.#response.removeHeader('transfer-encoding')
    const usual = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' }
    this.#response.writeHead(status, { ...usual, ...this.#headersOfOptions(), ...headers })
    this.#response.flushHeaders()
    this.#response.socket?.setNoDelay(true)
  }

  /** Writes now, and waits only while the client does not read. */
  async send(piece: string | Uint8Array): Promise<void> {
    if (this.#hasLeft) throw new ClientLeft()
    if (piece.length === 0 || this.#response.write(piece)) return
    await new Promise<void>((resolve) => {
      this.#wakeSleeper = resolve
      this.#response.once('drain', resolve)
    })
    if (this.#hasLeft) throw new ClientLeft()
  }

  /** Says the next tokens at the wall's pace; all that are left when no number is given. */
  async say(count: number = Infinity): Promise<void> {
    const said = this.#tokens.slice(0, count)
    this.#tokens = this.#tokens.slice(count)
    this.request.tokensSaid += said.length
    if (this.#msPerToken === 0) return this.send(said.map((token) => this.dialect.text(token)).join(''))
    // Each token has its own time from the start, so that late timers do not add up.
    const start = this.#clock.now()
    for (const [index, token] of said.entries()) {
      await this.wait(start + (index + 1) * this.#msPerToken - this.#clock.now())
      await this.send(this.dialect.text(token))
    }
  }

  /** Begins the answer and says `count` tokens of it. */
  async begin(count: number = Infinity): Promise<void> {
    this.open()
    await this.send(this.dialect.preamble(this.request.model))
    await this.say(count)
  }

  /** Finish reason, usage and the last event. */
  async finish(reason: 'stop' | 'tool-calls' = 'stop'): Promise<void> {
    await this.send(this.dialect.finish(reason, this.usage()) + this.dialect.done)
    await this.end()
  }

  /** What has been read and written so far. */
  usage(): { input: number; output: number } {
    return { input: canonicalInputTokens, output: this.request.tokensSaid }
  }

  /** Waits on the wall's clock. */
  async wait(ms: number): Promise<void> {
    if (this.#hasLeft) throw new ClientLeft()
    if (ms <= 0) return
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(ms, resolve)
      this.#wakeSleeper = () => {
        cancel()
        resolve()
      }
    })
    this.#wakeSleeper = undefined
    if (this.#hasLeft) throw new ClientLeft()
  }

  /** Leaves everything as it is until the client goes. */
  async hold(): Promise<void> {
    await this.wait(this.#clock.longestMs)
  }

  /** Ends the body as HTTP has it. */
  async end(): Promise<void> {
    await this.#finishResponse('')
  }

  /** Breaks the connection with a reset, after what was sent has had the time to arrive. */
  async reset(): Promise<void> {
    await this.#settle()
    this.#isEnding = true
    this.#response.socket?.resetAndDestroy()
  }

  /** Sends a FIN in the middle of the body and goes on listening. */
  async halfClose(): Promise<void> {
    await this.#settle()
    this.#isEnding = true
    this.#response.socket?.end()
    await this.hold()
  }

  async #finishResponse(rest: string | Uint8Array): Promise<void> {
    if (this.#hasLeft) throw new ClientLeft()
    this.#isEnding = true
    await new Promise<void>((resolve) => {
      this.#response.once('close', resolve)
      this.#response.end(rest, resolve)
    })
  }

  async #settle(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, settleMs))
  }

  #headersOfOptions(): Record<string, string> {
    const headers: Record<string, string> = {}
    const retryAfter = this.options.get('retry-after')
    if (retryAfter !== null) headers['retry-after'] = retryAfter
    for (const header of this.options.getAll('header')) {
      const colon = header.indexOf(':')
      headers[header.slice(0, colon)] = header.slice(colon + 1).trim()
    }
    return headers
  }
}
