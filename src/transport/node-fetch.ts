import http, { type Agent as HttpAgent, type IncomingMessage } from 'node:http'
import https, { type Agent as HttpsAgent } from 'node:https'
import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

import type { Fetch, FetchAnswer, FetchReader } from '../vocabulary/fetch.ts'

export type * from '../vocabulary/fetch.ts'

/** How long a connection that nobody uses is kept, in milliseconds, where the server names no shorter time. */
const idleConnectionMs = 4_000

/** Bytes that may wait to be read; the server is held back when there are more. */
const maxWaitingBytes: number = 64 * 1024

/** Who connects. Everything has a default. */
export interface NodeFetchOptions {
  /** For `http:` addresses. Default: an agent of its own, which keeps an unused connection for 4 seconds. */
  readonly httpAgent?: HttpAgent | undefined
  /** For `https:` addresses: a proxy, a client certificate, a certificate authority. Default: as for `httpAgent`. */
  readonly httpsAgent?: HttpsAgent | undefined
}

/** What Node's own `fetch` says where the request does not. */
const usualHeaders: Readonly<Record<string, string>> = {
  accept: '*/*',
  'accept-encoding': 'gzip, br',
  'user-agent': 'node',
}

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/**
 * A `fetch` for routers over Node's `http` and `https`: half of the CPU of a short request and two thirds of the wait for its first delta
 * (`npm run bench`). What replaces or watches the global `fetch`, and the proxy of its dispatcher, has no part in it: what does so with `http`
 * has, and `httpsAgent`. Five minutes without a byte do not end an answer, as they do with Node's `fetch`; the router's own limits do. For
 * Node, Deno and Bun.
 *
 * @example
 * const router = createRouter({ runtime: { fetch: nodeFetch() } })
 */
export function nodeFetch(options: NodeFetchOptions = {}): Fetch {
  const kept = { keepAlive: true, timeout: idleConnectionMs } as const
  const httpAgent = options.httpAgent ?? new http.Agent(kept)
  const httpsAgent = options.httpsAgent ?? new https.Agent(kept)
  return (url, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const settings = { method, headers: { ...usualHeaders, ...headers } }
      // Looked up at each call, so that whoever has put something in its place (a test, instrumentation) sees it.
      const request = url.startsWith('https:')
        ? https.request(url, { ...settings, agent: httpsAgent })
        : http.request(url, { ...settings, agent: httpAgent })
      const leave = (): void => {
        reject(signal.reason as Error)
        request.destroy()
      }
      signal.addEventListener('abort', leave, { once: true })
      request.once('response', (message) => resolve(answerOf(message)))
      request.once('close', () => signal.removeEventListener('abort', leave))
      // Also after the answer has begun: an error that nobody listens to would end the process.
      request.on('error', reject)
      request.end(body)
    })
}

function answerOf(message: IncomingMessage): FetchAnswer {
  const status = message.statusCode ?? 0
  const reader = new BytesReader(decoded(message))
  return {
    status,
    ok: status >= 200 && status < 300,
    type: 'default',
    headers: Object.entries(message.headers).map(([name, value]) => [name, String(value)] as const),
    body: { getReader: () => reader },
  }
}

/** The body without its compressions, the last one taken off first. As with `fetch`, one that is not known stays. */
function decoded(message: IncomingMessage): Readable {
  let bytes: Readable = message
  for (const name of message.headers['content-encoding']?.split(',').toReversed() ?? []) {
    const decoder = decoders[name.trim().toLowerCase()]?.()
    if (decoder === undefined) return bytes
    // An error of any of them arrives at the last one, whose reader hears of it.
    bytes = pipeline(bytes, decoder, () => undefined)
  }
  return bytes
}

type Read = Awaited<ReturnType<FetchReader['read']>>

/** Reads a stream of Node by promises. Its async iterator does so as well, and takes a tenth more. */
class BytesReader implements FetchReader {
  readonly #bytes: Readable
  readonly #chunks: Uint8Array[] = []
  #waitingBytes = 0
  #read: PromiseWithResolvers<Read> | undefined
  #end: Promise<Read> | undefined

  constructor(bytes: Readable) {
    this.#bytes = bytes
    bytes.on('data', (chunk: Uint8Array) => this.#take(chunk))
    bytes.once('end', () => this.#finish(Promise.resolve({ done: true })))
    bytes.once('error', (error) => this.#finish(Promise.reject(error)))
  }

  read(): Promise<Read> {
    const value = this.#chunks.shift()
    if (value === undefined) return this.#end ?? (this.#read = Promise.withResolvers<Read>()).promise
    this.#waitingBytes -= value.length
    if (this.#chunks.length === 0) this.#bytes.resume()
    return Promise.resolve({ done: false, value })
  }

  cancel(): Promise<void> {
    this.#chunks.length = 0
    this.#finish(Promise.resolve({ done: true }))
    this.#bytes.destroy()
    return Promise.resolve()
  }

  #take(value: Uint8Array): void {
    const read = this.#read
    if (read !== undefined) {
      this.#read = undefined
      read.resolve({ done: false, value })
      return
    }
    this.#chunks.push(value)
    this.#waitingBytes += value.length
    if (this.#waitingBytes > maxWaitingBytes) this.#bytes.pause()
  }

  #finish(end: Promise<Read>): void {
    // Nobody may read any more: a rejection is then heard by nobody, and is no fault of the program.
    end.catch(() => undefined)
    this.#end ??= end
    this.#read?.resolve(this.#end)
    this.#read = undefined
  }
}
