import type { FailureDescription, WireFailure } from '../vocabulary/failure.ts'
import { parseWaitHint } from '../vocabulary/wait-hint.ts'
import { members, objects, text } from './read-field.ts'

/** Only this much of a text is kept, in UTF-16 units. */
const longestText = 2_000

/**
 * Reads the facts out of an error of a backend, whatever its shape: `{ detail: { error } }` (Tavily), `{ error: text, tag }` (Exa,
 * SerpApi), `{ error: { code, detail } }` (Brave), `{ error: { message, status, errors: [{ reason }] } }` (Google), or a page. `now`:
 * milliseconds since the epoch.
 */
export function describeRefusal({ status, headers = {}, body }: WireFailure, now: number): FailureDescription {
  const outer = members(body)
  const error = members(outer['error'])
  const detail = members(outer['detail'])
  const reasons = [...(objects(error['details']) ?? []), ...(objects(error['errors']) ?? [])].map(
    ({ reason }) => reason,
  )
  const [code, type] = [...reasons, outer['tag'], error['code'], error['status'], outer['code']].flatMap(
    (word) => text(word) ?? [],
  )
  const words = [detail['error'], error['detail'], error['message'], outer['error'], outer['detail'], outer['message']]
  const message = words.map((word) => text(word)).find((word) => word !== undefined) ?? pageWords(body)
  const requestId = text(outer['requestId']) ?? text(outer['request_id']) ?? text(headers['x-request-id'])
  const wait = parseWaitHint({ headers: { ...pairedLimits(headers), ...headers }, body, message }, now)
  return { status, code, type, message: message?.slice(0, longestText), requestId, wait }
}

function pageWords(body: unknown): string | undefined {
  const page = text(body)
  if (page === undefined || !page.trimStart().startsWith('<')) return page
  return /<(?:title|h1)[^>]{0,200}>([^<]{1,200})</i.exec(page.slice(0, 20_000))?.[1]?.trim()
}

/** Brave gives its limits in pairs, of the second and of the month: the longest wait of those that are used up. */
function pairedLimits(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const list = (name: string): readonly string[] => (headers[name] ?? '').split(',').map((value) => value.trim())
  const remaining = list('x-ratelimit-remaining')
  const resets = list('x-ratelimit-reset')
  if (remaining.length < 2 || resets.length !== remaining.length) return {}
  const waits = resets.filter((_, index) => /^0+$/.test(remaining[index] ?? '')).map(Number)
  const longest = Math.max(...waits)
  return longest > 0 && Number.isFinite(longest) ? { 'retry-after': String(longest) } : {}
}
