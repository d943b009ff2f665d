/** A model server on this machine that may be running. */
export interface LocalServer {
  /** Id of its row in the provider table. */
  readonly provider: 'ollama' | 'llama-cpp'
  readonly baseUrl: string
}

/** A server that answered, and the model to ask it for. */
export interface RunningServer extends LocalServer {
  readonly model: string
}

/** Where servers usually listen. llama.cpp's own default is 8080; 9931 is common where that one is taken. */
export const usualServers: readonly LocalServer[] = [
  { provider: 'ollama', baseUrl: 'http://127.0.0.1:11434' },
  { provider: 'llama-cpp', baseUrl: 'http://127.0.0.1:8080/v1' },
  { provider: 'llama-cpp', baseUrl: 'http://127.0.0.1:9931/v1' },
]

/** Nobody waits for a port on which nothing listens. */
const probeMs = 800

/** Those of `servers` that list a model which can answer, asked all at once; of one provider the first. */
export async function findRunningServers(
  servers: readonly LocalServer[],
  fetch: typeof globalThis.fetch,
): Promise<readonly RunningServer[]> {
  const probed = await Promise.all(
    servers.map(async (server) => ({ ...server, model: await firstModel(listOf(server), fetch) })),
  )
  const running = probed.filter((server): server is RunningServer => server.model !== undefined)
  return running.filter(({ provider }, index) => running.findIndex((other) => other.provider === provider) === index)
}

/** Where a server lists its models. Ollama lists them there too, for programs that know OpenAI's interface only. */
function listOf({ provider, baseUrl }: LocalServer): string {
  return provider === 'ollama' ? `${baseUrl}/v1/models` : `${baseUrl}/models`
}

/** The first model of a list that is not made for embeddings; `undefined` when there is no such list. */
async function firstModel(list: string, fetch: typeof globalThis.fetch): Promise<string | undefined> {
  try {
    const response = await fetch(list, { signal: AbortSignal.timeout(probeMs), redirect: 'error' })
    const listed: unknown = await response.json()
    if (typeof listed !== 'object' || listed === null || !('data' in listed) || !Array.isArray(listed.data))
      return undefined
    const ids = listed.data.map((model: unknown) => Reflect.get(Object(model), 'id') as unknown)
    return ids.find((id) => typeof id === 'string' && id !== '' && !/embed|rerank/i.test(id)) as string | undefined
  } catch {
    // Nothing listens there, or something that is no model server.
    return undefined
  }
}
