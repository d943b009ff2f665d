import { pathToFileURL } from 'node:url'

import type * as Trunkline from '../../src/index.ts'
import { fiveConstraints, fortyTargets } from '../forty-targets.ts'
import type { Wire } from '../streams.ts'
import { apiKey, DeltaCount, question, type Ask, type Endpoint, type Subject } from './subject.ts'

/*
 * This library as it is published: the built package, its events normalised, usage and cost counted. The model's price is configured,
 * so that there is a cost; the catalogue is loaded as in any call.
 */

/** The built package. */
export const entry: string = pathToFileURL(process.env['TRUNKLINE_ENTRY'] ?? '').href
const { createRouter } = (await import(entry)) as typeof Trunkline

const protocols: Readonly<Record<Wire, Trunkline.ProtocolId>> = {
  chat: 'openai-chat',
  anthropic: 'anthropic-messages',
  responses: 'openai-responses',
  gemini: 'gemini',
  bedrock: 'bedrock-converse',
  ollama: 'ollama-chat',
}
const hourMs = 3_600_000

/** What the router is made of, and what is asked beside the question. */
interface Settings {
  readonly config: Trunkline.RouterConfig
  readonly request: { readonly model?: readonly Trunkline.ModelRef[] } & typeof fiveConstraints
}

function settingsOf(endpoints: readonly Endpoint[]): Settings {
  const [first] = endpoints
  if (first?.choosesTarget === true) return { config: fortyTargets(first.baseUrl), request: fiveConstraints }
  const models = endpoints.map(({ model }, index) => `bench${index}/${model}` as const)
  const config = {
    providers: Object.fromEntries(
      endpoints.map(({ wire, baseUrl }, index) => [`bench${index}`, { protocol: protocols[wire], baseUrl, apiKey }]),
    ),
    models: Object.fromEntries(
      models.map((name) => [name, { price: { inputUsdPerMillion: 1, outputUsdPerMillion: 4 } }]),
    ),
  }
  return { config, request: { model: models } }
}

/** The subject over the given `fetch`; without one, over that of Node. */
export function over(runtime: Pick<Partial<Trunkline.Runtime>, 'fetch'>): Subject {
  return { open: (endpoint, fallback) => opened(runtime, endpoint, fallback) }
}

export const subject: Subject = over({})

function opened(runtime: Pick<Partial<Trunkline.Runtime>, 'fetch'>, endpoint: Endpoint, fallback?: Endpoint): Ask {
  const endpoints: readonly Endpoint[] = fallback === undefined ? [endpoint] : [endpoint, fallback]
  const { config, request } = settingsOf(endpoints)
  let skippedMs = 0
  const router = createRouter({
    ...config,
    routing: { maxRetries: 0 },
    runtime: { ...runtime, now: () => Date.now() + skippedMs, readEnv: () => undefined },
  })
  return async () => {
    // Between two failovers an hour passes, or the second call would not ask the target that has just failed.
    if (fallback !== undefined) skippedMs += hourMs
    const count = new DeltaCount()
    let result: Trunkline.CompletionResult | undefined
    for await (const event of router.complete({ ...request, messages: question }).events) {
      if (event.type === 'text-delta' || event.type === 'tool-call-delta' || event.type === 'reasoning-delta')
        count.add(event.delta)
      else if (event.type === 'finish') ({ result } = event)
    }
    if (result?.cost.usd === undefined) throw new Error('the cost was not counted')
    if (result.attempts.length !== endpoints.length) throw new Error(`${result.attempts.length} attempts were made`)
    return count.seen(result.attempts.at(-1)?.usage?.inputTokens)
  }
}
