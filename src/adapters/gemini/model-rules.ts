import type { ModelInfo, ReasoningEffort } from '../../vocabulary/model.ts'

/** What a model of this protocol can be asked for. */
export interface ModelRules {
  /** `level`: an effort is said; `budget`: a number of tokens; `none`: it does not think; `unknown`: nothing is said unasked. */
  readonly thinking: 'level' | 'budget' | 'none' | 'unknown'
  /** The efforts it takes. */
  readonly efforts: readonly ReasoningEffort[]
  /** Tokens to think with: the least and the most. `mayBeOff`: 0 is taken too. */
  readonly budget: { readonly least: number; readonly most: number; readonly mayBeOff: boolean }
  /** Since Gemini 3: signs its calls and wants them signed, takes files in a function's response, and structured output beside tools. */
  readonly isGemini3: boolean
  /** Reads temperature, topP and topK. */
  readonly sampling: boolean
}

const levels: readonly ReasoningEffort[] = ['minimal', 'low', 'medium', 'high']
const withoutMinimal: readonly ReasoningEffort[] = ['low', 'medium', 'high']
const noBudget = { least: 0, most: 0, mayBeOff: false }

const byLevel: ModelRules = {
  thinking: 'level',
  efforts: levels,
  budget: noBudget,
  isGemini3: true,
  sampling: true,
}
const byBudget: ModelRules = { ...byLevel, thinking: 'budget', isGemini3: false }
const unthinking: ModelRules = { ...byLevel, thinking: 'none', efforts: [], isGemini3: false }
const unknownModel: ModelRules = { ...unthinking, thinking: 'unknown' }

/**
 * Models by id; the first row that matches counts. Sources: ai.google.dev thinking and model pages as of 2026-11-10, pi-ai 1.5.2
 * (2026-11-10); recorded answers for 2.5, 3, 3.1 and 3.5. Flash models since 3.6 ignore sampling parameters.
 */
const models: readonly (readonly [pattern: RegExp, rules: ModelRules])[] = [
  [/^gemini-(?:[01]|2\.0)|^gemma-[1-3]/, unthinking],
  [/^gemini-2\.5-(?:flash-(?:image|preview-tts|live)|pro-preview-tts|flash-native)/, unthinking],
  [/^gemini-2\.5-flash-lite/, { ...byBudget, budget: { least: 512, most: 24_576, mayBeOff: true } }],
  [/^gemini-2\.5-pro/, { ...byBudget, budget: { least: 128, most: 32_768, mayBeOff: false } }],
  [/^gemini-2\.5/, { ...byBudget, budget: { least: 1, most: 24_576, mayBeOff: true } }],
  [/^gemma-4/, { ...byLevel, efforts: ['minimal', 'high'] }],
  [/^gemini-3-pro/, { ...byLevel, efforts: ['low', 'high'] }],
  [/^gemini-3\.1-pro|^gemini-pro-latest/, { ...byLevel, efforts: withoutMinimal }],
  [/^gemini-(?:3(?:\.[15])?-flash|flash-lite-latest|robotics-er)/, byLevel],
  [/^gemini-3\.6-flash/, { ...byLevel, sampling: false }],
  // Newer ones: what the newest that are known take.
  [/^gemini-(?:\d.*)?flash-lite/, { ...byLevel, efforts: withoutMinimal }],
  [/^gemini-(?:\d.*)?flash/, { ...byLevel, efforts: withoutMinimal, sampling: false }],
  [/^gemini-/, { ...byLevel, efforts: withoutMinimal }],
]

/** The rules of a model: the table's, and over them what the catalogue knows of its efforts and of sampling. */
export function modelRules(model: string, info: ModelInfo | undefined): ModelRules {
  const id = bareId(model)
  const known = models.find(([pattern]) => pattern.test(id))?.[1]
  let rules = known ?? unknownModel
  if (known === undefined && info?.capabilities?.reasoning === false) rules = unthinking
  if (known === undefined && info?.thinking !== undefined) rules = catalogRules(info.thinking)
  const { minTokens, maxTokens } = info?.thinkingBudget ?? {}
  if (rules.thinking === 'budget' && maxTokens !== undefined)
    rules = {
      ...rules,
      budget: { ...rules.budget, least: Math.max(minTokens ?? 0, rules.budget.least), most: maxTokens },
    }
  const efforts = info?.efforts
  if (efforts !== undefined && Object.values(efforts).some((word) => typeof word === 'string')) {
    // A level that the catalogue does not mention is taken as the table says.
    const taken = [...levels, 'xhigh', 'max'] as const
    rules = {
      ...rules,
      thinking: rules.thinking === 'unknown' ? 'level' : rules.thinking,
      efforts: taken.filter((effort) =>
        efforts[effort] === undefined ? rules.efforts.includes(effort) : efforts[effort] !== null,
      ),
    }
  }
  return info?.sampling === undefined ? rules : { ...rules, sampling: info.sampling }
}

/** Of a model that the table does not have. */
function catalogRules([kind]: NonNullable<ModelInfo['thinking']>): ModelRules {
  if (kind === undefined) return unthinking
  if (kind === 'level') return { ...byLevel, efforts: withoutMinimal }
  return kind === 'budget' ? { ...byBudget, budget: { least: 1, most: 24_576, mayBeOff: false } } : unknownModel
}

/** Name and generation, which is how far signatures are valid: `gemini-3` of `models/gemini-3.8-flash`; else the whole id. */
export function modelFamily(model: string): string {
  const id = bareId(model)
  return /^[a-z]+-\d+/.exec(id)?.[0] ?? id
}

/** The id without the names of collections in front of it. */
function bareId(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1).toLowerCase()
}
