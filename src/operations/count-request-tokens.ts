import { joinProblems } from '../vocabulary/join-problems.ts'
import { bodyText } from '../adapters/body-text.ts'
import { withHostFacts } from '../adapters/complete-provider.ts'
import { loadFailureReader, loadHosts, loadTokenCounter, tokenCountOf } from '../adapters/protocol-table.ts'
import type { CountQuestion, TokenCounter } from '../adapters/protocol.ts'
import type { ResolvedProvider } from '../adapters/provider.ts'
import { openRequest, signRequest, withFields, type AuthorisedRequest } from '../attempt/authorised-request.ts'
import { admitTarget, needOf } from '../request/candidates.ts'
import type { ReadCredential } from '../state/choose-credential.ts'
import { errorsLike } from '../attempt/fail-attempt.ts'
import { planCall } from '../call/plan-call.ts'
import { prepareRequest, type PreparedRequest } from '../request/prepare-request.ts'
import type { RouterState } from '../state/router-state.ts'
import { classifyFailure } from '../routing/classify-failure.ts'
import type { RouteRules } from '../routing/select-targets.ts'
import { requestText, type TextAnswer } from '../transport/request-text.ts'
import type { AdmittedTarget } from '../vocabulary/admitted-target.ts'
import { cleanCause } from '../vocabulary/clean-cause.ts'
import type { CompletionRequest } from '../vocabulary/completion-request.ts'
import type { Redact } from '../vocabulary/known-values.ts'
import type { ProtocolId, Target } from '../vocabulary/model.ts'
import { redactSecrets } from '../vocabulary/redact-secrets.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { TokenCount, TokenCountOptions } from '../vocabulary/token-count.ts'
import { unknownOptions } from '../vocabulary/unknown-option.ts'
import { writeRequest } from '../attempt/write-attempt.ts'
import { nameOf } from '../vocabulary/model-ref.ts'

/** For an answer, where the request sets no `timeouts.totalMs`. In milliseconds. */
const timeoutMs = 10_000

/** An answer holds one number. */
const maxBytes: number = 256 * 1024

/** A request, and the target whose tokens are wanted. */
interface Question {
  readonly router: RouterState
  readonly prepared: PreparedRequest
  readonly rules: RouteRules
  readonly target: AdmittedTarget
}

/** The tokens of a request at the first target of its plan: counted by the provider where it does that, else estimated. */
export async function countRequestTokens(
  router: RouterState,
  request: CompletionRequest,
  options: TokenCountOptions = {},
): Promise<TokenCount> {
  const source = sourceOf(options)
  const prepared = await prepareRequest(request)
  await router.loadCatalog()
  const plan = await planCall(router, prepared)
  await router.rateLimits.ready(plan.selection.targets)
  const { targets, skipped } = plan.preview()
  const target: Target = targets[0]?.target ?? plan.requested
  const estimate = (reason: string): TokenCount => ({
    tokens: router.inputTokens(prepared, target),
    exact: false,
    source: 'estimate',
    target: { provider: target.provider, model: target.model },
    reason,
  })
  if (source === 'estimate') return estimate('An estimate was asked for.')
  try {
    const { rules, floor } = { ...plan, rules: plan.selection.rules }
    const admission = admitTarget({ router, prepared, rules, floor }, target, undefined)
    if (!admission.ok) throw new RouterError('no-target', skipped[0]?.message ?? admission.message, { target })
    const tokens = await askForCount({ router, prepared, rules, target: admission.target })
    router.observeTokens(prepared, target, tokens)
    return { tokens, exact: true, source: 'endpoint', target: { provider: target.provider, model: target.model } }
  } catch (error) {
    if (source === 'endpoint' || !RouterError.is(error) || error.code === 'aborted') throw error
    return estimate(error.message)
  }
}

function sourceOf(options: unknown): TokenCountOptions['source'] {
  const problems: string[] = []
  if (typeof options !== 'object' || options === null) problems.push('the options are an object')
  else {
    problems.push(...unknownOptions(options, ['source']))
    const { source } = options as TokenCountOptions
    if (source === undefined || source === 'endpoint' || source === 'estimate') {
      if (problems.length === 0) return source
    } else problems.push('source: expected endpoint or estimate')
  }
  throw new RouterError('invalid-request', `Tokens cannot be counted: ${joinProblems(problems)}`)
}

/** Asks the provider. Rejects with the `RouterError` of a host that has no endpoint, or gave no number. */
async function askForCount(question: Question): Promise<number> {
  const { router, prepared, target } = question
  const { provider, counter, asked } = await writeQuestion(question)
  const credential = await router.credentials.choose(target, provider, prepared.given)
  const { request, redact } = await authorise(question, provider, asked, await credential.read())
  const answer = await send(question, provider, request)
  if (answer.type !== 'answer') throw await failureOf(question, provider, answer, redact)
  const tokens = counter.read(parsed(answer.text))
  if (tokens === undefined) {
    throw new RouterError('malformed-stream', `${nameOf(target)} answered a token count without a number.`, { target })
  }
  return tokens
}

/** The question in the words of the host, made of what the completion would be. */
async function writeQuestion({ router, prepared, rules, target }: Question): Promise<{
  readonly provider: ResolvedProvider
  readonly counter: TokenCounter
  readonly asked: CountQuestion
}> {
  const host = await router.hostOf(target.provider)
  const facts = tokenCountOf(await loadHosts(host.protocol), host.row, target.model)
  const counter = facts === undefined ? undefined : await loadTokenCounter(facts.protocol ?? host.protocol)
  if (facts === undefined || counter === undefined) {
    throw unsupported(target, `${host.id} has no endpoint that counts tokens of this model`)
  }
  const provider = facts.protocol === undefined ? host : await inProtocol(router, target, facts.protocol)
  const { regions } = needOf({ prepared, rules }).constraints ?? {}
  const adjustment = router.learnt.of(target, provider, regions)
  const protocol = await router.protocol(provider.protocol, provider.quirks.carrier)
  const modelInfo = router.modelInfo(target, adjustment?.wireModel)
  const { wire } = writeRequest(
    prepared,
    { target, provider, protocol, modelInfo },
    {
      adjustment,
      budget: router.outputBudget,
      inputTokens: router.inputTokens(prepared, target),
      isEscalated: false,
    },
  )
  const asked = counter.ask(wire, facts)
  if (asked === undefined)
    throw unsupported(target, `${provider.id} cannot count the tokens of a request like this one`)
  return { provider, counter, asked }
}

/** The same host, spoken to in another protocol. */
async function inProtocol(router: RouterState, target: Target, protocol: ProtocolId): Promise<ResolvedProvider> {
  return withHostFacts({ ...router.provider(target.provider), protocol }, await loadHosts(protocol))
}

function unsupported(target: Target, problem: string): RouterError {
  return new RouterError('unsupported', `${problem}.`, { target })
}

/** With its key, and what takes its secrets out of texts. */
async function authorise(
  { router, prepared }: Question,
  provider: ResolvedProvider,
  asked: CountQuestion,
  credential: ReadCredential | undefined,
): Promise<AuthorisedRequest> {
  const made = router.makeHead({
    provider,
    framing: { accept: 'application/json' },
    wire: asked,
    credential,
    headers: prepared.given.headers,
  })
  const url = asked.besideVersion === true ? made.url.replace(`/v1${asked.path}`, asked.path) : made.url
  const written = { head: { ...made, url }, body: bodyText(asked.body), region: asked.region }
  const { request, redact } =
    credential?.source.auth === 'aws-signature'
      ? await signRequest(written, credential, router.runtime.now())
      : openRequest(written)
  return { request, redact: withFields(redact, provider.options, prepared.given.providerOptions?.[provider.id]) }
}

/** Sends the one request; the caller's signal and the closing of the router end it. */
async function send(
  { router, prepared }: Question,
  provider: ResolvedProvider,
  request: AuthorisedRequest['request'],
): Promise<TextAnswer> {
  const { signal, timeouts } = prepared.given
  const closing = new AbortController()
  const abort = (reason: unknown): void => closing.abort(reason)
  router.running.add(abort)
  try {
    return await requestText(
      { ...request, timeoutMs: timeouts?.totalMs ?? timeoutMs, maxBytes },
      { ...router.runtime, ...(provider.fetch === undefined ? {} : { fetch: provider.fetch }) },
      signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]),
    )
  } finally {
    router.running.delete(abort)
  }
}

/** What no number means. Nothing rests for it: counts have limits of their own. */
async function failureOf(
  { router, target, prepared }: Question,
  provider: ResolvedProvider,
  answer: Exclude<TextAnswer, { type: 'answer' }>,
  redact: Redact,
): Promise<RouterError> {
  const clean = (text: string): string => redactSecrets(redact(text))
  if (answer.type === 'no-answer') {
    if (answer.reason === 'aborted') {
      return new RouterError('aborted', 'The count was aborted.', { cause: prepared.given.signal?.reason })
    }
    const code = answer.reason === 'timeout' ? 'timeout' : answer.reason === 'too-long' ? 'malformed-stream' : 'network'
    return new RouterError(code, `${nameOf(target)} gave no token count (${answer.reason}).`, {
      target,
      cause: cleanCause(answer.error, clean),
    })
  }
  const protocol = errorsLike(provider)
  const read = await loadFailureReader(protocol)
  const description = read(answer, router.runtime.now())
  const { code } = classifyFailure(description, { provider: provider.id, protocol, local: provider.local })
  const words = description.message === undefined ? '' : `: ${clean(description.message)}`
  return new RouterError(code, `${nameOf(target)} gave no token count (HTTP ${answer.status})${words}`, {
    target,
    status: answer.status,
    providerMessage: description.message === undefined ? undefined : clean(description.message),
    requestId: description.requestId,
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
