import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { anthropicMessages } from './anthropic-messages-dialect.ts'
import { canonicalAnswer } from './canonical-answer.ts'
import type { Dialect } from './dialect.ts'
import { faults } from './faults.ts'
import { openaiChat } from './openai-chat-dialect.ts'
import { parsePlay, type Play } from './play.ts'
import { ClientLeft, Stage } from './stage.ts'
import { startClock, type WallClock } from './wall-clock.ts'
import type { OpenRequest, WallRequest } from './wall-request.ts'

/** What a target plays: one play after the other (the last one repeats), or whatever a function says. */
export type Script = readonly Play[] | ((request: WallRequest) => Play)

/** How a wall is built. Everything has a default. */
export interface WallOptions {
  /** Plays by target. A target without a script plays what the model of the request is called: `cut-reset?after=40`. */
  readonly script?: Readonly<Record<string, Script>>
  /** Pace of the answers. Default 15; 0 says everything at once. */
  readonly msPerToken?: number
  /** The text that targets say. Default: the canonical answer of sixty words. */
  readonly answer?: string
  /** How much faster than the real clock every wait is, those of `acceleratedRuntime(wall.clock)` included. Default 1. */
  readonly speed?: number
  /** Requests beyond this many are not served: the socket is closed. Default 1 000. */
  readonly maxRequests?: number
  /** The wall closes by itself after this many real milliseconds. Default 120 000. */
  readonly maxLifeMs?: number
}

/** A server on this machine that plays faults. */
export interface FaultWall extends AsyncDisposable {
  /** `http://127.0.0.1:port`. */
  readonly url: string
  readonly clock: WallClock
  /** Every request in order of arrival. */
  readonly requests: readonly WallRequest[]
  /** Requests that were turned away because there were too many. */
  readonly turnedAway: number
  readonly openSockets: number
  /** Base URL of a target for clients of a protocol. Targets need not be declared. */
  baseUrl(target: string): string
  /** The requests of one target. */
  of(target: string): readonly WallRequest[]
  /** Resolves when every exchange has ended. */
  idle(): Promise<void>
  /** Breaks every connection and stops. Rejects when a play failed by itself, and not on purpose. */
  close(): Promise<void>
}

const dialects: readonly Dialect[] = [openaiChat, anthropicMessages]
const maxBodyBytes = 64 * 1024 * 1024

/**
 * Builds a wall of faults on loopback: a provider that fails on demand, one fault per request, on real sockets. It speaks
 * `openai-chat` and `anthropic-messages`, told apart by the path, and keeps book of every request.
 *
 * @example
 * const wall = await startFaultWall({ script: { first: ['unavailable'], second: ['healthy'] } })
 * const router = createRouter({
 *   providers: {
 *     first: { protocol: 'openai-chat', baseUrl: wall.baseUrl('first'), apiKey: 'any' },
 *     second: { protocol: 'anthropic-messages', baseUrl: wall.baseUrl('second'), apiKey: 'any' },
 *   },
 *   routes: { default: ['first/m', 'second/m'] },
 * })
 */
export async function startFaultWall(options: WallOptions = {}): Promise<FaultWall> {
  const { script = {}, msPerToken = 15, answer = canonicalAnswer, maxRequests = 1_000, maxLifeMs = 120_000 } = options
  const clock = startClock(options.speed)
  const requests: WallRequest[] = []
  const turns = new Map<string, number>()
  const sockets = new Set<Socket>()
  const defects: unknown[] = []
  let turnedAway = 0

  function choose(request: WallRequest): Play {
    const plays = script[request.target]
    if (plays === undefined) return request.model
    if (typeof plays === 'function') return plays(request)
    const turn = turns.get(request.target) ?? 0
    turns.set(request.target, turn + 1)
    return plays[Math.min(turn, plays.length - 1)] ?? 'healthy'
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = clock.now()
    if (requests.length >= maxRequests) {
      turnedAway++
      response.socket?.destroy()
      return
    }
    const { pathname } = new URL(incoming.url ?? '/', 'http://wall')
    const dialect = dialects.find(({ endpoint }) => pathname.endsWith(endpoint))
    const body = await readBody(incoming)
    if (dialect === undefined || body === undefined) {
      response
        .writeHead(404, { 'content-type': 'text/plain' })
        .end(`The wall does not understand ${incoming.method} ${pathname}.`)
      return
    }
    const { promise: whenEnded, resolve: hasEnded } = Promise.withResolvers<void>()
    const request: OpenRequest = {
      number: requests.length + 1,
      target: pathname.split('/')[1] ?? '',
      model: String(body['model']),
      protocol: dialect.protocol,
      at,
      headers: headersOf(incoming),
      body,
      play: '',
      tokensSaid: 0,
      ended: undefined,
      whenEnded,
    }
    requests.push(request)
    request.play = choose(request)
    const { name, options: playOptions } = parsePlay(request.play)
    const stage = new Stage({ request, response, dialect, options: playOptions, clock, msPerToken, answer })
    response.once('close', () => {
      request.ended = { by: stage.endedBy, at: clock.now() }
      hasEnded()
    })
    const fault = faults.get(name)
    if (fault !== undefined) return fault.play(stage)
    const message = `There is no fault \`${name}\` on this wall. There are: ${[...faults.keys()].join(', ')}.`
    await stage.refuse(404, { message, type: 'not_found_error', code: 'model_not_found' })
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      if (error instanceof ClientLeft || incoming.socket.destroyed) return
      // A wall that fails by itself must not pass for one that plays a fault.
      defects.push(error)
      response.socket?.destroy()
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // A socket that breaks is what this is about.
    socket.on('error', () => undefined)
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function close(): Promise<void> {
    clearTimeout(endOfLife)
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((resolve) => server.close(() => resolve()))
    if (defects.length > 0) throw new AggregateError(defects, 'The wall itself failed.')
  }
  const endOfLife = setTimeout(() => void close().catch(() => undefined), maxLifeMs)
  endOfLife.unref()

  return {
    url,
    clock,
    requests,
    get turnedAway() {
      return turnedAway
    },
    get openSockets() {
      return sockets.size
    },
    baseUrl: (target) => `${url}/${target}/v1`,
    of: (target) => requests.filter((request) => request.target === target),
    async idle() {
      await Promise.all(requests.map(({ whenEnded }) => whenEnded))
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function headersOf(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]))
}

/** The JSON of a request; `undefined` when it is none, or too long. */
async function readBody(incoming: IncomingMessage): Promise<WallRequest['body'] | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > maxBodyBytes) return undefined
    chunks.push(chunk)
  }
  try {
    const body = JSON.parse(Buffer.concat(chunks).toString()) as WallRequest['body']
    return Array.isArray(body.messages) ? body : undefined
  } catch {
    return undefined
  }
}
