import { mask } from './redact-secrets.ts'

/** A known value shorter than this is not a secret but a word that happens to be configured. */
const shortestKnown = 4

/** An encoded form shorter than this could be a part of anything. */
const shortestEncoded = 8

/** A beginning of this length tells which key it is; it goes too, where somebody else has cut the rest. */
const beginningLength = 8

/** Takes values out of texts. */
export type Redact = (text: string) => string

/**
 * Makes what replaces every value in `known` (shorter than 4 characters: ignored) by `[redacted]`: as it is, as it stands in URLs,
 * JSON, HTML, base64 and base64url, and what is left of its beginning where it was cut. Takes time linear in the text.
 */
export function redactKnown(known: readonly string[]): Redact {
  const secrets = [...new Set(known)].filter((secret) => secret.length >= shortestKnown)
  if (secrets.length === 0) return (text) => text
  const shortest = Math.min(...secrets.map(({ length }) => length))
  const beginnings = [...new Set(secrets.map((secret) => secret.slice(0, beginningLength)))]
  const shortestBeginning = Math.min(shortest, beginningLength)
  let forms: readonly string[] | undefined
  return (text) => {
    // No form is shorter than the value itself: names of models and the like are looked at for next to nothing.
    if (text.length < shortestBeginning) return text
    if (text.length < shortest && !beginnings.some((beginning) => text.includes(beginning))) return text
    forms ??= allForms(secrets)
    let clean = text
    for (const form of forms) if (clean.includes(form)) clean = clean.replaceAll(form, mask)
    for (const secret of secrets) clean = withoutBeginnings(clean, secret)
    return clean
  }
}

/** Longest first. What is part of the mask itself is left out: it would be found in it again and again. */
function allForms(secrets: readonly string[]): readonly string[] {
  const forms = [...new Set(secrets.flatMap(formsOf))].filter((form) => !mask.includes(form))
  return forms.sort((a, b) => b.length - a.length)
}

/** The forms in which others write a text: in addresses and forms, in JSON, in HTML, in base64. */
function formsOf(secret: string): readonly string[] {
  const inAddress = encodeURIComponent(secret.toWellFormed())
  const addresses = [inAddress, inAddress.replace(/[!'()*~]/g, percent)]
  const inJson = JSON.stringify(secret).slice(1, -1)
  // Go, PHP, Python and .NET escape more than they must.
  const json = [
    inJson,
    inJson.replace(/[&<>]/g, (character) => unicodeEscape(character)),
    inJson.replaceAll('/', String.raw`\/`),
    inJson.replace(/[^\x20-\x7e]/g, (character) => unicodeEscape(character)),
    secret.replaceAll('\\', '\\\\').replace(/["&'+<>`]|[^\x20-\x7e]/g, (character) => unicodeEscape(character, true)),
    inJson.replaceAll("'", String.raw`\'`),
    JSON.stringify(inJson).slice(1, -1),
  ]
  const inHtml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const inAttribute = inHtml.replaceAll('"', '&quot;')
  const html = [inHtml, inAttribute, inAttribute.replaceAll("'", '&#39;'), inAttribute.replaceAll("'", '&#x27;')]
  const base64 = base64Forms(secret)
  const base64Url = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))
  const inLowerCase = addresses.map((form) => form.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase()))
  return [secret, ...addresses, ...inLowerCase, ...json, ...html, ...base64, ...base64Url]
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

function unicodeEscape(character: string, inUpperCase = false): string {
  const code = character.charCodeAt(0).toString(16).padStart(4, '0')
  return String.raw`\u${inUpperCase ? code.toUpperCase() : code}`
}

/** The value inside of base64 whatever comes before it, without the characters that it shares with its neighbours. */
function base64Forms(secret: string): readonly string[] {
  if (secret.length < shortestEncoded) return []
  const utf8 = Array.from(new TextEncoder().encode(secret), (byte) => String.fromCharCode(byte)).join('')
  const latin1 = /^[\0-\xff]*$/.test(secret) ? secret : utf8
  return [...new Set([utf8, latin1])].flatMap((bytes) =>
    [0, 1, 2].map((before) => {
      const whole = btoa('\0'.repeat(before) + bytes)
      return whole.slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes.length) * 8) / 6))
    }),
  )
}

/**
 * Takes out beginnings of a value that are long enough to be more than a word: those with a digit, and those that are most of it. A
 * prefix that all keys of a vendor share (`sk-proj-`) stays, as do the words of a provider that has masked the rest itself.
 */
function withoutBeginnings(text: string, secret: string): string {
  if (secret.length <= beginningLength) return text
  const beginning = secret.slice(0, beginningLength)
  let clean = ''
  let from = 0
  for (let at = text.indexOf(beginning); at !== -1; at = text.indexOf(beginning, from)) {
    let end = at + beginningLength
    while (end < text.length && text[end] === secret[end - at]) end++
    const found = text.slice(at, end)
    const tells = /\d/.test(found) || found.length * 3 >= secret.length * 2
    clean += text.slice(from, at) + (tells ? mask : found)
    from = end
  }
  return from === 0 ? text : clean + text.slice(from)
}
