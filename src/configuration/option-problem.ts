/** Something wrong with one option. */
export interface OptionProblem {
  readonly path: readonly PropertyKey[]
  /** What is wrong and what is expected; absent: there is no such option, and `known` are those that there are. */
  readonly problem?: string | undefined
  readonly known?: readonly string[] | undefined
}
