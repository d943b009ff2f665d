import type { JsonObject } from '../vocabulary/message.ts'
import type { ProtocolId } from '../vocabulary/model.ts'
import type { ResolvedProvider } from './provider.ts'

/** What a provider's own search is asked to keep to. Host names. */
export interface SearchLimits {
  readonly maxSearches: number
  readonly includeDomains: readonly string[]
  readonly excludeDomains: readonly string[]
}

/** What is asked for beside it. */
export interface AskedBeside {
  readonly tools: boolean
  readonly output: boolean
}

/** The tool that is offered; `undefined` where this search cannot keep to the limits, or not beside what else is asked for. */
type WriteTool = (limits: SearchLimits, beside: AskedBeside) => JsonObject | undefined

/** Either list alone is taken (platform.claude.com, web search tool; unpkg, @langchain/anthropic 1.3.3; 2026). */
const anthropic: WriteTool = ({ maxSearches, includeDomains, excludeDomains }) =>
  includeDomains.length > 0 && excludeDomains.length > 0
    ? undefined
    : {
        type: 'web_search_20250305',
        name: 'web_search',
        max_uses: maxSearches,
        ...(includeDomains.length === 0 ? {} : { allowed_domains: includeDomains }),
        ...(excludeDomains.length === 0 ? {} : { blocked_domains: excludeDomains }),
      }

/** Up to 100 hosts to search in, none to leave out (developers.openai.com, web search; reference.langchain.com, WebSearchFilters; 2026). */
const openai: WriteTool = ({ includeDomains, excludeDomains }) =>
  excludeDomains.length > 0 || includeDomains.length > 100
    ? undefined
    : { type: 'web_search', ...(includeDomains.length === 0 ? {} : { filters: { allowed_domains: includeDomains } }) }

/** Over responses only (docs.x.ai, web search, 2026). How many hosts it takes is not known to us: with any, the router's is used. */
const xai: WriteTool = (limits) => (isFiltered(limits) ? undefined : { type: 'web_search' })

/** Some of the engines behind it pass filters over in silence (openrouter.ai, WebSearchServerToolConfig, 2026). */
const openrouter: WriteTool = (limits) => (isFiltered(limits) ? undefined : { type: 'openrouter:web_search' })

/** No hosts to search in (GoogleSearch, googleapis.github.io, 2026); beside functions or a schema models before Gemini 3 refuse it. */
const gemini: WriteTool = (limits, { tools, output }) =>
  isFiltered(limits) || tools || output ? undefined : { googleSearch: {} }

function isFiltered({ includeDomains, excludeDomains }: SearchLimits): boolean {
  return includeDomains.length + excludeDomains.length > 0
}

/** By the row of the host and the protocol it is asked in. */
const searches: Readonly<Record<string, Readonly<Partial<Record<ProtocolId, WriteTool>>>>> = {
  anthropic: { 'anthropic-messages': anthropic },
  openai: { 'openai-responses': openai },
  xai: { 'openai-responses': xai },
  openrouter: { 'openai-chat': openrouter, 'openai-responses': openrouter },
  gemini: { gemini },
  'google-vertex': { gemini },
}

/** The tool by which a host searches the web itself; `undefined`: it has none, or none that fits. */
export function nativeSearch(
  { row, protocol }: Pick<ResolvedProvider, 'row' | 'protocol'>,
  limits: SearchLimits,
  beside: AskedBeside,
): JsonObject | undefined {
  const own = row === undefined || !Object.hasOwn(searches, row) ? undefined : searches[row]
  return own?.[protocol]?.(limits, beside)
}
