import type { Target, Tier } from '../vocabulary/model.ts'
import type { PresetName } from '../vocabulary/router-config.ts'
import { distinct, ownMember, type Presets } from './select-targets.ts'

/** One model of a preset: by its id, or what the provider has of a tier today. */
type PresetTarget =
  | { readonly provider: string; readonly model: string }
  | { readonly provider: string; readonly tier: Tier | 'default' }

/**
 * Models for common uses. They are given by tier where a vendor renews them, so that a preset does not age; ids that are given
 * are those of the recommendation. A provider that is not known is left out. Recommendations of 2026-06, names of 2026-11.
 */
const presetTargets: Readonly<Record<PresetName, readonly PresetTarget[]>> = {
  'best-quality': [
    { provider: 'anthropic', tier: 'flagship' },
    { provider: 'anthropic', model: 'claude-opus-4-6' },
  ],
  daily: [
    { provider: 'anthropic', tier: 'balanced' },
    { provider: 'anthropic', model: 'claude-sonnet-4-6' },
  ],
  code: [
    { provider: 'anthropic', tier: 'balanced' },
    { provider: 'anthropic', model: 'claude-sonnet-4-6' },
    { provider: 'openai', model: 'gpt-5.4' },
  ],
  'flat-rate-agents': [
    { provider: 'chatgpt', tier: 'default' },
    { provider: 'openai-codex', tier: 'default' },
  ],
  fastest: [{ provider: 'groq', model: 'llama-3.3-70b-versatile' }],
  cheapest: [{ provider: 'gemini', tier: 'fast' }],
  'dev-test': [
    { provider: 'anthropic', tier: 'fast' },
    { provider: 'anthropic', model: 'claude-haiku-4-5' },
  ],
  private: [{ provider: 'ollama', tier: 'default' }],
  'budget-reasoning': [{ provider: 'deepseek', tier: 'default' }],
}

/** The providers as presets look at them. */
export interface PresetSource {
  readonly providers: readonly string[]
  /** The model of a tier, or the default model where none is named. */
  readonly modelOf: (provider: string, tier: Tier | undefined) => string | undefined
}

/** The presets as routes. */
export function presetsOf({ providers, modelOf }: PresetSource): Presets {
  return {
    names: Object.keys(presetTargets),
    find(name) {
      const wanted = ownMember<readonly PresetTarget[]>(presetTargets, name)
      if (wanted === undefined) return undefined
      const named = wanted.flatMap((one): Target[] => {
        if (!providers.includes(one.provider)) return []
        if ('model' in one) return [one]
        const model = modelOf(one.provider, one.tier === 'default' ? undefined : one.tier)
        return model === undefined ? [] : [{ provider: one.provider, model }]
      })
      const targets = distinct(named)
      // What is private stays on this machine, wherever the provider is configured to be.
      return name === 'private' ? { targets, constraints: { offline: true } } : { targets }
    },
  }
}
