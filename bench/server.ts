import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'

import { recordedBodies } from './recorded-bodies.ts'
import { streamEvents, wires, type StreamKind, type Wire } from './streams.ts'

/*
 * The provider of the benchmark, in a process of its own so that its work is nobody's. Bodies are built once, at the first request for
 * them. What is played stands in the path: see `basePath` and `faultPath`.
 */

const chunkBytes = 16 * 1024

/** Slower than any client reads, so that no two writes arrive as one. */
const eventIntervalMs = 0.04

const restAfterMs = 1

const errorBodies: Readonly<Record<string, object>> = {
  '529': { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
  '429': {
    error: { message: 'Rate limit reached for requests', type: 'requests', param: null, code: 'rate_limit_exceeded' },
  },
}

/** A body cut for both ways of writing it. */
interface Body {
  readonly events: readonly Uint8Array[]
  readonly chunks: readonly Uint8Array[]
}

/** The bodies of a path, played in turn. */
interface Playlist {
  readonly bodies: readonly Body[]
  turn: number
}

const playlists = new Map<string, Playlist>()

function nextBody(wire: Wire, content: string, deltas: number): Body {
  const name = `${wire} ${content} ${deltas}`
  let playlist = playlists.get(name)
  if (playlist === undefined) {
    const answers =
      content === 'recorded'
        ? recordedBodies(wire, process.env['RECORDINGS']).map((body) => [Buffer.from(body)])
        : [streamEvents({ wire, content: content as StreamKind['content'], deltas })]
    playlist = { bodies: answers.map(cut), turn: 0 }
    playlists.set(name, playlist)
  }
  const body = playlist.bodies[playlist.turn++ % playlist.bodies.length]
  if (body === undefined) throw new Error(`there is nothing to play for ${name}`)
  return body
}

function cut(events: readonly Uint8Array[]): Body {
  const whole = Buffer.concat(events)
  const chunks: Uint8Array[] = []
  for (let at = 0; at < whole.length; at += chunkBytes) chunks.push(whole.subarray(at, at + chunkBytes))
  return { events, chunks }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.resume()
  await once(request, 'end')
  const [, mode, what, content, deltas] = (request.url ?? '').split('/')
  if (mode === 'fault') return fail(what ?? '', response)
  const wire = what as Wire
  const { contentType, eventsToFirstDelta } = wires[wire]
  const { events, chunks } = nextBody(wire, content ?? '', Number(deltas))
  response.writeHead(200, { 'content-type': contentType, 'x-request-id': 'req_bench' })
  if (mode === 'events') await writeEvents(response, events)
  else if (mode === 'head') await writeHeadFirst(response, events, eventsToFirstDelta)
  else await writeChunks(response, chunks)
  response.end()
}

function fail(fault: string, response: ServerResponse): void {
  if (fault === 'reset') {
    response.socket?.resetAndDestroy()
    return
  }
  response.writeHead(Number(fault), { 'content-type': 'application/json', 'retry-after': '20' })
  response.end(JSON.stringify(errorBodies[fault]))
}

async function writeChunks(response: ServerResponse, chunks: readonly Uint8Array[]): Promise<void> {
  for (const chunk of chunks) {
    if (response.destroyed) return
    if (!response.write(chunk)) await once(response, 'drain')
  }
}

async function writeHeadFirst(response: ServerResponse, events: readonly Uint8Array[], head: number): Promise<void> {
  response.write(Buffer.concat(events.slice(0, head)))
  await setTimeout(restAfterMs)
  response.write(Buffer.concat(events.slice(head)))
}

async function writeEvents(response: ServerResponse, events: readonly Uint8Array[]): Promise<void> {
  let due = performance.now()
  for (const event of events) {
    if (response.destroyed) return
    response.write(event)
    due += eventIntervalMs
    do await new Promise(setImmediate)
    while (performance.now() < due)
  }
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy())
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.({ origin: `http://127.0.0.1:${port}` })
})
process.on('disconnect', () => process.exit())
