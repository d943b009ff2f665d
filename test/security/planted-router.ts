import { createRouter } from '../../src/index.ts'
import type { Notice, ProtocolId, Router } from '../../src/index.ts'
import type { Failure } from './echoing-failures.ts'
import { formsOf } from './find-secrets.ts'
import type { PlantedKey } from './find-secrets.ts'
import type { KeyShape } from './key-shapes.ts'

/** A router with a key in every place that can hold one. */
export interface PlantedRouter {
  readonly router: Router
  readonly keys: readonly PlantedKey[]
  readonly notices: readonly Notice[]
  /** What a call brings of its own. */
  readonly request: {
    readonly headers: Readonly<Record<string, string>>
    readonly apiKeys: Readonly<Record<string, string>>
    readonly providerOptions: Readonly<
      Record<string, { readonly [name: string]: string | { readonly [name: string]: string } }>
    >
  }
  /** What the providers answer from now on. */
  failWith(failure: Failure): void
}

/** The providers, each with another protocol. */
export const protocols: Readonly<Record<'a' | 'b' | 'c' | 'd' | 'e', ProtocolId>> = {
  a: 'openai-chat',
  b: 'anthropic-messages',
  c: 'gemini',
  d: 'openai-responses',
  e: 'ollama-chat',
}

/** Makes it, all keys of one shape and no two the same. */
export function plantedRouter(
  [, make]: KeyShape,
  { maxRetries = 0 }: { readonly maxRetries?: number } = {},
): PlantedRouter {
  const keys: PlantedKey[] = []
  const notices: Notice[] = []
  let failure: Failure = () => new Response()
  const plant = (place: string): string => {
    const value = make((keys.length + 1) * 7_919)
    keys.push({ place, value })
    return value
  }
  const fetchOf =
    (protocol: ProtocolId): typeof globalThis.fetch =>
    async (input, init) => {
      const headers = new Headers(init?.headers)
      const url = input instanceof Request ? input.url : input.toString()
      const body = typeof init?.body === 'string' ? init.body : ''
      const sent = [url, decodeURIComponent(url), ...headers.values(), body].join('\n')
      const seen = keys
        .map(({ value }) => value)
        .filter((value) => sent.includes(value) || sent.includes(JSON.stringify(value).slice(1, -1)))
      const echo = `${seen.flatMap((key) => formsOf(key)).join(' ')} ${JSON.stringify([...headers])} ${url} ${body}`
      return failure({ protocol, echo, keys: seen, signal: init?.signal ?? undefined })
    }
  const at = (id: keyof typeof protocols) => ({
    protocol: protocols[id],
    baseUrl: `https://${id}.example/v1?api-version=2026-10-01&tenant=${encodeURIComponent(plant(`${id} query`))}`,
    fetch: fetchOf(protocols[id]),
  })
  const fromFunction = plant('c apiKey function')
  const second = plant('d apiKey[1]')
  const router = createRouter({
    providers: {
      a: {
        ...at('a'),
        apiKey: plant('a apiKey'),
        headers: {
          'X-Gateway-Key': plant('a headers'),
          cookie: `session=${plant('a cookie')}; theme=dark`,
          'x-what': plant('a x-what'),
        },
        options: { resource: 'r', apiKey: plant('a options') },
      },
      b: {
        ...at('b'),
        apiKey: plant('b apiKey'),
        headers: { 'Proxy-Authorization': `Basic ${btoa(`user:${plant('b basic')}`)}` },
      },
      c: { ...at('c'), apiKey: () => Promise.resolve(fromFunction) },
      d: { ...at('d'), apiKey: [plant('d apiKey[0]'), () => second] },
      e: { ...at('e'), apiKey: plant('e apiKey'), headers: { Authorization: `Bearer ${plant('e authorization')}` } },
    },
    routes: { default: ['a/m', 'b/m', 'c/m', 'd/m', 'e/m'] },
    routing: { maxRetries, maxAttempts: 50 },
    runtime: { readEnv: () => undefined },
    onNotice: (notice) => notices.push(notice),
  })
  return {
    router,
    keys,
    notices,
    request: {
      headers: { 'x-user-token': plant('request headers') },
      apiKeys: { b: plant('request apiKeys') },
      providerOptions: Object.fromEntries(
        Object.keys(protocols).map((id) => [
          id,
          { api_key: plant(`${id} providerOptions`), nested: { clientSecret: plant(`${id} nested`) } },
        ]),
      ),
    },
    failWith(next) {
      failure = next
    },
  }
}
