import type { Hosts } from '../provider.ts'

/** What each host does differently in this protocol. Sources and dates are in `provider-notes.ts`. */
export const hosts: Hosts = {
  unknown: {},
  known: { bedrock: { tokenCount: { models: /anthropic\.claude/ } } },
}
