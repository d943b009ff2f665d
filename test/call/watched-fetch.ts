/** A fetch that knows which of its requests are still open. */
export interface WatchedFetch {
  readonly fetch: typeof globalThis.fetch
  /** Hosts whose answer was neither read to its end nor given up. */
  readonly open: () => readonly string[]
}

/** Watches another one. */
export function watchedFetch(inner: typeof globalThis.fetch): WatchedFetch {
  const open = new Map<number, string>()
  let last = 0
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const number = ++last
    const over = (): void => void open.delete(number)
    open.set(number, new URL(input instanceof Request ? input.url : input.toString()).hostname)
    init?.signal?.addEventListener('abort', over)
    try {
      const response = await inner(input, init)
      const reader = response.body?.getReader()
      if (reader === undefined) {
        over()
        return response
      }
      const body = new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            try {
              const { done, value } = await reader.read()
              if (!done) return controller.enqueue(value)
              over()
              controller.close()
            } catch (error) {
              over()
              controller.error(error)
            }
          },
          async cancel(reason) {
            over()
            await reader.cancel(reason)
          },
        },
        { highWaterMark: 0 },
      )
      return new Response(body, { status: response.status, headers: response.headers })
    } catch (error) {
      over()
      throw error
    }
  }
  return { fetch, open: () => [...open.values()] }
}
