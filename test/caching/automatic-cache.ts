import type { SimulatedHost } from './simulated-hosts.ts'
import { createIdealCache, type CacheRules, type PromptBlock } from './prompt-cache.ts'
import type { Body } from './written-body.ts'

/** What OpenAI publishes of its automatic prefix cache before gpt-5.6, and the prices of gpt-5.4 (facts of 2026-11). Writes cost nothing. */
const rules: CacheRules = { minTokens: 1_024, lookBack: 0, readPrice: 0.1, write5mPrice: 1, write1hPrice: 1 }

/** What is cached ends at a multiple of this many tokens. */
const stepTokens = 128

/** A token is taken to be four characters, as everywhere here. */
const stepLength = 4 * stepTokens

/** How long a prefix is kept that is not asked for. */
const keptMs = 5 * 60_000

/** Requests without a key are spread over as many machines. */
const machines = 4

const list = (value: unknown): readonly Body[] => (Array.isArray(value) ? (value as readonly Body[]) : [])

/** The prompt of a chat or responses body, in the order in which a model reads it. */
function promptOf(body: Body): readonly string[] {
  const { instructions } = body
  const before = [...list(body['tools']), ...(typeof instructions === 'string' ? [{ instructions }] : [])]
  return [...before, ...list(body['messages']), ...list(body['input'])].map((item) => JSON.stringify(item))
}

/**
 * A host with automatic prefix caching: read is the longest beginning of the prompt that the machine has had, in steps. The key
 * of a request decides on its machine; without one, chance does. The ideal is what a cache without steps, minimum and machines
 * would charge if what `changes` stood at the very end of each prompt.
 */
export function automaticHost(
  now: () => number,
  answer: (tokens: { readonly read: number; readonly fresh: number }) => Response,
  changes: (text: string) => boolean,
): SimulatedHost & { readonly keys: Set<unknown> } {
  const kept = new Map<string, number>()
  const ideal = createIdealCache(rules, '5m', now)
  const charged = { cost: 0, ideal: 0, plain: 0 }
  const requests: SimulatedHost['requests'] = []
  const keys = new Set<unknown>()
  return {
    charged,
    requests,
    keys,
    answer(body) {
      const key = JSON.stringify(body['prompt_cache_key'] ?? requests.length % machines)
      keys.add(body['prompt_cache_key'])
      const prompt = promptOf(body)
      const text = prompt.join('\n')
      const total = Math.ceil(text.length / 4)
      let [read, hash, isKnown] = [0, `${key}:`, true]
      for (let end = stepLength; end <= text.length; end += stepLength) {
        hash = chain(hash, text.slice(end - stepLength, end))
        isKnown &&= (kept.get(hash) ?? 0) > now()
        if (isKnown) read = end / 4
        kept.set(hash, now() + keptMs)
      }
      if (read < rules.minTokens) read = 0
      const fresh = total - read
      const cost = fresh + read * rules.readPrice
      requests.push({ read, write5m: 0, write1h: 0, fresh, cost })
      const blocks = prompt.map((one): PromptBlock => ({ text: one, mark: undefined }))
      const inBestOrder = [...blocks.filter((one) => !changes(one.text)), ...blocks.filter((one) => changes(one.text))]
      charged.cost += cost
      charged.ideal += ideal.ask(inBestOrder)
      charged.plain += total
      return answer({ read, fresh })
    },
  }
}

/** One hash for all up to here. */
function chain(before: string, text: string): string {
  let [a, b] = [0x811c9dc5, 0x9e3779b1]
  for (const unit of before + text) {
    const code = unit.charCodeAt(0)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x5bd1e995)
  }
  return `${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}`
}

/** An answer of the responses protocol. */
export function responsesAnswer({ read, fresh }: { readonly read: number; readonly fresh: number }): Response {
  return Response.json({
    id: 'resp_1',
    object: 'response',
    model: 'm',
    status: 'completed',
    error: null,
    incomplete_details: null,
    output: [
      {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: 'Done.', annotations: [] }],
      },
    ],
    usage: {
      input_tokens: read + fresh,
      input_tokens_details: { cached_tokens: read, cache_write_tokens: 0 },
      output_tokens: 2,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: read + fresh + 2,
    },
  })
}
