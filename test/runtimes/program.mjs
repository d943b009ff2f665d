/*
 * The smallest program of the documentation, what follows a refusal, and an abort: run on every runtime by
 * `runtimes.test.ts` against the installed package. It uses nothing but the package and the web's own globals.
 */

/**
 * Runs it against a scripted server and tells what came, as plain data.
 *
 * @param {typeof import('../../src/index.ts') & typeof import('../../src/search.ts')} trunkline the modules, however the runtime loaded them
 * @param {string} origin address of the server, without a path
 * @param {import('../../src/index.ts').RouterConfig['runtime']} runtime what the host cannot give by itself
 */
export async function runProgram({ createRouter, createSearch, RouterError }, origin, runtime) {
  const at = (place) => ({ protocol: 'openai-chat', baseUrl: `${origin}/${place}/v1` })
  const router = createRouter({
    // The keys come from the usual environment variables.
    providers: { openai: at('answering'), groq: at('refusing'), deepseek: at('endless') },
    routes: { default: ['openai/model-a'], failover: ['groq/model-b', 'openai/model-a'] },
    runtime,
  })

  let streamed = ''
  for await (const text of router.complete({ messages: 'Why is the sky blue?' }).textStream) streamed += text
  const whole = await router.complete({ messages: 'And at dusk?' })

  const after = await router.complete({ messages: 'hi', model: 'failover' })

  const running = router.complete({ messages: 'hi', model: 'deepseek/model-c' })
  let abortedAt = 0
  let abortError
  try {
    for await (const text of running.textStream) {
      if (text === '' || abortedAt > 0) continue
      abortedAt = Date.now()
      running.abort('enough')
    }
  } catch (error) {
    abortError = error
  }
  // What closes the socket must be the abort, not the end of the process.
  await new Promise((resolve) => setTimeout(resolve, 300))
  const endedAt = Date.now()

  const searchAt = (place) => ({
    baseUrl: `${origin}/${place}`,
    allowPrivateHosts: true,
    headers: { authorization: 'Bearer key-of-the-program' },
  })
  const client = createSearch({
    backends: { searxng: searchAt('refusing'), duckduckgo: searchAt('finding') },
    runtime,
  })
  const found = await client.search({ query: 'why is the sky blue' })

  return {
    search: { backend: found.backend, results: found.results.map(({ title, url }) => ({ title, url })) },
    streamed,
    text: whole.text,
    usage: whole.usage,
    served: whole.served,
    failover: {
      text: after.text,
      served: after.served.provider,
      occurred: after.fallbackOccurred,
      statuses: after.attempts.map(({ failure }) => failure?.status ?? 200),
    },
    abort: {
      at: abortedAt,
      endedAt,
      isRouterError: RouterError.is(abortError, 'aborted'),
      name: abortError?.name,
      cause: abortError?.cause,
      partial: abortError?.partial?.text,
    },
  }
}
