import { inspect } from 'node:util'

/** A key, and where it was planted. */
export interface PlantedKey {
  readonly place: string
  readonly value: string
}

/** The text as base64 holds it wherever it begins, without the characters that its neighbours share. */
function insideBase64(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    return whole.slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes.length) * 8) / 6))
  })
}

const knownForms = new Map<string, readonly string[]>()

/** Every form in which a key can be told. */
export function formsOf(value: string): readonly string[] {
  const known = knownForms.get(value) ?? [...new Set(makeForms(value))]
  knownForms.set(value, known)
  return known
}

function makeForms(value: string): readonly string[] {
  const inAddress = encodeURIComponent(value)
  const base64 = [...insideBase64(Buffer.from(value)), ...insideBase64(Buffer.from(value, 'latin1'))]
  const inJson = JSON.stringify(value).slice(1, -1)
  return [
    value,
    inAddress,
    inAddress.replaceAll(/%../g, (code) => code.toLowerCase()),
    inJson,
    JSON.stringify(inJson).slice(1, -1),
    inspect(value).slice(1, -1),
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    // What is left of it when somebody cuts the text: most of the key is as good as the whole for who guesses the rest.
    value.slice(0, Math.ceil(value.length * 0.75)),
  ].filter((form) => form.length >= 8)
}

/** The keys that stand in a text, by their places. */
export function findSecrets(text: string, keys: readonly PlantedKey[]): readonly string[] {
  return keys.filter(({ value }) => formsOf(value).some((form) => text.includes(form))).map(({ place }) => place)
}

/** Everything that printing a value can show. */
export function printed(value: unknown): string {
  const texts = [inspect(value, { showHidden: true, depth: 10, maxStringLength: null, maxArrayLength: null })]
  if (typeof value === 'object' && value !== null) {
    texts.push(
      JSON.stringify(value, (_name, member: unknown) => (typeof member === 'bigint' ? String(member) : member)),
    )
  }
  if (value instanceof Error)
    texts.push(String(value), value.stack ?? '', inspect(value), JSON.stringify(Object.entries(value)))
  return texts.join('\n')
}
