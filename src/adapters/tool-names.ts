/** How a wire wants the names of tools. */
export interface ToolNameRule {
  readonly pattern: RegExp
  readonly maxLength: number
}

/** Accepted by every provider that states a rule: OpenAI, Anthropic (there up to 128), Bedrock. */
export const commonToolNameRule: ToolNameRule = { pattern: /^[a-zA-Z0-9_-]+$/, maxLength: 64 }

/** The names of one request's tools on the wire. */
export interface WireToolNames {
  /** The wire name of a tool; a name that only the history knows is rewritten in the same way. */
  of(name: string): string
  /** Names that had to be rewritten: wire name -> the caller's name. `undefined` when none had to be. */
  readonly rewritten: ReadonlyMap<string, string> | undefined
}

/**
 * Rewrites the tool names that the wire does not take: other characters become `_`, what is too long is cut, and a number tells
 * apart what has become the same. Deterministic for a list of tools, so that a cached prompt prefix stays the same.
 */
export function wireToolNames(names: readonly string[], rule: ToolNameRule = commonToolNameRule): WireToolNames {
  const isSound = (name: string): boolean => name.length <= rule.maxLength && rule.pattern.test(name)
  if (names.every(isSound)) return { of: (name) => (isSound(name) ? name : rewrite(name, rule)), rewritten: undefined }
  const taken = new Set(names.filter(isSound))
  const wireNames = new Map<string, string>()
  const rewritten = new Map<string, string>()
  for (const name of names) {
    if (isSound(name) || wireNames.has(name)) continue
    const wireName = distinct(rewrite(name, rule), rule.maxLength, taken)
    taken.add(wireName)
    wireNames.set(name, wireName)
    rewritten.set(wireName, name)
  }
  return {
    of: (name) => wireNames.get(name) ?? (isSound(name) ? name : rewrite(name, rule)),
    rewritten,
  }
}

function rewrite(name: string, rule: ToolNameRule): string {
  const plain = name.replaceAll(/[^a-zA-Z0-9_-]/g, '_').slice(0, rule.maxLength)
  // What still does not match begins with something that the rule reserves, or is empty.
  return rule.pattern.test(plain) ? plain : `tool_${plain}`.slice(0, rule.maxLength)
}

function distinct(name: string, maxLength: number, taken: ReadonlySet<string>): string {
  let candidate = name
  for (let number = 2; taken.has(candidate); number += 1) {
    const suffix = `_${number}`
    candidate = name.slice(0, maxLength - suffix.length) + suffix
  }
  return candidate
}
