import { joinProblems } from '../vocabulary/join-problems.ts'
import { wireModel } from '../adapters/wire-model.ts'
import { createCompletion } from '../call/completion.ts'
import { oneTarget } from '../call/one-target.ts'
import type { RouterState } from '../state/router-state.ts'
import { runCall } from '../call/run-call.ts'
import type { Target } from '../vocabulary/model.ts'
import { nearestName } from '../vocabulary/nearest-name.ts'
import type { ProbeOptions, ProbeReport } from '../vocabulary/probe.ts'
import { redactUrl } from '../vocabulary/redact-secrets.ts'
import { isRecord, isSignal } from '../vocabulary/option-kinds.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { CompletionResult } from '../vocabulary/completion-result.ts'
import { unknownOptions } from '../vocabulary/unknown-option.ts'

/** The least that every protocol takes as a limit of the output, in tokens. */
const outputTokens = 16

/** Until the first token, in milliseconds. A local server may have to load the model. */
const usualTimeoutMs = 20_000
const localTimeoutMs = 120_000

/** What is left for the rest of sixteen tokens, in milliseconds. */
const restMs = 10_000

/**
 * Asks one target for a word, the way every call is asked: admission, encoding, repairs, classification, health, cost. It is asked once, but
 * for repairs. Loaded with the first probe. Rejects with `RouterError` `configuration` for a target that does not exist and for options that
 * cannot be used, and with `aborted`; every other failure is in the report.
 */
export async function probeTarget(
  router: RouterState,
  asked: string | Target,
  options: ProbeOptions = {},
): Promise<ProbeReport> {
  checkOptions(options)
  const target = oneTarget(router, asked, { defaultModel: true })
  const catalog = await router.loadCatalog()
  const provider = router.provider(target.provider)
  const { local, row = target.provider } = provider
  const timeoutMs = options.timeoutMs ?? (local ? localTimeoutMs : usualTimeoutMs)
  const began = router.runtime.now()
  const settled = await createCompletion(
    (call) =>
      runCall(
        askingOnce(router),
        {
          model: `${target.provider}/${target.model}`,
          messages: 'Say ok.',
          maxOutputTokens: outputTokens,
          onTruncation: 'stop',
          caching: { mode: 'off' },
          timeouts: { headersMs: timeoutMs, firstTokenMs: timeoutMs, totalMs: timeoutMs + restMs },
        },
        call,
      ),
    { signal: options.signal },
  ).settled()
  if (!settled.ok && settled.error.code === 'aborted') throw settled.error
  const latencyMs = router.runtime.now() - began
  const report = settled.ok ? answered(target, settled.result) : failed(router, target, settled.error)
  const isKnown =
    router.config.models[`${target.provider}/${target.model}`] !== undefined ||
    catalog?.find(row, wireModel(provider, target.model)) !== undefined
  const listed = catalog?.models(row).map(({ model }) => model) ?? []
  const unknown = isKnown ? undefined : unknownModel(target, listed)
  return { ...report, latencyMs, hints: unknown === undefined ? report.hints : [...report.hints, unknown] }
}

/** The same router without other tries: a probe tells what one request meets. An answer of nothing but thoughts is one. */
function askingOnce(router: RouterState): RouterState {
  const { routing } = router.config
  const detectors = { ...routing.detectors, empty: false, reasoningOnly: false }
  return { ...router, config: { ...router.config, routing: { ...routing, maxRetries: 0, detectors } } }
}

type Outcome = Omit<ProbeReport, 'latencyMs'>

function answered(target: Target, result: CompletionResult): Outcome {
  const { attempts, warnings, cost, served } = result
  const isAdjusted = attempts.some(({ kind }) => kind === 'repair')
  return {
    target,
    outcome: isAdjusted ? 'adjusted' : 'ok',
    wireModel: served.wireModel,
    hints: [],
    warnings,
    attempts,
    cost,
  }
}

function failed(router: RouterState, target: Target, error: RouterError): Outcome {
  const baseUrl = redactUrl(router.provider(target.provider).baseUrl)
  const isSilent = error.code === 'timeout' && error.hints.length === 0
  const hints = isSilent
    ? [
        `Is the host reachable, and is the base URL right? It is ${baseUrl}.`,
        'A slow host may need a larger `timeoutMs`.',
      ]
    : error.hints
  return {
    target,
    outcome: 'failed',
    code: error.code,
    status: error.status,
    message: error.message,
    hints,
    warnings: error.partial?.warnings ?? [],
    attempts: error.attempts,
    cost: error.partial?.cost,
  }
}

/** A name that nobody lists may be a mistake; it may as well be newer than the catalogue. */
function unknownModel({ provider, model }: Target, listed: readonly string[]): string | undefined {
  if (listed.length === 0) return undefined
  const nearest = nearestName(model, listed)
  const meant = nearest === undefined ? '' : ` Did you mean \`${nearest}\`?`
  return `The catalogue does not know \`${model}\` of \`${provider}\`, so its price and limits are unknown.${meant}`
}

function checkOptions(options: ProbeOptions): void {
  if (!isRecord(options)) throw new RouterError('configuration', 'probe(): the options are an object.')
  const problems = unknownOptions(options, ['timeoutMs', 'signal'])
  const { timeoutMs, signal } = options
  if (signal !== undefined && !isSignal(signal)) problems.push('signal: expected an AbortSignal')
  if (timeoutMs !== undefined && !(typeof timeoutMs === 'number' && timeoutMs > 0)) {
    problems.push('timeoutMs: expected a positive number of milliseconds')
  }
  if (problems.length > 0) throw new RouterError('configuration', `probe(): ${joinProblems(problems)}`)
}
