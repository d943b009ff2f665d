import type { AskedBackend, SearchFacts } from './ask-backend.ts'
import { classifyByRules, classifyLocalFailure } from '../routing/classify-by-rules.ts'
import { ruleTable } from '../routing/failure-rule.ts'
import { searchFailureRules } from '../routing/search-failure-rules.ts'
import { describeRefusal } from '../search/describe-refusal.ts'
import { cleanCause } from '../vocabulary/clean-cause.ts'
import type { Attempt, AttemptFailure } from '../vocabulary/completion-result.ts'
import type { ClassifiedFailure, FailureDescription, WaitHint } from '../vocabulary/failure.ts'
import { redactSecrets } from '../vocabulary/redact-secrets.ts'
import { RouterError, type RouterErrorCode } from '../vocabulary/router-error.ts'
import type { Runtime } from '../vocabulary/runtime.ts'
import { nameOf } from '../vocabulary/model-ref.ts'

const rules = ruleTable(searchFailureRules)

/** A request to a backend that gave no results. */
export interface FailedSearch {
  readonly type: 'failed'
  readonly verdict: ClassifiedFailure
  readonly hint: WaitHint | undefined
  readonly attempt: Attempt
  readonly error: RouterError
}

/** Judges a failed request. Loaded with the first one. */
export function failSearch(asked: AskedBackend, facts: SearchFacts, runtime: Runtime): FailedSearch {
  const { target } = asked
  const clean = (text: string): string => redactSecrets(facts.redact(text))
  const { description, verdict } = judge(asked, facts, runtime.now())
  const { status, code, message, requestId, wait } = description
  const providerMessage = message === undefined ? undefined : clean(message)
  const failure: AttemptFailure = {
    code: verdict.code,
    message: providerMessage ?? `\`${target.provider}\` gave no answer that can be read.`,
    status,
    providerMessage,
    providerCode: code === undefined ? undefined : clean(code),
    requestId: requestId === undefined ? undefined : clean(requestId),
    retryAfterMs: wait?.retryAfterMs,
    rule: verdict.rule,
    scope: verdict.scope,
    action: verdict.action,
  }
  const shownStatus = status !== undefined && status >= 300 ? ` (HTTP ${status})` : ''
  const cause = facts.answer.type === 'no-answer' ? cleanCause(facts.answer.error, clean) : undefined
  return {
    type: 'failed',
    verdict,
    hint: wait,
    error: new RouterError(
      verdict.code,
      `${nameOf(target)} failed with ${verdict.code}${shownStatus}: ${failure.message}`,
      {
        hints: hintsFor(asked, verdict.code),
        target,
        status,
        providerMessage,
        providerCode: failure.providerCode,
        requestId: failure.requestId,
        retryAfterMs: failure.retryAfterMs,
        cause,
      },
    ),
    attempt: {
      number: asked.number,
      target,
      protocol: 'web-search',
      kind: asked.kind,
      outcome: verdict.code === 'aborted' ? 'aborted' : 'failed',
      failure,
      startedAt: facts.startedAt,
      durationMs: facts.endedAt - facts.startedAt,
      waitedMs: asked.waitedMs,
      requestId: failure.requestId,
    },
  }
}

function judge(
  { backend }: AskedBackend,
  { answer, decoded }: SearchFacts,
  now: number,
): { readonly description: FailureDescription; readonly verdict: ClassifiedFailure } {
  if (answer.type === 'no-answer') {
    const code = answer.reason === 'too-long' ? 'malformed-stream' : answer.reason
    return {
      description: { message: wordsOf(answer.error) },
      verdict: classifyLocalFailure(code, { silent: code === 'timeout' }),
    }
  }
  const description = answer.type === 'answer' ? (decoded?.failure ?? {}) : describeRefusal(answer, now)
  const context = { provider: backend.row.id, local: backend.local }
  return { description, verdict: classifyByRules(rules, description, context) }
}

/** Its own words and those of the one cause that network errors have. */
function wordsOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { cause } = error
  return cause instanceof Error && cause.message !== '' ? `${error.message}: ${cause.message}` : error.message
}

/** What to do about a failure. Never holds a key. */
function hintsFor({ backend }: AskedBackend, code: RouterErrorCode): readonly string[] {
  const { row, option } = backend
  switch (code) {
    case 'authentication':
      return [
        `Is the key of \`${row.id}\` correct and active? Set ${row.keyVariables.join(' or ')}, or give \`${option}.apiKey\`.`,
      ]
    case 'permission':
      return row.id === 'searxng'
        ? ['Is `json` among `search.formats` in the settings of the SearXNG instance?']
        : [`May this key of \`${row.id}\` be used for this search?`]
    case 'quota':
      return [`Check plan and balance of \`${row.id}\`, or configure another backend.`]
    case 'rate-limit':
      return row.id === 'duckduckgo'
        ? [
            'DuckDuckGo takes this for a machine. Configure a backend with a key, for example with TAVILY_API_KEY or BRAVE_API_KEY.',
          ]
        : ['Configure another backend to fall back to.']
    case 'network':
    case 'timeout':
      return [`Is the network up, and can ${new URL(backend.baseUrl ?? 'https://localhost').host} be reached?`]
    default:
      return []
  }
}
