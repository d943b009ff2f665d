/** The model that is asked and that answers. */
export const benchModel = 'bench-model-1'

/** What an answer says. */
export interface PreparedAnswer {
  /** Its deltas, none of them empty. */
  readonly pieces: readonly string[]
  /** What they are of. */
  readonly content: 'text' | 'arguments'
}
