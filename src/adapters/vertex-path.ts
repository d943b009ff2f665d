import type { Json } from '../vocabulary/message.ts'

/** One segment of a path, whatever is in it. `@`, which stands before a version on Vertex, may stay. */
export function pathSegment(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll('%40', '@')
}

/** An option that is a text; `undefined` for an empty one and for everything else. */
export function textOption(option: Json | undefined): string | undefined {
  return typeof option === 'string' && option !== '' ? option : undefined
}

/**
 * What stands before `/models` at Vertex: the caller's project and location where `options` name both (`options.publisher` replaces
 * the vendor), else nothing: then the base URL says all of it.
 */
export function vertexPrefix(options: Readonly<Record<string, Json>>, vendor: string): string {
  const project = textOption(options['project'])
  const location = textOption(options['location'])
  if (project === undefined || location === undefined) return ''
  const publisher = textOption(options['publisher']) ?? vendor
  return `/projects/${pathSegment(project)}/locations/${pathSegment(location)}/publishers/${pathSegment(publisher)}`
}
