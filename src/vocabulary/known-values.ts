/** What stands where a secret stood. No character of the secret is kept. */
export const mask = '[redacted]'

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
  const secrets = known.filter((secret) => secret.length >= shortestKnown)
  if (secrets.length === 0) return (text) => text
  // What is part of the mask itself would be found in it again and again.
  const forms = [...new Set(secrets.flatMap(formsOf))].filter((form) => !mask.includes(form))
  forms.sort((a, b) => b.length - a.length)
  return (text) => {
    let clean = text
    for (const form of forms) if (clean.includes(form)) clean = clean.replaceAll(form, mask)
    for (const secret of secrets) clean = withoutBeginnings(clean, secret)
    return clean
  }
}

function formsOf(secret: string): readonly string[] {
  const inAddress = encodeURIComponent(secret.toWellFormed())
  const inForm = inAddress.replace(/[!'()*~]/g, percent)
  const inJson = JSON.stringify(secret).slice(1, -1)
  // How Go, PHP and Python write JSON that others would write plainly.
  const inGoJson = inJson.replace(/[&<>+=']/g, unicodeEscape)
  const inPhpJson = inJson.replaceAll('/', String.raw`\/`)
  const inAsciiJson = inJson.replace(/[^\x20-\x7e]/g, unicodeEscape)
  const inHtml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const quoted = inHtml.replaceAll('"', '&quot;')
  const base64 = base64Forms(secret)
  return [
    secret,
    ...[inAddress, inForm].flatMap((form) => [form, form.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase())]),
    ...[inJson, inGoJson, inPhpJson, inAsciiJson, inJson.replaceAll("'", String.raw`\'`)],
    JSON.stringify(inJson).slice(1, -1),
    ...[inHtml, quoted, quoted.replaceAll("'", '&#39;'), quoted.replaceAll("'", '&#x27;')],
    ...base64,
    ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
  ]
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

function unicodeEscape(character: string): string {
  return String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
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
