import type { ModelInfo, PeakHours, PricedService } from '../vocabulary/model.ts'

/** What holds for the prices of a whole provider. */
interface ProviderPrices {
  readonly priceFactors?: Readonly<Partial<Record<PricedService, number>>>
  /** Models with other factors. */
  readonly except?: Readonly<Record<string, Readonly<Partial<Record<PricedService, number>>>>>
  /** Models whose price hangs on the hour. */
  readonly peak?: { readonly models: readonly string[]; readonly hours: PeakHours }
}

/**
 * Service prices by provider, where the provider states them. Anthropic: message batches page. OpenAI: SDK 7.55.0 and pricing
 * page. Gemini: batch and flex pages. Bedrock and Groq: batch pages. DeepSeek: its pricing page; on Chinese public holidays the whole day is off-peak,
 * which is not known here. All 2026-11-10. OpenRouter says "about half" for a batch, which is no price.
 */
const providerPrices: Readonly<Record<string, ProviderPrices>> = {
  anthropic: { priceFactors: { batch: 0.5 } },
  openai: { priceFactors: { batch: 0.5, flex: 0.5, priority: 2 }, except: { 'gpt-5.5': { priority: 2.5 } } },
  gemini: { priceFactors: { batch: 0.5, flex: 0.5 } },
  bedrock: { priceFactors: { batch: 0.5 } },
  groq: { priceFactors: { batch: 0.5 } },
  deepseek: {
    peak: {
      models: ['deepseek-flash', 'deepseek-v4-pro'],
      hours: {
        weekdayHoursUtc: [
          [1, 4],
          [6, 10],
        ],
        offPeakFactor: 0.5,
      },
    },
  },
}

/** The same model with what holds for all prices of its provider. */
export function withProviderPrices(info: ModelInfo): ModelInfo {
  const prices = Object.hasOwn(providerPrices, info.provider) ? providerPrices[info.provider] : undefined
  if (prices === undefined || info.price === undefined) return info
  const { priceFactors, except, peak } = prices
  const own = except !== undefined && Object.hasOwn(except, info.model) ? except[info.model] : undefined
  return {
    ...info,
    ...(priceFactors === undefined ? {} : { priceFactors: { ...priceFactors, ...own } }),
    ...(peak?.models.includes(info.model) === true ? { peakHours: peak.hours } : {}),
  }
}
