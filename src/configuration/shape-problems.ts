import type { safeParse } from 'zod/mini'

import type { OptionProblem } from './option-problem.ts'

type Issues = NonNullable<ReturnType<typeof safeParse>['error']>['issues']

/** What of a schema's definition is walked here. */
interface Definition {
  readonly shape?: Readonly<Record<string, Walkable>>
  readonly innerType?: Walkable
  readonly catchall?: Walkable
  readonly element?: Walkable
}
interface Walkable {
  readonly _zod: { readonly def: unknown }
}

/** The option names that exist at a place. */
function namesAt(schema: Walkable, path: readonly PropertyKey[]): string[] {
  const definition = (inner: Walkable): Definition => {
    const def = inner._zod.def as Definition
    return def.innerType === undefined ? def : definition(def.innerType)
  }
  let here = definition(schema)
  for (const segment of path) {
    const next = here.shape?.[String(segment)] ?? here.catchall ?? here.element
    if (next === undefined) return []
    here = definition(next)
  }
  return Object.keys(here.shape ?? {})
}

/** What a schema found wrong, as problems of options. */
export function shapeProblems(issues: Issues, schema: Walkable): readonly OptionProblem[] {
  return issues.flatMap((issue): OptionProblem[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((name) => ({ path: [...issue.path, name], known: namesAt(schema, issue.path) }))
    }
    const isList = issue.code === 'invalid_type' && issue.expected === 'array'
    return [
      {
        path: issue.path,
        problem: issue.code === 'custom' ? issue.message : `expected ${isList ? 'a list' : 'an object'}`,
      },
    ]
  })
}
