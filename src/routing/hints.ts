import type { ProtocolId } from '../vocabulary/model.ts'
import type { RouterErrorCode } from '../vocabulary/router-error.ts'
import { optionPath } from '../vocabulary/unknown-option.ts'

/** What is known when a target has failed and someone must be told what to do. */
export interface HintQuestion {
  readonly code: RouterErrorCode
  readonly provider: string
  readonly protocol: ProtocolId
  readonly status?: number | undefined
  readonly model?: string | undefined
  /** The model of the same provider to use instead, where the catalogue names one. */
  readonly replacedBy?: string | undefined
  readonly baseUrl?: string | undefined
  /** Where a key of this provider is looked for; empty when it needs none. */
  readonly keyVariables: readonly string[]
  /** The request brought the key itself. */
  readonly isOwnKey?: boolean | undefined
  /** The request could have gone to another target. */
  readonly otherTargets: boolean
  /** The path of the base URL ends in `/v1`, or the provider's own base URL is used. */
  readonly hasV1Path: boolean
  /** Runs on the caller's machine. */
  readonly local: boolean
}

/** How local servers are started and given a model, by provider id (documentation of 2026-09). */
const localServers: Readonly<Record<string, { readonly start: string; readonly pull: (model: string) => string }>> = {
  ollama: { start: 'ollama serve', pull: (model) => `ollama pull ${model}` },
  'llama-cpp': { start: 'llama-server -m <model.gguf>', pull: () => 'llama-server -m <model.gguf>' },
  lmstudio: { start: 'lms server start', pull: (model) => `lms load ${model}` },
  vllm: { start: 'vllm serve <model>', pull: (model) => `vllm serve ${model}` },
}

const protocolNames: Readonly<Record<ProtocolId, string>> = {
  'openai-chat': 'OpenAI chat completions',
  'openai-responses': 'OpenAI responses',
  'anthropic-messages': 'Anthropic messages',
  gemini: 'Gemini',
  'bedrock-converse': 'Bedrock Converse',
  'ollama-chat': 'Ollama chat',
}

type Advice = (question: HintQuestion) => readonly string[]

const advice: Readonly<Partial<Record<RouterErrorCode, Advice>>> = {
  authentication: (question) => [
    `Is the key of \`${question.provider}\` correct and active? ${whereKeysAre(question)}`,
    `Is the base URL reachable, and does the key belong to it?${at(question)}`,
    speaks(question),
  ],
  'missing-credential': (question) => [whereKeysAre(question)],
  permission: (question) => [
    `May this key use \`${question.model ?? 'the model'}\`, from this region and under the account's data policy?`,
    ...fallback(question),
  ],
  'model-not-found': (question) => [
    ...(question.replacedBy === undefined
      ? []
      : [`\`${question.model}\` is on its way out or gone: use \`${question.provider}/${question.replacedBy}\`.`]),
    ...pull(question),
    `Is the model's name right for \`${question.provider}\`? The same model is named differently by different providers.`,
    `Try with \`${optionPath(['providers', question.provider, 'defaultModel'])}\` alone first; add tier models once it works.`,
    ...v1Path(question),
  ],
  network: (question) => [
    ...start(question),
    'Is the network up, and does a firewall or proxy let the request through?',
    `Is the base URL right?${at(question)}`,
  ],
  timeout: (question) => [
    ...(question.local ? ['A local model may still be loading; raise `timeouts.firstTokenMs`.'] : []),
    ...fallback(question),
  ],
  'rate-limit': (question) => [...fallback(question), ...moreKeys(question)],
  quota: (question) => [`Check plan, balance and spend limits of \`${question.provider}\`.`, ...fallback(question)],
  overloaded: (question) => [
    ...(question.local ? ['The local server may still be loading the model; try again in a moment.'] : []),
    ...fallback(question),
  ],
  server: fallback,
  'context-overflow': (question) => [
    'Shorten the conversation, or ask a model with a larger window.',
    ...(question.local ? ['A local server can be started with a larger context.'] : []),
  ],
  'request-too-large': () => ['Send smaller files, or fewer of them.'],
  'content-filter': () => [
    "To let the next target answer instead, set `onContentFilter: 'next'` on the route, or under `routing` for all.",
  ],
  'empty-response': fallback,
  'malformed-stream': (question) => [speaks(question)],
}

/** What to do about a failure, in sentences; empty when there is nothing to say. Never holds a key. */
export function hintsFor(question: HintQuestion): string[] {
  const hints = [...(advice[question.code]?.(question) ?? [])]
  // A wrong path answers 404 or 405 whatever the class it was taken for.
  if (question.code !== 'model-not-found' && (question.status === 404 || question.status === 405))
    hints.push(...v1Path(question))
  return hints
}

function whereKeysAre({ provider, keyVariables, isOwnKey }: HintQuestion): string {
  if (isOwnKey === true) return `It is \`${optionPath(['apiKeys', provider])}\` of the request.`
  const option = optionPath(['providers', provider, 'apiKey'])
  const variables = keyVariables.length === 0 ? '' : `Set ${keyVariables.join(' or ')}, or `
  return `${variables}${variables === '' ? 'Give' : 'give'} \`${option}\`.`
}

function speaks({ protocol, provider }: HintQuestion): string {
  return `Does it support the ${protocolNames[protocol]} format? Otherwise set \`${optionPath(['providers', provider, 'protocol'])}\`.`
}

function at({ baseUrl }: HintQuestion): string {
  return baseUrl === undefined ? '' : ` It is ${baseUrl}.`
}

/** openai-chat hosts mostly want `/v1` in the base URL; the Anthropic path brings its own. */
function v1Path({ protocol, provider, hasV1Path }: HintQuestion): readonly string[] {
  if (protocol !== 'openai-chat' && protocol !== 'openai-responses') return []
  return hasV1Path
    ? []
    : [
        `Check \`/v1\` in \`${optionPath(['providers', provider, 'baseUrl'])}\`: most compatible hosts need it at the end.`,
      ]
}

function fallback({ otherTargets }: HintQuestion): readonly string[] {
  return otherTargets ? [] : ['Set a fallback: a second target in `routes.default`, or a list as `model`.']
}

function moreKeys({ provider, local }: HintQuestion): readonly string[] {
  return local
    ? []
    : [`Several keys can share the load: \`${optionPath(['providers', provider, 'apiKey'])}\` takes a list.`]
}

function start({ local, provider, baseUrl }: HintQuestion): readonly string[] {
  if (!local) return []
  const server = Object.hasOwn(localServers, provider) ? localServers[provider] : undefined
  const how = server === undefined ? '' : ` Start it: \`${server.start}\`.`
  return [`Is the local server running${baseUrl === undefined ? '' : ` at ${baseUrl}`}?${how}`]
}

function pull({ local, provider, model }: HintQuestion): readonly string[] {
  const server = local && Object.hasOwn(localServers, provider) ? localServers[provider] : undefined
  return server === undefined || model === undefined ? [] : [`Is the model there? Get it: \`${server.pull(model)}\`.`]
}
