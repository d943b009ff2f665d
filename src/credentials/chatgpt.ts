import type { GrantedToken } from '../vocabulary/credential.ts'
import { RouterError } from '../vocabulary/router-error.ts'

/** Where a token of ChatGPT says whose account it is (facts of 2026-11-13). */
const claim = 'https://api.openai.com/auth'

/**
 * A token of ChatGPT with the account that stands in it, which must be shown beside it. Throws a `RouterError` `configuration` for a
 * text that is no such token; nothing of it is repeated.
 */
export function readChatgptToken(token: string): GrantedToken {
  const account = memberOf(memberOf(claimsOf(token), claim), 'chatgpt_account_id')
  if (typeof account !== 'string' || !/^[\w.-]+$/.test(account)) {
    throw new RouterError('configuration', 'The key is no access token of ChatGPT: it names no account.', {
      hints: [
        'Give the access token of a sign-in with ChatGPT; a key of the OpenAI platform goes to the provider `openai`.',
      ],
    })
  }
  return { token, until: Number.POSITIVE_INFINITY, headers: { 'chatgpt-account-id': account } }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

/** The payload of a JWT, unchecked: the host checks it. */
function claimsOf(token: string): unknown {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0))
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}
