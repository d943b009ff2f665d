import type { ChatCompletionRequest, Fixture, TextResponse } from '@copilotkit/aimock'
import { LLMock } from '@copilotkit/aimock'

import { createRouter } from '../../src/index.ts'
import type { ModelRef, ProviderConfig, ProtocolId, Router, RoutingConfig } from '../../src/index.ts'

/** What a simulated model says, to the letter. */
export const answer: string =
  'Sunlight holds every colour. On its way through the air, “short” waves are scattered most – so the sky is blue 🌌. ' +
  'In the evening the light comes in low, crosses far more air, and what is left over for us is orange and red.'

/** The models of the simulator, by what each does. */
export const models = {
  answering: 'says-all',
  calling: 'calls-tools',
  refusing: 'refuses',
  breaking: 'breaks-off',
  finishing: 'goes-on',
} as const

/** How a custom provider of each protocol finds the simulator. */
export const places: Readonly<Record<ProtocolId, Pick<ProviderConfig, 'apiKey' | 'auth'> & { readonly path: string }>> =
  {
    'openai-chat': { path: '/v1', apiKey: 'not-a-key' },
    'openai-responses': { path: '/v1', apiKey: 'not-a-key' },
    'anthropic-messages': { path: '', apiKey: 'not-a-key' },
    gemini: { path: '/v1beta', apiKey: 'not-a-key' },
    // Signed: the simulator does not look, the way to it is the real one.
    'bedrock-converse': {
      path: '',
      auth: {
        type: 'aws',
        region: 'eu-central-1',
        credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-key' },
      },
    },
    'ollama-chat': { path: '' },
  }

/** All protocols, each the id of a provider that speaks it. */
export const protocolIds = Object.keys(places) as readonly ProtocolId[]

/** What the simulator writes otherwise than the provider, as of @copilotkit/aimock 1.43.0; a test looks whether it still does. */
export interface Deviation {
  readonly what: string
  /** By facts/protocols.md and the recordings. */
  readonly real: string
  readonly simulated: string
  /** What its answers show, or do not show, for it. */
  readonly shows?: RegExp
  readonly lacks?: RegExp
}

/** By protocol. A test that expects anything but the real thing for one of them says so. */
export const deviations: Readonly<Record<ProtocolId, readonly Deviation[]>> = {
  'openai-chat': [
    {
      what: 'the first delta',
      real: 'has the role',
      simulated: 'reasoning comes before the role',
      shows: /^data: [^\n]*"delta":\{"reasoning_content"/,
    },
  ],
  'openai-responses': [
    { what: 'sequence_number', real: 'on every event', simulated: 'missing', lacks: /sequence_number/ },
    { what: 'the id of an item', real: 'rs_…, msg_…', simulated: 'rs-…, msg-…', shows: /"id":"rs-/ },
  ],
  'anthropic-messages': [
    {
      what: 'output_tokens in message_start',
      real: 'a placeholder of 1 to 8',
      simulated: 'the final count',
      shows: /"message_start".*"output_tokens":\d{2}/,
    },
    {
      what: 'the signature of thinking',
      real: 'sealed',
      simulated: 'a placeholder',
      shows: /aimock-placeholder-signature/,
    },
    { what: 'an error', real: 'has request_id', simulated: 'has none', lacks: /request_id/ },
  ],
  gemini: [
    { what: 'finishReason of an answer with calls', real: 'STOP', simulated: 'its own word', shows: /"FUNCTION_CALL"/ },
    {
      what: 'modelVersion and responseId',
      real: 'in every chunk',
      simulated: 'missing',
      lacks: /modelVersion|responseId/,
    },
    { what: 'thoughtSignature', real: 'on the first call', simulated: 'missing', lacks: /thoughtSignature/ },
    {
      what: 'the status of an error',
      real: 'RESOURCE_EXHAUSTED',
      simulated: 'as scripted',
      shows: /"status":"rate_limit_error"/,
    },
  ],
  'bedrock-converse': [
    { what: 'the start of a text block', real: 'not sent', simulated: 'sent, and empty', shows: /"start":\{\}/ },
    {
      what: 'an error',
      real: '{ message }, its type in a header',
      simulated: "Anthropic's envelope",
      shows: /"type":"error","error"/,
    },
    { what: 'the signature of reasoning', real: 'sealed', simulated: 'missing', lacks: /signature/ },
  ],
  'ollama-chat': [
    {
      what: 'thoughts',
      real: 'thinking',
      simulated: 'reasoning_content',
      shows: /"reasoning_content"/,
      lacks: /"thinking"/,
    },
    {
      what: 'the counts',
      real: 'counted',
      simulated: '0, whatever is scripted',
      shows: /"prompt_eval_count":0,.*"eval_count":0/,
    },
    { what: 'an error', real: '{ error: text }', simulated: "OpenAI's envelope", shows: /\{"error":\{"message"/ },
    { what: 'the id of a call', real: 'given by newer servers', simulated: 'missing', lacks: /call_a1/ },
  ],
}

const thought = 'A question about light.'
const chunkSize = 6
/** Milliseconds between two events: what is sent arrives before the connection is cut. */
const latency = 2
const eventsBeforeCut = 21
const usage = {
  prompt_tokens: 11,
  completion_tokens: 17,
  input_tokens: 11,
  output_tokens: 17,
  promptTokenCount: 11,
  candidatesTokenCount: 17,
}

const fixtures: readonly Fixture[] = [
  { match: { model: models.answering }, response: { content: answer, reasoning: thought, usage }, chunkSize },
  { match: { model: models.calling, hasToolResult: true }, response: { content: 'Oslo is colder.', usage }, chunkSize },
  {
    match: { model: models.calling },
    response: {
      content: 'I look both up.',
      toolCalls: [
        { id: 'call_a1', name: 'get_weather', arguments: '{"city":"Oslo","exact":true}' },
        { id: 'call_b2', name: 'get_weather', arguments: '{"city":"Zürich 🌆","exact":false}' },
      ],
      usage,
    },
    chunkSize,
  },
  {
    match: { model: models.refusing },
    response: {
      status: 429,
      retryAfter: 7,
      error: { message: 'Too many requests.', type: 'rate_limit_error', code: 'rate_limit_exceeded' },
    },
  },
  {
    match: { model: models.breaking },
    response: { content: answer, usage },
    chunkSize,
    latency,
    truncateAfterChunks: eventsBeforeCut,
  },
  { match: { model: models.finishing }, response: (request) => ({ ...spoken(request), usage }), chunkSize },
]

/** Asked to go on, a model rarely hits the very character: this one says the last words again, as real ones do. */
function spoken(request: ChatCompletionRequest): TextResponse {
  const given = textOf(request.messages.findLast(({ role }) => role === 'assistant'))
  if (given === '') return { content: answer }
  if (!answer.startsWith(given)) return { content: `What was given is not the beginning: ${JSON.stringify(given)}` }
  return { content: answer.slice(given.lastIndexOf(' ', given.length - 20) + 1) }
}

function textOf(message: ChatCompletionRequest['messages'][number] | undefined): string {
  const content = message?.content ?? ''
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('')
}

/** The simulator, running on a free port of this machine. */
export interface SimulatedHosts {
  /** A router of its own, with a provider for each protocol that is named after it. */
  router(chain: readonly ModelRef[], routing?: RoutingConfig): Router
  /** Everything that it answers over a protocol, as text: an answer, calls, a refusal. */
  wire(protocol: ProtocolId): Promise<string>
  /** The bodies that were sent since the last call of this. */
  sent(): readonly string[]
  /** Streams that were cut. */
  cuts(): number
  stop(): Promise<void>
}

/** Starts aimock, a simulator of the providers' wire formats that others wrote. */
export async function startSimulatedHosts(): Promise<SimulatedHosts> {
  const mock = new LLMock({ port: 0, host: '127.0.0.1' })
  mock.addFixtures([...fixtures])
  await mock.start()
  const bodies: string[] = []
  const providers = Object.fromEntries(
    Object.entries(places).map(([protocol, { path, ...place }]) => [
      protocol,
      { ...place, protocol: protocol as ProtocolId, baseUrl: `${mock.url}${path}` },
    ]),
  )
  const readEnv = (): undefined => undefined
  return {
    router(chain, routing = {}) {
      const fetch: typeof globalThis.fetch = (input, init) => {
        bodies.push(typeof init?.body === 'string' ? init.body : '')
        return globalThis.fetch(input, init)
      }
      return createRouter({ providers, routes: { default: chain }, routing, runtime: { fetch, readEnv } })
    },
    async wire(protocol) {
      const pieces: Promise<string>[] = []
      const fetch: typeof globalThis.fetch = async (input, init) => {
        const response = await globalThis.fetch(input, init)
        pieces.push(response.clone().text())
        return response
      }
      const router = createRouter({ providers, routing: { maxRetries: 0 }, runtime: { fetch, readEnv } })
      for (const model of [models.answering, models.calling, models.refusing]) {
        await router.complete({ messages: 'Hi', model: `${protocol}/${model}` }).settled()
      }
      return (await Promise.all(pieces)).join('\n')
    },
    sent: () => bodies.splice(0),
    cuts: () => mock.getRequests().filter(({ response }) => response.interrupted === true).length,
    stop: () => mock.stop(),
  }
}
