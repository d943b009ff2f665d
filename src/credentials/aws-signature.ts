import { AwsV4Signer } from 'aws4fetch'
import { keyProblem } from '../vocabulary/credential.ts'
import type { AwsCredentials } from '../vocabulary/credential.ts'
import { RouterError } from '../vocabulary/router-error.ts'

/** A request that is final but for its signature. */
export interface UnsignedAwsRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Exactly what is sent; empty for none. */
  readonly body: string | Uint8Array<ArrayBuffer>
  readonly credentials: AwsCredentials
  /** E.g. `eu-central-1`. */
  readonly region: string
  /** `bedrock`, for its runtime and its control plane alike. */
  readonly service: string
  /** Milliseconds since the epoch. AWS refuses a clock that is more than five minutes off. */
  readonly now: number
}

/** Headers that the signature brings: what a caller gave under their names is left out. */
const ownHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'host',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
])

/**
 * The headers of a request with its AWS Signature Version 4, lower-case names. Pure: the same request at the same time has the same
 * signature. Signed are the host, the content type and everything that begins with `x-amz-`: other headers may change on the way,
 * and nothing is lost, since the connection is encrypted. Throws a `RouterError` `configuration` for keys that no header can carry;
 * they are never repeated.
 */
export async function signAws(request: UnsignedAwsRequest): Promise<Record<string, string>> {
  const { method, url, body, region, service, now } = request
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) {
    if (!ownHeaders.has(name.toLowerCase())) headers[name.toLowerCase()] = value
  }
  const signed = Object.entries(headers).filter(([name]) => name === 'content-type' || name.startsWith('x-amz-'))
  const signer = new AwsV4Signer({
    method,
    url,
    body,
    headers: [...signed, ['x-amz-content-sha256', await sha256(body)]],
    ...soundCredentials(request.credentials),
    region,
    service,
    // 20261120T000000Z
    datetime: new Date(now).toISOString().replaceAll(/[:-]|\.\d{3}/g, ''),
    allHeaders: true,
  })
  return { ...headers, ...Object.fromEntries((await signer.sign()).headers) }
}

function soundCredentials({ accessKeyId, secretAccessKey, sessionToken }: AwsCredentials): {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
} {
  return {
    accessKeyId: sound(accessKeyId, 'access key id'),
    secretAccessKey: sound(secretAccessKey, 'secret access key'),
    ...(sessionToken === undefined || sessionToken.trim() === ''
      ? {}
      : { sessionToken: sound(sessionToken, 'session token') }),
  }
}

function sound(given: string, what: string): string {
  const key = given.trim()
  const problem = key === '' ? 'it is empty' : keyProblem(key)
  if (problem !== undefined) throw new RouterError('configuration', `The AWS ${what} cannot be used: ${problem}.`)
  return key
}

async function sha256(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
