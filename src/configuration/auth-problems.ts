import type { ProviderAuth } from '../vocabulary/credential.ts'
import { suggestion } from '../vocabulary/nearest-name.ts'
import type { OptionProblem } from './option-problem.ts'
import { isAwsCredentials, isSecret, isText, shown } from './option-values.ts'
import { isPlainObject } from './plain-data.ts'

/** What one kind of authorisation takes beside its `type`. */
interface AuthShape {
  readonly member: 'credentials' | 'token'
  /** What the member is when it is no function. */
  readonly isValid: (given: unknown) => boolean
  readonly expected: string
  readonly others: readonly string[]
}

const shapes: Readonly<Record<ProviderAuth['type'], AuthShape>> = {
  aws: {
    member: 'credentials',
    isValid: isAwsCredentials,
    expected: '{ accessKeyId, secretAccessKey, sessionToken? }, each a text on one line, or a function that gives them',
    others: ['region'],
  },
  'access-token': {
    member: 'token',
    isValid: (given) => isText(given) && isSecret(given),
    expected: 'a token on one line, or a function that gives one',
    others: [],
  },
  google: {
    member: 'credentials',
    isValid: (given) => isText(given) || isPlainObject(given),
    expected: "the content of a Google key file, 'metadata-server', or a function that gives one of them",
    others: [],
  },
}

const kinds = Object.keys(shapes) as ProviderAuth['type'][]

/** What is wrong with how requests are authorised without a key. Values are never repeated. */
export function authProblems(providers: readonly (readonly [string, unknown])[]): OptionProblem[] {
  return providers.flatMap(([id, config]): OptionProblem[] => {
    if (!isPlainObject(config) || config['auth'] === undefined) return []
    const path = ['providers', id, 'auth']
    const clash =
      config['apiKey'] === undefined ? [] : [{ path, problem: 'there is an `apiKey` as well; leave one of them out' }]
    return isPlainObject(config['auth']) ? [...clash, ...memberProblems(config['auth'], path)] : clash
  })
}

function memberProblems(auth: Readonly<Record<string, unknown>>, path: readonly string[]): OptionProblem[] {
  const kind = kinds.find((name) => name === auth['type'])
  if (kind === undefined) {
    const meant = suggestion(auth['type'], kinds, "'")
    const words = kinds.map((name) => `'${name}'`).join(', ')
    return [{ path: [...path, 'type'], problem: `expected one of ${words}${meant}` }]
  }
  const { member, isValid, expected, others } = shapes[kind]
  const known = ['type', member, ...others]
  const strangers = Object.keys(auth).filter((name) => auth[name] !== undefined && !known.includes(name))
  const { [member]: given, region } = auth
  return [
    ...strangers.map((name) => ({ path: [...path, name], known })),
    ...(typeof given === 'function' || isValid(given)
      ? []
      : [{ path: [...path, member], problem: `expected ${expected}, got ${shown(given)}` }]),
    ...(region === undefined || isText(region) || kind !== 'aws'
      ? []
      : [{ path: [...path, 'region'], problem: `expected a text that is not empty, got ${shown(region)}` }]),
  ]
}
