import { getEventListeners, once } from 'node:events'
import { Agent, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { connect, type AddressInfo } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'

import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterEach, describe, expect, it } from 'vitest'

import { nodeFetch } from '../../src/transport/node-fetch.ts'
import type { FetchAnswer, FetchInit } from '../../src/vocabulary/fetch.ts'

const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown

/** A server that answers in this way; its address. */
async function serve(answer: Answer): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((request, response) => void answer(request, response))
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, server }
}

function init(given: Partial<FetchInit> = {}): FetchInit {
  return { method: 'GET', headers: {}, redirect: 'manual', signal: new AbortController().signal, ...given }
}

async function bytesOf({ body }: FetchAnswer): Promise<Buffer> {
  const reader = body?.getReader()
  const chunks: Uint8Array[] = []
  for (;;) {
    const value = (await reader?.read())?.value
    if (value === undefined) return Buffer.concat(chunks)
    chunks.push(value)
  }
}

const textOf = async (answer: FetchAnswer): Promise<string> => (await bytesOf(answer)).toString()

describe('a request over node:http', () => {
  it('has the method, the headers and the body that were given, and says what fetch says where they do not', async () => {
    const seen: object[] = []
    const { url } = await serve(async (request, response) => {
      const { method, headers } = request
      seen.push({ method, headers, body: Buffer.concat(await request.toArray()).toString() })
      response.setHeader('X-Id', '7').setHeader('set-cookie', ['a=1', 'b=2']).writeHead(201).end('größer')
    })
    const fetch = nodeFetch()
    const answer = await fetch(
      url,
      init({ method: 'POST', headers: { 'x-key': 'k', 'user-agent': 'me' }, body: '"ü"' }),
    )
    expect([answer.status, answer.ok, await textOf(answer)]).toEqual([201, true, 'größer'])
    expect(Object.fromEntries(answer.headers)).toMatchObject({ 'x-id': '7', 'set-cookie': 'a=1,b=2' })
    await textOf(await fetch(url, init()))
    await textOf(await fetch(url, init({ method: 'DELETE' })))
    expect(seen).toMatchObject([
      { method: 'POST', headers: { 'x-key': 'k', 'user-agent': 'me', 'content-length': '4' }, body: '"ü"' },
      { method: 'GET', headers: { accept: '*/*', 'accept-encoding': 'gzip, br', 'user-agent': 'node' }, body: '' },
      { method: 'DELETE', body: '' },
    ])
  })

  it('gives refusals and redirects back as they are', async () => {
    const { url } = await serve(({ url: path }, response) =>
      response.writeHead(path === '/v1' ? 302 : 500, { location: '/elsewhere' }).end('no'),
    )
    const answer = await nodeFetch()(url, init())
    expect([answer.status, answer.ok, await textOf(answer)]).toEqual([302, false, 'no'])
  })

  it('keeps its connections, and ends the process no later for it', async () => {
    let connections = 0
    const { url, server } = await serve((_, response) => response.end('a'))
    server.on('connection', () => connections++)
    const fetch = nodeFetch()
    for (let call = 0; call < 10; call++) await textOf(await fetch(url, init()))
    expect(connections).toBe(1)
  })

  it('fails as the connection does, and throws nothing when it is made wrongly', async () => {
    const { url, server } = await serve(({ socket }) => socket.destroy())
    await expect(nodeFetch()(url, init())).rejects.toMatchObject({ code: 'ECONNRESET' })
    server.close()
    await once(server, 'close')
    await expect(nodeFetch()(url, init())).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await expect(nodeFetch()('http://', init())).rejects.toMatchObject({ code: 'ERR_INVALID_URL' })
    const error: unknown = await nodeFetch()(url, init({ headers: { 'x-key': 'secret\n' } })).catch(
      (cause: unknown) => cause,
    )
    expect(error).toMatchObject({ code: 'ERR_INVALID_CHAR' })
    expect(String(error)).not.toContain('secret')
  })

  it('is seen by what stands in the place of node:http at the time of the request', async () => {
    const fetch = nodeFetch()
    const mock = setupServer(
      http.post('https://provider.example/v1', async ({ request }) =>
        HttpResponse.text(`${await request.text()} heard`),
      ),
    )
    mock.listen()
    try {
      expect(await textOf(await fetch('https://provider.example/v1', init({ method: 'POST', body: 'said' })))).toBe(
        'said heard',
      )
    } finally {
      mock.close()
    }
  })

  it('goes by the agents that were given', async () => {
    const { url, server } = await serve((request, response) => response.end(request.headers.host))
    const { port } = server.address() as AddressInfo
    /** Of TLS only the place in front of the server matters here. */
    class Plain extends HttpsAgent {
      override createConnection(): ReturnType<typeof connect> {
        return connect(port, '127.0.0.1')
      }
    }
    const asked: string[] = []
    class Asked extends Agent {
      override getName(): string {
        asked.push('http')
        return 'one'
      }
    }
    const fetch = nodeFetch({ httpAgent: new Asked(), httpsAgent: new Plain() })
    expect(await textOf(await fetch('https://provider.example/v1', init()))).toBe('provider.example')
    expect(await textOf(await fetch(url, init()))).toBe(`127.0.0.1:${port}`)
    expect(asked).not.toEqual([])
  })
})

describe('a body over node:http', () => {
  const text = 'data: größer 🌅\n\n'.repeat(2_000)

  it.each([
    ['gzip', gzipSync],
    ['X-Gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['gzip, br', (bytes: Buffer) => brotliCompressSync(gzipSync(bytes))],
    ['of-my-own', (bytes: Buffer) => bytes],
  ])('is read without its compression: %s', async (coding, encode) => {
    const { url } = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': coding }).end(encode(Buffer.from(text))),
    )
    expect(await textOf(await nodeFetch()(url, init()))).toBe(text)
  })

  it.each([
    ['gzip', gzipSync(text).subarray(0, 60)],
    ['br', brotliCompressSync(text).subarray(0, 20)],
    ['gzip', Buffer.from('plain')],
  ])('is a failure when its compression is broken: %s', async (coding, bytes) => {
    const { url } = await serve((_, response) => response.writeHead(200, { 'content-encoding': coding }).end(bytes))
    await expect(textOf(await nodeFetch()(url, init()))).rejects.toThrow()
  })

  it('arrives as it was written, not when it is complete', async () => {
    let said: ServerResponse | undefined
    const { url } = await serve((_, response) => {
      said = response
      response.write('one')
    })
    const reader = (await nodeFetch()(url, init())).body?.getReader()
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('one')
    const next = reader?.read()
    said?.end('two')
    expect(Buffer.from((await next)?.value ?? []).toString()).toBe('two')
    expect(await reader?.read()).toEqual({ done: true })
    expect(await reader?.read()).toEqual({ done: true })
  })

  it('is a failure when the connection breaks before its end, also for a read that comes later', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '10' }).write('123')
      setTimeout(() => response.destroy(), 10)
    })
    const reader = (await nodeFetch()(url, init())).body?.getReader()
    expect((await reader?.read())?.value?.length).toBe(3)
    await expect(reader?.read()).rejects.toMatchObject({ code: 'ECONNRESET' })
    await expect(reader?.read()).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it('that nobody reads neither ends the process by an error nor is taken in without limit', async () => {
    let written = 0
    const megabyte = Buffer.alloc(1024 * 1024)
    const { url } = await serve(async (_, response) => {
      while (response.writable && response.write(megabyte)) written++
      await new Promise((resolve) => setTimeout(resolve, 100))
      response.destroy()
    })
    await nodeFetch()(url, init())
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(written).toBeLessThan(50)
  })

  it('holds the server back while it is read slowly, and loses nothing', async () => {
    const { url } = await serve(async (_, response) => {
      for (let at = 0; at < 64; at++) if (!response.write(Buffer.alloc(64 * 1024, at))) await once(response, 'drain')
      response.end()
    })
    const reader = (await nodeFetch()(url, init())).body?.getReader()
    let length = 0
    for (
      let value: Uint8Array | undefined;
      (value = (await reader?.read())?.value) !== undefined;
      length += value.length
    )
      if (length % 3 === 0) await new Promise(setImmediate)
    expect(length).toBe(4 * 1024 * 1024)
  })
})

describe('the end of a request over node:http', () => {
  it('is the reason of its signal, before it is sent and while no head comes, and closes the connection', async () => {
    const { url, server } = await serve(() => undefined)
    const reason = new Error('enough')
    await expect(nodeFetch()(url, init({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason)
    const controller = new AbortController()
    const asked = nodeFetch()(url, init({ signal: controller.signal }))
    const [socket] = (await once(server, 'connection')) as [NodeJS.EventEmitter]
    const closed = once(socket, 'close')
    controller.abort(reason)
    await expect(asked).rejects.toBe(reason)
    await closed
  })

  it.each(['signal', 'cancel()'])(
    'is %s while the body comes: the connection closes, and no read waits',
    async (way) => {
      const { url, server } = await serve((_, response) => response.write('a'))
      const connected = once(server, 'connection') as Promise<[NodeJS.EventEmitter]>
      const controller = new AbortController()
      const reader = (await nodeFetch()(url, init({ signal: controller.signal }))).body?.getReader()
      await reader?.read()
      const waiting = reader?.read()
      const closed = once((await connected)[0], 'close')
      if (way === 'signal') {
        controller.abort(new Error('enough'))
        await expect(waiting).rejects.toMatchObject({ code: 'ECONNRESET' })
      } else {
        await reader?.cancel()
        expect(await waiting).toEqual({ done: true })
      }
      await closed
    },
  )

  it('leaves nothing at its signal', async () => {
    const { url } = await serve((_, response) => response.end('a'))
    const fetch = nodeFetch()
    const { signal } = new AbortController()
    for (let call = 0; call < 3; call++) await textOf(await fetch(url, init({ signal })))
    await new Promise(setImmediate)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})
