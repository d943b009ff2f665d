import type { ConfiguredProvider } from '../adapters/provider.ts'
import { wireModel } from '../adapters/wire-model.ts'
import type { Target } from '../vocabulary/model.ts'

/** The name that the lacks of a target are remembered by: address and model, so that two names of one host share them. */
export function lackKey(target: Target, provider: ConfiguredProvider): string {
  return JSON.stringify([provider.protocol, provider.baseUrl, wireModel(provider, target.model)])
}
