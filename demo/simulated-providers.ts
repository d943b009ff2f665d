import type { ChatCompletionRequest, Fixture, StreamingProfile, TextResponse } from '@copilotkit/aimock'
import { LLMock } from '@copilotkit/aimock'
import packageJson from '../package.json' with { type: 'json' }
import type { ModelRef, ProviderConfig } from '../src/index.ts'

const question = 'Why is the sky blue at noon and red at dusk?'

/** What every simulated model says, as far as it gets. */
const answer = `Sunlight looks white, but it holds every colour of the rainbow.
On its way through the air it meets molecules far smaller than a wave of light,
and they scatter short waves much more than long ones: blue about four times
as strongly as red. So at noon blue light reaches you from every side of the
sky, and the sky looks blue. In the evening the light comes in low and crosses
perhaps forty times as much air. Most of the blue is lost on that long way,
and what is left over for your eyes is the orange and red of dusk.`

/** Providers that run on this machine, and what they have been told to do. */
export interface SimulatedProviders {
  readonly url: string
  /** Who simulates. */
  readonly simulator: string
  readonly providers: Readonly<Record<string, ProviderConfig>>
  /** The first refuses, the second breaks off in the middle of its stream, the third answers. */
  readonly chain: readonly ModelRef[]
  readonly question: string
  /** The whole answer, to the letter. */
  readonly answer: string
  /** What the simulator did, by its own journal. */
  sent(): { readonly rateLimits: number; readonly cutStreams: number }
  stop(): Promise<void>
}

const models = { refusing: 'gpt-5.4', breaking: 'claude-sonnet-4-6', finishing: 'deepseek-flash' } as const

/** Events of the second provider's stream until it breaks off, in the middle of a word. */
const eventsBeforeCut = 39
/** A pace that a person can follow: milliseconds to the first event, then events a second. */
const readablePace: StreamingProfile = { ttft: 350, tps: 18, jitter: 0.3 }

/**
 * Starts aimock, a simulator of the providers' wire formats that others wrote, on a free port of this machine. Three providers
 * of the table are pointed at it; their failures are scripted here, what the router makes of them is not.
 */
export async function startSimulatedProviders(pace: StreamingProfile = readablePace): Promise<SimulatedProviders> {
  const mock = new LLMock({ port: 0, host: '127.0.0.1' })
  mock.addFixtures(fixturesAt(pace))
  await mock.start()
  const { url } = mock
  const apiKey = 'not-a-key'
  return {
    url,
    simulator: `@copilotkit/aimock ${packageJson.devDependencies['@copilotkit/aimock']}`,
    providers: {
      openai: { baseUrl: `${url}/v1`, apiKey },
      anthropic: { baseUrl: url, apiKey },
      deepseek: { baseUrl: `${url}/v1`, apiKey },
    },
    chain: [`openai/${models.refusing}`, `anthropic/${models.breaking}`, `deepseek/${models.finishing}`],
    question,
    answer,
    sent: () => {
      const responses = mock.getRequests().map(({ response }) => response)
      return {
        rateLimits: responses.filter(({ status }) => status === 429).length,
        cutStreams: responses.filter(({ interrupted }) => interrupted === true).length,
      }
    },
    stop: () => mock.stop(),
  }
}

/** What each model does. The first fixture that fits a request answers it. */
function fixturesAt(streamingProfile: StreamingProfile): Fixture[] {
  const stream = { streamingProfile, chunkSize: 6 }
  return [
    {
      match: { model: models.refusing },
      response: {
        status: 429,
        retryAfter: 30,
        error: {
          message: `Rate limit reached for ${models.refusing}. Please try again in 30s.`,
          type: 'requests',
          code: 'rate_limit_exceeded',
        },
      },
    },
    {
      match: { model: models.breaking, sequenceIndex: 0 },
      // The count of the output stands at the end of a real stream; at its beginning there is a 1.
      response: (request) => ({ ...spoken(request), usage: { input_tokens: inputTokens(request), output_tokens: 1 } }),
      ...stream,
      truncateAfterChunks: eventsBeforeCut,
    },
    {
      match: { model: models.breaking },
      response: { status: 529, error: { message: 'Overloaded', type: 'overloaded_error' } },
    },
    {
      match: { model: models.finishing },
      response: (request) => {
        const text = spoken(request)
        return { ...text, usage: { prompt_tokens: inputTokens(request), completion_tokens: tokens(text.content) } }
      },
      ...stream,
    },
  ]
}

/** Asked to go on, a model rarely hits the very character: this one says the last words again, as real ones do. */
function spoken(request: ChatCompletionRequest): TextResponse {
  const given = textOf(request.messages.findLast(({ role }) => role === 'assistant'))
  if (given === '' || !answer.startsWith(given)) return { content: answer }
  const lastWords = given.lastIndexOf(' ', given.length - 24) + 1
  return { content: answer.slice(lastWords) }
}

function textOf(message: ChatCompletionRequest['messages'][number] | undefined): string {
  const content = message?.content ?? ''
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('')
}

const inputTokens = ({ messages }: ChatCompletionRequest): number => tokens(messages.map(textOf).join(' '))

/** Four characters a token, the rule of thumb. */
const tokens = (text: string): number => Math.ceil(text.length / 4)
