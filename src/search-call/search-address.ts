import { normaliseBaseUrl } from '../adapters/base-url.ts'
import { isPrivateHost } from '../adapters/host-policy.ts'
import { RouterError } from '../vocabulary/router-error.ts'

/**
 * The address of a search backend in its one form. What it finds is given to models, so an address inside of one's own network is only
 * taken where that was meant, and plain http only there. Throws `RouterError` `configuration`, naming `place`.
 */
export function searchAddress(
  text: string,
  rules: {
    readonly allowPrivateHosts: boolean
    readonly place: string
    readonly optIn: string
    readonly own?: string | undefined
  },
): string {
  const { allowPrivateHosts, place, optIn, own } = rules
  // Of no model's protocol: nothing but the path of a search is ever pasted.
  const baseUrl = normaliseBaseUrl(text, {
    protocol: 'openai-chat',
    endpoints: ['/search'],
    allowHttp: true,
    local: false,
    path: place,
    own,
  })
  const { protocol, hostname } = new URL(baseUrl)
  const isPrivate = isPrivateHost(hostname)
  if (isPrivate && !allowPrivateHosts) {
    throw new RouterError(
      'configuration',
      `${place} cannot be used: ${hostname} is this machine or in a private network; set \`${optIn}: true\` where that is meant.`,
    )
  }
  if (protocol === 'http:' && !isPrivate) {
    throw new RouterError(
      'configuration',
      `${place} cannot be used: plain http to ${hostname} can be read and changed by others; use https.`,
    )
  }
  return baseUrl
}
