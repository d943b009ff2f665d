import type { ProviderProfile } from '../../src/adapters/provider.ts'
import type { CompletionRequest } from '../../src/index.ts'
import type { Json, JsonObject } from '../../src/vocabulary/message.ts'
import type { ProtocolId } from '../../src/vocabulary/model.ts'
import { askOnce, modelOf, protocolsOf, type Outcome, type SentRequest } from './first-request.ts'

type Question = Omit<CompletionRequest, 'model'>

const greeting: Question = { system: 'Be brief.', messages: 'Hello' }

/** What every provider is asked, over each of its protocols. Everything but the first is shown by how it differs from the first. */
export const questions: Readonly<Record<string, Question>> = {
  plain: greeting,
  tools: {
    ...greeting,
    tools: {
      look_up: {
        description: 'Looks a word up.',
        input: { jsonSchema: { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] } },
      },
    },
  },
  image: {
    messages: [
      {
        role: 'user',
        content: [
          { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'iVBORw0KGgo=' } },
          { type: 'text', text: 'Hello' },
        ],
      },
    ],
    system: 'Be brief.',
  },
  effort: { ...greeting, reasoningEffort: 'high' },
  limit: { ...greeting, maxOutputTokens: 2_000 },
}

/** Everything that was sent to one provider, by protocol and question. */
export interface GoldenPage {
  readonly text: string
  readonly sent: readonly { readonly protocol: ProtocolId; readonly question: string; readonly request: SentRequest }[]
}

/** Asks a provider everything and writes down what it was sent, for people to read. */
export async function goldenPage(profile: ProviderProfile): Promise<GoldenPage> {
  const sent: GoldenPage['sent'][number][] = []
  const parts = [`${profile.id}: ${modelOf(profile)}`]
  for (const protocol of protocolsOf(profile)) {
    let plain: SentRequest | undefined
    for (const [question, request] of Object.entries(questions)) {
      const outcome = await askOnce(profile, protocol, request)
      sent.push(...outcome.sent.map((one) => ({ protocol, question, request: one })))
      if (plain === undefined) parts.push('', `== ${protocol}`, ...headOf(outcome))
      parts.push(`${question.padEnd(6)} ${bodyOf(outcome, plain)}`)
      plain ??= outcome.sent.at(-1)
    }
  }
  return { text: `${parts.join('\n')}\n`, sent }
}

function headOf({ sent, error }: Outcome): string[] {
  if (sent.length === 0) return [`nothing is sent: ${error}`]
  return sent.flatMap(({ method, url, headers }) => [
    `${method} ${url}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ])
}

/** The body, or what of it differs from the plain one. */
function bodyOf({ sent, error }: Outcome, plain: SentRequest | undefined): string {
  const last = sent.at(-1)
  if (last === undefined) return `nothing is sent: ${error}`
  if (plain === undefined) return JSON.stringify(last.body)
  const { url, headers } = last
  const moved = url === plain.url ? '' : ` at ${url}`
  const added = headers.filter(([name, value]) => !plain.headers.some((one) => one[0] === name && one[1] === value))
  const told = added.map(([name, value]) => ` ${name}: ${value}`).join('')
  const gone = Object.keys(plain.body).filter((name) => !(name in last.body))
  return `${JSON.stringify(changesOf(last.body, plain.body))}${gone.length === 0 ? '' : ` without ${gone.join(', ')}`}${moved}${told}`
}

/** The members that are not the same in the plain body; in an object of settings only those settings. */
function changesOf(body: JsonObject, plain: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]): [string, Json | undefined][] => {
      const before = plain[name]
      if (JSON.stringify(value) === JSON.stringify(before)) return []
      return [[name, isObject(value) && isObject(before) ? changesOf(value, before) : value]]
    }),
  )
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
