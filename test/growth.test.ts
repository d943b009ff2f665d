import { Session } from 'node:inspector/promises'

import { describe, expect, it } from 'vitest'

import { streamEvents, type StreamKind } from '../bench/streams.ts'
import { createRouter } from '../src/index.ts'

const chunkBytes = 16 * 1024

/** A body in chunks, as a server that is in a hurry writes it. */
function bodyOf(kind: StreamKind): ReadableStream<Uint8Array> {
  const bytes = new Uint8Array(Buffer.concat(streamEvents(kind)))
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close()
      controller.enqueue(bytes.slice(at, at + chunkBytes))
      at += chunkBytes
    },
  })
}

/** Asks for an answer of this kind and reads all of its events. */
async function readAnswer(kind: StreamKind): Promise<void> {
  const protocol = kind.wire === 'chat' ? 'openai-chat' : 'anthropic-messages'
  const router = createRouter({
    providers: { made: { protocol, baseUrl: 'https://made-up.example/v1', apiKey: 'a-key-of-nobody' } },
    runtime: { readEnv: () => undefined, fetch: () => Promise.resolve(new Response(bodyOf(kind))) },
  })
  let deltas = 0
  for await (const { type } of router.complete({ model: 'made/m', messages: 'Hi' }).events) {
    if (type === 'text-delta' || type === 'tool-call-delta') deltas++
  }
  expect(deltas).toBe(kind.deltas)
}

/** Bytes that reading an answer allocates, collected ones included. */
async function allocatedBytes(kind: StreamKind): Promise<number> {
  const session = new Session()
  session.connect()
  await session.post('HeapProfiler.startSampling', {
    samplingInterval: 1024,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  })
  await readAnswer(kind)
  const { profile } = await session.post('HeapProfiler.stopSampling')
  session.disconnect()
  return sizeOf(profile.head)
}

interface SamplingNode {
  readonly selfSize: number
  readonly children: readonly SamplingNode[]
}

function sizeOf({ selfSize, children }: SamplingNode): number {
  return children.reduce((total, child) => total + sizeOf(child), selfSize)
}

describe('what an answer costs', () => {
  // Allocated bytes stand for time here: they are the same on every machine, and whatever is done again for each delta allocates.
  it.each([
    { wire: 'chat', content: 'arguments' },
    { wire: 'chat', content: 'text' },
    { wire: 'anthropic', content: 'arguments' },
    { wire: 'anthropic', content: 'text' },
  ] as const)('grows with its length and not faster: $content over $wire', async (kind) => {
    await readAnswer({ ...kind, deltas: 1000 })
    const short = await allocatedBytes({ ...kind, deltas: 1000 })
    const long = await allocatedBytes({ ...kind, deltas: 4000 })
    expect(short).toBeGreaterThan(100_000)
    expect(long / short).toBeLessThan(4.2)
  })
})
