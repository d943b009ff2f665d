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
  const offsets = [...cuts(bytes.length)].toSorted((a, b) => a - b)
  let start = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const end = offsets.shift() ?? bytes.length
      if (end > start) controller.enqueue(bytes.subarray(start, end))
      start = Math.max(start, end)
      if (start >= bytes.length) controller.close()
      else if (end <= 0) controller.enqueue(new Uint8Array())
    },
  })
  return new Response(body, { status, headers: { ...headers } })
}
