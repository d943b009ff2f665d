/** How models of open weights write a call when their server does not read it (templates of 2026: Qwen, Mistral, Llama, DeepSeek, Kimi). */
const marks =
  /<\/?tool_calls?>|<\|?(?:tool_call|python_tag|tool_calls_section_begin|tool_call_begin)\|?>|<function(?:=|_call)|<invoke name=|\[tool_calls\]|<｜tool▁calls?▁begin｜>/i
/** A call in JSON, alone or fenced. */
const alone = /^(?:```(?:json|tool_call)?\s*)?([{[][\s\S]*[}\]])\s*(?:```)?$/
const nameMembers = ['name', 'tool', 'function', 'tool_name'] as const
const argumentMembers = ['arguments', 'parameters', 'input', 'args'] as const
/** No call that is written down is longer, in UTF-16 units. */
const longestText = 100_000

/** The tool that a text calls in words instead of calling it; `undefined`: none of these. */
export function toolCallInText(text: string, tools: readonly string[]): string | undefined {
  const trimmed = text.trim().slice(0, longestText)
  if (marks.test(trimmed)) {
    const named = tools.find((tool) => trimmed.includes(tool))
    if (named !== undefined) return named
  }
  const json = alone.exec(trimmed)?.[1]
  return json === undefined ? undefined : calledIn(parsed(json), tools)
}

function calledIn(value: unknown, tools: readonly string[]): string | undefined {
  if (Array.isArray(value)) return value.map((item) => calledIn(item, tools)).find((name) => name !== undefined)
  if (typeof value !== 'object' || value === null) return undefined
  const members = new Map<string, unknown>(Object.entries(value))
  const nested = members.get('function')
  if (typeof nested === 'object') return calledIn(nested, tools)
  if (!argumentMembers.some((name) => members.has(name))) return undefined
  return tools.find((tool) => nameMembers.some((name) => members.get(name) === tool))
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
