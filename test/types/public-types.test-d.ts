import { createRouter } from '../../src/index.ts'
import type {
  Completion,
  CompletionRequest,
  CompletionResult,
  Json,
  Router,
  RouterConfig,
  StandardSchema,
} from '../../src/index.ts'

/** Compile-time assertions: `Equal` is exact. */
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const assertType = <T extends true>(_proof: T): void => undefined

const router = createRouter({
  routes: { default: ['anthropic/claude-sonnet-4-6'], cheap: ['groq/llama-3.3-70b-versatile'] },
})

// Routes are typed by the configuration; models hold a slash.
void router.complete({ messages: 'hi', model: 'cheap' })
void router.complete({ messages: 'hi', model: 'default' })
void router.complete({ messages: 'hi', model: 'openai/gpt-5.4' })
void router.complete({ messages: 'hi', model: ['openrouter/anthropic/claude-sonnet-4.6', 'cheap'] })
// @ts-expect-error no route has this name
void router.complete({ messages: 'hi', model: 'cheep' })
// @ts-expect-error a misspelt option
void router.complete({ messages: 'hi', maxTokens: 5 })
// @ts-expect-error messages are needed
void router.complete({})
// @ts-expect-error a model without its provider
createRouter({ routes: { default: ['gpt-5.4'] } })
// @ts-expect-error a misspelt option of a provider
createRouter({ providers: { openai: { baseURL: 'https://example.com' } } })

// The output is typed by its schema, tool calls by their tools.
declare const person: StandardSchema<unknown, { name: string }>
declare const city: StandardSchema<{ city: string; unit?: 'c' | 'f' }, { city: string; unit: 'c' | 'f' }>
const typed = router.complete({
  messages: 'hi',
  output: { schema: person },
  tools: { weather: { input: city }, now: { description: 'The time.' } },
})
const result = await typed
assertType<Equal<typeof result.output, { name: string }>>(true)
for (const call of result.toolCalls) {
  // @ts-expect-error a call that was cut has no arguments
  if (call.name === 'weather') void call.args.city
  if (call.invalid !== undefined) continue
  // Arguments are what the model wrote: nothing has filled in a default yet.
  if (call.name === 'weather') assertType<Equal<typeof call.args, { city: string; unit?: 'c' | 'f' }>>(true)
}
// @ts-expect-error no tool has this name
if (result.toolCalls[0]?.name === 'wether') throw new Error('unreachable')

// Without schema and tools nothing is promised about them.
const plain = await router.complete({ messages: 'hi' })
assertType<Equal<typeof plain.output, unknown>>(true)
assertType<Equal<(typeof plain.toolCalls)[number]['name'], string>>(true)

// Every event is told apart by its type.
for await (const event of typed) {
  if (event.type === 'text-delta') assertType<Equal<typeof event.delta, string>>(true)
  if (event.type === 'finish') assertType<Equal<typeof event.result.output, { name: string }>>(true)
}
for await (const text of typed.textStream) assertType<Equal<typeof text, string>>(true)
const settled = await typed.settled()
if (settled.ok) assertType<Equal<typeof settled.result.output, { name: string }>>(true)

// `events` is not thenable, so returning it from an async function does not await the call.
const passedOn = async (): Promise<AsyncIterable<unknown>> => typed.events
await passedOn()

const config: RouterConfig = { providers: { mine: { protocol: 'openai-chat', baseUrl: 'https://example.com/v1' } } }
const loose = createRouter(config)
const anything: CompletionResult = await loose.complete({ messages: 'hi' })
anything.text satisfies string

// Where the type of the configuration names no routes, any name may be one: of a file, of the environment, in a helper.
void loose.complete({ messages: 'hi', model: 'mine' })
void createRouter().complete({ messages: 'hi', model: 'openai' })
const ask = (one: Router, request: CompletionRequest): Completion => one.complete(request)
void ask(router, { messages: 'hi', model: 'cheap' })

// What a schema by hand says of arguments is not known; they are JSON all the same.
const byHand = await router.complete({ messages: 'hi', tools: { time: { input: { jsonSchema: { type: 'object' } } } } })
for (const call of byHand.toolCalls) if (call.invalid === undefined) assertType<Equal<typeof call.args, Json>>(true)

// What chooses a chain is typed by the configuration as well.
const chosen = createRouter({ providers: { openai: {} }, routing: { presets: true } })
void chosen.complete({ messages: 'hi', model: 'openai' })
void chosen.complete({ messages: 'hi', model: 'best-quality' })
void chosen.complete({ messages: 'hi', task: 'triage', tier: 'opus', agent: 'writer', tags: { team: 'blue' } })
// @ts-expect-error presets are off
void router.complete({ messages: 'hi', model: 'best-quality' })
// @ts-expect-error no tier has this name
void router.complete({ messages: 'hi', tier: 'huge' })
// @ts-expect-error a selector names one thing
void router.plan({ messages: 'hi' }, { down: ['openai'] })

// R98: a provider is authorised by a key, or by one of the ways of `auth` with what belongs to it.
createRouter({ providers: { openai: { apiKey: () => Promise.resolve('k') } } })
createRouter({ providers: { 'openai-chatgpt': { auth: { type: 'access-token', token: () => Promise.resolve('t') } } } })
createRouter({
  providers: {
    'google-vertex': { auth: { type: 'google', credentials: 'metadata-server' }, options: { project: 'p' } },
  },
})
// @ts-expect-error a token is not what credentials of Google are made of
createRouter({ providers: { 'google-vertex': { auth: { type: 'google', token: 't' } } } })

// What a host asks for besides is known by name.
createRouter({ providers: { 'azure-openai': { options: { resource: 'mine', deployment: 'd' } } } })
// @ts-expect-error a misspelt option of a host
createRouter({ providers: { 'azure-openai': { options: { resourceName: 'mine' } } } })

// Notices and reasons are told apart by their words.
createRouter({ onNotice: ({ type }) => type satisfies string })
// @ts-expect-error no notice has this type
createRouter({ onNotice: ({ type }) => type === 'faillover' })
