import type { ExchangeRequest } from '../transport/exchange.ts'
import { pathSecret, redactSecrets } from '../vocabulary/redact-secrets.ts'

/** Headers that hold no secret, whatever their values look like. */
const openHeader =
  /^(?:accept(?:-.+)?|content-.+|user-agent|host|origin|(?:http-)?referer|priority|traceparent|.+-(?:version|beta|title|language|retry-count)|x-stainless-.+|x-amz-(?:date|content-sha256))$/

/** Names of headers and fields that hold a secret, whatever their values look like. */
const secretName = /auth|key|token|secret|cookie|password|passwd|credential|signature|session/i

/** Under any other name: one word that is long, or not so long but of letters and digits. Versions, dates and prose are none. */
const possibleSecret = /^(?:\S{12,}|(?=\S*[A-Za-z])(?=\S*\d)\S{8,})$/

/** A text in a field by the name of a secret is one from this length on: shorter ones are words like `END`. */
const shortestField = 8

/** How deep the caller's own fields are looked into. */
const deepestLevel = 12

/**
 * The texts of a request that must not appear in anything that is told of it: what its headers and its address carry under the
 * name of a secret or as one.
 */
export function headSecrets(request: Pick<ExchangeRequest, 'url' | 'headers'>): string[] {
  const found: string[] = []
  for (const [name, value] of Object.entries(request.headers)) {
    if (openHeader.test(name)) continue
    if (secretName.test(name)) found.push(value, ...credentialsIn(value))
    else if (mayBeSecret(value)) found.push(value)
  }
  found.push(...(request.url.match(pathSecret) ?? []))
  const query = request.url.indexOf('?')
  if (query !== -1) {
    for (const [name, value] of new URLSearchParams(request.url.slice(query))) {
      if (name !== 'api-version' && mayBeSecret(value)) found.push(value)
    }
  }
  return found
}

/** The same of fields of the body that the configuration or the caller gave. */
export function fieldSecrets(...fields: readonly unknown[]): string[] {
  const found: string[] = []
  for (const field of fields) collectFields(field, found, 0)
  return found
}

function mayBeSecret(value: string): boolean {
  return possibleSecret.test(value) || redactSecrets(value) !== value
}

/** What is secret inside of a header: the token after its scheme, name and password in base64, the values of cookies. */
function credentialsIn(header: string): readonly string[] {
  // A signature names the headers that it is for; what it is made with is told apart.
  if (header.startsWith('AWS4-')) return []
  const [, scheme, token] = /^([\w-]+)\s+(\S+)$/.exec(header) ?? []
  if (token === undefined) {
    const words = header.split(/[\s;,]+/).map((word) => word.slice(word.indexOf('=') + 1))
    return words.filter((word) => possibleSecret.test(word))
  }
  return [token, ...(scheme?.toLowerCase() === 'basic' ? nameAndPassword(token) : [])]
}

function nameAndPassword(base64: string): readonly string[] {
  try {
    const text = atob(base64)
    return [text, text.slice(text.indexOf(':') + 1)]
  } catch {
    return []
  }
}

function collectFields(value: unknown, found: string[], depth: number): void {
  if (typeof value !== 'object' || value === null || depth > deepestLevel) return
  for (const [name, member] of Object.entries(value)) {
    if (typeof member !== 'string') collectFields(member, found, depth + 1)
    else if (member.length >= shortestField && secretName.test(name)) found.push(member)
  }
}
