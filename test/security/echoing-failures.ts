import type { ProtocolId } from '../../src/index.ts'

/** What a hostile provider knows when it answers. */
export interface Asked {
  readonly protocol: ProtocolId
  /** Everything secret of the request, in every form there is. */
  readonly echo: string
  /** The secrets as they are. */
  readonly keys: readonly string[]
  readonly signal: AbortSignal | undefined
}

/** Answers a request, or throws. */
export type Failure = (asked: Asked) => Response | Promise<Response>

/** Carries what HTTP clients hang onto their errors. */
class ClientRequest {
  readonly headers: Readonly<Record<string, string>>
  constructor(authorization: string) {
    this.headers = { authorization }
  }
}

const isHeaderValue = (text: string): boolean => /^[\x21-\x7e]+$/.test(text)

function envelope({ echo, keys }: Asked): unknown {
  const words = { message: `The key ${echo} was not accepted`, type: echo, param: echo, code: keys[0], status: keys[0] }
  return {
    error: { ...words, metadata: { raw: JSON.stringify({ error: { message: echo } }) } },
    request_id: keys[0],
    message: echo,
  }
}

function refused(status: number): Failure {
  return (asked) => {
    const shown = asked.keys.filter((key) => isHeaderValue(key))
    const headers =
      shown.length === 0 ? {} : { 'x-request-id': shown.join('-'), 'www-authenticate': `Bearer ${shown.join()}` }
    return Response.json(envelope(asked), { status, headers: { ...headers, 'retry-after': '1' } })
  }
}

/** One frame as the protocol's stream has them. */
function frame(protocol: ProtocolId, json: string, event = 'error'): string {
  return protocol === 'ollama-chat' ? `${json}\n` : `event: ${event}\ndata: ${json}\n\n`
}

const chatChunk = (delta: object, more: object = {}): string =>
  `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta, finish_reason: null, ...more }] })}\n\n`

const stream = (...pieces: readonly string[]): Response =>
  new Response(pieces.join(''), { headers: { 'content-type': 'text/event-stream' } })

/** The echo so deep in a text that whoever cuts the text cuts a key: one text for each key and place of the cut. */
function acrossCuts({ keys }: Asked, cutAt: number): string[] {
  return keys.map((key) => `${'.'.repeat(cutAt - Math.ceil(key.length * 0.8))}${key}${key}`)
}

function throwing(make: (asked: Asked) => unknown): Failure {
  // A fetch may reject with anything.
  return (asked) => Promise.reject(make(asked))
}

/** Every way a call can fail at a provider that repeats what it was sent. */
export const failures: Readonly<Record<string, Failure>> = {
  ...Object.fromEntries(
    [400, 401, 402, 403, 404, 408, 413, 429, 500, 503, 529].map((status) => [`HTTP ${status}`, refused(status)]),
  ),
  'a list of complaints': ({ echo }) =>
    Response.json({ detail: [{ loc: ['body', echo], msg: echo }] }, { status: 422 }),
  'plain text': ({ echo }) => new Response(`Unauthorized: ${echo}`, { status: 401 }),
  'an HTML page': ({ keys, echo }) =>
    new Response(`<html><title>401 ${keys.join(' ')}</title><body>${echo}</body></html>`, { status: 401 }),
  'a body without words': ({ keys }) =>
    Response.json({ x: keys.map((key) => `${'.'.repeat(250)}${key}`) }, { status: 500 }),
  'text that is cut at 2000': (asked) => new Response(acrossCuts(asked, 2_000)[0] ?? '', { status: 500 }),
  'a body that is cut at 64 KiB': (asked) => new Response(acrossCuts(asked, 64 * 1024)[0] ?? '', { status: 500 }),
  'a redirect': ({ keys }) =>
    new Response(null, {
      status: 307,
      headers: { location: `https://x.example/?k=${encodeURIComponent(keys.join())}` },
    }),
  'a failed fetch': throwing(({ keys }) => {
    const cause = Object.assign(new Error(`connect ECONNREFUSED ${keys.join()}`), {
      code: 'ECONNREFUSED',
      path: keys.join(),
    })
    return new TypeError('fetch failed', { cause })
  }),
  'an invalid header': throwing(
    ({ keys }) => new TypeError(`Headers.append: "Bearer ${keys.join()}" is an invalid header value.`),
  ),
  'an error with a request': throwing(({ keys, echo }) =>
    Object.assign(new Error(`Request failed ${keys[0]}`), {
      name: `HttpError ${keys[0]}`,
      config: { headers: { authorization: keys.join() }, [`x ${keys[0]}`]: [echo] },
      request: new ClientRequest(keys.join()),
      toJSON: () => keys,
    }),
  ),
  'several errors': throwing(
    ({ keys }) =>
      new AggregateError(
        keys.map((key) => new Error(key)),
        `all failed: ${keys.join()}`,
      ),
  ),
  'a DOMException': throwing(({ keys }) => new DOMException(keys.join(), 'NetworkError')),
  'a text that is thrown': throwing(({ echo }) => `no: ${echo}`),
  'an object that is thrown': throwing(({ keys }) => ({ headers: keys, request: new ClientRequest(keys.join()) })),
  'an error in itself': throwing(({ keys }) => {
    const error = new Error(keys.join())
    error.cause = error
    return error
  }),
  'a broken body': ({ keys, protocol }) => {
    const begin = protocol === 'openai-chat' ? chatChunk({ content: 'Hello' }) : ''
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(begin === '' ? ' ' : begin)),
      pull: (controller) => controller.error(new Error(`socket of ${keys.join()} hung up`)),
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  },
  'an error inside a 200': (asked) =>
    stream(frame(asked.protocol, JSON.stringify({ type: 'error', ...(envelope(asked) as object) }))),
  'an error after text': (asked) =>
    stream(
      chatChunk({ content: 'Hello' }),
      frame(asked.protocol, JSON.stringify({ type: 'error', ...(envelope(asked) as object) })),
    ),
  'a malformed stream': (asked) =>
    stream(
      ...[60, 119, 121]
        .flatMap((cut) => acrossCuts(asked, cut + 80))
        .map((text) => frame(asked.protocol, `{${text.slice(80)}`)),
    ),
  'one malformed event': (asked) =>
    stream(
      frame(asked.protocol, `{"x":"${asked.echo.slice(0, 90)}${asked.keys[0]}`, ''),
      chatChunk({ content: 'Hello' }),
      chatChunk({}, { finish_reason: 'stop' }),
      'data: [DONE]\n\n',
    ),
  'names that are no names': ({ keys }) =>
    stream(
      `data: ${JSON.stringify({ id: keys[0], model: keys.join(), choices: [{ index: 0, delta: { content: 'Hello' }, finish_reason: null }] })}\n\n`,
      chatChunk({}, { finish_reason: keys.join() }),
      'data: [DONE]\n\n',
    ),
  'a page instead of an answer': ({ echo }) => new Response(`<html><title>${echo}</title>${echo}</html>`),
  'a cut stream': () => stream(chatChunk({ content: 'Hello' })),
  'an empty answer': () => stream(chatChunk({}, { finish_reason: 'stop' }), 'data: [DONE]\n\n'),
  silence: ({ signal }) =>
    new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error))
    }),
}
