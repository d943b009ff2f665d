import type {
  AssistantMessage,
  Json,
  Message,
  ToolCallPart,
  ToolMessage,
  ToolResultPart,
  UserMessage,
} from '../vocabulary/message.ts'
import { isJsonObject } from './plain-json.ts'
import type { ToolCallIdRule, TranscriptRules } from './transcript-target.ts'

/** Called once for every occurrence; the caller makes one warning of all of a kind. */
export type Count = (code: string) => void

interface PairedCall {
  readonly part: ToolCallPart
  result: ToolResultPart | undefined
}

/**
 * The same conversation with every tool call answered exactly once, by one tool message directly after the assistant message,
 * in the order of the calls. Late results move up to their call; missing ones become an error result that says so; results
 * of unknown calls become text of the user, where they stood. A call that must not be executed is kept, with `{}` for its
 * arguments: what was signed around it needs it, and its result tells the model what happened. Ids that the target would
 * refuse, and ids that occurred before, are replaced, for call and result alike, always by the same. Returns the same list
 * when nothing had to change.
 */
export function pairToolCalls(messages: readonly Message[], rules: TranscriptRules, count: Count): readonly Message[] {
  const { calls, unmatched } = matchResults(messages)
  if (calls.size === 0 && unmatched.size === 0 && !messages.some((message) => message.role === 'tool')) return messages
  const ids = new IdAssignment(rules.toolCallId)
  const paired: Message[] = []
  for (const [index, message] of messages.entries()) {
    if (message.role === 'tool') {
      const left = unmatched.get(index)
      if (left !== undefined) paired.push(resultsAsText(left, count))
      continue
    }
    const own = message.role === 'assistant' ? calls.get(index) : undefined
    if (message.role === 'user' || own === undefined) paired.push(message)
    else paired.push(...pairMessage(message, own, messages[index + 1], ids, rules, count))
  }
  return paired.length === messages.length && paired.every((message, index) => message === messages[index])
    ? messages
    : paired
}

function matchResults(messages: readonly Message[]): {
  readonly calls: ReadonlyMap<number, readonly PairedCall[]>
  readonly unmatched: ReadonlyMap<number, readonly ToolResultPart[]>
} {
  const calls = new Map<number, PairedCall[]>()
  const unmatched = new Map<number, ToolResultPart[]>()
  /** Calls without a result by id, those of the latest message first, within it in order. */
  const open = new Map<string, PairedCall[]>()
  for (const [index, message] of messages.entries()) {
    if (message.role === 'assistant' && typeof message.content !== 'string') {
      const own = message.content
        .filter((part) => part.type === 'tool-call')
        .map((part) => ({ part, result: undefined }))
      if (own.length === 0) continue
      calls.set(index, own)
      for (const id of new Set(own.map((call) => call.part.id))) {
        open.set(id, [...own.filter((call) => call.part.id === id), ...(open.get(id) ?? [])])
      }
    }
    if (message.role !== 'tool') continue
    for (const result of message.content) {
      const call = open.get(result.callId)?.shift()
      if (call !== undefined) call.result = result
      else unmatched.set(index, [...(unmatched.get(index) ?? []), result])
    }
  }
  return { calls, unmatched }
}

function pairMessage(
  message: AssistantMessage,
  calls: readonly PairedCall[],
  next: Message | undefined,
  ids: IdAssignment,
  rules: TranscriptRules,
  count: Count,
): readonly Message[] {
  const sent = new Map<ToolCallPart, ToolCallPart>()
  const results: ToolResultPart[] = []
  for (const call of calls) {
    const part = sendableCall(call.part, ids.next(call.part.id), rules, count)
    sent.set(call.part, part)
    results.push(answer(call, part, count))
  }
  const parts = typeof message.content === 'string' ? [] : message.content
  const content = parts.map((part) => (part.type === 'tool-call' ? (sent.get(part) ?? part) : part))
  const same = content.every((part, index) => part === parts[index])
  return [
    same ? message : { ...message, content },
    isToolMessageOf(next, results) ? next : { role: 'tool', content: results },
  ]
}

function isToolMessageOf(message: Message | undefined, results: readonly ToolResultPart[]): message is ToolMessage {
  if (message?.role !== 'tool' || message.content.length !== results.length) return false
  return message.content.every((result, index) => result === results[index])
}

function sendableCall(part: ToolCallPart, id: string, rules: TranscriptRules, count: Count): ToolCallPart {
  if (part.invalid !== undefined) {
    count('invalid-tool-call')
    const { invalid: _invalid, ...rest } = part
    return { ...rest, id, args: {}, rawArgs: '{}' }
  }
  const args = rules.objectArguments ? objectArguments(part.args) : part.args
  const keepsRaw = args === part.args && part.rawArgs.trim() !== ''
  if (id === part.id && keepsRaw) return part
  return { ...part, id, args, rawArgs: keepsRaw ? part.rawArgs : JSON.stringify(args) }
}

function objectArguments(args: Json): Json {
  if (isJsonObject(args)) return args
  return args === null ? {} : { value: args }
}

const missing = 'No result was recorded for this tool call.'
const notRun: Readonly<Record<NonNullable<ToolCallPart['invalid']>, string>> = {
  truncated: 'This tool call was not run: the output limit cut its arguments off.',
  malformed: 'This tool call was not run: its arguments were not valid JSON.',
}

function answer(call: PairedCall, part: ToolCallPart, count: Count): ToolResultPart {
  const { result } = call
  if (result === undefined) {
    const { invalid } = call.part
    if (invalid === undefined) count('missing-tool-result')
    return {
      type: 'tool-result',
      callId: part.id,
      name: part.name,
      output: invalid === undefined ? missing : notRun[invalid],
      isError: true,
    }
  }
  if (result.callId === part.id && result.name === part.name) return result
  return { ...result, callId: part.id, name: part.name }
}

function resultsAsText(results: readonly ToolResultPart[], count: Count): UserMessage {
  const content = results.flatMap((result) => {
    count('unmatched-tool-result')
    const output = typeof result.output === 'string' ? result.output : JSON.stringify(result.output)
    const kind = result.isError === true ? 'Error' : 'Output'
    const text = `${kind} of the tool "${result.name}", whose call is not part of this conversation any more:\n${output}`
    return [{ type: 'text' as const, text }, ...(result.files ?? [])]
  })
  return { role: 'user', content }
}

/** Gives every call an id of its own. What an id becomes depends on the calls before it only, so that a prefix stays as it was. */
class IdAssignment {
  readonly #rule: ToolCallIdRule | undefined
  readonly #used = new Set<string>()

  constructor(rule: ToolCallIdRule | undefined) {
    this.#rule = rule
  }

  next(id: string): string {
    let candidate = this.#isSendable(id) ? id : this.#made(id, 0)
    for (let turn = 1; this.#used.has(candidate); turn += 1) candidate = this.#made(id, turn)
    this.#used.add(candidate)
    return candidate
  }

  #isSendable(id: string): boolean {
    return id !== '' && (this.#rule === undefined || id.search(this.#rule.pattern) !== -1)
  }

  #made(id: string, turn: number): string {
    return shortHash(`${turn}:${id}`, this.#rule?.length ?? 24)
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Letters and digits that depend on the text alone. Not for secrets: it only has to be short, even and the same every time. */
function shortHash(text: string, length: number): string {
  let hash = ''
  for (let block = 0; hash.length < length; block += 1) {
    let number = hash32(text, block)
    // Five letters of 62 use up what 32 bits hold.
    for (let letter = 0; letter < 5; letter += 1) {
      hash += alphabet[number % alphabet.length]
      number = Math.floor(number / alphabet.length)
    }
  }
  return hash.slice(0, length)
}

/** FNV-1a over UTF-16 units, with the finishing mix of MurmurHash3; `seed` makes independent blocks. */
function hash32(text: string, seed: number): number {
  let hash = (0x811c9dc5 ^ Math.imul(seed + 1, 0x9e3779b1)) >>> 0
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
