/** One step of a scripted provider that speaks openai-chat. */
export type Step =
  /** Answers with these words, each a delta, and ends properly. */
  | {
      readonly say: readonly string[]
      readonly usage?: { readonly input: number; readonly output: number }
      readonly model?: string
    }
  /** Says these words and then breaks off, closes cleanly without an end, or goes silent. */
  | { readonly cut: readonly string[]; readonly how?: 'reset' | 'close' | 'silence' }
  /** Refuses with a status. */
  | {
      readonly status: number
      readonly message?: string
      readonly code?: string
      readonly headers?: Readonly<Record<string, string>>
    }
  /** No answer at all. */
  | { readonly network: string }
  /** Never answers, not even with headers. */
  | { readonly silent: true }
  /** Answers with headers and these raw pieces of the body; `open` leaves it unfinished. */
  | { readonly raw: readonly string[]; readonly open?: boolean; readonly headers?: Readonly<Record<string, string>> }

/** A request as the provider saw it. */
export interface SeenRequest {
  readonly host: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: {
    readonly model: string
    readonly messages: readonly { readonly role: string; readonly content: unknown }[]
  } & Readonly<Record<string, unknown>>
  readonly signal: AbortSignal | undefined
}

/** A fetch that plays the steps of each host in turn (the last one repeats), and what it was asked. */
export interface ScriptedFetch {
  readonly fetch: typeof globalThis.fetch
  readonly requests: SeenRequest[]
}

const encoder = new TextEncoder()

/** One event of a chat stream. */
export function chatEvent(chunk: unknown): string {
  return `data: ${JSON.stringify(chunk)}\n\n`
}

/** A delta of visible text. */
export function textChunk(content: string, model = 'm'): string {
  return chatEvent({ id: 'chatcmpl-1', model, choices: [{ index: 0, delta: { content }, finish_reason: null }] })
}

/** The end of a chat stream: finish reason, usage, `[DONE]`. */
export function chatEnd(
  usage: { readonly input: number; readonly output: number } = { input: 7, output: 3 },
  reason = 'stop',
): string {
  const { input, output } = usage
  return (
    chatEvent({ id: 'chatcmpl-1', choices: [{ index: 0, delta: {}, finish_reason: reason }] }) +
    chatEvent({
      id: 'chatcmpl-1',
      choices: [],
      usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
    }) +
    'data: [DONE]\n\n'
  )
}

/** Makes it. Hosts are the first label of the address: `https://a.example/v1` is `a`. */
export function scriptedChat(script: Readonly<Record<string, readonly Step[]>>): ScriptedFetch {
  const requests: SeenRequest[] = []
  const played = new Map<string, number>()
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const address = input instanceof Request ? input.url : input.toString()
    const url = new URL(address)
    const host = url.hostname.split('.')[0] ?? ''
    requests.push({
      host,
      url: address,
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as SeenRequest['body'],
      signal: init?.signal ?? undefined,
    })
    const steps = script[host] ?? []
    const turn = played.get(host) ?? 0
    played.set(host, turn + 1)
    const step = steps[Math.min(turn, steps.length - 1)]
    if (step === undefined) throw new Error(`nothing is scripted for ${host}`)
    return respond(step, init?.signal ?? undefined)
  }
  return { fetch, requests }
}

async function respond(step: Step, signal: AbortSignal | undefined): Promise<Response> {
  if ('silent' in step) return untilAborted(signal)
  if ('network' in step)
    throw Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error(step.network), { code: step.network }),
    })
  if ('status' in step) {
    const body = { error: { message: step.message ?? `status ${step.status}`, code: step.code ?? null, type: null } }
    return Response.json(body, { status: step.status, headers: { ...step.headers } })
  }
  const headers = { 'content-type': 'text/event-stream', ...('raw' in step ? step.headers : {}) }
  if ('raw' in step)
    return new Response(stream(step.raw, step.open === true ? 'silence' : 'close', signal), { headers })
  if ('cut' in step)
    return new Response(
      stream(
        step.cut.map((word) => textChunk(word)),
        step.how ?? 'reset',
        signal,
      ),
      { headers },
    )
  const pieces = [...step.say.map((word) => textChunk(word, step.model)), chatEnd(step.usage)]
  return new Response(stream(pieces, 'close', signal), { headers })
}

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}

function stream(
  pieces: readonly string[],
  end: 'close' | 'reset' | 'silence',
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  const rest = [...pieces]
  return new ReadableStream(
    {
      start(controller) {
        signal?.addEventListener('abort', () => controller.error(signal.reason), { once: true })
      },
      async pull(controller) {
        // A turn of the event loop between two pieces: they arrive one by one, as from a network.
        await new Promise((resolve) => setImmediate(resolve))
        const piece = rest.shift()
        if (piece !== undefined) controller.enqueue(encoder.encode(piece))
        else if (end === 'close') controller.close()
        else if (end === 'reset') controller.error(new TypeError('terminated'))
        else await new Promise(() => undefined)
      },
    },
    { highWaterMark: 0 },
  )
}
