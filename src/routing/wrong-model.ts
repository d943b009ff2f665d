/** Ids that stand for a choice among models: whatever answers was asked for. Source: OpenRouter's model list, 2026-11. */
const choices = /^(?:auto|free|default|router)$|(?:^|[/-])(?:auto|free|router)$/

/** A snapshot's date or revision, or a way of serving, behind a model's name. */
const snapshot =
  /[-@:.](?:\d{4}-?\d{2}-?\d{2}|\d{2}-\d{2}(?:\d{2})?|\d{3,4}|latest|v\d+(?::\d+)?|preview|exp|free|nitro|floor|online|thinking|extended|(?:fp|bf|int)\d+)$/

/** Words by which vendors tell the sizes of a model apart. */
const sizes: ReadonlySet<string> = new Set(
  'mini nano micro tiny small lite flash air fast turbo medium large pro plus max ultra'.split(' '),
)

/**
 * Whether another model than the one asked for answered, as far as names tell. A dated snapshot, the prefix of a vendor or region,
 * another order of the words (OpenRouter's `claude-4.5-haiku`) and a name without a version are the same model; another version, and
 * another size behind the same name (`gpt-5.4` and `gpt-5.4-mini`), are not. Unknown counts as the right one.
 */
export function isWrongModel(requested: string, wireModel: string | undefined): boolean {
  if (wireModel === undefined || wireModel === requested) return false
  const asked = bareName(requested)
  const answered = bareName(wireModel)
  if (choices.test(asked) || asked === '' || answered === '' || asked === answered) return false
  const [one, other] = [wordsOf(asked), wordsOf(answered)]
  const [fewer, more] = one.words.length > other.words.length ? [other, one] : [one, other]
  const rest = [...more.words]
  for (const word of fewer.words) {
    const place = rest.indexOf(word)
    if (place === -1) return true
    rest.splice(place, 1)
  }
  return rest.some((word) => sizes.has(word)) || isOtherVersion(one.version, other.version)
}

function bareName(model: string): string {
  let name = model.toLowerCase().trim()
  name = name.slice(name.lastIndexOf('/') + 1)
  for (let bare = name.replace(snapshot, ''); bare !== name; bare = name.replace(snapshot, '')) name = bare
  return name
}

/** `claude-4.5-haiku` is `claude`, `haiku` and the version 4, 5; `gpt-4o` is `gpt` and the version 4o. Longer numbers are dates. */
function wordsOf(name: string): { readonly words: readonly string[]; readonly version: readonly string[] } {
  const all = (name.match(/\d+[a-z]*|[a-z]+/g) ?? []).filter((word) => word !== 'v' && !/^\d{3,}$/.test(word))
  const isVersion = (word: string): boolean => /^\d{1,2}[ov]?$/.test(word)
  return { words: all.filter((word) => !isVersion(word)), version: all.filter(isVersion) }
}

/** A name without a version stands for any; 4 and 4.0 are the same. */
function isOtherVersion(one: readonly string[], other: readonly string[]): boolean {
  if (one.length === 0 || other.length === 0) return false
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  return long.some((number, place) => number !== (short[place] ?? '0'))
}
