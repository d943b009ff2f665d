import type { SearchQuestion } from './search-backend.ts'

/**
 * The query with the domains said by `site:`, for backends that have no field for them. `longest`: characters that the backend takes;
 * domains that no longer fit are left out, since results are filtered anyway.
 */
export function searchTerms({ query, includeDomains, excludeDomains }: SearchQuestion, longest: number): string {
  let terms = query.slice(0, longest)
  const included = includeDomains.map((domain) => `site:${domain}`)
  const groups = [
    ...(included.length === 0 ? [] : [included.length === 1 ? (included[0] ?? '') : `(${included.join(' OR ')})`]),
    ...excludeDomains.map((domain) => `-site:${domain}`),
  ]
  for (const group of groups) if (terms.length + group.length + 1 <= longest) terms += ` ${group}`
  return terms
}

/** An address with its query, from what is set. */
export function addressOf(base: string, parameters: Readonly<Record<string, string | number | undefined>>): string {
  return `${base}?${formOf(parameters)}`
}

/** The same as the body of a form. */
export function formOf(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) form.set(name, String(value))
  return form.toString()
}
