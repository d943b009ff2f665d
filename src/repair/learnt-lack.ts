import type { ConfiguredProvider } from '../adapters/provider.ts'
import { wireModel } from '../adapters/wire-model.ts'
import type { RouterState } from '../state/router-state.ts'
import type { KnownLack } from '../routing/learnt-lacks.ts'
import type { Target } from '../vocabulary/model.ts'

const none: readonly KnownLack[] = []

/** What a target has turned out to lack. It is kept by address and model, so that two names of one host share it. */
export function lacksOf(
  { lacks }: Pick<RouterState, 'lacks'>,
  target: Target,
  provider: ConfiguredProvider,
): readonly KnownLack[] {
  return lacks.isEmpty ? none : lacks.of(lackKey(target, provider))
}

/** The name that it is remembered by. */
export function lackKey(target: Target, provider: ConfiguredProvider): string {
  return JSON.stringify([provider.protocol, provider.baseUrl, wireModel(provider, target.model)])
}
