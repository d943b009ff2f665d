import { mask, redactSecrets } from './redact-secrets.ts'

/** From this length on a word of letters alone may be a pass phrase. */
const longestWord = 20

/**
 * Redacts a text from where keys are kept, of which nobody knows what it holds: beside everything that looks like a credential, every
 * word that could be one goes, long ones and those of letters and digits, addresses and paths among them.
 */
export function redactPossibleKeys(text: string): string {
  return redactSecrets(text).replace(/\S{8,}/g, (word) =>
    word.length > longestWord || (/\d/.test(word) && /\p{L}/u.test(word)) ? mask : word,
  )
}
