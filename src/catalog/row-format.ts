import type { Capability, Modality, ModelInfo, ReasoningEffort, ThinkingKind, Tier } from '../vocabulary/model.ts'

/*
 * How a model is written in a line of the generated catalogue: fields in this order with `|` between them, an empty one is
 * unknown. The generator writes by these tables, `decode-row.ts` reads by them.
 */

/** The fields, in order. */
export const rowFields = [
  'model',
  'name',
  'window',
  'maxInput',
  'maxOutput',
  'capabilities',
  'tier',
  'price',
  'priceTiers',
  'day',
  'efforts',
  'sampling',
  'thinking',
  'modalities',
  'status',
  'released',
  'knowledge',
  'cache',
  'priceChange',
  'recommendedFor',
] as const

/** The name of a field. */
export type RowField = (typeof rowFields)[number]

/** Letters of the capability field: upper case has it, lower case lacks it, absent unknown. */
export const capabilityLetters: Readonly<Record<string, Capability>> = {
  v: 'vision',
  p: 'pdf',
  a: 'audio',
  t: 'tools',
  s: 'structured-output',
  r: 'reasoning',
}

/** Letters of the tier field. */
export const tierLetters: Readonly<Record<string, Tier>> = { f: 'flagship', b: 'balanced', q: 'fast' }

/** Letters of the thinking field, the preferred kind first; the bounds of a budget follow. `-`: the model does not think. */
export const thinkingLetters: Readonly<Record<string, ThinkingKind>> = {
  a: 'adaptive',
  b: 'budget',
  l: 'level',
  t: 'toggle',
}

/** Letters of the modality field: what is read, and after `>` what is written where it is not text alone. */
export const modalityLetters: Readonly<Record<string, Modality>> = {
  t: 'text',
  i: 'image',
  a: 'audio',
  v: 'video',
  p: 'pdf',
}

/** Letters of the status field; the last day and the model to use instead follow after commas. */
export const statusLetters: Readonly<Record<string, NonNullable<ModelInfo['status']>>> = {
  a: 'alpha',
  b: 'beta',
  d: 'deprecated',
  r: 'retired',
}

/** Order of the effort field. `=` sends the level's own name, `-` is not accepted, empty is unknown, anything else is the word sent. */
export const effortOrder: readonly ReasoningEffort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']
