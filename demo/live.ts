// What a row offers by itself is not in the library's interface; the demo reads it where the library does.
import { providerModels } from '../src/adapters/provider-models.ts'
import { providerNotes } from '../src/adapters/provider-notes.ts'
import { profileOf, providerTable } from '../src/adapters/provider-table.ts'
import { createRouter } from '../src/index.ts'
import type { ModelRef, ProviderStatus, Runtime } from '../src/index.ts'
import { findRunningServers, usualServers } from './local-servers.ts'
import type { LocalServer, RunningServer } from './local-servers.ts'
import { renderCall } from './render-call.ts'
import { renderPlan } from './render-plan.ts'
import { renderResult } from './render-result.ts'
import type { Terminal } from './terminal.ts'

/** What the caller may say beside `--live`. */
export interface LiveRequest {
  readonly question?: string | undefined
  /** The chain; absent: every provider with a key and every server that runs, with the default model of each. */
  readonly models?: readonly string[] | undefined
}

const usualQuestion = 'Why is the sky blue? Answer in three sentences.'

/**
 * Asks one question of real providers: those whose key is in the environment, and model servers on this machine. Returns why
 * there was no answer, or nothing.
 */
export async function runLive(
  { question = usualQuestion, models }: LiveRequest,
  runtime: Pick<Runtime, 'readEnv'> & { readonly fetch: typeof globalThis.fetch },
  terminal: Terminal,
): Promise<readonly string[]> {
  const offered = createRouter({ runtime }).providers()
  const running = await findRunningServers(serversToProbe(offered), runtime.fetch)
  const chain = models ?? [
    ...offered.filter(isUsable).flatMap((status) => defaultModel(status.id, runtime.readEnv)),
    ...running.map(({ provider, model }) => `${provider}/${model}`),
  ]
  if (chain.length === 0) return nothingToAsk()
  const router = createRouter({ providers: addressesOf(running), runtime })
  try {
    const request = { messages: question, model: chain as readonly ModelRef[] }
    renderPlan(question, await router.plan(request), terminal)
    const call = await renderCall(router.complete(request), terminal)
    renderResult(call, terminal)
    return call.outcome.ok ? [] : ['nobody answered']
  } finally {
    await router.close()
  }
}

/** Providers elsewhere that can be asked; servers on this machine are probed instead. */
function isUsable({ id, enabled, hasCredential }: ProviderStatus): boolean {
  return enabled && hasCredential && !usualServers.some(({ provider }) => provider === id)
}

/** Where the environment says that a server is, and the usual places of the others. */
function serversToProbe(offered: readonly ProviderStatus[]): readonly LocalServer[] {
  const configured = offered.find(({ id }) => id === 'ollama')
  if (configured === undefined) return usualServers
  const others = usualServers.filter(({ provider }) => provider !== 'ollama')
  return [{ provider: 'ollama', baseUrl: configured.baseUrl }, ...others]
}

function addressesOf(running: readonly RunningServer[]): Record<string, { baseUrl: string }> {
  return Object.fromEntries(running.map(({ provider, baseUrl }) => [provider, { baseUrl }]))
}

/** The row's model, or the one that the environment puts in its place; none when the row has none. */
function defaultModel(id: string, readEnv: Runtime['readEnv']): string[] {
  const row = profileOf(id)
  const fromEnvironment = row?.defaultModelVariable === undefined ? undefined : readEnv(row.defaultModelVariable)
  const model = fromEnvironment?.trim() || providerModels[id]?.defaultModel
  if (model === undefined) return []
  return [model.startsWith(`${id}/`) ? model : `${id}/${model}`]
}

function nothingToAsk(): string[] {
  const variables = providerTable()
    .filter(({ local, keyVariables }) => local !== true && keyVariables.length > 0)
    .map(({ id, keyVariables }) => `  ${keyVariables.join(' or ')} (${providerNotes[id]?.name ?? id})`)
  const places = usualServers.map(({ provider, baseUrl }) => `${provider} at ${baseUrl}`)
  return [
    'there is nobody to ask: no key is in the environment, and no model server answers on this machine.',
    `Set one of these variables:\n${variables.join('\n')}`,
    `Or start a server (looked for: ${places.join(', ')}; OLLAMA_HOST names another place for ollama):`,
    '  ollama serve, and in another terminal: ollama pull llama3.2',
    '  llama-server -m <model.gguf>',
  ]
}
