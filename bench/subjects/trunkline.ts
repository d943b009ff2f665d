import { pathToFileURL } from 'node:url'

import type * as Trunkline from '../../src/index.ts'
import { apiKey, DeltaCount, question, type Endpoint, type Subject } from './subject.ts'

/*
 * This library as it is published: the built package, its events normalised, usage and cost counted. The model's price is configured,
 * so that there is a cost; the catalogue is loaded as in any call.
 */

const { createRouter } = (await import(pathToFileURL(process.env['TRUNKLINE_ENTRY'] ?? '').href)) as typeof Trunkline

const protocols = { chat: 'openai-chat', anthropic: 'anthropic-messages' } as const
const hourMs = 3_600_000

export const subject: Subject = {
  open(endpoint, fallback) {
    const endpoints: readonly Endpoint[] = fallback === undefined ? [endpoint] : [endpoint, fallback]
    const names = endpoints.map((_, index) => `bench${index}`)
    const model = names.map((name) => `${name}/${endpoint.model}` as const)
    let skippedMs = 0
    const router = createRouter({
      providers: Object.fromEntries(
        endpoints.map(({ wire, baseUrl }, index) => [names[index], { protocol: protocols[wire], baseUrl, apiKey }]),
      ),
      models: Object.fromEntries(
        model.map((name) => [name, { price: { inputUsdPerMillion: 1, outputUsdPerMillion: 4 } }]),
      ),
      routing: { maxRetries: 0 },
      runtime: { now: () => Date.now() + skippedMs, readEnv: () => undefined },
    })
    return async () => {
      // Between two failovers an hour passes, or the second call would not ask the target that has just failed.
      if (fallback !== undefined) skippedMs += hourMs
      const count = new DeltaCount()
      let result: Trunkline.CompletionResult | undefined
      for await (const event of router.complete({ model, messages: question }).events) {
        if (event.type === 'text-delta' || event.type === 'tool-call-delta' || event.type === 'reasoning-delta')
          count.add(event.delta)
        else if (event.type === 'finish') ({ result } = event)
      }
      if (result?.cost.usd === undefined) throw new Error('the cost was not counted')
      if (result.attempts.length !== endpoints.length) throw new Error(`${result.attempts.length} attempts were made`)
      return count.seen(result.attempts.at(-1)?.usage?.inputTokens)
    }
  },
}
