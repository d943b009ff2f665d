import type { ModelInfo, ReasoningEffort } from '../../vocabulary/model.ts'
import type { Warn } from '../function-plan.ts'
import { nearestEffort } from '../nearest-effort.ts'
import type { TargetedRequest } from '../protocol.ts'
import type { ThinkLevel } from './wire-types.ts'

/** Takes levels only: true is its default, and false does not switch it off (facts/providers.md, 2026-09-24). */
const isGptOss = /(?:^|\/)gpt-oss(?![a-z0-9])/i

const gptOssLevels: Levels = { low: 'low', medium: 'medium', high: 'high' }

/** Any other word is a 400 (`invalid think value`, ollama/ollama#17837 of 2026-08). */
const wireLevels: readonly string[] = ['low', 'medium', 'high', 'max']

/** The word for each effort that a model takes. */
type Levels = Readonly<Partial<Record<ReasoningEffort, ThinkLevel>>>

/**
 * The value of `think`, nothing where the model is to do as it does by itself. A model that can think does so unasked, and asking
 * one that cannot is a 400: so it is not asked for unless the model is known to think. What it does not take becomes the nearest
 * that it does, with a warning.
 */
export function encodeThink(request: TargetedRequest, warn: Warn): { readonly think?: boolean | ThinkLevel } {
  const { model, modelInfo, reasoningEffort: wanted } = request
  if (wanted === undefined) return {}
  const levels = levelsOf(model, modelInfo)
  const thinks = levels !== undefined || modelInfo?.capabilities?.reasoning === true
  if (wanted === 'none' && modelInfo?.efforts?.none !== null && !isGptOss.test(model)) {
    return modelInfo?.capabilities?.reasoning === false ? {} : { think: false }
  }
  if (!thinks) {
    if (wanted !== 'none') warn('effort-adjusted', `${model} is not known to think; the effort ${wanted} is not sent.`)
    return {}
  }
  const nearest = levels === undefined ? undefined : nearestEffort(wanted, (effort) => levels[effort] !== undefined)
  const level = nearest === undefined ? undefined : levels?.[nearest]
  if (level === undefined) {
    warn('effort-adjusted', `${model} takes no levels of effort; it is asked to think, not how hard (${wanted}).`)
    return { think: true }
  }
  if (nearest !== wanted) warn('effort-adjusted', `${model} does not take the effort ${wanted}; ${level} is sent.`)
  return { think: level }
}

/** The levels that a model takes; absent where it takes none, or nothing is known. */
function levelsOf(model: string, modelInfo: ModelInfo | undefined): Levels | undefined {
  if (isGptOss.test(model)) return gptOssLevels
  const words = Object.entries(modelInfo?.efforts ?? {}).filter(
    ([effort, word]) => effort !== 'none' && typeof word === 'string' && wireLevels.includes(word),
  )
  return words.length === 0 ? undefined : (Object.fromEntries(words) as Levels)
}
