import type {
  AssistantPart,
  Authored,
  Citation,
  FilePart,
  Json,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '../vocabulary/message.ts'
import type { RouterError } from '../vocabulary/router-error.ts'
import { readFileData } from './file-input.ts'
import { nearestName } from '../vocabulary/nearest-name.ts'
import { copyJson, describeValue, isJsonList, isJsonObject, lookUp, shownValue } from './plain-json.ts'
import {
  checkMembers,
  invalidRequest,
  readCacheMark,
  readName,
  readObject,
  readOrigin,
  readText,
  wellFormed,
} from './request-reading.ts'
import type { Notes } from './request-reading.ts'

/** Parts by type: their members, and how one is written. */
const partShapes: Readonly<Record<string, { readonly members: readonly string[]; readonly example: string }>> = {
  text: { members: ['type', 'text', 'citations', 'cache', 'origin', 'replay'], example: "{ type: 'text', text }" },
  file: {
    members: ['type', 'mediaType', 'data', 'filename', 'cache', 'origin', 'replay'],
    example: "{ type: 'file', mediaType: 'image/png', data: bytes | url | { type: 'base64', base64 } }",
  },
  reasoning: { members: ['type', 'text', 'origin', 'replay'], example: "{ type: 'reasoning', text }" },
  'tool-call': {
    members: ['type', 'id', 'name', 'args', 'rawArgs', 'invalid', 'cache', 'origin', 'replay'],
    example: "{ type: 'tool-call', id, name, args }",
  },
  'tool-result': {
    members: ['type', 'callId', 'name', 'output', 'files', 'isError', 'cache'],
    example: "{ type: 'tool-result', callId, name, output } in a message with role 'tool'",
  },
  native: { members: ['type', 'kind', 'data', 'origin', 'replay'], example: "{ type: 'native', kind, data, origin }" },
}

/** Words of other interfaces for a part, and ours. */
const foreignPartTypes: Readonly<Record<string, string>> = {
  image: 'file',
  image_url: 'file',
  input_image: 'file',
  input_file: 'file',
  input_audio: 'file',
  audio: 'file',
  document: 'file',
  media: 'file',
  input_text: 'text',
  output_text: 'text',
  refusal: 'text',
  thinking: 'reasoning',
  redacted_thinking: 'reasoning',
  tool_use: 'tool-call',
  function_call: 'tool-call',
  tool_result: 'tool-result',
  function_call_output: 'tool-result',
}

/** The part of a message with the given role; throws an `invalid-request` error that says what to write instead. */
export function readPart(
  value: unknown,
  allowed: readonly string[],
  role: string,
  at: string,
  notes: Notes,
): AssistantPart | ToolResultPart {
  const part = readObject(value, at)
  const type = part['type']
  const shape = typeof type === 'string' ? lookUp(partShapes, type) : undefined
  if (shape === undefined) throw unknownPartType(type, at)
  if (!allowed.includes(String(type))) {
    throw invalidRequest(
      `${at}.type: a message with role "${role}" cannot hold a "${String(type)}" part`,
      `It holds ${allowed.map((name) => `"${name}"`).join(', ')}. Written as: ${shape.example}.`,
    )
  }
  checkMembers(part, shape.members, at, notes)
  switch (type) {
    case 'text':
      return readTextPart(part, at, notes)
    case 'file':
      return readFilePart(part, at, notes)
    case 'reasoning': {
      const text = part['text'] ?? ''
      // A signature covers the text as it is: what is signed is never touched.
      const signed = part['replay'] !== undefined && typeof text === 'string'
      return Object.freeze({
        type,
        text: signed ? text : readText(text, `${at}.text`, notes),
        ...readAuthored(part, at),
      })
    }
    case 'tool-call':
      return readToolCall(part, at, notes)
    case 'tool-result':
      return readToolResult(part, at, notes)
    default:
      return Object.freeze({
        type: 'native',
        kind: readName(part['kind'], `${at}.kind`),
        data: copyJson(part['data'] ?? null, `${at}.data`),
        ...readAuthored(part, at),
      })
  }
}

function unknownPartType(type: unknown, at: string): RouterError {
  if (typeof type !== 'string')
    return invalidRequest(`${at}.type: expected the type of a part, got ${describeValue(type)}`)
  const meant = lookUp(foreignPartTypes, type) ?? nearestName(type, Object.keys(partShapes))
  const question = meant === undefined ? '' : `; did you mean "${meant}"?`
  const example = meant === undefined ? undefined : partShapes[meant]?.example
  const hint = example === undefined ? `Known are ${Object.keys(partShapes).join(', ')}.` : `Written as: ${example}.`
  return invalidRequest(`${at}.type: unknown part type ${shownValue(type)}${question}`, hint)
}

function readTextPart(part: Readonly<Record<string, unknown>>, at: string, notes: Notes): TextPart {
  const citations = part['citations']
  if (citations !== undefined && !isJsonList(citations)) {
    throw invalidRequest(`${at}.citations: expected a list, got ${describeValue(citations)}`)
  }
  return Object.freeze({
    type: 'text',
    text: readText(part['text'], `${at}.text`, notes),
    ...(citations === undefined ? {} : { citations: copyJson(citations, `${at}.citations`) as readonly Citation[] }),
    ...readCacheMark(part, at),
    ...readAuthored(part, at),
  })
}

/** The file part; its media type may be left out where a `data:` address names it. */
function readFilePart(part: Readonly<Record<string, unknown>>, at: string, notes: Notes): FilePart {
  const read = readFileData(part['data'])
  if (typeof read === 'string') throw invalidRequest(`${at}.data: ${read}`)
  const mediaType = part['mediaType'] ?? read.mediaType
  if (typeof mediaType !== 'string' || !/^[\w.+-]+\/[\w.+*-]+/.test(mediaType)) {
    throw invalidRequest(
      `${at}.mediaType: expected a media type such as 'image/png', got ${describeValue(part['mediaType'])}`,
    )
  }
  const { data } = read
  const filename = part['filename']
  return Object.freeze({
    type: 'file',
    mediaType,
    data:
      data.type === 'text' ? Object.freeze({ ...data, text: wellFormed(data.text, `${at}.data.text`, notes) }) : data,
    ...(filename === undefined ? {} : { filename: readText(filename, `${at}.filename`, notes) }),
    ...readCacheMark(part, at),
    ...readAuthored(part, at),
  })
}

function readToolCall(part: Readonly<Record<string, unknown>>, at: string, notes: Notes): ToolCallPart {
  const id = readName(part['id'], `${at}.id`)
  const name = readName(part['name'], `${at}.name`)
  notes.callNames.set(id, name)
  return Object.freeze({
    type: 'tool-call',
    id,
    name,
    ...readArguments(part, at, notes),
    ...readCacheMark(part, at),
    ...readAuthored(part, at),
  })
}

function readArguments(
  part: Readonly<Record<string, unknown>>,
  at: string,
  notes: Notes,
): Pick<ToolCallPart, 'args' | 'rawArgs' | 'invalid'> {
  const { args, rawArgs, invalid } = part
  if (rawArgs !== undefined && typeof rawArgs !== 'string') {
    throw invalidRequest(`${at}.rawArgs: expected the arguments as JSON text, got ${describeValue(rawArgs)}`)
  }
  if (invalid !== undefined && invalid !== 'truncated' && invalid !== 'malformed') {
    throw invalidRequest(`${at}.invalid: expected 'truncated' or 'malformed', got ${shownValue(invalid)}`)
  }
  const raw = rawArgs === undefined ? undefined : wellFormed(rawArgs, `${at}.rawArgs`, notes)
  if (invalid !== undefined) return { args: null, rawArgs: raw ?? '', invalid }
  if (args !== undefined) {
    const copied = copyJson(args, `${at}.args`, { text: (text) => wellFormed(text, `${at}.args`, notes) })
    return { args: copied, rawArgs: raw ?? JSON.stringify(copied) }
  }
  if (raw === undefined)
    throw invalidRequest(`${at}.args: the arguments are missing; a call without arguments has \`{}\``)
  return parseRawArguments(raw, at, notes)
}

function parseRawArguments(
  rawArgs: string,
  at: string,
  notes: Notes,
): Pick<ToolCallPart, 'args' | 'rawArgs' | 'invalid'> {
  if (rawArgs.trim() === '') return { args: Object.freeze({}), rawArgs: '{}' }
  let parsed: unknown
  try {
    parsed = JSON.parse(rawArgs)
  } catch {
    return { args: null, rawArgs, invalid: 'malformed' }
  }
  const args = copyJson(parsed, `${at}.rawArgs`, { text: (text) => wellFormed(text, `${at}.rawArgs`, notes) })
  return { args, rawArgs }
}

function readToolResult(part: Readonly<Record<string, unknown>>, at: string, notes: Notes): ToolResultPart {
  const callId = readName(part['callId'], `${at}.callId`)
  const name = part['name'] ?? notes.callNames.get(callId)
  if (name === undefined) {
    throw invalidRequest(
      `${at}.name: the name of the tool is missing, and no earlier call has the id ${JSON.stringify(callId)}`,
    )
  }
  if (!('output' in part))
    throw invalidRequest(`${at}.output: what the tool gave is missing; \`null\` if it gave nothing`)
  const { files, isError } = part
  if (isError !== undefined && typeof isError !== 'boolean') {
    throw invalidRequest(`${at}.isError: expected true or false, got ${describeValue(isError)}`)
  }
  if (files !== undefined && !isJsonList(files)) {
    throw invalidRequest(`${at}.files: expected a list of file parts, got ${describeValue(files)}`)
  }
  const read = files?.map((file: unknown, index) => {
    const place = `${at}.files[${index}]`
    return readPart(file, ['file'], 'tool', place, notes) as FilePart
  })
  return Object.freeze({
    type: 'tool-result',
    callId,
    name: readName(name, `${at}.name`),
    output: readOutput(part['output'], `${at}.output`, notes),
    ...(read === undefined || read.length === 0 ? {} : { files: Object.freeze(read) }),
    ...(isError === undefined ? {} : { isError }),
    ...readCacheMark(part, at),
  })
}

function readOutput(output: unknown, at: string, notes: Notes): Json {
  return copyJson(output === undefined ? null : output, at, { text: (text) => wellFormed(text, at, notes) })
}

/** Origin and replay token, where a part has them. A token is opaque: it is copied, never touched. */
function readAuthored(part: Readonly<Record<string, unknown>>, at: string): Authored {
  const { origin, replay } = part
  if (replay !== undefined && !isJsonObject(replay)) {
    throw invalidRequest(`${at}.replay: expected the object that a result gave, got ${describeValue(replay)}`)
  }
  return {
    ...(origin === undefined ? {} : { origin: readOrigin(origin, `${at}.origin`) }),
    ...(replay === undefined ? {} : { replay: copyJson(replay, `${at}.replay`) as Authored['replay'] }),
  }
}
