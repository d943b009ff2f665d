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
  /** Words of the JSON Schema of tools, which no model is given as it stands. */
  schemaWords: number
  /** What templates take from it: names, descriptions and choices of its fields as words, and one for each field. */
  schemaFields: number
  /** Of that of the output, which some models are not given at all. */
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
    for (const { name, description = '', inputSchema } of tools) {
      addText(name, size)
      addText(description, size)
      size.schemaWords += wordsOf(JSON.stringify(inputSchema))
      size.schemaFields += fieldsOf(inputSchema)
    }
  }
  if (output !== undefined) {
    size.hasOutput = 1
    size.outputWords += wordsOf(JSON.stringify(output.schema))
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

function fieldsOf(schema: Json | undefined): number {
  if (typeof schema !== 'object' || schema === null) return 0
  let words = 0
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties') for (const name in Object(value)) words += 1 + wordsOf(name)
    if (key === 'description' && typeof value === 'string') words += wordsOf(value)
    else words += key === 'enum' ? wordsOf(JSON.stringify(value)) : fieldsOf(value)
  }
  return words
}

/** All of a text as words. */
function wordsOf(text: string): number {
  const size = emptyText()
  addText(text, size)
  return size.words + size.digits + size.han + size.others
}
