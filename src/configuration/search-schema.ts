import { array, optional, safeParse, strictObject } from 'zod/mini'
import type { core } from 'zod/mini'

import type { Notice } from '../vocabulary/notice.ts'
import type { Runtime } from '../vocabulary/runtime.ts'
import type { SearchBackendConfig, SearchBackendId, SearchClientConfig, SearchConfig } from '../vocabulary/search.ts'
import type { OptionProblem } from './option-problem.ts'
import { amount, anyObject, callback, duration, each, flag, headers, oneOf, secrets, text } from './option-values.ts'
import { shapeProblems } from './shape-problems.ts'

/** All but the last resort can be put first. */
const ordered = ['tavily', 'exa', 'brave', 'serpapi', 'google', 'searxng'] as const
/** All of them. */
export const backendIds: readonly SearchBackendId[] = [...ordered, 'duckduckgo']

const backend = () =>
  strictObject({
    apiKey: secrets(),
    baseUrl: text(),
    allowPrivateHosts: flag(),
    engineId: text(),
    headers: headers(),
    region: text(),
    usdPerQuery: amount(),
    enabled: flag(),
  } satisfies Record<keyof SearchBackendConfig, unknown>)

const options = () =>
  ({
    backends: optional(strictObject(each(backendIds, optional(backend())))),
    order: optional(array(oneOf(backendIds))),
    primary: optional(oneOf(ordered)),
    fallback: optional(oneOf(ordered)),
    duckDuckGo: flag(),
    timeoutMs: duration(),
  }) satisfies Record<keyof SearchConfig, unknown>

/** The option `search`. */
export const search = (): core.SomeType => strictObject(options())

const client = () =>
  strictObject({
    ...options(),
    runtime: anyObject<Partial<Runtime>>(),
    onNotice: callback<(notice: Notice) => void>(),
  } satisfies Record<keyof SearchClientConfig, unknown>)

/** Made by the first check. */
let clientSchema: ReturnType<typeof client> | undefined

/** Looks at every option of a search without a router. */
export function checkClientShape(
  config: unknown,
): { readonly shaped: SearchClientConfig } | { readonly problems: readonly OptionProblem[] } {
  clientSchema ??= client()
  const result = safeParse(clientSchema, config)
  // As for a router: an absent member may be `undefined`.
  if (result.success) return { shaped: result.data as SearchClientConfig }
  return { problems: shapeProblems(result.error.issues, clientSchema) }
}
