import type { FetchAnswer, FetchReader } from '../vocabulary/fetch.ts'
import type { Runtime } from '../vocabulary/runtime.ts'

/** How much of an error body is read, in bytes. */
const maxErrorBytes = 64 * 1024

/** How long an error body may take, in milliseconds; what has come by then is used. */
const errorBodyMs = 5_000

/** How long the rest of a complete answer is read so that its connection can serve again, in milliseconds and bytes. */
const drainMs = 250
const maxDrainBytes: number = 64 * 1024

/** One request, ready to be sent. */
export interface ExchangeRequest {
  readonly url: string
  /** Default `GET` without a body, `POST` with one. */
  readonly method?: 'GET' | 'POST' | 'DELETE' | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
}

/** A successful answer, its body unread. */
export interface OpenAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The next bytes; `undefined` when the body ended or was cut off by `cancel`. Rejects when the connection fails. */
  read(): Promise<Uint8Array | undefined>
  /** Gives the body up. The server sees its connection close. */
  cancel(): void
  /** The answer is complete: reads what little may be left, in the background, so that the connection can be used again. */
  release(): void
}

/** What came of a request: a body to read, an error answer, or no answer at all. */
export type Exchange =
  | { readonly type: 'answer'; readonly answer: OpenAnswer }
  | {
      readonly type: 'error-answer'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      /** Parsed JSON, or text. */
      readonly body: unknown
    }
  | { readonly type: 'no-answer'; readonly error: unknown }

/**
 * Sends one request and waits for the head of its answer. Never throws. Redirects are refused: a key follows no address that
 * was not configured. The signal, which serves this exchange alone, ends the request and the body; a fetch that ignores it is left behind.
 */
export async function exchange(
  request: ExchangeRequest,
  runtime: Pick<Runtime, 'fetch' | 'setTimer'>,
  signal: AbortSignal,
): Promise<Exchange> {
  if (signal.aborted) return { type: 'no-answer', error: signal.reason }
  const ending: Ending = { end: undefined }
  signal.addEventListener('abort', () => ending.end?.(), { once: true })
  try {
    const response = await answerTo(request, runtime, signal, ending)
    const headers = Object.fromEntries(response.headers)
    const answer = new OpenBody(response, headers, runtime, ending)
    if (signal.aborted) answer.cancel()
    if (response.ok) return { type: 'answer', answer }
    const body = response.type === 'opaqueredirect' ? '' : await readError(answer, runtime)
    return { type: 'error-answer', status: response.status, headers, body }
  } catch (error) {
    return { type: 'no-answer', error }
  }
}

/** What the end of an exchange from outside means to the part of it that runs. */
interface Ending {
  end: (() => void) | undefined
}

function answerTo(
  { url, method, headers, body }: ExchangeRequest,
  { fetch }: Pick<Runtime, 'fetch'>,
  signal: AbortSignal,
  ending: Ending,
): Promise<FetchAnswer> {
  return new Promise((resolve, reject) => {
    ending.end = () => reject(signal.reason)
    fetch(
      url,
      body === undefined
        ? { method: method ?? 'GET', headers, redirect: 'manual', signal }
        : { method: method ?? 'POST', headers, body, redirect: 'manual', signal },
    ).then(resolve, reject)
  })
}

class OpenBody implements OpenAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly #reader: FetchReader | undefined
  readonly #runtime: Pick<Runtime, 'setTimer'>
  readonly #ending: Ending

  constructor(
    { status, body }: FetchAnswer,
    headers: Readonly<Record<string, string>>,
    runtime: Pick<Runtime, 'setTimer'>,
    ending: Ending,
  ) {
    this.status = status
    this.headers = headers
    this.#reader = body?.getReader()
    this.#runtime = runtime
    this.#ending = ending
    ending.end = () => this.cancel()
  }

  async read(): Promise<Uint8Array | undefined> {
    return (await this.#reader?.read())?.value
  }

  cancel(): void {
    // A body that failed already rejects its cancellation; there is nothing left to do about it.
    this.#reader?.cancel().catch(() => undefined)
  }

  release(): void {
    this.#ending.end = undefined
    if (this.#reader !== undefined) void drain(this.#reader, this.#runtime, () => this.cancel())
  }
}

async function drain(reader: FetchReader, runtime: Pick<Runtime, 'setTimer'>, cancel: () => void): Promise<void> {
  const timer = runtime.setTimer(drainMs, cancel)
  try {
    for (let length = 0; length < maxDrainBytes;) {
      const { value } = await reader.read()
      if (value === undefined) return
      length += value.length
    }
    cancel()
  } catch {
    // The answer is complete: whatever happens to the connection now changes nothing.
  } finally {
    timer.cancel()
  }
}

/** The start of an error body, parsed when it is JSON. A body that breaks off or never ends gives what it gave. */
async function readError(answer: OpenAnswer, runtime: Pick<Runtime, 'setTimer'>): Promise<unknown> {
  const decoder = new TextDecoder()
  const timer = runtime.setTimer(errorBodyMs, () => answer.cancel())
  let text = ''
  try {
    for (let length = 0; length < maxErrorBytes;) {
      const chunk = await answer.read()
      if (chunk === undefined) break
      text += decoder.decode(chunk.subarray(0, maxErrorBytes - length), { stream: true })
      length += chunk.length
    }
  } catch {
    // The status stands whatever happened to the body.
  } finally {
    timer.cancel()
    answer.cancel()
  }
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
