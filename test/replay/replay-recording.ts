import { createRouter } from '../../src/index.ts'
import type { CompletionResult, RouterError } from '../../src/index.ts'
import { bodyBytes, type Recording } from '../conformance/recordings.ts'

/** How the bytes of a body arrive: the offsets at which they are cut. */
export type Cuts = (length: number) => readonly number[]

/** The outcome of a recorded exchange, through nothing but the public API. */
export type Replayed =
  | { readonly ok: true; readonly result: CompletionResult }
  | { readonly ok: false; readonly error: RouterError }

/** Plays a recorded answer to `complete()`, as a provider of that protocol. */
export async function replay(
  recording: Recording,
  protocol: 'openai-chat' | 'anthropic-messages',
  cuts: Cuts = () => [],
): Promise<Replayed> {
  const router = createRouter({
    providers: { replay: { protocol, baseUrl: 'https://replay.example', apiKey: 'not-a-key' } },
    routing: { maxRetries: 0 },
    runtime: { fetch: () => Promise.resolve(recordedResponse(recording, cuts)), readEnv: () => undefined },
  })
  const completion = router.complete({
    model: `replay/${recording.model === '' ? 'model' : recording.model}`,
    messages: 'hi',
    onTruncation: 'stop',
  })
  const outcome = await completion.settled()
  await router.close()
  return outcome
}

function recordedResponse(recording: Recording, cuts: Cuts): Response {
  const bytes = bodyBytes(recording)
  const { status, headers } = recording.response
  // Each offset once: a pull that gives nothing would not be repeated.
  const offsets = [...new Set([...cuts(bytes.length), bytes.length])]
    .filter((offset) => offset > 0)
    .toSorted((a, b) => a - b)
  let start = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const end = offsets.shift()
      if (end === undefined) {
        controller.close()
        return
      }
      controller.enqueue(bytes.subarray(start, end))
      start = end
    },
  })
  return new Response(body, { status, headers: { ...headers } })
}
