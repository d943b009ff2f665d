import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { chatEnd, textChunk } from '../scripted-chat.ts'

/** What the server says at `/answering/`. */
export const answer: readonly string[] = ['The sky ', 'scatters ', 'blue light: ', 'größer ', '🌅.']

/** A server on loopback that speaks openai-chat: one path answers, one refuses, one never ends; and one is a search in HTML. */
export interface ChatServer {
  readonly origin: string
  /** Paths that were asked since the last call of this. */
  takePaths(): readonly string[]
  /** When the last endless answer lost its connection, in milliseconds since the epoch. */
  lastClosedAt(): Promise<number>
  stop(): Promise<void>
}

/** How often the endless answer says a word. */
const everyMs = 20

/** Starts it. Connections are kept open for long: a program that ends must not owe it to the server. */
export async function startChatServer(): Promise<ChatServer> {
  let paths: string[] = []
  let closed = Promise.withResolvers<number>()

  const play: Readonly<Record<string, (response: ServerResponse) => void>> = {
    answering(response) {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      // Cut in the middle of a character, so that each runtime's decoding is asked for what it promises.
      const bytes = Buffer.from(answer.map((word) => textChunk(word, 'model-a')).join('') + chatEnd())
      const middle = bytes.indexOf(Buffer.from('🌅')) + 2
      response.write(bytes.subarray(0, middle))
      setTimeout(() => response.end(bytes.subarray(middle)), everyMs)
    },
    refusing(response) {
      response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '30' })
      response.end(JSON.stringify({ error: { message: 'busy', code: 'overloaded' } }))
    },
    finding(response) {
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end(
        '<div class="web-result"><a class="result__a" href="https://sky.example/">Gr&ouml;&szlig;e &AMP; <b>sky</b></a></div>',
      )
    },
    endless(response) {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const timer = setInterval(() => response.write(textChunk('on ')), everyMs)
      response.once('close', () => {
        clearInterval(timer)
        closed.resolve(Date.now())
      })
    },
  }

  const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    const path = request.url ?? ''
    paths.push(path)
    const place = path.split('/')[1] ?? ''
    request.resume().once('end', () => {
      const speak = request.headers.authorization === 'Bearer key-of-the-program' ? play[place] : undefined
      if (speak === undefined) response.writeHead(404).end()
      else speak(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    takePaths() {
      const taken = paths
      paths = []
      return taken
    },
    async lastClosedAt() {
      const at = await closed.promise
      closed = Promise.withResolvers<number>()
      return at
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
