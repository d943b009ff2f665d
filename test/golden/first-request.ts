import { providerModels } from '../../src/adapters/provider-models.ts'
import type { ProviderProfile } from '../../src/adapters/provider.ts'
import { createRouter } from '../../src/index.ts'
import type { CompletionRequest, ModelRef, ProviderConfig } from '../../src/index.ts'
import type { JsonObject } from '../../src/vocabulary/message.ts'
import type { ProtocolId } from '../../src/vocabulary/model.ts'

/** A request as it would have left the machine. */
export interface SentRequest {
  readonly method: string
  readonly url: string
  /** Sorted by name, the key masked. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: JsonObject
}

/** What was sent for a question, or the reason why nothing was. */
export interface Outcome {
  readonly sent: readonly SentRequest[]
  readonly error: string
}

/** A token of ChatGPT says whose account it is. */
const claims = btoa(JSON.stringify({ 'https://api.openai.com/auth': { chatgpt_account_id: 'account-1' } }))
const keys: Readonly<Record<string, string>> = {
  'openai-chatgpt': `head.${claims.replaceAll('=', '')}.k3y-of-the-test`,
}
const usualKey = 'k3y-of-the-test'
/** What keys are exchanged for. */
const tokens: Readonly<Record<string, object>> = {
  'https://api.github.com/copilot_internal/v2/token': {
    token: 'tid=1;proxy-ep=proxy.individual.githubcopilot.com;t0ken',
  },
}

/** Where a host is that has no address of its own. */
export const ownAddress = 'https://own.example/v1'

/** The protocols that a provider speaks, its usual one first. */
export function protocolsOf({ protocol, surfaces = {} }: ProviderProfile): readonly ProtocolId[] {
  return [protocol, ...(Object.keys(surfaces) as ProtocolId[])]
}

/** The model that a provider is asked for. */
export function modelOf({ id }: ProviderProfile): string {
  return providerModels[id]?.defaultModel ?? 'some-model'
}

/** The configuration of a provider that has nothing but what it cannot do without. */
function configOf(profile: ProviderProfile, protocol: ProtocolId): ProviderConfig {
  const key = keys[profile.id] ?? usualKey
  const fields = Object.entries(profile.fields ?? {}).filter(
    ([, { fallback, optional }]) => fallback === undefined && optional !== true,
  )
  const address = profile.baseUrl === undefined ? { baseUrl: ownAddress } : {}
  const names = Object.fromEntries(fields.map(([name]) => [name, `the-${name}`]))
  const given = profile.anyHost === true || profile.needsKey === true ? { apiKey: key } : {}
  return { protocol, ...address, ...given, ...(fields.length === 0 ? {} : { options: names }) }
}

/** Asks a provider over one of its protocols, its key in the environment, and keeps what is sent. Every answer is a refusal. */
export async function askOnce(
  profile: ProviderProfile,
  protocol: ProtocolId,
  request: Omit<CompletionRequest, 'model'>,
): Promise<Outcome> {
  const sent: SentRequest[] = []
  const key = keys[profile.id] ?? usualKey
  const mask = (text: string): string => text.replaceAll(key, '<key>')
  const variable = profile.local === true ? undefined : profile.keyVariables[0]
  const model: ModelRef = `${profile.id}/${modelOf(profile).replace(`${profile.ownNamespace ?? '/'}/`, '')}`
  const router = createRouter({
    providers: { [profile.id]: configOf(profile, protocol) },
    // How images and tools are sent is to be seen whether the default model takes them or not.
    models: { [model]: { capabilities: { vision: true, tools: true } } },
    routing: { maxAttempts: 1, maxRetries: 0 },
    runtime: {
      readEnv: (name) => (name === variable ? key : undefined),
      fetch(url, init) {
        const headers = [...new Headers(init.headers)].map(([name, value]) => [name, mask(value)] as const)
        const text = init.body ?? '{}'
        if (tokens[url] !== undefined) return Promise.resolve(Response.json(tokens[url]))
        sent.push({
          method: init.method,
          url: mask(url),
          headers: headers.toSorted(([a], [b]) => (a < b ? -1 : 1)),
          body: JSON.parse(mask(text)) as JsonObject,
        })
        return Promise.resolve(Response.json({ error: { message: 'that is all' } }, { status: 400 }))
      },
    },
  })
  const outcome = await router.complete({ ...request, model }).settled()
  return { sent, error: outcome.ok ? '' : outcome.error.message }
}
