/** What a request is sent with. Fits the second argument of the web's `fetch`. */
export interface FetchInit {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Redirects are given back as they are: a key follows no address that was not configured. */
  readonly redirect: 'manual'
  /** Ends the request and its answer, and serves them alone. */
  readonly signal: AbortSignal
}

/** What is read of an answer. The web's `Response` fits. */
export interface FetchAnswer {
  /** Of HTTP. */
  readonly status: number
  /** Whether the status is one of 200 to 299. */
  readonly ok: boolean
  /** `opaqueredirect` where a browser hides a redirect. */
  readonly type: string
  /** Names in lower case. */
  readonly headers: Iterable<readonly [string, string]>
  /** `null`: an answer without a body. */
  readonly body: FetchBody | null
}

/** The bytes of an answer. The web's `ReadableStream` fits. */
export interface FetchBody {
  /** Begins to read. Asked once. */
  getReader(): FetchReader
}

/** Reads them. */
export interface FetchReader {
  /** The next bytes. Rejects when the connection fails. */
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>
  /** Gives the rest up: the connection is closed. A read that waits ends. */
  cancel(): Promise<void>
}

/**
 * Sends one request. The web's `fetch` is one; a function that answers as little as this will do. Rejects when there is no answer, and with
 * the signal's reason when that ends the request. Has no time limit of its own: the router has.
 */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>
