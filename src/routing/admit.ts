import type { AdmittedTarget } from '../vocabulary/admitted-target.ts'
import type { Constraints, OutputFormat, ToolChoice } from '../vocabulary/completion-request.ts'
import type { FilePart, Message } from '../vocabulary/message.ts'
import type { Capability } from '../vocabulary/model.ts'
import {
  allNeeds,
  type Admission,
  type AdmissionWarning,
  type Candidate,
  type Need,
  optionOf,
  refuse,
  type Refusal,
} from './candidate.ts'
import { checkCost, checkLatency, checkSpend } from './constraint-checks.ts'
import type { Lack } from './learnt-lacks.ts'
import { type Standing, standingOf } from './standing.ts'
import { untilReplaced } from '../vocabulary/failure.ts'
import { nameOf } from '../vocabulary/model-ref.ts'

export type { Admission, Candidate, Need } from './candidate.ts'

/** From here on an unknown window is worth a warning: local servers cut longer prompts silently, in tokens. */
const largeInputTokens = 8_000

/**
 * The one place that decides whether a target may be asked at all, and the only one that makes an `AdmittedTarget`. What is known to be missing refuses; what is unknown is
 * admitted, but for regions, training and money, where a promise was asked for. `standing`: that of the candidate under this need, where
 * somebody has kept it.
 */
export function admit(candidate: Candidate, need: Need, standing: Standing = standingOf(candidate, need)): Admission {
  const refusal =
    checkEnabled(candidate) ??
    standing.barred ??
    checkCredential(candidate) ??
    standing.unable ??
    checkLacks(candidate, need) ??
    checkWindow(candidate, need) ??
    checkCost(candidate, need) ??
    checkSpend(candidate) ??
    checkLatency(candidate, need) ??
    checkResting(candidate)
  if (refusal !== undefined) return refusal
  return { ok: true, target: candidate.target as AdmittedTarget, warnings: warningsOf(candidate, need, standing) }
}

function checkEnabled({ target, provider, disabled }: Candidate): Refusal | undefined {
  if (disabled !== undefined) return { ok: false, ...disabled }
  if (!provider.enabled) return refuse('disabled', `\`${target.provider}\` is disabled.`)
  return undefined
}

function checkCredential(candidate: Candidate): Refusal | undefined {
  const { target, provider } = candidate
  if (!provider.needsCredential || provider.hasCredential) return undefined
  const variables = provider.keyVariables ?? []
  const how = variables.length === 0 ? '' : `set ${variables.join(' or ')}, or `
  // Where there is no variable to hold one, credentials are asked for or a token.
  const option = `${optionOf(candidate)}.${how === '' ? 'auth' : 'apiKey'}`
  return refuse('missing-credential', `\`${target.provider}\` has no key: ${how}give \`${option}\`.`)
}

/** What it refused a while ago it is not asked for again at once. */
function checkLacks({ target, lacks }: Candidate, need: Need): Refusal | undefined {
  if (lacks === undefined || lacks.length === 0) return undefined
  const needs: readonly Lack[] = [...allNeeds(need), ...(need.toolChoice === true ? (['tool-choice'] as const) : [])]
  const lack = lacks.find(({ what }) => needs.includes(what))
  if (lack === undefined) return undefined
  return {
    ...refuse('capability', `\`${nameOf(target)}\` has refused what the request needs: ${lack.what}.`),
    until: lack.until,
  }
}

function checkWindow({ target, model, inputTokens }: Candidate, need: Need): Refusal | undefined {
  const window = model?.contextWindow
  const input = need.inputTokens === undefined ? undefined : (inputTokens ?? need.inputTokens)
  if (window !== undefined && need.windowAbove !== undefined && window <= need.windowAbove) {
    return refuse(
      'context-window',
      `The window of \`${nameOf(target)}\` (${window} tokens) is not larger than the one that was too small.`,
    )
  }
  if (input === undefined) return undefined
  if (model?.maxInputTokens !== undefined && input > model.maxInputTokens) {
    return refuse(
      'context-window',
      `\`${nameOf(target)}\` takes ${model.maxInputTokens} tokens; the request has about ${input}.`,
    )
  }
  if (window === undefined || input + (need.outputTokens ?? 0) <= window) return undefined
  const wanted = need.outputTokens === undefined ? '' : ` and wants ${need.outputTokens} for the answer`
  return refuse(
    'context-window',
    `The window of \`${nameOf(target)}\` is ${window} tokens; the request has about ${input}${wanted}.`,
  )
}

function checkResting({ target, resting, full }: Candidate): Refusal | undefined {
  if (resting === undefined)
    return full === undefined ? undefined : refuse('limit', `\`${nameOf(target)}\` is at its limit (${full}).`)
  if (resting.limit !== undefined) {
    return {
      ...refuse('limit', `\`${nameOf(target)}\` is at its limit (${resting.limit}).`),
      until: resting.until,
    }
  }
  if (resting.until >= untilReplaced) {
    return refuse(
      'cooldown',
      `The key of \`${target.provider}\` was rejected; it is not used again until it is replaced.`,
    )
  }
  return {
    ...refuse('cooldown', `\`${nameOf(target)}\` rests after a failure (${resting.code}).`),
    until: resting.until,
  }
}

function warningsOf(candidate: Candidate, need: Need, standing: Standing): readonly AdmissionWarning[] {
  const { target, provider, model, latencyMs, inputTokens } = candidate
  const warnings = latencyMs === undefined ? standing.unmeasured : standing.warnings
  if (model?.contextWindow !== undefined || (inputTokens ?? need.inputTokens ?? 0) <= largeInputTokens) return warnings
  const cut = provider.local ? ' Local servers may cut a longer prompt silently.' : ''
  const message = `The window of \`${nameOf(target)}\` is not known.${cut}`
  const place = warnings[0]?.code === 'unknown-capability' ? 1 : 0
  return warnings.toSpliced(place, 0, { code: 'unknown-window', message })
}

/** The part of a normalised request that says what a target must be able to do. */
export interface CapabilityQuestion {
  readonly messages: readonly Message[]
  /** Tools by name, or a list of them. */
  readonly tools?: object | undefined
  readonly toolChoice?: ToolChoice | undefined
  readonly output?: Pick<OutputFormat, 'mode'> | undefined
  readonly constraints?: Pick<Constraints, 'needs'> | undefined
}

/**
 * What a target must be able to do, read from the request: its files, its tools, native structured output where that was asked
 * for, and what the constraints name. Reasoning is not among it: an effort becomes the nearest that there is.
 */
export function requiredCapabilities(question: CapabilityQuestion): readonly Capability[] {
  const { tools, toolChoice, output } = question
  const needs = new Set<Capability>(question.constraints?.needs)
  for (const message of question.messages) {
    for (const file of filesOf(message)) {
      const capability = capabilityFor(file.mediaType)
      if (capability !== undefined) needs.add(capability)
    }
  }
  if (tools !== undefined && Object.keys(tools).length > 0 && toolChoice !== 'none') needs.add('tools')
  if (output?.mode === 'tool') needs.add('tools')
  if (output?.mode === 'native') needs.add('structured-output')
  return [...needs]
}

/**
 * What a target had better be able to do: one that is known to lack it is passed over while another is left. Structured output
 * without a mode: a forced tool or an instruction can take its place.
 */
export function preferredCapabilities({ output }: CapabilityQuestion): readonly Capability[] {
  return output !== undefined && output.mode === undefined ? ['structured-output'] : []
}

/** Files that are sent as such: of the user and of tools. What a model made goes back to it in its own way. */
function filesOf(message: Message): readonly FilePart[] {
  switch (message.role) {
    case 'user':
      return typeof message.content === 'string' ? [] : message.content.filter((part) => part.type === 'file')
    case 'tool':
      return message.content.flatMap((result) => result.files ?? [])
    case 'assistant':
      return []
  }
}

function capabilityFor(mediaType: string): Capability | undefined {
  const type = mediaType.toLowerCase()
  if (type.startsWith('image/')) return 'vision'
  if (type.startsWith('audio/')) return 'audio'
  return type.startsWith('application/pdf') ? 'pdf' : undefined
}
