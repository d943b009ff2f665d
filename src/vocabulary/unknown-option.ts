import { nearestName } from './nearest-name.ts'

const identifier = /^[A-Za-z_$][\w$]*$/

/** An option's place as it would be written in code: `providers.openai.apiKey[1]`, `providers["my host"].baseUrl`. */
export function optionPath(segments: readonly PropertyKey[]): string {
  let path = ''
  for (const segment of segments) {
    if (typeof segment === 'number') path += `[${segment}]`
    else if (identifier.test(String(segment))) path += path === '' ? String(segment) : `.${String(segment)}`
    else path += `[${JSON.stringify(String(segment))}]`
  }
  return path
}

/** Says that an option does not exist and which one was meant, or which there are. `path` is the option's place, its name last. */
export function unknownOption(path: readonly PropertyKey[], known: readonly string[]): string {
  const nearest = nearestName(String(path.at(-1) ?? ''), known)
  const remedy =
    nearest === undefined
      ? `there are ${known.map((name) => `\`${name}\``).join(', ')}`
      : `did you mean \`${nearest}\`?`
  return `\`${optionPath(path)}\`: unknown option; ${remedy}`
}

/**
 * One sentence for each name of `given` that is not an option; empty when all are. A member that is `undefined` counts as
 * absent.
 */
export function unknownOptions(given: object, known: readonly string[], path: readonly PropertyKey[] = []): string[] {
  const problems: string[] = []
  for (const name of Object.keys(given)) {
    if (known.includes(name) || Reflect.get(given, name) === undefined) continue
    problems.push(unknownOption([...path, name], known))
  }
  return problems
}
