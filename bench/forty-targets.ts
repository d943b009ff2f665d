import type { CompletionRequest, RouterConfig } from '../src/index.ts'

/** How many targets there are. */
export const targetCount = 40

/** Providers, models and a default route of 40 targets, all at the same base URL when one is given; six may serve `constraints`. */
export function fortyTargets(baseUrl?: string): Pick<RouterConfig, 'providers' | 'models' | 'routes'> {
  const ids = Array.from({ length: targetCount }, (_, index) => `host-${index}`)
  return {
    providers: Object.fromEntries(
      ids.map((id, index) => [
        id,
        {
          protocol: 'openai-chat' as const,
          baseUrl: baseUrl ?? `https://${id}.example/v1`,
          apiKey: `key-of-${id}`,
          region: index % 3 === 0 ? 'us' : 'eu',
        },
      ]),
    ),
    models: Object.fromEntries(
      ids.map((id, index) => [
        `${id}/m`,
        {
          tier: index % 5 === 0 ? ('fast' as const) : ('flagship' as const),
          capabilities: { vision: index % 7 !== 0, tools: true },
          contextWindow: 200_000,
          price: { inputUsdPerMillion: 1, outputUsdPerMillion: 5 },
        },
      ]),
    ),
    routes: { default: ids.map((id) => `${id}/m` as const) },
  }
}

/** Five constraints. */
export const fiveConstraints: Pick<CompletionRequest, 'maxOutputTokens' | 'constraints'> = {
  maxOutputTokens: 1_000,
  constraints: { regions: ['eu'], minTier: 'balanced', maxCostUsd: 1, maxLatencyMs: 5_000, needs: ['vision', 'tools'] },
}
