/** Ids that stand for a choice among models: whatever answers was asked for. Source: OpenRouter's model list, 2026-11. */
const choices = /^(?:auto|free|default|router)$|(?:^|[/-])(?:auto|free|router)$/

/** A snapshot's date or revision behind a model's name. */
const snapshot =
  /[-@:.](?:\d{4}-?\d{2}-?\d{2}|\d{4}|latest|v\d+(?::\d+)?|preview|exp|free|nitro|floor|online|thinking|extended)$/

/**
 * Whether another model than the one asked for answered, as far as names tell. A dated snapshot, a vendor's prefix, another
 * way to write a version and an alias that is part of the name are the same model. Unknown counts as the right one.
 */
export function isWrongModel(requested: string, wireModel: string | undefined): boolean {
  if (wireModel === undefined || wireModel === '') return false
  const asked = bareName(requested)
  const answered = bareName(wireModel)
  if (choices.test(asked) || asked === '' || answered === '') return false
  return !answered.startsWith(asked) && !asked.startsWith(answered)
}

function bareName(model: string): string {
  let name = model.toLowerCase().trim()
  name = name.slice(name.lastIndexOf('/') + 1)
  for (let bare = name.replace(snapshot, ''); bare !== name; bare = name.replace(snapshot, '')) name = bare
  return name.replaceAll('.', '-')
}
