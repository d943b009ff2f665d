/**
 * What a target plays: the name of a fault, and what it is to be changed in, as in a URL: `cut-reset?after=40`,
 * `rate-limited?retry-after=2`, `rate-limited?header=x-ratelimit-reset: 5`.
 */
export type Play = string

/** The parts of a play. */
export interface ParsedPlay {
  readonly name: string
  readonly options: URLSearchParams
}

/** Takes a play apart. */
export function parsePlay(play: Play): ParsedPlay {
  const mark = play.indexOf('?')
  return mark === -1
    ? { name: play, options: new URLSearchParams() }
    : { name: play.slice(0, mark), options: new URLSearchParams(play.slice(mark + 1)) }
}
