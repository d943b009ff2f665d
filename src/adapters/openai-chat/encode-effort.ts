import type { JsonObject } from '../../vocabulary/message.ts'
import type { ModelInfo, ReasoningEffort } from '../../vocabulary/model.ts'
import type { Warn } from '../function-plan.ts'
import { nearestEffort, thinkingEfforts } from '../nearest-effort.ts'
import type { TargetedRequest } from '../protocol.ts'

type Words = NonNullable<ModelInfo['efforts']>
type Fields = Readonly<Partial<Record<ReasoningEffort, JsonObject>>>

/**
 * The body fields for the wanted effort: those of the host's row, else `reasoning_effort`, in the word that the catalogue
 * knows for the model. What the model does not take becomes the nearest that it does, with a warning.
 */
export function encodeEffort(request: TargetedRequest, hasTools: boolean, warn: Warn): JsonObject {
  const { model, modelInfo, reasoningEffort: wanted } = request
  const { effortWithTools } = request.quirks
  const besideTools = hasTools ? effortWithTools?.find((rule) => rule.model.test(model))?.send : undefined
  if (besideTools !== undefined) {
    if (wanted !== undefined && wanted !== 'none') {
      warn('effort-adjusted', `${model} takes no effort beside tools on this endpoint; ${wanted} is not sent.`)
    }
    return besideTools === 'none' ? { reasoning_effort: 'none' } : {}
  }
  if (wanted === undefined) return {}
  if (modelInfo?.capabilities?.reasoning === false) {
    if (wanted !== 'none') warn('effort-adjusted', `${model} does not think; the effort ${wanted} is not sent.`)
    return {}
  }
  return fieldsFor(wanted, request, warn)
}

function fieldsFor(wanted: ReasoningEffort, { model, modelInfo, quirks }: TargetedRequest, warn: Warn): JsonObject {
  const effortFields =
    quirks.effortFieldsOfModels?.find((rule) => rule.model.test(model))?.fields ?? quirks.effortFields
  const words = knownWords(modelInfo)
  const own = fieldsOf(wanted, words, effortFields)
  if (own !== undefined) {
    const sent = own['reasoning_effort']
    if (typeof sent === 'string' && sent !== wanted && words?.[wanted] !== sent) warnNearest(model, wanted, sent, warn)
    return own
  }
  const nearest =
    nearestEffort(wanted, (effort) => fieldsOf(effort, words, effortFields) !== undefined) ??
    // Only `none` is left.
    (fieldsOf('none', words, effortFields) === undefined ? undefined : 'none')
  if (nearest === undefined) {
    warn('effort-adjusted', `${model} takes no effort here; ${wanted} is not sent.`)
    return {}
  }
  warnNearest(model, wanted, nearest, warn)
  return fieldsOf(nearest, words, effortFields) ?? {}
}

/** The fields that say exactly this effort, or what the host's row makes of it; `undefined` when the model does not take it. */
function fieldsOf(
  effort: ReasoningEffort,
  words: Words | undefined,
  fields: Fields | undefined,
): JsonObject | undefined {
  const word = words?.[effort]
  const row = fields?.[effort]
  if (fields !== undefined && row === undefined) return undefined
  const rowWord = row?.['reasoning_effort']
  if (typeof word === 'string') {
    if (row === undefined) return { reasoning_effort: word }
    // The row is of all models of the host, the catalogue of this one; but a row that asks for less knows its endpoint.
    return typeof rowWord === 'string' && !isLess(rowWord, word) ? { ...row, reasoning_effort: word } : row
  }
  if (words === undefined) return row ?? { reasoning_effort: effort }
  if (row === undefined || typeof rowWord !== 'string' || rowWord === effort) return undefined
  const substitute = isEffort(rowWord) ? words[rowWord] : undefined
  return typeof substitute === 'string' ? { ...row, reasoning_effort: substitute } : undefined
}

/** A list of nulls says nothing of what the model takes. */
function knownWords(info: ModelInfo | undefined): Words | undefined {
  const words = info?.efforts
  return words !== undefined && Object.values(words).some((word) => typeof word === 'string') ? words : undefined
}

function isEffort(word: string): word is ReasoningEffort {
  return word === 'none' || thinkingEfforts.some((effort) => effort === word)
}

function isLess(word: string, than: string): boolean {
  if (!isEffort(word) || !isEffort(than)) return false
  const rank = (effort: ReasoningEffort): number => (effort === 'none' ? -1 : thinkingEfforts.indexOf(effort))
  return rank(word) < rank(than)
}

function warnNearest(model: string, wanted: ReasoningEffort, sent: string, warn: Warn): void {
  warn('effort-adjusted', `${model} does not take the effort ${wanted}; ${sent} is sent.`)
}
