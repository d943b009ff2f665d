import { describe, expect, it } from 'vitest'

import type { AssistantPart, Json, Message, ToolResultPart } from '../../src/vocabulary/message.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'
import { schemasExist } from '../adapters/body-check.ts'
import { decodeAnswer } from './decode-answer.ts'
import { bodyBytes, recordingsExist, recordingsOf, type Recording } from './recordings.ts'
import { sentParts, type SentPart } from './sent-parts.ts'
import { wireHosts, writeFor, type WireHost } from './wire-hosts.ts'

/** An answer that a provider really gave, with what only that provider can read of it. */
interface RecordedAnswer {
  readonly recording: Recording
  readonly parts: readonly AssistantPart[]
  readonly tokens: readonly string[]
}

/** Names under which providers put what is signed or sealed. */
const sealedNames = /signature|encrypted|redacted|^data$/i

/** Signed and sealed texts within a token or a part that only its provider understands. */
function sealedIn(value: Json | undefined, name = ''): readonly string[] {
  // Shorter ones are words such as `web_search` that anybody may use.
  if (typeof value === 'string') return sealedNames.test(name) && value.length >= 24 ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]: readonly [string, Json | undefined]) =>
    sealedIn(member, Array.isArray(value) ? name : key),
  )
}

const protocols: readonly (readonly [recorded: string, protocol: string])[] = [
  ['openai-chat', 'openai-chat'],
  ['mistral', 'openai-chat'],
  ['openai-responses', 'openai-responses'],
  ['anthropic-messages', 'anthropic-messages'],
  ['gemini', 'gemini'],
  ['bedrock-converse', 'bedrock-converse'],
  ['ollama', 'ollama-chat'],
]

/**
 * Problems that are known, by recording and host. The chat protocol gives raw PCM and takes WAV and MP3 only; DeepSeek, which takes no
 * audio at all, is checked against OpenAI's schema. It refuses what it is sent, and the next target is asked.
 */
const known: ReadonlySet<string> = new Set(['openai-chat-completion-audio-output-e1794f35 deepseek/deepseek-v4-pro'])

/** Answers that hold something to hand over: decoded by the protocol that they came over, whole and without an error. */
const answers: readonly RecordedAnswer[] = protocols.flatMap(([recorded, id]) => {
  const protocol = wireHosts.find((host) => host.protocol.id === id)?.protocol
  if (protocol === undefined) throw new Error(`no host speaks ${id}`)
  // What `/converse` of Bedrock gives, its framing never lets through.
  const documents = { ...protocol, framing: { ...protocol.framing, documentAllowed: true } }
  return recordingsOf(recorded).flatMap((recording): RecordedAnswer[] => {
    if (recording.response.status >= 400) return []
    const isStream = id !== 'bedrock-converse' || recording.response.bodyEncoding === 'base64'
    const { assembly } = decodeAnswer(isStream ? protocol : documents, [bodyBytes(recording)])
    const { parts } = assembly
    if (assembly.failure !== undefined || assembly.finishReason === undefined || parts.length === 0) return []
    const tokens = parts.flatMap((part) => [
      ...sealedIn(part.replay),
      ...(part.type === 'native' ? sealedIn(part.data) : []),
    ])
    return [{ recording, parts, tokens: [...new Set(tokens)] }]
  })
})

/** The answer with a question before it and everything after it that its calls ask for. */
function conversation({ recording, parts }: RecordedAnswer): readonly Message[] {
  const origin = {
    provider: `recorded-${recording.provider}`,
    protocol: 'openai-chat',
    model: recording.model,
  } as const
  const results = parts.flatMap((part): ToolResultPart[] =>
    part.type === 'tool-call' ? [{ type: 'tool-result', callId: part.id, name: part.name, output: 'done' }] : [],
  )
  return [
    { role: 'user', content: 'Begin.' },
    {
      role: 'assistant',
      content: parts.map((part) => ({
        ...part,
        origin: { ...origin, protocol: part.origin?.protocol ?? 'openai-chat' },
      })),
    },
    ...(results.length === 0 ? [] : [{ role: 'tool', content: results } as const]),
    { role: 'user', content: 'Go on.' },
  ]
}

/** Texts and calls of the model, in order; whatever else it said belongs to its provider, or is a file. */
function essence(parts: readonly (AssistantPart | SentPart)[]): {
  readonly text: string
  readonly calls: readonly string[]
} {
  const texts = parts.map((part) => (part.type === 'text' ? part.text : ''))
  // Blank texts are refused by some, so they are sent to nobody.
  return {
    text: texts.join('').replaceAll(/\s+/g, ' ').trim(),
    calls: parts.flatMap((part) => (part.type === 'tool-call' || part.type === 'call' ? [part.name ?? ''] : [])),
  }
}

/** What the request says, or nothing where the host takes no file of the kind that the model made. */
function sentTo(
  host: WireHost,
  answer: RecordedAnswer,
): { readonly body: string; readonly parts: readonly SentPart[]; readonly problems: readonly string[] } | undefined {
  try {
    const { body } = writeFor(host, { messages: conversation(answer) })
    const parts = sentParts[host.protocol.id](body)
    return { body: JSON.stringify(body), parts, problems: schemasExist ? host.problems(body) : [] }
  } catch (error) {
    if (RouterError.is(error, 'unsupported') && answer.parts.some(({ type }) => type === 'file')) return undefined
    throw error
  }
}

describe.skipIf(!recordingsExist)('recorded answers handed to foreigners (../shared/recordings)', () => {
  const sealed = answers.filter(({ tokens }) => tokens.length > 0)

  it('are here, many of them signed or sealed', () => {
    const counts: Record<string, string> = {}
    for (const [recorded] of protocols) {
      const own = answers.filter(({ recording }) => recording.protocol === recorded)
      counts[recorded] = `${own.length}, ${own.filter(({ tokens }) => tokens.length > 0).length} sealed`
    }
    console.log(`handed over: ${JSON.stringify(counts)}; schemas ${schemasExist ? 'read' : 'missing'}`)
    expect(answers.length).toBeGreaterThan(1_100)
    expect(sealed.length).toBeGreaterThan(190)
  })

  it.each(wireHosts)(
    '$name gets valid requests with all that was said, and nothing sealed',
    (host) => {
      let sent = 0
      let refused = 0
      for (const answer of answers) {
        const { id } = answer.recording
        const request = sentTo(host, answer)
        if (request === undefined) {
          refused += 1
          continue
        }
        expect.soft(request.problems.length > 0, id).toBe(known.has(`${id} ${host.name}`) && schemasExist)
        if (!known.has(`${id} ${host.name}`)) expect.soft(request.problems, id).toEqual([])
        for (const token of answer.tokens)
          expect.soft(request.body.includes(JSON.stringify(token).slice(1, -1)), id).toBe(false)
        const said = request.parts.filter(({ role }) => role === 'assistant')
        expect.soft(essence(said), id).toEqual(essence(answer.parts))
        expect
          .soft(
            said.filter(({ type }) => type === 'reasoning'),
            id,
          )
          .toEqual([])
        sent += 1
      }
      console.log(`handed over to ${host.name}: ${sent}, refused for a file ${refused}`)
      expect(sent + refused).toBe(answers.length)
      expect(sent).toBeGreaterThan(1_100)
    },
    120_000,
  )
})
