import { fieldSecrets, headSecrets } from './attempt-secrets.ts'
import type { ReadCredential } from '../state/choose-credential.ts'
import type { ExchangeRequest } from '../transport/exchange.ts'
import { redactKnown, type Redact } from '../vocabulary/known-values.ts'
import type { WrittenAttempt } from './write-attempt.ts'

/** A request that has been written, key included. */
export type SendableRequest = Pick<WrittenAttempt, 'head' | 'body' | 'region'>

/** A request as it is sent, and what keeps its secrets out of sight wherever it is repeated. */
export interface AuthorisedRequest {
  readonly request: ExchangeRequest
  readonly redact: Redact
}

/** Its key, if any, is in its headers already. */
export function openRequest({ head, body }: SendableRequest): AuthorisedRequest {
  return { request: { url: head.url, headers: head.headers, body }, redact: head.redact }
}

/** Signed with an AWS key. `now`: milliseconds since the epoch. */
export async function signRequest(
  written: SendableRequest,
  credential: ReadCredential,
  now: number,
): Promise<AuthorisedRequest> {
  const { request, redact } = openRequest(written)
  const { signWithAwsKey } = await import('../credentials/aws-key.ts')
  const { headers, secrets } = await signWithAwsKey(request, credential.key, now, written.region)
  const signed = { ...request, headers }
  const redactSigned = redactKnown([...secrets, ...headSecrets(signed)])
  return { request: signed, redact: (text) => redactSigned(redact(text)) }
}

/** Adds what fields of the body hold that is secret. */
export function withFields(redact: Redact, ...fields: readonly unknown[]): Redact {
  const secrets = fieldSecrets(...fields)
  if (secrets.length === 0) return redact
  const redactFields = redactKnown(secrets)
  return (text) => redactFields(redact(text))
}
