import type { ModelRules } from './claude-thinking.ts'
import type { Warn } from './function-plan.ts'
import type { TargetedRequest } from './protocol.ts'

/** The sampling parameters that are sent. */
export interface Sampling {
  /** 0 to 1. */
  readonly temperature: number | undefined
  readonly topP: number | undefined
  readonly topK: number | undefined
}

/** Thinking takes no temperature but 1, no top_k, and a top_p of 0.95 and more (Anthropic, extended thinking, 2026). */
const leastTopPWithThinking = 0.95

/**
 * The sampling parameters of a request as far as the model takes them, with a warning for each that is left out or changed. For
 * hosts whose temperature ends at 1 and that have no seed.
 */
export function planSampling(
  request: TargetedRequest,
  rules: Pick<ModelRules, 'sampling' | 'bothSamplings'>,
  isThinking: boolean,
  warn: Warn,
): Sampling {
  const { temperature, topP, topK, seed } = request
  const drop = (name: string, why: string): undefined => {
    warn('unsupported-parameter', `${name} is not sent: ${why}.`)
    return undefined
  }
  const refused = `${request.model} does not take it`
  const inThinking = 'it does not go with thinking'
  const readTemperature = (): number | undefined => {
    if (temperature === undefined) return undefined
    if (!rules.sampling) return drop('temperature', refused)
    if (isThinking && temperature !== 1) return drop('temperature', inThinking)
    if (temperature <= 1) return temperature
    warn('parameter-adjusted', `temperature is at most 1 here; 1 is sent instead of ${temperature}.`)
    return 1
  }
  const readTopP = (sentTemperature: number | undefined): number | undefined => {
    if (topP === undefined) return undefined
    if (!rules.sampling) return drop('topP', refused)
    if (isThinking && topP < leastTopPWithThinking) return drop('topP', inThinking)
    return sentTemperature !== undefined && !rules.bothSamplings
      ? drop('topP', 'it does not go with temperature')
      : topP
  }
  const readTopK = (): number | undefined => {
    if (topK === undefined) return undefined
    if (!rules.sampling) return drop('topK', refused)
    return isThinking ? drop('topK', inThinking) : topK
  }
  if (seed !== undefined) drop('seed', 'the protocol has none')
  const sent = readTemperature()
  return { temperature: sent, topP: readTopP(sent), topK: readTopK() }
}

/** Whether a word that is sent as the effort makes the model think. */
export function thinks(effort: unknown): boolean {
  return typeof effort === 'string' && effort !== 'none'
}

/** Temperature and top_p, as far as the host takes them beside the effort that is sent; a warning for what it does not. */
export function samplingBesideEffort(
  { temperature, topP, quirks, modelInfo, model }: TargetedRequest,
  isThinking: boolean,
  warn: Warn,
): Pick<TargetedRequest, 'temperature' | 'topP'> {
  const rule = isThinking && modelInfo?.sampling !== false ? quirks.samplingBesideEffort : undefined
  if (rule === undefined || (rule === 'above-zero' && temperature !== 0)) return { temperature, topP }
  const dropped = rule === 'refused' ? { temperature, topP } : { temperature }
  for (const [name, value] of Object.entries(dropped)) {
    if (value !== undefined)
      warn('unsupported-parameter', `${name} is not sent: ${model} does not take ${value} while it thinks.`)
  }
  return { temperature: undefined, topP: rule === 'refused' ? undefined : topP }
}
