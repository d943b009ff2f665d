import type { Citation, Json, JsonObject } from '../../vocabulary/message.ts'
import { isJsonList, isJsonObject } from '../plain-json.ts'
import type { Emit } from '../protocol.ts'

/** What a candidate says of its sources, as far as it has come. */
export interface Grounding {
  /** Citations that were given, as JSON: chunks may repeat them. */
  readonly given: Set<string>
  /** The last `groundingMetadata` and `urlContextMetadata` that said something, by name. */
  readonly metadata: Map<string, JsonObject>
}

/** No source has been named yet. */
export function startGrounding(): Grounding {
  return { given: new Set(), metadata: new Map() }
}

/** Whether a candidate tells sources. */
export function isGrounded({ groundingMetadata, urlContextMetadata, citationMetadata }: JsonObject): boolean {
  return groundingMetadata !== undefined || urlContextMetadata !== undefined || citationMetadata !== undefined
}

/**
 * Takes in what a candidate says of its sources: each passage that a source supports is a citation of the text. The wire counts
 * positions in bytes of UTF-8, which only the whole text could turn into ours: they are in `raw`.
 */
export function readGrounding(candidate: JsonObject, grounding: Grounding, emit: Emit): void {
  const { groundingMetadata, urlContextMetadata, citationMetadata } = candidate
  if (isJsonObject(groundingMetadata)) {
    keep('groundingMetadata', groundingMetadata, grounding)
    for (const citation of groundingCitations(groundingMetadata)) give(citation, grounding, emit)
  }
  if (isJsonObject(urlContextMetadata)) keep('urlContextMetadata', urlContextMetadata, grounding)
  if (!isJsonObject(citationMetadata)) return
  // The Gemini API calls them citationSources, Vertex citations.
  for (const raw of [...listOf(citationMetadata['citations']), ...listOf(citationMetadata['citationSources'])]) {
    if (isJsonObject(raw) && typeof raw['uri'] === 'string') give(cite(raw, undefined, raw), grounding, emit)
  }
}

/** Gives the metadata as native parts: the terms of Google Search ask for its suggestions to be shown. */
export function endGrounding(grounding: Grounding, emit: Emit): void {
  for (const [kind, data] of grounding.metadata) emit.native({ type: 'native', kind, data })
  grounding.metadata.clear()
}

function keep(name: string, metadata: JsonObject, grounding: Grounding): void {
  if (Object.keys(metadata).length > 0) grounding.metadata.set(name, metadata)
}

function give(citation: Citation, grounding: Grounding, emit: Emit): void {
  const key = JSON.stringify(citation)
  if (grounding.given.has(key)) return
  grounding.given.add(key)
  emit.citation(citation)
}

/** A citation for each source of each passage; sources that no passage names count for the whole text. */
function groundingCitations({ groundingChunks, groundingSupports }: JsonObject): readonly Citation[] {
  const sources = listOf(groundingChunks)
  const supports = listOf(groundingSupports).filter(isJsonObject)
  if (supports.length === 0) return sources.flatMap((source) => citeSource(source, undefined))
  return supports.flatMap((support) =>
    listOf(support['groundingChunkIndices']).flatMap((index) =>
      typeof index === 'number' ? citeSource(sources[index], support['segment']) : [],
    ),
  )
}

/** `{ web }`, `{ retrievedContext }`, `{ maps }`, or a kind of source that is yet to be invented. */
function citeSource(groundingChunk: Json | undefined, segment: Json | undefined): readonly Citation[] {
  if (!isJsonObject(groundingChunk)) return []
  const source = Object.values(groundingChunk).find(isJsonObject)
  if (source === undefined) return []
  return [cite(source, source['text'], { groundingChunk, ...(segment === undefined ? {} : { segment }) })]
}

function cite({ uri, title }: JsonObject, citedText: Json | undefined, raw: JsonObject): Citation {
  return {
    ...(typeof uri === 'string' ? { url: uri } : {}),
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof citedText === 'string' ? { citedText } : {}),
    raw,
  }
}

function listOf(value: Json | undefined): readonly Json[] {
  return isJsonList(value) ? value : []
}
