import { chatEnd, textChunk } from '../scripted-chat.ts'

/** A host that serves only so many requests at one time, and keeps each open until it is let go. */
export interface CrowdedHost {
  readonly fetch: typeof globalThis.fetch
  /** Hosts that were asked, in order; a refused one with `!`. */
  readonly asked: string[]
  /** Requests that are served now, by host. */
  readonly running: (host: string) => number
  /** The most that were sent at one time to a host, refused ones too. */
  readonly peak: (host: string) => number
  /** Ends the oldest of the open answers of a host. */
  readonly finish: (host: string) => void
}

/** `most`: what each host serves at one time; more is refused like by a host that names no code. */
export function crowdedHost(
  most: Readonly<Record<string, number>>,
  headers: Readonly<Record<string, string>> = {},
): CrowdedHost {
  const asked: string[] = []
  const open = new Map<string, (() => void)[]>()
  const peaks = new Map<string, number>()
  const openOf = (host: string): (() => void)[] => {
    const list = open.get(host) ?? []
    open.set(host, list)
    return list
  }
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const host = new URL(input instanceof Request ? input.url : input.toString()).hostname.split('.')[0] ?? ''
    const list = openOf(host)
    peaks.set(host, Math.max(peaks.get(host) ?? 0, list.length + 1))
    if (list.length >= (most[host] ?? Infinity)) {
      asked.push(`${host}!`)
      return Response.json({ error: { message: 'Too many concurrent requests.' } }, { status: 429, headers })
    }
    asked.push(host)
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        const leave = (): void => void list.splice(list.indexOf(finish), 1)
        const finish = (): void => {
          leave()
          for (const piece of [textChunk('Hello'), chatEnd()]) controller.enqueue(new TextEncoder().encode(piece))
          controller.close()
        }
        list.push(finish)
        init?.signal?.addEventListener('abort', () => {
          leave()
          controller.error(init.signal?.reason)
        })
      },
    })
    return new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
  }
  return {
    fetch,
    asked,
    running: (host) => openOf(host).length,
    peak: (host) => peaks.get(host) ?? 0,
    finish: (host) => openOf(host)[0]?.(),
  }
}
