import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

import { afterEach, describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import type { CompletionRequest, CompletionResult, ProtocolId, RouterConfig, Settled } from '../../src/index.ts'
import { chatEnd, textChunk } from '../scripted-chat.ts'

/* Servers that never stop, over real sockets: every attempt ends with an error, in bounded time, and with its connection closed. */

const megabyte = 1024 * 1024
const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

interface Endless {
  readonly baseUrl: string
  /** How much was written in all. */
  readonly written: () => number
  /** Resolves when all connections are closed. */
  readonly closed: Promise<void>
}

function listening(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

/** A server that answers with a head and then writes the same piece as fast as it is read, at most so many bytes. */
async function endless(
  head: (response: ServerResponse) => void,
  piece: string,
  mostBytes = 512 * megabyte,
): Promise<Endless> {
  const closed = Promise.withResolvers<void>()
  let written = 0
  const server = createServer((request, response) => {
    request.resume()
    head(response)
    const bytes = Buffer.from(piece)
    const write = (): void => {
      while (!response.destroyed && written < mostBytes) {
        written += bytes.length
        if (!response.write(bytes)) return void response.once('drain', write)
      }
      response.end()
    }
    response.once('close', closed.resolve)
    write()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { baseUrl: listening(server), written: () => written, closed: closed.promise }
}

function ask(
  baseUrl: string,
  protocol: ProtocolId = 'openai-chat',
  { config = {}, request = {} }: { config?: RouterConfig['routing']; request?: Partial<CompletionRequest> } = {},
): Promise<Settled<CompletionResult>> {
  const router = createRouter({
    providers: { x: { protocol, baseUrl, apiKey: 'key-of-x' } },
    routing: { maxRetries: 0, ...config },
    runtime: { readEnv: () => undefined },
  })
  return router.complete({ messages: 'hi', model: 'x/m', ...(request as object) }).settled()
}

const stream = (response: ServerResponse): void => void response.writeHead(200, { 'content-type': 'text/event-stream' })
const codeOf = (outcome: Settled<CompletionResult>): string => (outcome.ok ? 'ok' : outcome.error.code)
const messageOf = (outcome: Settled<CompletionResult>): string => (outcome.ok ? '' : outcome.error.message)

describe('an answer without an end', { timeout: 60_000 }, () => {
  it.each([
    ['one event', 'openai-chat', 'data: {"x":"', /longer than 16777216 characters/, 24],
    ['one line', 'ollama-chat', '{"x":"', /longer than 16777216 characters/, 24],
    ['one document', 'openai-chat', '{"x":"', /longer than 67108864 bytes/, 72],
  ] as const)('that is %s of %s is given up', async (_what, protocol, beginning, words, mostMegabytes) => {
    const server = await endless(
      (response) => {
        stream(response)
        response.write(beginning)
      },
      'x'.repeat(64 * 1024),
    )
    const outcome = await ask(server.baseUrl, protocol)
    expect([codeOf(outcome), messageOf(outcome)]).toEqual(['malformed-stream', expect.stringMatching(words)])
    await server.closed
    expect(server.written()).toBeLessThan(mostMegabytes * megabyte)
  })

  it('of deltas is given up at `routing.maxAnswerBytes`, and what came is kept', async () => {
    const server = await endless(stream, textChunk('word '.repeat(100)).repeat(20))
    const outcome = await ask(server.baseUrl, 'openai-chat', { config: { maxAnswerBytes: 4 * megabyte } })
    expect([codeOf(outcome), messageOf(outcome)]).toEqual([
      'malformed-stream',
      expect.stringContaining('4194304 bytes'),
    ])
    expect(outcome.ok ? '' : outcome.error.partial?.text).toMatch(/^(?:word )+$/)
    await server.closed
    expect(server.written()).toBeLessThan(8 * megabyte)
  })

  it('of deltas is given up after 256 MiB by default', async () => {
    const server = await endless(stream, textChunk('word '.repeat(10_000)).repeat(10))
    const outcome = await ask(server.baseUrl)
    expect([codeOf(outcome), messageOf(outcome)]).toEqual([
      'malformed-stream',
      expect.stringContaining('268435456 bytes'),
    ])
    await server.closed
  })

  it('of comments, blank lines or unreadable lines is given up like any other', async () => {
    for (const piece of [': keep-alive\n\n', '\n', 'event: x\n\n']) {
      const server = await endless(stream, piece.repeat(1_000))
      const outcome = await ask(server.baseUrl, 'openai-chat', { config: { maxAnswerBytes: megabyte } })
      expect(codeOf(outcome), JSON.stringify(piece)).toBe('malformed-stream')
      await server.closed
    }
  })

  it('does not take away an answer that was complete before', async () => {
    const server = await endless((response) => {
      stream(response)
      response.write(textChunk('Hello') + chatEnd())
    }, ': more\n\n'.repeat(1_000))
    const outcome = await ask(server.baseUrl)
    expect(outcome.ok ? outcome.result.text : outcome.error).toBe('Hello')
    await server.closed
    expect(server.written()).toBeLessThan(8 * megabyte)
  })
})

describe('an error answer without an end', { timeout: 20_000 }, () => {
  it.each([400, 401, 429, 500])('with status %i is read to 64 KiB', async (status) => {
    const server = await endless((response) => void response.writeHead(status), 'no '.repeat(1_000))
    const outcome = await ask(server.baseUrl)
    expect(outcome.ok ? 'ok' : outcome.error.status).toBe(status)
    expect(messageOf(outcome).length).toBeLessThan(70_000)
    await server.closed
    expect(server.written()).toBeLessThan(8 * megabyte)
  })

  it('that comes one byte at a time is left after five seconds', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(500)
      const timer = setInterval(() => response.write('.'), 100)
      response.once('close', () => clearInterval(timer))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    cleanups.push(() => {
      server.closeAllConnections()
      server.close()
    })
    const began = performance.now()
    const outcome = await ask(listening(server))
    expect([codeOf(outcome), performance.now() - began < 8_000]).toEqual(['server', true])
  })
})

describe('a head without an end', { timeout: 20_000 }, () => {
  async function rawServer(serve: (socket: Socket) => void): Promise<string> {
    const sockets = new Set<Socket>()
    const server = createTcpServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.once('data', () => serve(socket))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    cleanups.push(() => {
      for (const socket of sockets) socket.destroy()
      server.close()
    })
    return listening(server)
  }

  const repeat = (line: (count: number) => string) => (socket: Socket) => {
    let count = 0
    const write = (): void => {
      while (!socket.destroyed) if (!socket.write(line(count++))) return void socket.once('drain', write)
    }
    write()
  }

  it.each([
    ['many headers', (count: number) => (count === 0 ? 'HTTP/1.1 200 OK\r\n' : `x-${count}: y\r\n`)],
    ['one long header', (count: number) => (count === 0 ? 'HTTP/1.1 200 OK\r\nx: ' : 'y'.repeat(1_000))],
    ['announcements of an answer', () => 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'],
  ])('of %s ends as a network failure or a timeout', async (_what, line) => {
    const baseUrl = await rawServer(repeat(line))
    const outcome = await ask(baseUrl, 'openai-chat', { request: { timeouts: { headersMs: 1_000 } } })
    expect(['network', 'timeout']).toContain(codeOf(outcome))
    expect(messageOf(outcome).length).toBeLessThan(1_000)
  })

  it('as many headers as fit are taken', async () => {
    const headers = Array.from({ length: 500 }, (_, index) => `x-${index}: y\r\n`).join('')
    const body = textChunk('Hello') + chatEnd()
    const baseUrl = await rawServer(
      (socket) => void socket.end(`HTTP/1.1 200 OK\r\n${headers}connection: close\r\n\r\n${body}`),
    )
    const outcome = await ask(baseUrl)
    expect(outcome.ok ? outcome.result.text : outcome.error).toBe('Hello')
  })
})
