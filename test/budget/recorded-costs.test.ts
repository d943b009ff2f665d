import { describe, expect, it } from 'vitest'

import { loadProtocol } from '../../src/adapters/protocol-table.ts'
import { computeCost } from '../../src/budget/compute-cost.ts'
import { resolveCost } from '../../src/budget/cost.ts'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import type { ModelInfo, ModelPrice } from '../../src/vocabulary/model.ts'
import type { Cost, Usage } from '../../src/vocabulary/usage.ts'
import { decodeAnswer } from '../conformance/decode-answer.ts'
import { bodyBytes, recordingsExist, recordingsOf } from '../conformance/recordings.ts'

/** One recorded answer whose provider said what it charged. */
interface Reported {
  readonly id: string
  readonly provider: string
  readonly model: string
  readonly usage: Usage
  readonly info: ModelInfo | undefined
  readonly reportedUsd: number
  readonly computed: Cost
}

/** The recordings' names of providers where ours are others. */
const providerNames: Readonly<Record<string, string>> = { 'vercel-gateway': 'vercel-ai-gateway', azure: 'azure-openai' }

const at = (price: ModelPrice, usage: Usage): number =>
  computeCost(usage, { provider: 'p', model: 'm', price }, 'pay-per-token').usd ?? Number.NaN

/** Where the list price is not what was charged: what was, and why. By the beginning of the recording's id. */
const differences: readonly {
  readonly ids: string
  readonly count: number
  readonly why: string
  readonly charged: (answer: Reported, listUsd: number) => number
  /** Absent: to the billionth of a dollar. */
  readonly within?: number
}[] = [
  {
    ids: 'openrouter-test-openrouter-web-search-tool-usage',
    count: 2,
    why: 'one web search was charged as well: a cent',
    charged: (_answer, listUsd) => listUsd + 0.01,
  },
  {
    ids: 'openrouter-test-openrouter-advisor-tool-8',
    count: 1,
    why: 'the advisor tool asked another model, whose tokens are not in the usage',
    charged: (_answer, listUsd) => listUsd + 0.015885,
  },
  {
    ids: 'openrouter-test-openrouter-advisor-tool-stream',
    count: 1,
    why: 'the advisor tool asked another model, whose tokens are not in the usage',
    charged: (_answer, listUsd) => listUsd + 0.01437,
  },
  {
    ids: 'openrouter-test-openrouter-stream-with-native-options',
    count: 1,
    why: 'a paid model answered for the free one (grok-4 at its price of then, cached input at a quarter)',
    charged: ({ usage }) => at({ inputUsdPerMillion: 3, outputUsdPerMillion: 15, cacheReadUsdPerMillion: 0.75 }, usage),
  },
  {
    ids: 'openrouter-test-openrouter-responses-prompt-cache-e2e',
    count: 1,
    why: 'recorded before gpt-5.6-sol became cheaper',
    charged: ({ usage }) =>
      at(
        { inputUsdPerMillion: 5, outputUsdPerMillion: 30, cacheReadUsdPerMillion: 0.5, cacheWriteUsdPerMillion: 6.25 },
        usage,
      ),
  },
  {
    ids: 'perplexity-generate-text-with-a-prompt',
    count: 1,
    why: 'a made-up answer that charges the fee of the search alone',
    charged: () => 0.005,
  },
  {
    ids: 'perplexity-',
    count: 8,
    why: 'every request has a fee for its search beside the tokens; input and output are rounded to a thousandth of a cent each',
    charged: ({ model }, listUsd) => listUsd + (model === 'sonar-pro' ? 0.006 : 0.005),
    within: 0.000_01,
  },
  {
    ids: 'vercel-gateway-',
    count: 5,
    why: 'the gateway charges reasoning beside the output that holds it already',
    charged: ({ usage, info }, listUsd) =>
      listUsd + ((usage.reasoningTokens ?? 0) * (info?.price?.outputUsdPerMillion ?? 0)) / 1_000_000,
  },
  {
    ids: 'xai-xai-image-generation-tool',
    count: 1,
    why: 'a figure that the test suite it comes from made up (123 456 ticks)',
    charged: () => 0.0000123456,
  },
]

async function reportedAnswers(): Promise<readonly Reported[]> {
  const catalog = await loadCatalog()
  const answers: Reported[] = []
  for (const name of [
    'openai-chat',
    'openai-responses',
    'anthropic-messages',
    'gemini',
    'mistral',
    'ollama',
  ] as const) {
    const protocol = await loadProtocol(name === 'mistral' ? 'openai-chat' : name === 'ollama' ? 'ollama-chat' : name)
    for (const recording of recordingsOf(name)) {
      const { id, model, response } = recording
      if (response.status >= 400 || response.body === '') continue
      const { assembly } = decodeAnswer(protocol, [bodyBytes(recording)])
      const { reportedCostUsd: reportedUsd, reportedUsage: usage = {}, serviceTier } = assembly
      if (reportedUsd === undefined) continue
      const provider = providerNames[recording.provider] ?? recording.provider
      const info = catalog.find(provider, model)
      const computed = computeCost(usage, info, 'pay-per-token', { serviceTier })
      answers.push({ id, provider, model, usage, info, reportedUsd, computed })
    }
  }
  return answers
}

const isNear = (one: number, other: number, within = 1e-9): boolean => Math.abs(one - other) <= within

describe.skipIf(!recordingsExist)(
  'recorded answers that say what was charged (skipped where ../shared/recordings is missing)',
  () => {
    it('R213 cost that by the list prices, or the difference is explained', async () => {
      const answers = await reportedAnswers()
      const priced = answers.filter(({ computed }) => computed.usd !== undefined)
      const equal = priced.filter(({ computed, reportedUsd }) => isNear(computed.usd ?? Number.NaN, reportedUsd))
      const rest = priced.filter((answer) => !equal.includes(answer))
      for (const { ids, count, why, charged, within } of differences) {
        const explained = rest.filter(({ id }) => differences.find((other) => id.startsWith(other.ids))?.ids === ids)
        expect([why, explained.length]).toEqual([why, count])
        for (const answer of explained) {
          const usd = charged(answer, answer.computed.usd ?? Number.NaN)
          expect([answer.id, usd, isNear(usd, answer.reportedUsd, within)]).toEqual([answer.id, usd, true])
        }
      }
      const unexplained = rest.filter(({ id }) => !differences.some(({ ids }) => id.startsWith(ids)))
      expect(unexplained.map(({ id }) => id)).toEqual([])
      expect({ all: answers.length, equal: equal.length, explained: rest.length }).toEqual({
        all: 200,
        equal: 75,
        explained: 21,
      })
    })

    it('R213 are booked with what was charged, and models without a price are not free', async () => {
      const answers = await reportedAnswers()
      for (const { reportedUsd, computed, info } of answers) {
        expect(resolveCost(reportedUsd, computed)).toEqual({ usd: reportedUsd, source: 'reported' })
        if (info?.price === undefined) expect([computed.usd, computed.source]).toEqual([undefined, 'none'])
      }
      expect(answers.filter(({ computed }) => computed.usd === undefined).length).toBe(104)
    })
  },
)
