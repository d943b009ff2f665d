import { code, type FailureRule, rest, status, strongestFirst, text } from './failure-rule.ts'
import { type Verdict, verdicts } from './failure-verdict.ts'

const minute = 60_000

/** A search backend that says no is left alone for a while, since there are others; what it names itself wins. */
const rateLimit: Verdict = { ...verdicts['rate-limit'], scope: 'key', cooldownMs: 2 * minute, fixedCooldown: true }
const quota: Verdict = { ...verdicts.quota, cooldownMs: 15 * minute }
/** Another backend may take what this one does not understand. */
const notUnderstood: Verdict = { ...verdicts['invalid-request'], action: 'next' }
/** None of an instance's engines answered: asking at once would find the same. */
const noEngine: Verdict = { ...verdicts.overloaded, action: 'next' }

/**
 * What the errors of search backends mean. The rows of the provider facts of 2026-11 (web search APIs), and the words that CoWork-OS
 * looks for (S/provider-factory.ts at da77f0d).
 */
export const searchFailureRules: readonly FailureRule[] = strongestFirst([
  code('challenge', 'challenge', rateLimit, { families: ['duckduckgo'] }),
  code('engines', 'unresponsive_engines', noEngine, { families: ['searxng'] }),
  code('key', 'subscription_token_invalid api_key_invalid invalid_api_key', verdicts.authentication),
  code('credits', 'no_more_credits quota_limited dailylimitexceeded', quota),
  code('plan', 'option_not_in_plan', verdicts.unsupported),
  code('day', 'ratelimitexceeded resource_exhausted', quota, { text: /per day|daily/ }),
  code('rate', 'rate_limited ratelimitexceeded resource_exhausted', rateLimit),

  status('key', [401], verdicts.authentication),
  status('payment', [402, 432, 433], quota),
  status('permission', [403], verdicts.permission),
  status('used-up', [429], quota, {
    text: /run out of searches|searches (?:left|used)|quota|upgrade your plan|billing/,
  }),
  status('rate', [418, 429], rateLimit),
  status('timeout', [408, 504], verdicts.timeout),
  status('redirect', [3], verdicts.unsupported),

  text('key', verdicts.authentication, /invalid api key|api key (?:is )?(?:invalid|missing)/),
  text(
    'quota',
    quota,
    /quota|usage.{0,20}limit|upgrade your plan|billing|payment required|resource.{0,5}exhausted|run out of searches/,
  ),
  text('rate', rateLimit, /rate.{0,10}limit|too many requests|retry later|request limit|temporarily blocked/),

  rest('client', notUnderstood, { statuses: [4] }),
  rest('server', verdicts.server, { statuses: [5] }),
  // An answer with a good status that holds nothing readable.
  rest('unreadable', verdicts['malformed-stream'], {}),
])
