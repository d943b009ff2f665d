import type { Secret } from '../vocabulary/completion-request.ts'
import { fixedKey } from '../vocabulary/credential.ts'

/** A key as a function, which printing does not show. An empty text stays: it says that there is no key. */
function hiddenKey(secret: Secret): Secret {
  if (typeof secret === 'function') return secret
  const key = secret.trim()
  return key === '' ? '' : Object.assign(() => key, { [fixedKey]: true })
}

/** Every one of them. */
export function hiddenKeys(apiKey: Secret | readonly Secret[]): Secret | readonly Secret[] {
  return typeof apiKey === 'string' || typeof apiKey === 'function'
    ? hiddenKey(apiKey)
    : apiKey.map((secret) => hiddenKey(secret))
}
