/** One segment of a path, whatever is in it. `@`, which stands before a version on Vertex, may stay. */
export function pathSegment(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll('%40', '@')
}
