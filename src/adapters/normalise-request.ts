import type { Warning } from '../vocabulary/completion-result.ts'
import type { MessageInput } from '../vocabulary/message-input.ts'
import type { AssistantPart, Message, SystemBlock, ToolResultPart, UserPart } from '../vocabulary/message.ts'
import { nearestName } from '../vocabulary/nearest-name.ts'
import { readPart } from './normalise-part.ts'
import { describeValue, lookUp, shownValue } from './plain-json.ts'
import {
  checkMembers,
  invalidRequest,
  newNotes,
  noteWarnings,
  readCacheMark,
  readObject,
  readOrigin,
  readText,
} from './request-reading.ts'
import type { Notes } from './request-reading.ts'

export { validateOutput } from './validate-output.ts'
export { normaliseOutput, normaliseTools } from './wire-schema.ts'

/** Part types by role. */
const partsByRole: Readonly<Record<Message['role'], readonly string[]>> = {
  user: ['text', 'file'],
  assistant: ['text', 'file', 'reasoning', 'tool-call', 'native'],
  tool: ['tool-result'],
}

const messageMembers = ['role', 'content', 'pinned']
/** Members that only messages of one role have. */
const membersByRole: Readonly<Record<Message['role'], readonly string[]>> = {
  user: ['summary'],
  assistant: ['origin'],
  tool: [],
}

/** Roles of other interfaces, and what to do here. */
const foreignRoles: Readonly<Record<string, string>> = {
  system: 'the system prompt is `system` of the request, not a message',
  developer: 'the system prompt is `system` of the request, not a message',
  model: 'did you mean "assistant"?',
  ai: 'did you mean "assistant"?',
  human: 'did you mean "user"?',
  function: 'did you mean "tool"?',
}

/**
 * The conversation in its stored form: a frozen copy as plain JSON. A string becomes one user message; bytes, `URL`s and
 * `data:` addresses of files become base64, text or addresses; halves of surrogate pairs become U+FFFD, with a warning.
 * Throws a `RouterError` `invalid-request` that names the place, what is wrong there and what to write instead.
 */
export function normaliseMessages(
  messages: string | readonly MessageInput[],
  warn: (warning: Warning) => void = () => {},
): readonly Message[] {
  const notes = newNotes()
  const read = Object.freeze(readMessages(messages, notes))
  if (!read.some(saysSomething)) {
    throw invalidRequest(
      'messages: there is nothing in them',
      'Give a question as text, or at least one message that is not empty.',
    )
  }
  for (const warning of noteWarnings(notes)) warn(warning)
  return read
}

/**
 * The system prompt as blocks, frozen: a string is one session block; session blocks stand before turn blocks; blank blocks
 * are left out. Throws a `RouterError` `invalid-request` for another shape.
 */
export function normaliseSystem(
  system: string | readonly SystemBlock[] | undefined,
  warn: (warning: Warning) => void = () => {},
): readonly SystemBlock[] {
  if (system === undefined) return Object.freeze([])
  const notes = newNotes()
  const given: unknown = typeof system === 'string' ? [{ text: system, scope: 'session' }] : system
  if (!Array.isArray(given))
    throw invalidRequest(`system: expected a string or a list of blocks, got ${describeValue(given)}`)
  const blocks = given.map((block: unknown, index) =>
    readSystemBlock(block, typeof system === 'string' ? 'system' : `system[${index}]`, notes),
  )
  const told = blocks.filter((block) => block.text.trim() !== '')
  for (const warning of noteWarnings(notes)) warn(warning)
  // Turn blocks change with every call: in front of session blocks they would spoil the cached prefix.
  return Object.freeze([
    ...told.filter((block) => block.scope === 'session'),
    ...told.filter((block) => block.scope === 'turn'),
  ])
}

function readMessages(messages: unknown, notes: Notes): Message[] {
  if (typeof messages === 'string') {
    return [Object.freeze({ role: 'user', content: readText(messages, 'messages', notes) })]
  }
  if (!Array.isArray(messages)) {
    throw invalidRequest(`messages: expected a string or a list of messages, got ${describeValue(messages)}`)
  }
  return messages.map((message: unknown, index) => readMessage(message, `messages[${index}]`, notes))
}

function readMessage(value: unknown, at: string, notes: Notes): Message {
  const message = readObject(value, at)
  const role = readRole(message['role'], at)
  checkMembers(message, [...messageMembers, ...membersByRole[role]], at, notes)
  const content = readContent(message['content'], role, `${at}.content`, notes)
  const origin = message['origin']
  // The parts were checked against the role, so the content fits the message that it is put into.
  switch (role) {
    case 'user':
      return Object.freeze({
        role,
        content: content as string | readonly UserPart[],
        ...readFlag(message, 'pinned', at),
        ...readFlag(message, 'summary', at),
      })
    case 'tool':
      return Object.freeze({
        role,
        content: content as readonly ToolResultPart[],
        ...readFlag(message, 'pinned', at),
      })
    case 'assistant':
      return Object.freeze({
        role,
        content: content as string | readonly AssistantPart[],
        ...(origin === undefined ? {} : { origin: readOrigin(origin, `${at}.origin`) }),
        ...readFlag(message, 'pinned', at),
      })
  }
}

/** A mark for compaction; `false` is none. */
function readFlag(
  message: Readonly<Record<string, unknown>>,
  name: 'pinned' | 'summary',
  at: string,
): { readonly [Name in 'pinned' | 'summary']?: true } {
  const value = message[name]
  if (value === undefined || value === false) return {}
  if (value === true) return { [name]: true }
  throw invalidRequest(`${at}.${name}: expected true or false, got ${describeValue(value)}`)
}

function readRole(role: unknown, at: string): Message['role'] {
  if (role === 'user' || role === 'assistant' || role === 'tool') return role
  if (typeof role !== 'string')
    throw invalidRequest(`${at}.role: expected 'user', 'assistant' or 'tool', got ${describeValue(role)}`)
  const nearest = nearestName(role, Object.keys(partsByRole))
  const advice =
    lookUp(foreignRoles, role) ??
    (nearest === undefined ? 'known are "user", "assistant" and "tool"' : `did you mean "${nearest}"?`)
  throw invalidRequest(`${at}.role: unknown role ${shownValue(role)}; ${advice}`)
}

function readContent(content: unknown, role: Message['role'], at: string, notes: Notes): string | readonly unknown[] {
  if (typeof content === 'string') {
    if (role !== 'tool') return readText(content, at, notes)
    throw invalidRequest(
      `${at}: expected a list of tool results, got a string`,
      "Written as: [{ type: 'tool-result', callId, name, output }].",
    )
  }
  if (!Array.isArray(content))
    throw invalidRequest(`${at}: expected a string or a list of parts, got ${describeValue(content)}`)
  return Object.freeze(
    content.map((part: unknown, index) => readPart(part, partsByRole[role], role, `${at}[${index}]`, notes)),
  )
}

function readSystemBlock(value: unknown, at: string, notes: Notes): SystemBlock {
  const block = readObject(value, at)
  const { scope = 'session', key } = block
  if (scope !== 'session' && scope !== 'turn') {
    throw invalidRequest(`${at}.scope: expected 'session' or 'turn', got ${shownValue(scope)}`)
  }
  checkMembers(block, ['text', 'scope', 'key', 'cache', 'type'], at, notes)
  return Object.freeze({
    text: readText(block['text'], at === 'system' ? at : `${at}.text`, notes),
    scope,
    ...(key === undefined ? {} : { key: readText(key, `${at}.key`, notes) }),
    ...readCacheMark(block, at),
  })
}

function saysSomething(message: Message): boolean {
  if (typeof message.content === 'string') return message.content.trim() !== ''
  return message.content.some((part) => part.type !== 'text' || part.text.trim() !== '' || part.replay !== undefined)
}
