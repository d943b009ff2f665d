import { keyProblem } from '../vocabulary/credential.ts'
import type { AwsCredentials } from '../vocabulary/credential.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { signAws } from './aws-signature.ts'

/** What a key of AWS is made of: whoever has it signs for this region only. */
interface AwsKey extends AwsCredentials {
  readonly region: string
}

/** The service that Amazon Bedrock's addresses are signed for, its runtime's and its control plane's alike (facts of 2026-11). */
const service = 'bedrock'

/**
 * Credentials and their region as one text, so that they are read, told apart and kept out of sight like any other key. Throws a
 * `RouterError` `configuration` for what are no credentials; nothing of them is repeated.
 */
export function awsKey(credentials: AwsCredentials, region: string): string {
  // They may come from a function of the caller's.
  const { accessKeyId, secretAccessKey, sessionToken }: { readonly [Name in keyof AwsCredentials]?: unknown } = Object(
    credentials,
  ) as object
  const key: AwsKey = {
    accessKeyId: sound(accessKeyId, 'accessKeyId'),
    secretAccessKey: sound(secretAccessKey, 'secretAccessKey'),
    ...(sessionToken === undefined || sessionToken === '' ? {} : { sessionToken: sound(sessionToken, 'sessionToken') }),
    region,
  }
  return JSON.stringify(key)
}

function sound(given: unknown, name: keyof AwsCredentials): string {
  const text = typeof given === 'string' ? given.trim() : ''
  const problem = text === '' ? 'it is no text, or an empty one' : keyProblem(text)
  if (problem !== undefined) throw new RouterError('configuration', `AWS credentials: \`${name}\`: ${problem}.`)
  return text
}

/** A request with its signature in its headers, and the texts that must never appear wherever somebody repeats the request. */
export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
}

/**
 * Signs a request with a text that `awsKey` made. `now`: milliseconds since the epoch. `ownRegion`: that of the request, where it is
 * another than the key's.
 */
export async function signWithAwsKey(
  request: {
    readonly url: string
    /** Default `GET` without a body, `POST` with one. */
    readonly method?: string | undefined
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string | undefined
  },
  key: string,
  now: number,
  ownRegion?: string,
): Promise<SignedRequest> {
  const { region: usual, ...credentials } = JSON.parse(key) as AwsKey
  const { secretAccessKey, sessionToken } = credentials
  const region = ownRegion ?? usual
  const method = request.method ?? (request.body === undefined ? 'GET' : 'POST')
  return {
    headers: await signAws({ ...request, method, body: request.body ?? '', credentials, region, service, now }),
    secrets: sessionToken === undefined ? [secretAccessKey] : [secretAccessKey, sessionToken],
  }
}
