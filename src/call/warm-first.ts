import type { PreparedRequest } from '../request/prepare-request.ts'
import { listPrice } from '../budget/list-price.ts'
import { cachingSettings } from '../caching/cache-strategy.ts'
import type { WarmCandidate, WarmPrefixes } from '../caching/warm-prefix.ts'
import { keptMs } from '../caching/kept-ms.ts'
import type { RouterState } from '../state/router-state.ts'
import type { Selection } from '../routing/select-targets.ts'
import type { ModelPrice, Target } from '../vocabulary/model.ts'

/**
 * In a chain that the router has put in order itself, the target that still holds the conversation in its cache comes first
 * where that is expected to cost less. An order that the caller wrote is left alone.
 */
export function warmFirst(
  router: RouterState,
  { given, inputTokens }: PreparedRequest,
  { selection, warm }: { readonly selection: Selection; readonly warm: WarmPrefixes },
): Selection {
  const { session } = given
  const { targets, picked = 0 } = selection
  if (session === undefined) return selection
  const { ttl, mode } = cachingSettings(given.caching, router.config.caching, router.environmentCaching)
  const isLong = ttl === '1h' && mode !== 'off'
  const own = targets.slice(0, picked)
  const order = warm.order(
    session,
    own.map((target) => candidateOf(router, target, { isLong, inputTokens })),
    inputTokens,
  )
  if (order === undefined || order.every((index, place) => index === place)) return selection
  return { ...selection, targets: [...order.flatMap((index) => own[index] ?? []), ...targets.slice(picked)] }
}

function candidateOf(
  router: RouterState,
  target: Target,
  { isLong, inputTokens }: { readonly isLong: boolean; readonly inputTokens: number },
): WarmCandidate {
  const model = router.modelInfo(target)
  const price = model === undefined ? undefined : listPrice(model, inputTokens, router.runtime.now())
  const { cacheWrite1hUsdPerMillion: longWrite } = price ?? {}
  const { billing } = router.provider(target.provider)
  return {
    target,
    price:
      billing === 'local' || billing === 'subscription'
        ? free
        : isLong && longWrite !== undefined
          ? { ...price, cacheWriteUsdPerMillion: longWrite }
          : price,
    minTokens: model?.cacheMinTokens,
    ttlMs: keptMs(model, isLong),
  }
}

/** Nothing is charged by the token. */
const free: ModelPrice = { inputUsdPerMillion: 0, outputUsdPerMillion: 0 }
