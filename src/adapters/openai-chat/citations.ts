import type { Citation, Json } from '../../vocabulary/message.ts'
import { asList, asObject, asText } from './wire-types.ts'
import type { ChatChunk, WireObject } from './wire-types.ts'

/** An annotation of OpenAI or OpenRouter as a citation; `undefined` when it is something else. */
export function citationOf(annotation: WireObject): Citation | undefined {
  if (annotation['type'] !== 'url_citation') return undefined
  const body = asObject(annotation['url_citation']) ?? annotation
  return { ...describe(body), ...range(body), raw: annotation as Json }
}

/** A reference of Mistral: numbers of the sources that a passage rests on. */
export function referenceOf(part: WireObject): Citation {
  return { raw: part as Json }
}

/** Whether a chunk may say so. */
export function hasSources(chunk: ChatChunk): boolean {
  return chunk.search_results !== undefined || chunk.citations !== undefined || chunk.venice_parameters !== undefined
}

/**
 * What a chunk says the whole answer rests on: Perplexity's search results or bare addresses (on every chunk, always the
 * whole list), or what Venice's web search found.
 */
export function sourcesOf(chunk: ChatChunk): unknown {
  for (const list of [
    chunk.search_results,
    chunk.citations,
    asObject(chunk.venice_parameters)?.['web_search_citations'],
  ]) {
    if (Array.isArray(list) && list.length > 0) return list
  }
  return undefined
}

/** Those sources as citations. */
export function citationsOf(sources: unknown): readonly Citation[] {
  return asList(sources).flatMap((source): Citation[] => {
    if (typeof source === 'string') return source === '' ? [] : [{ url: source, raw: source }]
    const body = asObject(source)
    return body === undefined ? [] : [{ ...describe(body), raw: body as Json }]
  })
}

function describe(body: WireObject): Citation {
  const url = asText(body['url'])
  const title = asText(body['title'])
  const citedText = asText(body['content']) || asText(body['snippet'])
  return {
    ...(url === '' ? {} : { url }),
    ...(title === '' ? {} : { title }),
    ...(citedText === '' ? {} : { citedText }),
  }
}

/** OpenRouter sends 0 to 0 where it does not know the place. */
function range(body: WireObject): Pick<Citation, 'start' | 'end'> {
  const { start_index: start, end_index: end } = body
  return typeof start === 'number' && typeof end === 'number' && start >= 0 && end > start ? { start, end } : {}
}
