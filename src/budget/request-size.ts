import type { FilePart, Json, JsonObject, Message, SystemBlock } from '../vocabulary/message.ts'
import { addText, emptyText, type TextSize } from './text-size.ts'

/** A request as far as its size is concerned, normalised: schemas are JSON Schema. */
export interface SizedRequest {
  readonly system?: readonly SystemBlock[] | undefined
  readonly messages: readonly Message[]
  readonly tools?: readonly SizedTool[] | undefined
  /** The schema of structured output. */
  readonly output?: { readonly schema: JsonObject } | undefined
  /** The model is asked to think. */
  readonly thinks?: boolean | undefined
}

/** A tool whose schema is JSON Schema. */
export interface SizedTool {
  readonly name: string
  readonly description?: string | undefined
  readonly inputSchema: JsonObject
}

/**
 * What decides how many tokens a request is, measured once for all targets; `tokensOf` weighs it by the rates of a family. Members
 * are counts.
 */
export interface RequestSize extends TextSize {
  requests: number
  messages: number
  systemBlocks: number
  /** 1 or 0, like the other two. */
  hasTools: number
  tools: number
  toolCalls: number
  toolResults: number
  hasOutput: number
  thinks: number
  /** Words of names, descriptions and choices of the fields of tools, and one for each field: what every template shows. */
  schemaFields: number
  /** Words of the rest of their JSON Schema, which few models are given as it stands. */
  schemaWords: number
  /** Of all of that of the output, which some models are not given at all. */
  outputWords: number
  /** Words of reasoning that is replayed. */
  thoughtWords: number
  images: number
  pdfPages: number
  /** Seconds of audio. */
  audioSeconds: number
}

/** Nothing. */
export function emptySize(): RequestSize {
  return {
    requests: 0,
    messages: 0,
    systemBlocks: 0,
    hasTools: 0,
    tools: 0,
    toolCalls: 0,
    toolResults: 0,
    hasOutput: 0,
    thinks: 0,
    schemaWords: 0,
    schemaFields: 0,
    outputWords: 0,
    thoughtWords: 0,
    ...emptyText(),
    images: 0,
    pdfPages: 0,
    audioSeconds: 0,
  }
}

/** How large a page of a PDF is taken to be, and how many pages are counted where the size is not known. */
const bytesPerPdfPage = 50_000
const pagesOfUnknownPdf = 5
const maxPdfPages = 600
/** Audio at 16 kB a second. */
const bytesPerSecond = 16_000
const secondsOfUnknownAudio = 60

/** Measures a request in one pass. Neither pixels nor pages of files are known without opening them, so they are taken to be usual. */
export function measureRequest({ system = [], messages, tools = [], output, thinks }: SizedRequest): RequestSize {
  const size = emptySize()
  size.requests = 1
  size.thinks = thinks === true ? 1 : 0
  for (const block of system) {
    size.systemBlocks += 1
    addText(block.text, size)
  }
  for (const message of messages) addMessage(message, size)
  if (tools.length > 0) {
    size.hasTools = 1
    size.tools = tools.length
    const fields = emptyText()
    const rest = emptyText()
    for (const { name, description = '', inputSchema } of tools) {
      addText(name, size)
      addText(description, size)
      addSchema(inputSchema, fields, rest, 'schema')
    }
    size.schemaFields = wordsIn(fields)
    size.schemaWords = wordsIn(rest)
  }
  if (output !== undefined) {
    size.hasOutput = 1
    const words = emptyText()
    addSchema(output.schema, words, words, 'schema')
    size.outputWords = wordsIn(words)
  }
  return size
}

function addMessage({ content }: Message, size: RequestSize): void {
  size.messages += 1
  if (typeof content === 'string') return addText(content, size)
  for (const part of content) {
    switch (part.type) {
      case 'text':
        addText(part.text, size)
        break
      case 'reasoning':
        size.thoughtWords += wordsOf(part.text)
        break
      case 'file':
        addFile(part, size)
        break
      case 'tool-call':
        size.toolCalls += 1
        addText(part.name, size)
        addText(part.rawArgs, size)
        break
      case 'tool-result':
        size.toolResults += 1
        addText(typeof part.output === 'string' ? part.output : JSON.stringify(part.output), size)
        for (const file of part.files ?? []) addFile(file, size)
        break
      case 'native':
        addText(JSON.stringify(part.data), size)
        break
    }
  }
}

function addFile({ data, mediaType }: FilePart, size: RequestSize): void {
  if (data.type === 'text') return addText(data.text, size)
  const bytes = data.type === 'base64' ? data.base64.length * 0.75 : undefined
  if (mediaType.startsWith('image/')) size.images += 1
  else if (mediaType.startsWith('audio/'))
    size.audioSeconds += bytes === undefined ? secondsOfUnknownAudio : bytes / bytesPerSecond
  else {
    const pages = bytes === undefined ? pagesOfUnknownPdf : Math.min(maxPdfPages, Math.ceil(bytes / bytesPerPdfPage))
    size.pdfPages += Math.max(1, pages)
  }
}

/** What a part of a schema is: a schema, the fields of an object by their names, or the choices of a value. */
type SchemaRole = 'schema' | 'properties' | 'enum'

/** Marks around a member of JSON, and around a value that has members, as words. */
const marksOfMember = 2
const marksOfList = 1

/** Adds a schema as JSON: names, descriptions and choices of its fields apart from its keywords and marks. One walk, nothing is written out. */
function addSchema(schema: JsonObject | readonly Json[], fields: TextSize, rest: TextSize, role: SchemaRole): void {
  for (const [key, value] of Object.entries<Json | undefined>(schema)) {
    rest.words += marksOfMember
    if (role === 'properties') {
      fields.words += 1
      addText(key, fields)
    }
    if (typeof value === 'string') addText(value, role === 'enum' || key === 'description' ? fields : rest)
    else if (typeof value === 'object' && value !== null) {
      rest.words += marksOfList
      addSchema(value, fields, rest, key === 'properties' || key === 'enum' ? key : 'schema')
    }
  }
}

/** All of a text as words. */
function wordsOf(text: string): number {
  const size = emptyText()
  addText(text, size)
  return wordsIn(size)
}

function wordsIn({ words, digits, han, others }: TextSize): number {
  return words + digits + han + others
}
